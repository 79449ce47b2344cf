"""What a draft holds, how it is kept, and what it may not touch."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.loading import Shelf
from surveyapp.definition.writing.folder import Folder
from surveyapp.definition.writing.nodes import Data
from surveyapp.definition.writing.states import Mark, States
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict
from surveyapp.services.questionnaires import Owner, packed, regions_above, unpacked, version_files
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import BankEntry, BankEntryVersion, DraftRevision, QuestionnaireDraft
from surveyapp.store.regions import Association


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a draft, and the marks of its translations."""

    files: Mapping[str, str]
    states: States


class CoreLocked(Conflict):
    """A question of the region's core was to be changed or taken out."""

    def __init__(self, question_id: str) -> None:
        super().__init__("core_locked", question=question_id)


def shelf_for(unit: Unit, owner: Owner) -> Shelf:
    """The lists and indicators an owner's questionnaires may use: what ships, and what its regions share."""
    region_id = owner.region_id
    if owner.association_id is not None:
        association = unit.session.get(Association, owner.association_id)
        region_id = association.region_id if association else None
    lists: dict[str, str] = {}
    indicators: list[str] = []
    above = regions_above(unit.session, region_id) if region_id is not None else []
    rows = unit.session.execute(
        select(BankEntry.region_id, BankEntry.kind, BankEntry.key, BankEntryVersion.content, BankEntryVersion.number)
        .join(BankEntryVersion)
        .where(BankEntry.region_id.in_(above), BankEntry.kind.in_(("list", "indicator")))
        .order_by(BankEntryVersion.number)
    ).all()
    # The nearest region's word counts, so it is taken last; of each entry the newest state.
    for region in reversed(above):
        newest = {(kind, key): content for found, kind, key, content, _ in rows if found == region}
        lists |= {key: str(content["file"]) for (kind, key), content in newest.items() if kind == "list"}
        indicators += [str(content["file"]) for (kind, _), content in newest.items() if kind == "indicator"]
    return Shelf(unit.surveys / "lists", unit.surveys / "indicators.yaml", MappingProxyType(lists), tuple(indicators))


def content_of(unit: Unit, draft: QuestionnaireDraft) -> Content:
    """The files of a draft as they are now. Checks no actor: the caller has."""
    found = stored(unit.session, draft.id, draft.revision)
    assert found is not None
    return found


def stored(session: Session, draft_id: uuid.UUID, number: int) -> Content | None:
    """The files of one state of a draft; None where it is no longer kept."""
    data = session.scalar(
        select(DraftRevision.content).where(DraftRevision.draft_id == draft_id, DraftRevision.number == number)
    )
    return _read(data) if data is not None else None


@lru_cache(maxsize=64)
def _read(data: bytes) -> Content:
    found = unpacked(data)
    marks = {
        language: MappingProxyType({place: Mark(of, verified) for place, (of, verified) in own.items()})
        for language, own in found["states"].items()
    }
    return Content(MappingProxyType(found["files"]), MappingProxyType(marks))


def add_revision(
    session: Session, draft: QuestionnaireDraft, actor: Actor, action: str, number: int, parent: int, content: Content
) -> None:
    """Keep a state of a draft, in the caller's transaction."""
    states: dict[str, Any] = {
        language: {place: [mark.of, mark.verified] for place, mark in own.items()}
        for language, own in content.states.items()
    }
    session.add(
        DraftRevision(
            draft_id=draft.id,
            number=number,
            parent=parent,
            user_id=actor.user_id,
            action=action,
            content=packed({"files": dict(content.files), "states": states}),
        )
    )


def core_of(unit: Unit, draft: QuestionnaireDraft) -> dict[str, Data]:
    """Core questions of the version an association's draft began as: id → what its file says of them."""
    if draft.association_id is None or draft.version_id is None:
        return {}
    folder = Folder(version_files(unit, draft.version_id))
    return {name: question for name in folder.question_ids if (question := folder.question(name)).get("core") is True}


def check_core(unit: Unit, draft: QuestionnaireDraft, before: Content, after: Content) -> None:
    """Refuse a change of structure or wording of a core question, in the languages it had."""
    core = core_of(unit, draft)
    if not core:
        return
    old, new = Folder(before.files), Folder(after.files)
    kept = set(new.question_ids)
    for name in core:
        if name not in old.question_ids:
            continue
        if name not in kept or old.question(name) != new.question(name):
            raise CoreLocked(name)
        for language in set(old.languages) & set(new.languages):
            was = old.question_texts(language, name)
            if was and was != new.question_texts(language, name):
                raise CoreLocked(name)
