"""Regions, associations and institutions."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.store.base import Base, HasCreated, HasId, coded

LANGUAGES = ("lv", "lt", "ru", "en")
INSTITUTION_KINDS = ("primary", "basic", "secondary", "gymnasium", "vocational", "special", "other")


class Region(HasId, HasCreated, Base):
    """A region overseen by a regional centre. Regions form a tree: a city inside a planning region."""

    __tablename__ = "region"
    __table_args__ = (CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),)

    names: Mapped[dict[str, Any]]
    """Name per language."""
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id"), index=True)
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Riga")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Labels and thresholds that differ from the installation's."""

    parent: Mapped[Region | None] = relationship(remote_side="Region.id")
    associations: Mapped[list[Association]] = relationship(back_populates="region")


class Association(HasId, HasCreated, Base):
    """A methodical association. It may be renamed, merged or split: then it ends and names its successor."""

    __tablename__ = "association"
    __table_args__ = (
        coded("language", LANGUAGES),
        CheckConstraint("ended_on IS NULL OR ended_on >= founded_on", name="ends_after_founding"),
        CheckConstraint("successor_id IS NULL OR successor_id <> id", name="not_its_own_successor"),
    )

    region_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("region.id"), index=True)
    names: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(2))
    """The language its papers are written in."""
    founded_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    successor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id"), index=True)
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Riga")
    leader: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the evaluation's first part says of the leader: name, post, years_leading, contact."""

    region: Mapped[Region] = relationship(back_populates="associations")
    successor: Mapped[Association | None] = relationship(remote_side="Association.id")

    def name(self, language: str) -> str:
        """Its name in a language, else in its own."""
        return str(self.names.get(language) or self.names[self.language])


class Institution(HasId, HasCreated, Base):
    """A school or other place with a library. Kinds are a coded list.

    What a leader types in belongs to her association, until the regional centre takes it into the region's list, which
    all associations of the region share; from then on only the region changes its name and kind.
    """

    __tablename__ = "institution"
    __table_args__ = (
        coded("kind", INSTITUTION_KINDS),
        CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name="one_owner"),
        UniqueConstraint("region_id", "name"),
        UniqueConstraint("association_id", "name"),
    )

    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id"))
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id"))
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
