"""Evaluations: the leader's own words per part. What plan, survey and recommendations give is computed, not kept."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId
from surveyapp.store.plans import Period
from surveyapp.store.regions import Association


class Evaluation(HasId, HasCreated, Base):
    """The yearly evaluation of one association."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("association_id", "period_id"),)

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    period_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("period.id"), index=True)
    prepared_by: Mapped[str] = mapped_column(String(200), default="")
    prepared_on: Mapped[date | None]
    handed_in_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()
    period: Mapped[Period] = relationship()
    parts: Mapped[list[EvaluationPart]] = relationship(back_populates="evaluation", cascade="all, delete-orphan")


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
    ready: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    """Counts edits, so that two windows do not overwrite each other silently."""

    evaluation: Mapped[Evaluation] = relationship(back_populates="parts")
