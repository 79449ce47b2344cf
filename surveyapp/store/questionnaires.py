"""Questionnaires, their published versions, drafts, and what a region shares. A version never changes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded


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
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The files it was published from, compressed, with their comments; None where there were none."""

    questionnaire: Mapped[QuestionnaireRecord] = relationship(back_populates="versions")


BANK_KINDS = ("list", "indicator", "question")


class QuestionnaireDraft(HasId, HasCreated, Base):
    """A questionnaire under construction, of a region or of an association; `revision` is the one shown now.

    With a run, it holds the association's own questions of that run.
    """

    __tablename__ = "questionnaire_draft"
    __table_args__ = (CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name="one_owner"),)

    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id"), index=True)
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id"), index=True)
    version_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questionnaire_version.id"), index=True)
    """The version it began as, or was last published as: core questions are those of this version."""
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(80))
    titles: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class DraftRevision(HasId, HasCreated, Base):
    """One state of a draft. Undo goes to the parent, redo to the youngest child."""

    __tablename__ = "questionnaire_draft_revision"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire_draft.id", ondelete="CASCADE"))
    number: Mapped[int]
    parent: Mapped[int]
    """Number of the state it was made from, 0 for the first."""
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Files and states of translations, compressed."""


class BankEntry(HasId, HasCreated, Base):
    """A list, an indicator or a question which a region shares with its associations."""

    __tablename__ = "bank_entry"
    __table_args__ = (coded("kind", BANK_KINDS), UniqueConstraint("region_id", "kind", "key"))

    region_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("region.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    retired: Mapped[bool] = mapped_column(default=False)
    """No longer offered; what uses it stays as it is."""
    versions: Mapped[list[BankEntryVersion]] = relationship(
        back_populates="entry", order_by="BankEntryVersion.number", cascade="all, delete-orphan"
    )


class BankEntryVersion(HasId, HasCreated, Base):
    """One state of a shared thing: the text of its file."""

    __tablename__ = "bank_entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    entry_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bank_entry.id"))
    number: Mapped[int]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    content: Mapped[dict[str, Any]]

    entry: Mapped[BankEntry] = relationship(back_populates="versions")
