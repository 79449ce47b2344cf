"""Recommendations with their evidence and history."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.plans import Period
from surveyapp.store.regions import Association


class RecommendationStatus(StrEnum):
    """Where a recommendation stands."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    LATER = "later"
    DECLINED = "declined"


class Recommendation(HasId, HasCreated, Base):
    """What the leader recommends for next period, with owner, due date and what became of it."""

    __tablename__ = "recommendation"
    __table_args__ = (
        coded("status", RecommendationStatus),
        CheckConstraint("percent_done BETWEEN 0 AND 100", name="percent_done_is_a_share"),
        CheckConstraint("status <> 'declined' OR reason <> ''", name="declined_with_a_reason"),
        CheckConstraint("status <> 'done' OR percent_done = 100", name="done_is_all_done"),
        CheckConstraint(
            "indicator IS NOT NULL OR (indicator_row = '' AND indicator_release_id IS NULL)", name="row_of_an_indicator"
        ),
        Index("ix_recommendation_association_id_period_id", "association_id", "period_id"),
    )

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    period_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("period.id"), index=True)
    """The period whose survey it comes from."""
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text)
    direction: Mapped[str | None] = mapped_column(String(60))
    owner: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date | None]
    indicator: Mapped[str | None] = mapped_column(String(80))
    """What it is watched by; none where the leader chose none."""
    indicator_row: Mapped[str] = mapped_column(String(200), default="")
    indicator_unmet: Mapped[bool] = mapped_column(default=False)
    """Whether members with an unmet need are counted rather than high ratings."""
    indicator_release_id: Mapped[str | None] = mapped_column(String(64))
    """The release it was chosen from, whose value stands beside the one now."""
    status: Mapped[str] = mapped_column(String(20), default=RecommendationStatus.DRAFT)
    percent_done: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What was done about it, in the leader's words: the "we did" shown to members."""

    association: Mapped[Association] = relationship()
    period: Mapped[Period] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan", order_by="Evidence.position"
    )
    history: Mapped[list[RecommendationEvent]] = relationship(
        back_populates="recommendation", cascade="all, delete-orphan", order_by="RecommendationEvent.created_at"
    )


class Evidence(HasId, HasCreated, Base):
    """What a recommendation rests on, frozen: release + query + result + version of the method.

    ``finding`` is the finding as `evaluation` writes it; its sentence is made anew in the reader's language.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(release_id IS NOT NULL) OR (proposal_group_id IS NOT NULL)", name="rests_on_something"),
        UniqueConstraint("recommendation_id", "fingerprint"),
    )

    recommendation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recommendation.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Hash of release, query and method, so that the same evidence is not laid twice."""
    release_id: Mapped[str | None] = mapped_column(String(64))
    proposal_group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposal_group.id"), index=True)
    finding: Mapped[dict[str, Any]]
    method_version: Mapped[str] = mapped_column(String(20))

    recommendation: Mapped[Recommendation] = relationship(back_populates="evidence")


class RecommendationEvent(HasId, HasCreated, Base):
    """One change of a recommendation: what, from, to, by whom."""

    __tablename__ = "recommendation_event"

    recommendation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("recommendation.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    change: Mapped[dict[str, Any]]

    recommendation: Mapped[Recommendation] = relationship(back_populates="history")


class DismissedFinding(HasId, HasCreated, Base):
    """A finding the leader put aside, with the reason."""

    __tablename__ = "dismissed_finding"
    __table_args__ = (UniqueConstraint("run_id", "fingerprint"), CheckConstraint("reason <> ''", name="with_a_reason"))

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
