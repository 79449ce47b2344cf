"""What a leader makes of results: codes for texts, the order of her page, what she releases to members; corrections."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.base import Base, HasCreated, HasId


class TextCode(HasId, HasCreated, Base):
    """One code of an association's codebook, with the definition coders go by; kept from year to year."""

    __tablename__ = "text_code"
    __table_args__ = (UniqueConstraint("association_id", "label"),)

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(120))
    definition: Mapped[str] = mapped_column(Text, default="")


class TextReading(HasId, Base):
    """A coder's decision on one text: the codes come as `TextCoding`, and none is a decision too.

    A text is known by a hash of itself with its question, so that nothing here leads to a response. No time: when a
    text was read says nothing that has to be known.
    """

    __tablename__ = "text_reading"
    __table_args__ = (
        UniqueConstraint("run_id", "text_hash", "user_id"),
        Index("ix_text_reading_run_id_column", "run_id", "column"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    column: Mapped[str] = mapped_column(String(160))
    text_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class TextCoding(HasId, Base):
    """A code that a coder gave a text."""

    __tablename__ = "text_coding"
    __table_args__ = (UniqueConstraint("reading_id", "code_id"),)

    reading_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("text_reading.id", ondelete="CASCADE"))
    code_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("text_code.id", ondelete="CASCADE"), index=True)


class ResultsLayout(HasId, Base):
    """Which sections the leader's page of results has, and in what order; remembered per run."""

    __tablename__ = "results_layout"
    __table_args__ = (UniqueConstraint("run_id"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    shown: Mapped[list[str]]
    """Ids of sections in the order of the page."""
    hidden: Mapped[list[str]]


class PublishedResults(HasId, HasCreated, Base):
    """What a leader released to the members of a run's association."""

    __tablename__ = "published_results"
    __table_args__ = (UniqueConstraint("run_id"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    parts: Mapped[list[str]]
    """"participation", "needs", and ids of questions."""
    message: Mapped[str] = mapped_column(Text, default="")


class Correction(HasId, Base):
    """Corrected answers of a linked response, waiting for the member's word and then for enough others.

    ``answers`` is the whole as it is wanted; ``typed`` names the questions that were typed, which alone she is shown.
    """

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("invitation_id"), Index("ix_correction_run_id", "run_id"))

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    answers: Mapped[dict[str, Any]]
    typed: Mapped[list[str]]
    confirmed: Mapped[bool] = mapped_column(default=False)
    """Whether the member herself said, by her own way in, that this is what she wants."""
