"""What the installation keeps for its own running: outgoing mail, the audit trail, settings."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.accounts import User
from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.surveys import Invitation

MAIL_KINDS = ("invitation", "reminder", "extension", "thanks", "closing", "vote", "changes")
LINK_KINDS = ("again", "new_link", "link_replaced")
"""Mails about one member's link: to begin again, asked for by whoever has the link; a new link, given by the leader;
and to a former address, that it was. Their words are the product's alone."""
NOTICE_KINDS = ("evaluation_submitted", "evaluation_returned", "evaluation_accepted")
"""Notices about an evaluation, from its leader to the regional centre and back."""
ACCOUNT_KINDS = ("account",)
"""A link by which the owner of a mailbox confirms which member her account stands for."""
MAIL_STATES = ("waiting", "sending", "sent", "failed", "bounced", "skipped")


class Mail(HasId, HasCreated, Base):
    """A mail to one invited member, a trial of it to an account, or to an account about an evaluation or itself.

    Its words and the personal link are made at sending and stored nowhere. Its id is its Message-ID, so that a copy can
    be told from a second mail.
    """

    __tablename__ = "mail"
    __table_args__ = (
        coded("kind", (*MAIL_KINDS, *LINK_KINDS, *NOTICE_KINDS, *ACCOUNT_KINDS)),
        coded("state", MAIL_STATES),
        UniqueConstraint("invitation_id", "kind", "round"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(invitation_id IS NULL) <> (user_id IS NULL)", name="one_addressee"),
        CheckConstraint(
            "(CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN evaluation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN membership_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_subject",
        ),
        Index("ix_mail_state", "state"),
    )

    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    """What a notice is about; None for a mail of a survey."""
    membership_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    """The member an account asks to stand for; None for every other mail."""
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    """Whose account a trial or a notice goes to; None for a mail to a member."""
    kind: Mapped[str] = mapped_column(String(20))
    round: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    sent_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """After a failure: when it is tried again."""
    address: Mapped[str | None] = mapped_column(String(255))
    """A former address of the member, which is told that the link was replaced; None for the invitation's own."""

    invitation: Mapped[Invitation | None] = relationship()
    user: Mapped[User | None] = relationship()


class AuditEvent(HasId, HasCreated, Base):
    """Who did what to what. Never holds an answer, a link or anything about one respondent's coming and going."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_created_at", "created_at"),)

    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Setting(Base):
    """One setting of the installation, by key."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
