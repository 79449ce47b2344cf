"""What was deleted and still has to be overwritten in the database's files."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.base import Base, HasCreated, HasId, coded


class CleaningReason(StrEnum):
    """What was deleted."""

    SURVEY_CLOSED = "survey_closed"
    VOTE_CLOSED = "vote_closed"
    VOTE_TAKEN_BACK = "vote_taken_back"
    TEXT_ERASED = "text_erased"
    ANSWERS_ERASED = "answers_erased"
    ANSWERS_CORRECTED = "answers_corrected"
    PRODUCT_UPDATED = "product_updated"
    """What an earlier version deleted and did not overwrite."""


class CleaningOutcome(StrEnum):
    """What the last try gave. Only ``clean`` is the end."""

    WAITING = "waiting"
    """Not tried yet."""
    CLEAN = "clean"
    READ = "read"
    """Another program is reading: what it may still see cannot be overwritten."""
    BUSY = "busy"
    """Another program holds a table or the file."""
    REFUSED = "refused"
    """The database did not confirm that nothing is left."""
    FAILED = "failed"
    """The database refused with an error."""


class Cleaning(HasId, HasCreated, Base):
    """One order to overwrite, written in the transaction that deleted. It says what happened, never to whom."""

    __tablename__ = "cleaning"
    __table_args__ = (
        coded("reason", CleaningReason),
        coded("outcome", CleaningOutcome),
        CheckConstraint("(done_at IS NOT NULL) = (outcome = 'clean')", name="done_when_clean"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        Index(
            "ix_cleaning_waiting", "id", postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL")
        ),
    )

    reason: Mapped[str] = mapped_column(String(20))
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"), index=True)
    tables: Mapped[list[str]]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20), default=CleaningOutcome.WAITING)
