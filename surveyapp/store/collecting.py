"""What collecting answers needs beside runs: wordings of mails, reminders, helpers, imports of members, notices."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.operation import MAIL_KINDS
from surveyapp.store.regions import LANGUAGES
from surveyapp.store.surveys import Run

IMPORT_SOURCES = ("pasted", "csv", "xlsx")


class MailTemplate(HasId, Base):
    """An association's own subject and opening words of one kind of mail, in one language."""

    __tablename__ = "mail_template"
    __table_args__ = (
        coded("kind", MAIL_KINDS),
        coded("language", LANGUAGES),
        UniqueConstraint("association_id", "kind", "language"),
    )

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(200), default="")
    opening: Mapped[str] = mapped_column(Text, default="")


class Reminder(HasId, Base):
    """One round of reminders: planned for a day, or sent by hand. When queued, the counts of that moment are kept,
    so that what it brought can be told without a time on anybody's answer.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint("(queued_at IS NULL) = (round IS NULL)", name="queued_with_a_round"),
        UniqueConstraint("run_id", "due_on"),
        UniqueConstraint("run_id", "round"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    queued_at: Mapped[datetime | None]
    round: Mapped[int | None]
    reminded: Mapped[int] = mapped_column(default=0)
    invited: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    begun: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)

    run: Mapped[Run] = relationship()


class PaperDesk(HasId, HasCreated, Base):
    """Someone who types answered paper forms in, other than the leader. Only the hash of the desk's secret is kept."""

    __tablename__ = "paper_desk"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    helper: Mapped[str] = mapped_column(String(200))
    """Name and post, as the paper form tells it to whoever fills it in."""
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    ended_at: Mapped[datetime | None]

    run: Mapped[Run] = relationship()


class MemberImport(HasId, HasCreated, Base):
    """One table of members taken in, with what it changed, so that it can be undone."""

    __tablename__ = "member_import"
    __table_args__ = (coded("source", IMPORT_SOURCES),)

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    changes: Mapped[list[dict[str, Any]]]
    """In order: "change" added, moved or corrected; the membership; what stood there before."""
    undone_at: Mapped[datetime | None]


class PrivacyNotice(HasId, Base):
    """Own words of a region, an association or one survey in the privacy notice: {language: {part: text}}."""

    __tablename__ = "privacy_notice"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN region_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN association_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        UniqueConstraint("region_id"),
        UniqueConstraint("association_id"),
        UniqueConstraint("run_id"),
    )

    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"))
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
