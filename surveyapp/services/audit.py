"""The audit trail: who did what to what, never a word of an answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveyapp.services.access import Actor
from surveyapp.store.operation import AuditEvent


def record(session: Session, actor: Actor, action: str, subject: str, subject_id: str, **details: str | int) -> None:
    """Add one event to the caller's transaction."""
    session.add(
        AuditEvent(user_id=actor.user_id, action=action, subject=subject, subject_id=subject_id, details=dict(details))
    )
