"""Words that mean the same, by which drafted groups of proposals are found."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.base import Base, HasCreated, HasId


class SynonymTable(HasId, HasCreated, Base):
    """The table of one language: an association's own, or a region's for all its associations."""

    __tablename__ = "synonym_table"
    __table_args__ = (
        CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name="one_owner"),
        UniqueConstraint("association_id", "language"),
        UniqueConstraint("region_id", "language"),
    )

    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    region_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    lines: Mapped[str] = mapped_column(Text, default="")
    """One line for each meaning, its words with commas between them."""
