"""The privacy notice of surveys, and segments that would point at few people.

A survey's own words stand before its association's, those before its region's, and those before the product's.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, regions_under, require_leader, require_led_run, require_region
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.forms import version_questionnaire
from surveyapp.services.invitations import current_memberships
from surveyapp.services.surveys import prepared_questionnaire
from surveyapp.services.unit import Unit
from surveyapp.store.collecting import PrivacyNotice
from surveyapp.store.regions import LANGUAGES, Association, Region
from surveyapp.store.surveys import Mode, Run, RunStatus
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.privacy import PARTS, TITLES, NoticeFacts, usual_part

PART_LIMIT = 1200
FEWEST_IN_A_SEGMENT = 5
"""Under this many members a segment is named in a warning before opening."""
OWNERS = {"region": "region_id", "association": "association_id", "run": "run_id"}
"""Who has words of its own, as the audit trail calls it, and where its row names it."""


@dataclass(frozen=True, slots=True)
class NoticePart:
    """One part of a notice in one language."""

    code: str
    title: str
    text: str
    own: bool = False
    """Whether these are words of the place that was asked about, not of the region above it or the product."""
    inherited: str = ""
    """What stands where the place has no words of its own."""


@dataclass(frozen=True, slots=True)
class SmallSegment:
    """A choice of a background question with few members behind it."""

    code: str
    members: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose words they are: a region's, an association's or those of one survey."""

    kind: str
    id: uuid.UUID

    def rows(self) -> Any:
        """The condition that finds them."""
        return getattr(PrivacyNotice, OWNERS[self.kind]) == self.id


def _own(session: Session, place: _Place) -> Any:
    return session.scalar(select(PrivacyNotice.texts).where(place.rows())) or {}


def _of_regions(session: Session, region_id: uuid.UUID | None) -> dict[str, dict[str, str]]:
    """The words of a region and those above it; the nearer ones stand."""
    merged: dict[str, dict[str, str]] = {}
    seen: set[uuid.UUID] = set()
    while region_id is not None and region_id not in seen:
        seen.add(region_id)
        for language, parts in _own(session, _Place("region", region_id)).items():
            merged[language] = {**parts, **merged.get(language, {})}
        region_id = session.scalar(select(Region.parent_id).where(Region.id == region_id))
    return merged


def _parts(
    facts: NoticeFacts, language: str, above: Mapping[str, str], own: Mapping[str, str]
) -> tuple[NoticePart, ...]:
    """The parts in order: a place's own words, else those above it, else the product's."""
    c = catalogue(language)
    found = []
    for code in PARTS:
        inherited = above.get(code) or usual_part(c, code, facts)
        found.append(NoticePart(code, TITLES[code](c), own.get(code) or inherited, bool(own.get(code)), inherited))
    return tuple(found)


def _facts(session: Session, association: Association, mode: str, language: str) -> NoticeFacts:
    region = session.get_one(Region, association.region_id)
    return NoticeFacts(association.name(language), _name(region, language), mode)


def _name(region: Region, language: str) -> str:
    return str(region.names.get(language) or next(iter(region.names.values())))


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise NotFound("language")
    return language


def _run_parts(session: Session, run: Run, language: str) -> tuple[NoticePart, ...]:
    above = {
        **_of_regions(session, run.association.region_id).get(language, {}),
        **_own(session, _Place("association", run.association_id)).get(language, {}),
    }
    own = _own(session, _Place("run", run.id)).get(language, {})
    return _parts(_facts(session, run.association, run.mode, language), language, above, own)


def notice_of_run(unit: Unit, run_id: uuid.UUID, language: str) -> tuple[NoticePart, ...]:
    """The notice on a run's first page. No actor: whoever may open the form may read it. ``NotFound``."""
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    return _run_parts(unit.session, run, language)


def notice_of_survey(unit: Unit, actor: Actor, run_id: uuid.UUID, language: str) -> tuple[NoticePart, ...]:
    """The notice of one survey, with what is its own, for the leader."""
    return _run_parts(unit.session, require_led_run(unit, actor, run_id), _known(language))


def notice_of_association(
    unit: Unit, actor: Actor, association_id: uuid.UUID, language: str, mode: Mode = Mode.ANONYMOUS
) -> tuple[NoticePart, ...]:
    """The notice as an association's members read it, with what is its own, for the leader."""
    association = require_leader(unit, actor, association_id)
    above = _of_regions(unit.session, association.region_id).get(_known(language), {})
    own = _own(unit.session, _Place("association", association_id)).get(language, {})
    return _parts(_facts(unit.session, association, mode, language), language, above, own)


def notice_of_region(
    unit: Unit, actor: Actor, region_id: uuid.UUID, language: str, mode: Mode = Mode.ANONYMOUS
) -> tuple[NoticePart, ...]:
    """The notice as members of a region's associations read it, with what is its own, for the regional centre.

    The first association stands for all of them where the product's words name one.
    """
    require_region(unit, actor, region_id)
    session = unit.session
    region = session.get_one(Region, region_id)
    association = session.scalar(
        select(Association)
        .where(Association.region_id.in_(regions_under(session, (region_id,))))
        .order_by(Association.created_at)
        .limit(1)
    )
    name = _name(region, _known(language))
    facts = NoticeFacts(association.name(language) if association else name, name, mode)
    above = _of_regions(session, region.parent_id).get(language, {})
    return _parts(facts, language, above, _own(session, _Place("region", region_id)).get(language, {}))


def set_notice(unit: Unit, actor: Actor, association_id: uuid.UUID, language: str, parts: Mapping[str, str]) -> None:
    """Use these words in an association's notice; an empty part is inherited. ``Invalid`` for a text too long."""
    require_leader(unit, actor, association_id)
    _set(unit, actor, language, parts, _Place("association", association_id))


def set_regional_notice(
    unit: Unit, actor: Actor, region_id: uuid.UUID, language: str, parts: Mapping[str, str]
) -> None:
    """Use these words in all notices of a region, where an association has no words of its own."""
    require_region(unit, actor, region_id)
    _set(unit, actor, language, parts, _Place("region", region_id))


def set_survey_notice(unit: Unit, actor: Actor, run_id: uuid.UUID, language: str, parts: Mapping[str, str]) -> None:
    """Use these words in the notice of one survey only. ``Conflict("run_closed")`` once it is closed: what its members
    were told stays."""
    run = require_led_run(unit, actor, run_id)
    if run.status == RunStatus.CLOSED:
        raise Conflict("run_closed")
    _set(unit, actor, language, parts, _Place("run", run_id))


def _set(unit: Unit, actor: Actor, language: str, parts: Mapping[str, str], place: _Place) -> None:
    if language not in LANGUAGES or not set(parts) <= set(PARTS):
        raise NotFound("notice")
    problems = {
        code: Problem("", code, "too_long", {"max": PART_LIMIT, "length": len(text)})
        for code, text in parts.items()
        if len(text) > PART_LIMIT
    }
    if problems:
        raise Invalid(problems)
    with unit.transaction() as session:
        row = session.scalar(select(PrivacyNotice).where(place.rows()))
        if row is None:
            row = PrivacyNotice(**{OWNERS[place.kind]: place.id}, texts={})
            session.add(row)
        row.texts = {**row.texts, language: {code: text.strip() for code, text in parts.items() if text.strip()}}
        record(session, actor, "privacy_notice_changed", place.kind, str(place.id), language=language)


def small_segments(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[SmallSegment, ...]:
    """Kinds of institution the form would offer with fewer than five members behind them, the smallest first.

    Answers under them are shown only together with others; whoever belongs to one should know that it is small, and
    the leader, that the question may be worth leaving out.
    """
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    asked = {q.id: q for q in version_questionnaire(unit.session, run.survey.version_id).questions if q.member_kinds}
    members = current_memberships(unit.session, run.association_id, unit.now().date())
    counts = Counter(m.institution.kind if m.institution else "other" for m in members)
    found = []
    for question in prepared_questionnaire(unit, run).questions:
        rule = asked[question.id].member_kinds if question.id in asked else None
        if rule is None or not question.asked or question.options is None:
            continue
        offered = {option.code for option in question.options.options if option.missing is None}
        for code in offered:
            behind = counts[code]
            if code == rule.rest:
                behind += sum(count for kind, count in counts.items() if kind not in offered)
            if behind < FEWEST_IN_A_SEGMENT:
                found.append(SmallSegment(code, behind))
    return tuple(sorted(found, key=lambda each: (each.members, each.code)))
