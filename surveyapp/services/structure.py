"""The frame of an installation: regions, associations, surveys of a region. For admin and regional centre."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.config import LANGUAGES
from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_admin, require_region
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.institutions import keep_own
from surveyapp.services.questionnaires import YEAR_END, newest_version, regions_above
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import QuestionnaireVersion
from surveyapp.store.regions import Association, Region
from surveyapp.store.surveys import Survey

NAME_LIMIT = 300
LINE_LIMIT = 200
MOST_YEARS = 70


@dataclass(frozen=True, slots=True)
class LeaderInput:
    """What the evaluation's first part says of the leader."""

    name: str = ""
    post: str = ""
    years_leading: int | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AssociationInput:
    """An association as it is made or renamed."""

    names: Mapping[str, str]
    """Language → name; at least the one in ``language``."""
    language: str
    region_id: uuid.UUID
    leader: LeaderInput = LeaderInput()
    time_zone: str = "Europe/Riga"
    founded_on: date | None = None


@dataclass(frozen=True, slots=True)
class AssociationLine:
    """An association in the admin's list."""

    id: uuid.UUID
    names: dict[str, str]
    language: str
    region_id: uuid.UUID
    region_names: dict[str, str]
    leader: LeaderInput
    ended_on: date | None


def _names(names: Mapping[str, str]) -> dict[str, str]:
    return {language: name.strip() for language, name in names.items() if name.strip()}


def _check_names(names: Mapping[str, str], language: str | None) -> dict[str, Problem]:
    problems = {}
    for code, name in names.items():
        if code not in LANGUAGES:
            problems[f"name_{code}"] = Problem("", f"name_{code}", "unknown_choice")
        elif len(name) > NAME_LIMIT:
            problems[f"name_{code}"] = Problem("", f"name_{code}", "too_long", {"max": NAME_LIMIT, "length": len(name)})
    if language is not None and not names.get(language):
        problems[f"name_{language}"] = Problem("", f"name_{language}", "required")
    if language is None and not names:
        problems["name_lv"] = Problem("", "name_lv", "required")
    return problems


def make_region(
    unit: Unit, actor: Actor, names: Mapping[str, str], parent_id: uuid.UUID | None, time_zone: str
) -> uuid.UUID:
    """Make a region, under another one or at the top. ``Invalid`` without a name in any language."""
    require_admin(actor)
    given = _names(names)
    problems = _check_names(given, None)
    if parent_id is not None and unit.session.get(Region, parent_id) is None:
        problems["parent"] = Problem("", "parent", "unknown_choice")
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        region = Region(names=given, parent_id=parent_id, time_zone=time_zone)
        session.add(region)
        session.flush()
        record(session, actor, "region_made", "region", str(region.id))
        return region.id


def _check_association(session: Session, given: AssociationInput, names: Mapping[str, str]) -> None:
    problems: dict[str, Problem] = {}
    if given.language not in LANGUAGES:
        problems["language"] = Problem("", "language", "unknown_choice")
    else:
        problems.update(_check_names(names, given.language))
    if session.get(Region, given.region_id) is None:
        problems["region"] = Problem("", "region", "choose_region")
    for name in ("name", "post", "contact"):
        text = str(getattr(given.leader, name))
        if len(text) > LINE_LIMIT:
            problems[f"leader_{name}"] = Problem(
                "", f"leader_{name}", "too_long", {"max": LINE_LIMIT, "length": len(text)}
            )
    years = given.leader.years_leading
    if years is not None and not 0 <= years <= MOST_YEARS:
        code = "below_minimum" if years < 0 else "above_maximum"
        problems["leader_years"] = Problem("", "leader_years", code, {"min": 0, "max": MOST_YEARS})
    if problems:
        raise Invalid(problems)


def _leader(leader: LeaderInput) -> dict[str, str | int | None]:
    return {
        "name": leader.name.strip(),
        "post": leader.post.strip(),
        "years_leading": leader.years_leading,
        "contact": leader.contact.strip(),
    }


def make_association(unit: Unit, actor: Actor, given: AssociationInput) -> uuid.UUID:
    """Make an association in a region. ``Invalid`` with every problem at its field."""
    require_admin(actor)
    names = _names(given.names)
    _check_association(unit.session, given, names)
    with unit.transaction() as session:
        association = Association(
            region_id=given.region_id,
            names=names,
            language=given.language,
            time_zone=given.time_zone,
            founded_on=given.founded_on,
            leader=_leader(given.leader),
        )
        session.add(association)
        session.flush()
        record(session, actor, "association_made", "association", str(association.id))
        return association.id


def change_association(unit: Unit, actor: Actor, association_id: uuid.UUID, given: AssociationInput) -> None:
    """Rename an association, or correct its region, language or leader. Its time zone and founding stay."""
    require_admin(actor)
    names = _names(given.names)
    _check_association(unit.session, given, names)
    association = unit.session.get(Association, association_id)
    if association is None:
        raise NotFound("association")
    with unit.transaction() as session:
        association.names = names
        association.language = given.language
        if association.region_id != given.region_id:
            keep_own(session, association)
        association.region_id = given.region_id
        association.leader = _leader(given.leader)
        record(session, actor, "association_changed", "association", str(association_id))


def associations(unit: Unit, actor: Actor) -> tuple[AssociationLine, ...]:
    """All associations, for the admin; pages sort them by name in their language."""
    require_admin(actor)
    rows = unit.session.execute(select(Association, Region).join(Region, Region.id == Association.region_id))
    return tuple(_line(association, region) for association, region in rows)


def association(unit: Unit, actor: Actor, association_id: uuid.UUID) -> AssociationLine:
    """One association, for the admin."""
    require_admin(actor)
    found = unit.session.get(Association, association_id)
    if found is None:
        raise NotFound("association")
    return _line(found, found.region)


def _line(found: Association, region: Region) -> AssociationLine:
    leader = found.leader
    return AssociationLine(
        id=found.id,
        names=dict(found.names),
        language=found.language,
        region_id=region.id,
        region_names=dict(region.names),
        leader=LeaderInput(
            name=str(leader.get("name") or ""),
            post=str(leader.get("post") or ""),
            years_leading=leader.get("years_leading"),
            contact=str(leader.get("contact") or ""),
        ),
        ended_on=found.ended_on,
    )


def announce_survey(
    unit: Unit, actor: Actor, region_id: uuid.UUID, period_id: uuid.UUID, key: str = YEAR_END
) -> uuid.UUID:
    """Make a survey of the whole region, which the associations' runs then join. ``Conflict`` where it is there."""
    require_region(unit, actor, region_id)
    with unit.transaction() as session:
        version = newest_version(session, key, regions_above(session, region_id))
        taken = session.scalar(
            select(Survey.id)
            .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
            .where(
                Survey.region_id == region_id,
                Survey.period_id == period_id,
                QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
            )
        )
        if taken is not None:
            raise Conflict("survey_exists")
        survey = Survey(region_id=region_id, period_id=period_id, version_id=version.id)
        session.add(survey)
        session.flush()
        record(session, actor, "survey_announced", "survey", str(survey.id))
        return survey.id
