"""People and their memberships. A person is not a membership: people come and go, so memberships have dates."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded
from surveyapp.store.regions import LANGUAGES, Association, Institution


class Person(HasId, HasCreated, Base):
    """A librarian, with or without an account."""

    __tablename__ = "person"
    __table_args__ = (coded("language", LANGUAGES),)

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(255), index=True)
    language: Mapped[str] = mapped_column(String(2))
    memberships: Mapped[list[Membership]] = relationship(back_populates="person", cascade="all, delete-orphan")


class Membership(HasId, HasCreated, Base):
    """A person's time in an association, at an institution."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
        Index("ix_membership_association_id_left_on", "association_id", "left_on"),
        Index(
            "uq_membership_current",
            "person_id",
            "association_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("association.id"))
    institution_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("institution.id"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    association: Mapped[Association] = relationship()
    institution: Mapped[Institution | None] = relationship()
