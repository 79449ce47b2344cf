"""Questionnaires and their published versions. A version never changes; the database is the truth."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId


class QuestionnaireRecord(HasId, HasCreated, Base):
    """A questionnaire by its key; shared by the installation, or owned by a region or an association."""

    __tablename__ = "questionnaire"
    __table_args__ = (
        UniqueConstraint("key", "region_id", "association_id"),
        Index(
            "uq_questionnaire_shared_key",
            "key",
            unique=True,
            sqlite_where=text("region_id IS NULL AND association_id IS NULL"),
            postgresql_where=text("region_id IS NULL AND association_id IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(80))
    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id"), index=True)
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id"), index=True)
    versions: Mapped[list[QuestionnaireVersion]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.number"
    )


class QuestionnaireVersion(HasId, HasCreated, Base):
    """One published version: the document as `definition` writes it, and its two hashes."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number"),
        UniqueConstraint("questionnaire_id", "structure_hash", "texts_hash"),
    )

    questionnaire_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    structure_hash: Mapped[str] = mapped_column(String(64))
    texts_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]]

    questionnaire: Mapped[QuestionnaireRecord] = relationship(back_populates="versions")
