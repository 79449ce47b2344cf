"""The second round: a vote on merged proposals, its options, and the ballots while it is open."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId
from surveyapp.store.surveys import Run


class Vote(HasId, HasCreated, Base):
    """One vote of a run's members. Ballots are sealed to its key; at closing they are opened, counted and deleted."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("run_id"),
        CheckConstraint("(closed_at IS NULL) = (public_key IS NOT NULL)", name="sealed_until_closed"),
        CheckConstraint("seats >= 1", name="one_seat_or_more"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    seats: Mapped[int]
    """How many proposals the leader means to take up."""
    message: Mapped[str] = mapped_column(String(2000), default="")
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrapped_private_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    invited: Mapped[int | None]
    """N, fixed at closing; None where one link went to all."""
    approvals: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    """After closing: for each ballot the positions approved of, sorted among themselves, so that no order remains."""
    deviation: Mapped[str] = mapped_column(Text, default="")
    """Why the leader chose otherwise than the members."""

    run: Mapped[Run] = relationship()
    options: Mapped[list[VoteOption]] = relationship(
        back_populates="vote", cascade="all, delete-orphan", order_by="VoteOption.position"
    )


class VoteOption(HasId, Base):
    """One merged proposal as it stands on the ballot, its wording frozen when the vote opened."""

    __tablename__ = "vote_option"
    __table_args__ = (UniqueConstraint("vote_id", "position"),)

    vote_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vote.id", ondelete="CASCADE"))
    position: Mapped[int]
    proposal_group_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("proposal_group.id", ondelete="SET NULL"), index=True
    )
    wording: Mapped[str] = mapped_column(Text)

    vote: Mapped[Vote] = relationship(back_populates="options")


class Voter(Base):
    """That a member has voted, so that one member has one ballot; deleted with the ballots at closing."""

    __tablename__ = "voter"

    vote_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vote.id", ondelete="CASCADE"), primary_key=True)
    invitation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Ballot(Base):
    """One member's vote while it is open, under a key that the receipt code gives: no member, no moment, no order."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    vote_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vote.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """To the vote's key: not even its writer opens it."""
    own: Mapped[bytes] = mapped_column(LargeBinary)
    """The same for the holder of the receipt code, who may change it until closing."""
