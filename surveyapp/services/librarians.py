"""A librarian's own year: the associations she belongs to, surveys to answer, the plan, what proposals changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from surveyapp.answering.progress import minutes_estimate
from surveyapp.definition.model import Questionnaire
from surveyapp.planning.model import Activity
from surveyapp.services.access import Actor, require_member
from surveyapp.services.account_links import stands_for_a_member
from surveyapp.services.associations import AssociationView, association_view
from surveyapp.services.changes import Change, what_changed
from surveyapp.services.errors import Forbidden, NotFound
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.invitations import personal_link
from surveyapp.services.periods import PeriodView, current_period, view
from surveyapp.services.planned import planned_activities
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName
from surveyapp.store.people import Membership
from surveyapp.store.reading import Correction
from surveyapp.store.surveys import Invitation, Run, RunStatus


@dataclass(frozen=True, slots=True)
class OwnSurvey:
    """An open survey this librarian is invited to."""

    run_id: uuid.UUID
    questionnaire: Questionnaire
    """As this association is asked it: its title names it."""
    period: PeriodView
    closes_at: datetime | None
    answered: bool
    minutes: int
    """How long answering takes."""


@dataclass(frozen=True, slots=True)
class OwnYear:
    """One association of a librarian, and the year it is in."""

    association: AssociationView
    period: PeriodView | None
    surveys: tuple[OwnSurvey, ...]
    changes: tuple[Change, ...]
    activities: tuple[Activity, ...]
    confirmed: bool
    """Whether her account stands for a member there, so that surveys are found."""
    corrections: tuple[uuid.UUID, ...] = ()
    """Closed surveys in which a correction that her leader typed waits for her word."""


def own_years(unit: Unit, actor: Actor) -> tuple[OwnYear, ...]:
    """The librarian's associations with what concerns her in each. ``Forbidden`` for anyone else."""
    if not actor.has(RoleName.LIBRARIAN):
        raise Forbidden("members_only")
    return tuple(_year(unit, actor, association_id) for association_id in actor.associations(RoleName.LIBRARIAN))


def _year(unit: Unit, actor: Actor, association_id: uuid.UUID) -> OwnYear:
    association = require_member(unit, actor, association_id)
    period = current_period(unit, association_id)
    return OwnYear(
        association=association_view(association),
        period=period,
        surveys=tuple(_open_surveys(unit, actor, association_id)),
        changes=what_changed(unit, association_id, period.id) if period else (),
        activities=planned_activities(unit.session, association_id, period.id) if period else (),
        confirmed=stands_for_a_member(unit, actor, association_id),
        corrections=_corrections(unit, actor, association_id),
    )


def _open_surveys(unit: Unit, actor: Actor, association_id: uuid.UUID) -> list[OwnSurvey]:
    rows = unit.session.execute(
        select(Run, Invitation.answered)
        .join(Invitation, Invitation.run_id == Run.id)
        .join(Membership, Membership.id == Invitation.membership_id)
        .where(
            Run.association_id == association_id,
            Run.status == RunStatus.OPEN,
            *own_invitations(actor),
        )
    )
    now = unit.now()
    found = []
    for run, answered in rows:
        if run.closes_at is None or now < run.closes_at:
            asked = run_questionnaire(unit.session, run.id, run.document_hash)
            minutes = max(1, round(minutes_estimate(asked)))
            found.append(OwnSurvey(run.id, asked, view(run.survey.period), run.closes_at, answered, minutes))
    return found


def _corrections(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    return tuple(
        unit.session.scalars(
            select(Correction.run_id)
            .join(Invitation, Invitation.id == Correction.invitation_id)
            .join(Membership, Membership.id == Invitation.membership_id)
            .where(
                Membership.association_id == association_id, Correction.confirmed.is_(False), *own_invitations(actor)
            )
        )
    )


def own_invitations(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What makes an invitation the actor's own, of invitations joined with memberships.

    The owner of the mailbox has said that this account stands for the member, and the invitation went to that mailbox.
    So neither an address a leader types into a membership, nor one she writes over another, leads to a survey.
    """
    return (
        Membership.user_id.is_not(None),
        Membership.user_id == actor.user_id,
        Membership.association_id.in_(actor.associations(RoleName.LIBRARIAN)),
        Invitation.email == Membership.confirmed_email,
        ~Invitation.cancelled,
    )


def own_link(unit: Unit, actor: Actor, run_id: uuid.UUID) -> str:
    """The librarian's personal link to a survey. ``NotFound`` where she is not invited to it."""
    found = unit.session.execute(
        select(Invitation.id, Invitation.link_number)
        .join(Membership, Membership.id == Invitation.membership_id)
        .where(Invitation.run_id == run_id, *own_invitations(actor))
    ).one_or_none()
    if found is None:
        raise NotFound("invitation")
    return personal_link(unit, *found)
