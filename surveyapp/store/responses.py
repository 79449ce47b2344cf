"""What was answered: responses, proposals and practice cards, after closing."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.regions import LANGUAGES, Association
from surveyapp.store.surveys import Mode, Run


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    NEW = "new"
    GROUPED = "grouped"
    SHORTLISTED = "shortlisted"
    ACCEPTED = "accepted"
    MERGED = "merged"
    LATER = "later"
    DECLINED = "declined"


class Response(HasId, Base):
    """One respondent's answers under a random id, without time or order. Anonymous rows cannot name an invitation."""

    __tablename__ = "response"
    __table_args__ = (
        coded("mode", Mode),
        ForeignKeyConstraint(["run_id", "mode"], ["run.id", "run.mode"]),
        CheckConstraint("mode <> 'anonymous' OR invitation_id IS NULL", name="anonymous_without_invitation"),
        CheckConstraint("mode = 'anonymous' OR invitation_id IS NOT NULL", name="linked_with_invitation"),
        CheckConstraint("mode = 'anonymous' OR pair IS NULL", name="codes_are_anonymous"),
        UniqueConstraint("invitation_id"),
        Index("ix_response_run_id", "run_id"),
    )

    run_id: Mapped[uuid.UUID]
    mode: Mapped[str] = mapped_column(String(20))
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invitation.id"))
    answers: Mapped[dict[str, Any]]
    pair: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """Of the respondent's code, where the run gives codes: equal in two years for one code, and leads nowhere else."""
    corrected: Mapped[list[str] | None]
    """Columns of the release whose cells a correction has changed: a second change counts towards no five."""


class ProposalGroup(HasId, HasCreated, Base):
    """Proposals the leader holds to say the same, with the merged wording that members may see."""

    __tablename__ = "proposal_group"
    __table_args__ = (
        coded("status", ProposalStatus),
        CheckConstraint("status <> 'declined' OR reason <> ''", name="declined_with_a_reason"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    wording: Mapped[str] = mapped_column(Text)
    direction: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20), default=ProposalStatus.GROUPED)
    reason: Mapped[str] = mapped_column(Text, default="")
    proposals: Mapped[list[Proposal]] = relationship(back_populates="group")


class Proposal(HasId, Base):
    """One proposal under a random id made at submission: text, direction, language, and nothing that leads to a row."""

    __tablename__ = "proposal"
    __table_args__ = (
        coded("language", LANGUAGES, nullable=True),
        coded("status", ProposalStatus),
        CheckConstraint("status <> 'declined' OR reason <> ''", name="declined_with_a_reason"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    """As it was written: for the leader alone."""
    masked: Mapped[str | None] = mapped_column(Text)
    """What is shown on instead, without personal details; None where the text itself may be."""
    direction: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(2))
    """None where fewer than three members wrote proposals in it."""
    status: Mapped[str] = mapped_column(String(20), default=ProposalStatus.NEW)
    reason: Mapped[str] = mapped_column(Text, default="")
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposal_group.id", ondelete="SET NULL"), index=True)

    run: Mapped[Run] = relationship()
    group: Mapped[ProposalGroup | None] = relationship(back_populates="proposals")


class PracticeCard(HasId, HasCreated, Base):
    """A signed example of good practice, given after the receipt; nothing connects it with a response."""

    __tablename__ = "practice_card"
    __table_args__ = (coded("language", LANGUAGES),)

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"), index=True)
    period_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("period.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    school: Mapped[str] = mapped_column(String(300))
    contact: Mapped[str] = mapped_column(String(300))
    share_association: Mapped[bool] = mapped_column(default=False)
    share_region: Mapped[bool] = mapped_column(default=False)
    share_public: Mapped[bool] = mapped_column(default=False)

    association: Mapped[Association] = relationship()
