"""Memberships: who belongs to an association, from when till when, and how she is reached there.

Name, address and language belong to the membership, not to a person of the installation: what one association has
written down nobody reads or changes from another, whatever addresses they type. So one address may stand at several
memberships: of one librarian in two associations, of two who share a mailbox, of a predecessor and a successor.
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.regions import LANGUAGES, Association, Institution

PRESENT = text("left_on IS NULL")


class Membership(HasId, HasCreated, Base):
    """A librarian's time in an association, at an institution, with how she is reached there."""

    __tablename__ = "membership"
    __table_args__ = (
        coded("language", LANGUAGES),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
        CheckConstraint("user_id IS NULL OR confirmed_email IS NOT NULL", name="account_confirmed"),
        Index("ix_membership_association_id_left_on", "association_id", "left_on"),
        Index(
            "uq_membership_current",
            "person_id",
            "association_id",
            unique=True,
            sqlite_where=PRESENT,
            postgresql_where=PRESENT,
        ),
        Index(
            "uq_membership_account",
            "user_id",
            "association_id",
            unique=True,
            sqlite_where=PRESENT,
            postgresql_where=PRESENT,
        ),
    )

    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid.uuid4)
    """Who she is within this association: the same when she left and came again, so that years can be compared.
    It names nobody and leads nowhere."""
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(255))
    """Where mails go. Neither hers alone nor proof of who she is: the leader types it."""
    language: Mapped[str] = mapped_column(String(2))
    institution_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("institution.id"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    """The account that stands for her, once the owner of the mailbox has said so."""
    confirmed_email: Mapped[str | None] = mapped_column(String(255))
    """The mailbox by which that was said. The account reaches what was sent there, and nothing else."""

    association: Mapped[Association] = relationship()
    institution: Mapped[Institution | None] = relationship()
