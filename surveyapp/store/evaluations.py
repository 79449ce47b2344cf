"""Evaluations: the leader's own words per part, the steps they went through, the signed file, the regions' templates.

What plan, survey and recommendations give is computed, not kept, until the evaluation is handed in: then the whole
text is kept as it was.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.accounts import User
from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.plans import Period
from surveyapp.store.regions import Association

EVALUATION_STATES = ("draft", "submitted", "returned", "accepted")
STEP_KINDS = ("saved", "submitted", "taken_back", "returned", "accepted", "file_attached", "file_removed")
FILE_KINDS = ("pdf", "asice", "edoc", "adoc")


class Evaluation(HasId, HasCreated, Base):
    """The yearly evaluation of one association."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("association_id", "period_id"), coded("state", EVALUATION_STATES))

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    period_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("period.id"), index=True)
    prepared_by: Mapped[str] = mapped_column(String(200), default="")
    prepared_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    handed_in_at: Mapped[datetime | None]
    """The last handing in, while it stands: None in a draft and in what was returned."""

    association: Mapped[Association] = relationship()
    period: Mapped[Period] = relationship()
    parts: Mapped[list[EvaluationPart]] = relationship(back_populates="evaluation", cascade="all, delete-orphan")
    steps: Mapped[list[EvaluationStep]] = relationship(
        back_populates="evaluation", cascade="all, delete-orphan", order_by="EvaluationStep.number"
    )
    files: Mapped[list[EvaluationFile]] = relationship(
        back_populates="evaluation", cascade="all, delete-orphan", order_by="EvaluationFile.created_at"
    )


class EvaluationPart(HasId, Base):
    """A part the leader has edited. ``content`` replaces what would be pre-filled; ``ready`` is her own tick."""

    __tablename__ = "evaluation_part"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 10", name="one_of_ten"),
    )

    evaluation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any] | None] = mapped_column()
    charts: Mapped[list[str] | None]
    """Keys of the charts of the results that stand at the end of the part, in order."""
    ready: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    """Counts edits, so that two windows do not overwrite each other silently."""

    evaluation: Mapped[Evaluation] = relationship(back_populates="parts")


class EvaluationStep(HasId, HasCreated, Base):
    """One step of an evaluation's history: a part saved, the whole handed in, read, returned, accepted.

    ``content`` of "saved": {"blocks": […] or None, "charts": […]}; of "submitted": the whole text as it was; of
    "returned" and "accepted": {"message": str, "comments": {part: str}}; of the file's steps: {"name": str}.
    """

    __tablename__ = "evaluation_step"
    __table_args__ = (
        coded("kind", STEP_KINDS),
        UniqueConstraint("evaluation_id", "number"),
        CheckConstraint("(kind = 'saved') = (part IS NOT NULL)", name="part_where_saved"),
    )

    evaluation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    part: Mapped[int | None]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    content: Mapped[dict[str, Any]]

    evaluation: Mapped[Evaluation] = relationship(back_populates="steps")
    user: Mapped[User | None] = relationship()


class EvaluationFile(HasId, HasCreated, Base):
    """The signed final file. A removed one keeps its name and sum, not its content."""

    __tablename__ = "evaluation_file"
    __table_args__ = (
        coded("kind", FILE_KINDS),
        CheckConstraint("(content IS NULL) = (removed_at IS NOT NULL)", name="content_until_removed"),
    )

    evaluation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    """Bytes."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256, hexadecimal."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    release_id: Mapped[str | None] = mapped_column(String(64))
    """The release shown when it was attached, whose numbers it may hold; None where nothing was shown."""
    removed_at: Mapped[datetime | None]

    evaluation: Mapped[Evaluation] = relationship(back_populates="files")


class DocumentTemplate(HasId, HasCreated, Base):
    """A region's own template of the evaluation's DOCX; without one the bundled template stands."""

    __tablename__ = "document_template"
    __table_args__ = (UniqueConstraint("region_id"),)

    region_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
