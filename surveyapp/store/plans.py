"""Periods, plans and activities: what the association set out to do, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.regions import Association

PERIOD_KINDS = ("school_year", "calendar_year")
PRECISIONS = ("day", "span", "month", "quarter", "season", "year", "recurring", "unknown")
AUDIENCES = ("pupils", "teachers")


class Period(HasId, Base):
    """A school year (from September) or a calendar year, shared by the whole installation."""

    __tablename__ = "period"
    __table_args__ = (
        coded("kind", PERIOD_KINDS),
        UniqueConstraint("kind", "first_year"),
        CheckConstraint("starts_on < ends_on", name="starts_before_it_ends"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    first_year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Plan(HasId, HasCreated, Base):
    """An association's plan for a period: goal, tasks, priorities, activities, approval."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("association_id", "period_id"),)

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    period_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("period.id"), index=True)
    goal: Mapped[str] = mapped_column(Text, default="")
    tasks: Mapped[list[str]] = mapped_column(default=list)
    priorities: Mapped[list[str]] = mapped_column(default=list)
    priority_report: Mapped[str] = mapped_column(Text, default="")
    """How the year's priority was carried out, written at the end of the year."""
    approval_body: Mapped[str] = mapped_column(String(300), default="")
    approval_number: Mapped[str] = mapped_column(String(60), default="")
    approval_date: Mapped[date | None]

    association: Mapped[Association] = relationship()
    period: Mapped[Period] = relationship()
    activities: Mapped[list[Activity]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="Activity.position"
    )
    partners: Mapped[list[Partner]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="Partner.position"
    )


class Activity(HasId, HasCreated, Base):
    """One row of the plan: what is intended, and later what was done, where, and how many took part."""

    __tablename__ = "activity"
    __table_args__ = (
        coded("precision", PRECISIONS),
        coded("audience", AUDIENCES),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="starts_before_it_ends"),
        CheckConstraint("participants IS NULL OR participants >= 0", name="participants_not_negative"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    direction: Mapped[str | None] = mapped_column(String(60))
    form: Mapped[str | None] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(Text)
    period_text: Mapped[str] = mapped_column(String(300), default="")
    """The period in the plan's own words."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    precision: Mapped[str] = mapped_column(String(20), default="unknown")
    place: Mapped[str] = mapped_column(String(300), default="")
    responsible: Mapped[str] = mapped_column(String(300), default="")
    audience: Mapped[str] = mapped_column(String(20), default="teachers")
    done: Mapped[bool | None]
    """None until someone says."""
    work_done: Mapped[str] = mapped_column(Text, default="")
    participants: Mapped[int | None]
    participants_words: Mapped[str] = mapped_column(String(300), default="")
    recommendation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("recommendation.id", ondelete="SET NULL", use_alter=True), index=True
    )
    """The recommendation it carries out, if it came from one."""

    plan: Mapped[Plan] = relationship(back_populates="activities")


class Partner(HasId, Base):
    """A cooperation partner of the year, and what was done together."""

    __tablename__ = "partner"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(300))
    work: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship(back_populates="partners")
