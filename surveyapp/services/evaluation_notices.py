"""Notices about evaluations in the outbox: queued where a state changes, composed when they are sent."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.services.periods import view
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.evaluations import Evaluation
from surveyapp.store.operation import Mail
from surveyapp.store.regions import Association, Region
from surveyapp.wording import dates
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation_notices import NoticeFacts, notice
from surveyapp.wording.mails import MailText


def queue_notices(session: Session, row: Evaluation, kind: str, user_id: uuid.UUID | None) -> int:
    """Queue a notice to the other side, in the caller's transaction; returns how many.

    What was handed in goes to the nearest regional centre that has an account, what was read to the leaders; never to
    whoever did it (*user_id*).
    """
    wanted = (
        _centre(session, row.association)
        if kind == "evaluation_submitted"
        else _holders(session, Grant.role == RoleName.LEADER, Grant.association_id == row.association_id)
    )
    newest = session.scalar(select(func.max(Mail.round)).where(Mail.evaluation_id == row.id, Mail.kind == kind))
    addressees = [each for each in wanted if each != user_id]
    session.add_all(Mail(evaluation_id=row.id, user_id=each, kind=kind, round=(newest or 0) + 1) for each in addressees)
    session.flush()
    return len(addressees)


def _centre(session: Session, association: Association) -> list[uuid.UUID]:
    """Accounts of the regional centre, or of the one above it where it has none."""
    region_id: uuid.UUID | None = association.region_id
    while region_id is not None:
        found = _holders(session, Grant.role == RoleName.REGIONAL_CENTRE, Grant.region_id == region_id)
        if found:
            return found
        region_id = session.get_one(Region, region_id).parent_id
    return []


def _holders(session: Session, *which: object) -> list[uuid.UUID]:
    query = select(User.id).join(Grant, Grant.user_id == User.id).where(User.active, *which).distinct()  # type: ignore[arg-type]
    return list(session.scalars(query.order_by(User.id)))


def compose_notice(unit: Unit, mail: Mail) -> tuple[str, str, MailText]:
    """A queued notice as it would go now: address, language, text. Checks no actor: the outbox sends it."""
    session = unit.session
    row = session.get_one(Evaluation, mail.evaluation_id)
    user = session.get_one(User, mail.user_id)
    c = catalogue(user.language)
    read = next((step for step in reversed(row.steps) if step.kind in ("returned", "accepted")), None)
    content = read.content if read is not None and mail.kind != "evaluation_submitted" else {}
    facts = NoticeFacts(
        mail.kind,
        row.association.name(c.language),
        dates.year(c, view(row.period).year),
        _address(unit, row, mail.kind),
        str(content.get("message", "")),
        len(content.get("comments", {})),
    )
    return user.email, user.language, notice(c, facts)


def _address(unit: Unit, row: Evaluation, kind: str) -> str:
    if kind == "evaluation_submitted":
        place = f"region/{row.association.region_id}/association/{row.association_id}/evaluation"
    else:
        place = f"association/{row.association_id}/evaluation"
    return f"{unit.public_url}/{place}?period={row.period_id}"
