"""Whole rounds of the bundled year-end survey: opened, answered by link, closed, all through the services."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from surveyapp.services.access import Actor, Scope
from surveyapp.services.activities import ActivityInput, add_activity
from surveyapp.services.closing import close_run
from surveyapp.services.invitations import current_memberships
from surveyapp.services.modes import Mode
from surveyapp.services.questionnaires import take_in_bundled
from surveyapp.services.responding import submit
from surveyapp.services.sealing import link_secret, link_text
from surveyapp.services.surveys import open_run, preview_form, start_run
from surveyapp.services.unit import Unit
from surveyapp.services.ways_in import begin_shared, shared_link
from surveyapp.store.accounts import RoleName
from surveyapp.store.people import Membership
from surveyapp.store.regions import Association
from surveyapp.store.surveys import Addressing, Invitation
from tests.leaders import World

SERVICES = (
    "consultations",
    "library_visits",
    "seminars",
    "meetings",
    "exchange_trips",
    "news",
    "materials",
    "campaigns",
)
TOPICS = ("reading", "digital_tools", "collection", "with_teachers")
COMMENTS = ("Paldies par semināriem!", "Gribētos vairāk laika sarunām.", "Спасибо за помощь.")


@dataclass(frozen=True, slots=True)
class Place:
    """Another association beside a world's, with its leader."""

    association_id: uuid.UUID
    leader: Actor


def regional_centre(world: World) -> Actor:
    """The regional centre of a world's region."""
    return Actor(world.user_id, "Regional centre", (Scope(RoleName.REGIONAL_CENTRE, region_id=world.region_id),))


def add_association(unit: Unit, region_id: uuid.UUID, name: str, language: str = "lv") -> Place:
    """An association of a region, and someone who leads it."""
    with unit.transaction() as session:
        association = Association(region_id=region_id, names={language: name, "en": name}, language=language)
        session.add(association)
        session.flush()
        association_id = association.id
    return Place(association_id, Actor(None, "Leader", (Scope(RoleName.LEADER, association_id=association_id),)))


def hold_activities(unit: Unit, leader: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> None:
    """Two activities of the plan that were held, which the survey will ask about."""
    for topic in ("Seminārs par katalogu", "Pieredzes brauciens uz Zvirgzdeni"):
        given = ActivityInput(topic, period_text="2025. gada oktobris", place="Bērzkalve", done=True)
        add_activity(unit, leader, association_id, period_id, given)


def open_round(
    unit: Unit,
    leader: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    invited: int,
    addressing: Addressing = Addressing.PERSONAL,
    mode: Mode = Mode.ANONYMOUS,
) -> uuid.UUID:
    """Open the year-end survey for so many members."""
    take_in_bundled(unit)
    with unit.transaction() as session:
        present = len(current_memberships(session, association_id, unit.now().date()))
        joined = datetime(2020, 9, 1, tzinfo=UTC).date()
        session.add_all(
            Membership(name=f"Ilze Kalna {number}", language="lv", association_id=association_id, joined_on=joined)
            for number in range(present, invited)
        )
    run_id = start_run(unit, leader, association_id, period_id)
    closes_at = unit.now() + timedelta(days=14)
    open_run(unit, leader, run_id, mode=mode, closes_at=closes_at, addressing=addressing)
    return run_id


def hold_shared_round(unit: Unit, place: Place, period_id: uuid.UUID, answered: int) -> uuid.UUID:
    """A round answered by one link for all, closed."""
    run_id = open_round(unit, place.leader, place.association_id, period_id, 1, Addressing.SHARED)
    _, code = shared_link(unit, place.leader, run_id)
    for number in range(answered):
        _, secret = begin_shared(unit, code, "lv")
        submit(unit, secret, answers_of(number), "lv")
    close_run(unit, place.leader, run_id)
    unit.session.expire_all()
    return run_id


def answer(unit: Unit, run_id: uuid.UUID, answers: Sequence[dict[str, Any]]) -> None:
    """Hand in these answers by as many personal links."""
    unit.session.rollback()
    ids = unit.session.scalars(select(Invitation.id).where(Invitation.run_id == run_id).order_by(Invitation.id)).all()
    unit.session.rollback()
    for invitation_id, given in zip(ids, answers, strict=False):
        submit(unit, link_text(link_secret(unit.secret, invitation_id)), given, "lv")


def hold_round(
    unit: Unit,
    leader: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    *,
    invited: int,
    answered: int,
    shift: int = 0,
    close: bool = True,
    mode: Mode = Mode.ANONYMOUS,
) -> uuid.UUID:
    """A whole round of the survey; *shift* moves every rating down by so many steps."""
    run_id = open_round(unit, leader, association_id, period_id, invited, mode=mode)
    questionnaire = preview_form(unit, leader, run_id)
    rows = next((tuple(r.code for r in q.rows) for q in questionnaire.questions if q.id == "activities"), ())
    answer(unit, run_id, [answers_of(number, rows, shift) for number in range(answered)])
    if close:
        close_run(unit, leader, run_id)
    unit.session.expire_all()
    return run_id


def answers_of(number: int, activities: Sequence[str] = (), shift: int = 0) -> dict[str, Any]:
    """What respondent *number* says: always the same, with every fourth not using library visits or trips."""

    def rate(place: int) -> str:
        return str(max(1, (5, 4, 4, 3, 5, 2, 4, 5)[(number + place) % 8] - shift))

    unused = {"library_visits", "exchange_trips"} if number % 4 == 3 else {"campaigns"}
    use = {service: "none" if service in unused else "once_or_twice" for service in SERVICES}
    given: dict[str, Any] = {
        "service_use": use,
        "service_importance": {service: "5" if place < 5 else "3" for place, service in enumerate(SERVICES)},
        "service_satisfaction": {
            service: rate(place) for place, service in enumerate(SERVICES) if use[service] != "none"
        },
        "consult_access": rate(0),
        "consult_timeliness": rate(1),
        "consult_competence": rate(2),
        "activities": {row: {"attended": True, "rating": rate(place)} for place, row in enumerate(activities)},
        "applied": ("yes", "partly", "not_yet", "no_occasion")[number % 4],
        "info_timely": rate(3),
        "topics": [TOPICS[place] for place in sorted({number % 4, (number + 1) % 4})],
        "topic_level": "practising",
        "proposals": [{"id": uuid.uuid4().hex, "text": f"Vairāk izbraukuma semināru {number}"}],
        "systems": ["none"],
        "overall": rate(4),
        "followed_up": ("yes", "partly", "dont_know", "no")[number % 4],
    }
    if number < len(COMMENTS):
        given["comment"] = COMMENTS[number]
    return {key: value for key, value in given.items() if value not in ({}, [])}
