"""The board of proposals: its steps, kept so that each can be undone, and tags across languages."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.base import Base, HasCreated, HasId


class BoardStep(HasId, HasCreated, Base):
    """One step of sorting a run's proposals. ``before`` holds what it changed as it was: groups and proposals by id."""

    __tablename__ = "board_step"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    number: Mapped[int]
    """From 1 in each run: the order in which steps were taken."""
    action: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class ProposalTag(Base):
    """A code of the association's codebook on one proposal: what joins proposals of several languages."""

    __tablename__ = "proposal_tag"

    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    code_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("text_code.id", ondelete="CASCADE"), primary_key=True, index=True
    )
