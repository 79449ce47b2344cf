"""Surveys, their runs and invitations.

A survey is one questionnaire for one or many associations; each association has its own run.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.people import Membership
from surveyapp.store.plans import Period
from surveyapp.store.questionnaires import QuestionnaireVersion
from surveyapp.store.regions import LANGUAGES, Association


class Mode(StrEnum):
    """Who can connect an answer with a person: nobody, nobody but the counting machine, everyone who reads."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class RunStatus(StrEnum):
    """The life of a run. Only ``open`` takes answers."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Addressing(StrEnum):
    """How members come to the form: each by a link of her own, all by one link with a code, or by signing in."""

    PERSONAL = "personal"
    SHARED = "shared"
    ACCOUNT = "account"


class Survey(HasId, HasCreated, Base):
    """One questionnaire asked in one period, by a region or by a single association."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name="one_owner"),
        Index("ix_survey_region_id_period_id", "region_id", "period_id"),
    )

    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id"))
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id"), index=True)
    period_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("period.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire_version.id"), index=True)

    period: Mapped[Period] = relationship()
    version: Mapped[QuestionnaireVersion] = relationship()
    runs: Mapped[list[Run]] = relationship(back_populates="survey")


class Run(HasId, HasCreated, Base):
    """One association's part of a survey: its dates, its mode, its frozen form, its ballot box key, its N."""

    __tablename__ = "run"
    __table_args__ = (
        coded("mode", Mode),
        coded("status", RunStatus),
        coded("addressing", Addressing),
        CheckConstraint("addressing <> 'shared' OR mode = 'anonymous'", name="shared_is_anonymous"),
        CheckConstraint("NOT year_codes OR mode = 'anonymous'", name="codes_are_anonymous"),
        CheckConstraint(
            "paper_closes_at IS NULL OR closes_at IS NULL OR paper_closes_at >= closes_at", name="paper_closes_later"
        ),
        UniqueConstraint("survey_id", "association_id"),
        UniqueConstraint("shared_hash"),
        UniqueConstraint("id", "mode", name="uq_run_id_mode"),
        UniqueConstraint("activity_id"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_closing"),
        CheckConstraint("status = 'draft' OR document IS NOT NULL", name="opened_with_a_form"),
        CheckConstraint("status <> 'open' OR mode <> 'anonymous' OR public_key IS NOT NULL", name="open_with_a_key"),
        CheckConstraint("status <> 'closed' OR wrapped_private_key IS NULL", name="no_key_after_closing"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_with_a_date"),
        CheckConstraint("invited IS NULL OR invited >= 0", name="invited_not_negative"),
        CheckConstraint("envelope_bytes >= 1024", name="envelope_holds_something"),
        CheckConstraint("erased = 0 OR release_id IS NULL", name="nothing_shown_beside_erasure"),
    )

    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id"))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"), index=True)
    mode: Mapped[str] = mapped_column(String(20), default=Mode.ANONYMOUS)
    status: Mapped[str] = mapped_column(String(20), default=RunStatus.DRAFT)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    document: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """The questionnaire as this run asks it: plan rows, background bands and local questions frozen at opening."""
    document_hash: Mapped[str | None] = mapped_column(String(64))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    wrapped_private_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    envelope_bytes: Mapped[int] = mapped_column(default=8192)
    """All envelopes of a run have one size, so that the length of what was written gives nobody away."""
    invited: Mapped[int | None]
    """N, fixed at closing: invitations not cancelled. None for a run without a list of members."""
    release_id: Mapped[str | None] = mapped_column(String(64))
    erased: Mapped[int] = mapped_column(default=0)
    """Responses erased since results were last shown; while there are some, none are."""
    recounted: Mapped[list[str] | None]
    """After erasure: the questions that everybody had answered before it, the only ones that may be counted anew."""
    message: Mapped[str] = mapped_column(String(2000), default="")
    """What the leader says on the first page."""
    addressing: Mapped[str] = mapped_column(String(20), default=Addressing.PERSONAL)
    shared_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Of the code of a shared link; the code itself is derived from the installation's secret."""
    paper_closes_at: Mapped[datetime | None]
    """Until when answered paper forms may still be typed in."""
    closing_notice: Mapped[bool] = mapped_column(default=True)
    """Whether members hear of the closing by mail."""
    year_codes: Mapped[bool] = mapped_column(default=False)
    """Whether receipts carry a code that pairs the answers of two years without names."""
    segments_by: Mapped[str | None] = mapped_column(String(120))
    """The background question by which answers may be set side by side, chosen at opening; "" for none. Runs opened
    before there was a choice have None: the first one counts."""
    activity_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"))
    """The one activity of the plan that a pulse survey asks about."""

    survey: Mapped[Survey] = relationship(back_populates="runs")
    association: Mapped[Association] = relationship()
    invitations: Mapped[list[Invitation]] = relationship(back_populates="run")


class Invitation(HasId, Base):
    """One member's place in a run. Only the hash of the link's secret is kept.

    ``answered`` says that something was sent, never when.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        coded("language", LANGUAGES),
        UniqueConstraint("run_id", "membership_id"),
        UniqueConstraint("secret_hash"),
        Index(
            "ix_invitation_open", "run_id", postgresql_where=text("NOT cancelled"), sqlite_where=text("NOT cancelled")
        ),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"))
    membership_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("membership.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(2))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    opened: Mapped[bool] = mapped_column(default=False)
    """True from the first interaction; a bare visit is not one, because mail scanners visit too."""
    begun: Mapped[bool] = mapped_column(default=False)
    """True once a part of the questionnaire was kept."""
    answered: Mapped[bool] = mapped_column(default=False)
    cancelled: Mapped[bool] = mapped_column(default=False)
    trial: Mapped[bool] = mapped_column(default=False)
    """The leader's own try of the form: counted nowhere, and its envelope is thrown away unread."""
    paper_desk_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("paper_desk.id", ondelete="SET NULL"), index=True
    )
    """Who is typing this member's paper form in; then nobody answers by the link."""
    link_number: Mapped[int] = mapped_column(default=0)
    """How many links were given in place of the first."""
    turn: Mapped[int] = mapped_column(default=0)
    """Goes up when a member begins again or gets a new link: what was sent in an earlier turn is void."""
    handed: Mapped[bool] = mapped_column(default=False)
    """Whether no mail brings the link and somebody hands it over; then drafts too open with the receipt code alone."""
    voided: Mapped[bool] = mapped_column(default=False)
    """Whether a new link made void what was sent, of an anonymous run, and nothing was sent since.

    ``answered`` stays: if the number of those who answered fell, the leader would learn that this member had.
    """

    run: Mapped[Run] = relationship(back_populates="invitations")
    membership: Mapped[Membership | None] = relationship()


class FormerLink(Base):
    """A link that was replaced by a new one, so that whoever opens it is told so."""

    __tablename__ = "former_link"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
