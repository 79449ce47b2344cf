"""Accounts: who can sign in, and what each may do where.

A grant is (user, role, scope) with scope an association, a region or, for the admin alone, the installation.
Flask-Security reads ``User`` and ``Role``; the product's own rules read ``Grant`` only.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_security import RoleMixin, UserMixin, naive_utcnow
from sqlalchemy import JSON, CheckConstraint, Column, DateTime, ForeignKey, Index, String, Table, UniqueConstraint, Uuid
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded

if TYPE_CHECKING:
    from surveyapp.store.regions import Association, Region


class RoleName(StrEnum):
    """What an account may be. One word for each in the whole product."""

    LIBRARIAN = "librarian"
    LEADER = "leader"
    REGIONAL_CENTRE = "regional_centre"
    ADMIN = "admin"


user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", Uuid, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", Uuid, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(HasId, Base, RoleMixin):  # type: ignore[misc]  # the mixin types its id as int
    """Flask-Security's role. Kept in step with the grants' names; permissions are decided by grants."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    update_datetime: Mapped[datetime] = mapped_column(DateTime, default=naive_utcnow)


class User(HasId, HasCreated, Base, UserMixin):  # type: ignore[misc]  # the mixin types its id as int or str
    """An account. ``demonstration`` accounts sign in from the machine itself only."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="lv")
    active: Mapped[bool] = mapped_column(default=True)
    demonstration: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid.uuid4().hex)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(DateTime)  # type: ignore[assignment]  # empty before it
    current_login_at: Mapped[datetime | None] = mapped_column(DateTime)  # type: ignore[assignment]  # empty before it
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int] = mapped_column(default=0)
    create_datetime: Mapped[datetime] = mapped_column(DateTime, default=naive_utcnow)
    update_datetime: Mapped[datetime] = mapped_column(DateTime, default=naive_utcnow, onupdate=naive_utcnow)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin has a list of its own mixin
        secondary=user_role, lazy="selectin"
    )
    grants: Mapped[list[Grant]] = relationship(back_populates="user", cascade="all, delete-orphan", lazy="selectin")


class Grant(HasId, HasCreated, Base):
    """One role in one place."""

    __tablename__ = "grant"
    __table_args__ = (
        coded("role", RoleName),
        CheckConstraint(
            "(role IN ('librarian', 'leader') AND association_id IS NOT NULL AND region_id IS NULL)"
            " OR (role = 'regional_centre' AND region_id IS NOT NULL AND association_id IS NULL)"
            " OR (role = 'admin' AND region_id IS NULL AND association_id IS NULL)",
            name="scope_fits_role",
        ),
        UniqueConstraint("user_id", "role", "association_id", "region_id"),
        Index("ix_grant_association_id", "association_id"),
        Index("ix_grant_region_id", "region_id"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"))

    user: Mapped[User] = relationship(back_populates="grants")
    association: Mapped[Association | None] = relationship()
    region: Mapped[Region | None] = relationship()
