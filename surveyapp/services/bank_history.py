"""How a shared thing became what it is: who changed it, when, what that means for answers, and where it is asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveyapp.definition.diff import Change
from surveyapp.definition.lists import LANGUAGES
from surveyapp.definition.loading import Shelf
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.shared_difference import changes_of, shared_in
from surveyapp.definition.writing.document import shared_lists
from surveyapp.services.access import Actor, require_region
from surveyapp.services.bank import known_as, region_versions, shelf
from surveyapp.services.bank_entries import file_of, is_retired, states
from surveyapp.services.errors import NotFound
from surveyapp.services.questionnaires import Owner, VersionView
from surveyapp.services.unit import Unit
from surveyapp.store.regions import Association, Region


@dataclass(frozen=True, slots=True)
class Past:
    """One state: who made it and when, and what changed from the one before (for the first: from what ships)."""

    number: int
    changed_at: datetime
    changed_by: str
    file: str
    """As text; "" of a question."""
    changes: tuple[Change, ...]
    before: Questionnaire | None
    """What it was before, as a questionnaire that asks just this; None for something new."""
    after: Questionnaire


@dataclass(frozen=True, slots=True)
class Use:
    """A questionnaire in which it stands."""

    version_id: uuid.UUID
    title: str
    number: int
    owner: str
    """Name of the region or association; "" for what ships."""
    current: bool
    """Whether it stands there as it is in the bank now."""


@dataclass(frozen=True, slots=True)
class History:
    """All there is to know about a shared thing."""

    states: tuple[Past, ...]
    """The newest first; none for what only ships."""
    uses: tuple[Use, ...]
    now: Questionnaire
    """As it is now, as a questionnaire that asks just this."""
    retired: bool
    time_zone: str


def history(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str, language: str) -> History:
    """The history of a list, an indicator or a question, and the questionnaires it stands in. ``NotFound``."""
    region = require_region(unit, actor, region_id)
    found = shelf(unit, Owner(region_id=region_id))
    kept = states(unit, actor, region_id, kind, key)
    if not kept and kind == "question":
        raise NotFound("bank_entry")
    made = [_read(kind, key, each.content, found) for each in reversed(kept)]
    before = [_shipped(unit, kind, key, found), *made][: len(made)]
    past = tuple(
        Past(
            each.number,
            each.changed_at,
            each.changed_by,
            str(each.content.get("file", "")),
            changes_of(kind, key, old, new) if old is not None else (),
            old,
            new,
        )
        for each, old, new in zip(reversed(kept), before, made, strict=True)
    )
    now = made[-1] if made else _read(kind, key, {"file": file_of(unit, actor, region_id, kind, key)}, found)
    name = known_as(kept[0].content["question"]) if kind == "question" else key
    uses = tuple(
        Use(
            version.id,
            version.title(language),
            version.number,
            _owner_name(unit, version, language),
            not [change for change in changes_of(kind, key, version.questionnaire, now) if change.structural],
        )
        for version in region_versions(unit, region_id)
        if _stands_in(kind, name, version.questionnaire)
    )
    retired = is_retired(unit, actor, region_id, kind, key)
    return History(past[::-1], uses, now, retired, region.time_zone)


def _read(kind: str, key: str, content: Mapping[str, Any], found: Shelf) -> Questionnaire:
    made = shared_in(kind, key, content, found)
    if made is None:
        raise NotFound("bank_entry")
    return made


def _shipped(unit: Unit, kind: str, key: str, found: Shelf) -> Questionnaire | None:
    """What ships under the name, before the region had a word of its own; None where nothing does."""
    path = unit.surveys / "lists" / f"{key}.yaml"
    if kind == "list" and path.is_file():
        return shared_in(kind, key, {"file": path.read_text(encoding="utf-8")}, found)
    if kind == "indicator":
        return shared_in(kind, key, {}, Shelf(found.lists, found.indicators))
    return None


def _stands_in(kind: str, name: str, questionnaire: Questionnaire) -> bool:
    if kind == "list":
        return name in shared_lists(questionnaire)
    if kind == "indicator":
        return any(each.id == name for each in questionnaire.indicators)
    return any((each.indicator or each.id) == name for each in questionnaire.questions)


def _owner_name(unit: Unit, version: VersionView, language: str) -> str:
    if version.owner.association_id is not None:
        return unit.session.get_one(Association, version.owner.association_id).name(language)
    if version.owner.region_id is not None:
        names = unit.session.get_one(Region, version.owner.region_id).names
        return str(names.get(language) or next((names[each] for each in LANGUAGES if names.get(each)), ""))
    return ""
