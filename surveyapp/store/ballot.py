"""The ballot box: drafts and envelopes, while a run is open.

Neither table knows a member, a moment or an order. An envelope's key is derived from the respondent's receipt code and
link, so that she can change it, and nobody else can say whose it is. Both tables are clustered by that key on SQLite
(``WITHOUT ROWID``): no running row number remains.
"""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.store.base import Base


class Draft(Base):
    """Answers so far, sealed under the link; or a respondent's copy of what she sent, sealed under her receipt code."""

    __tablename__ = "draft"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Intake(Base):
    """One submitted envelope. Sealed to the run's public key in anonymous mode."""

    __tablename__ = "intake"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"), index=True)
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    """Kept for confidential and named runs only; a constraint through the run's mode stands on the response."""
    envelope: Mapped[bytes] = mapped_column(LargeBinary)
