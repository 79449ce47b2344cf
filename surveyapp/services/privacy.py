"""The privacy notice of an association's surveys, and segments that would point at few people."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader, require_region
from surveyapp.services.audit import record
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.forms import version_questionnaire
from surveyapp.services.invitations import current_memberships
from surveyapp.services.surveys import prepared_questionnaire
from surveyapp.services.unit import Unit
from surveyapp.store.collecting import PrivacyNotice
from surveyapp.store.regions import LANGUAGES, Association, Region
from surveyapp.store.surveys import Mode, Run
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.privacy import PARTS, TITLES, NoticeFacts, usual_part

PART_LIMIT = 1200
FEWEST_IN_A_SEGMENT = 5
"""Under this many members a segment is named in a warning before opening."""


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


def _own(session: Session, *, association_id: uuid.UUID | None = None, region_id: uuid.UUID | None = None) -> Any:
    row = session.scalar(
        select(PrivacyNotice.texts).where(
            PrivacyNotice.association_id == association_id if association_id else PrivacyNotice.region_id == region_id
        )
    )
    return row or {}


def _of_regions(session: Session, region_id: uuid.UUID | None) -> dict[str, dict[str, str]]:
    """The words of a region and those above it; the nearer ones stand."""
    merged: dict[str, dict[str, str]] = {}
    seen: set[uuid.UUID] = set()
    while region_id is not None and region_id not in seen:
        seen.add(region_id)
        for language, parts in _own(session, region_id=region_id).items():
            merged[language] = {**parts, **merged.get(language, {})}
        region_id = session.scalar(select(Region.parent_id).where(Region.id == region_id))
    return merged


def _parts(session: Session, association: Association, mode: str, language: str) -> tuple[NoticePart, ...]:
    c = catalogue(language)
    region = session.get_one(Region, association.region_id)
    region_name = str(region.names.get(language) or next(iter(region.names.values())))
    facts = NoticeFacts(association.name(language), region_name, mode)
    above = _of_regions(session, association.region_id).get(language, {})
    own = _own(session, association_id=association.id).get(language, {})
    found = []
    for code in PARTS:
        inherited = above.get(code) or usual_part(c, code, facts)
        found.append(NoticePart(code, TITLES[code](c), own.get(code) or inherited, bool(own.get(code)), inherited))
    return tuple(found)


def notice_of_run(unit: Unit, run_id: uuid.UUID, language: str) -> tuple[NoticePart, ...]:
    """The notice on a run's first page. No actor: whoever may open the form may read it. ``NotFound``."""
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    return _parts(unit.session, run.association, run.mode, language)


def notice_of_association(
    unit: Unit, actor: Actor, association_id: uuid.UUID, language: str, mode: Mode = Mode.ANONYMOUS
) -> tuple[NoticePart, ...]:
    """The notice as an association's members read it, with what is its own, for the leader."""
    association = require_leader(unit, actor, association_id)
    if language not in LANGUAGES:
        raise NotFound("language")
    return _parts(unit.session, association, mode, language)


def set_notice(unit: Unit, actor: Actor, association_id: uuid.UUID, language: str, parts: Mapping[str, str]) -> None:
    """Use these words in an association's notice; an empty part is inherited. ``Invalid`` for a text too long."""
    require_leader(unit, actor, association_id)
    _set(unit, actor, language, parts, association_id=association_id)


def set_regional_notice(
    unit: Unit, actor: Actor, region_id: uuid.UUID, language: str, parts: Mapping[str, str]
) -> None:
    """Use these words in all notices of a region, where an association has no words of its own."""
    require_region(unit, actor, region_id)
    _set(unit, actor, language, parts, region_id=region_id)


def _set(
    unit: Unit,
    actor: Actor,
    language: str,
    parts: Mapping[str, str],
    association_id: uuid.UUID | None = None,
    region_id: uuid.UUID | None = None,
) -> None:
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
        own = PrivacyNotice.association_id == association_id if association_id else PrivacyNotice.region_id == region_id
        row = session.scalar(select(PrivacyNotice).where(own))
        if row is None:
            row = PrivacyNotice(association_id=association_id, region_id=region_id, texts={})
            session.add(row)
        row.texts = {**row.texts, language: {code: text.strip() for code, text in parts.items() if text.strip()}}
        subject = "association" if association_id else "region"
        record(session, actor, "privacy_notice_changed", subject, str(association_id or region_id), language=language)


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
