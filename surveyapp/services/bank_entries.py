"""What a region put into its bank: reading an entry, changing it, no longer offering it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.lists import Indicators, Lists, take_indicators
from surveyapp.definition.reader import CODE, DOTTED
from surveyapp.definition.source import Problems, parse
from surveyapp.definition.writing.emit import as_text
from surveyapp.definition.writing.folder import Part
from surveyapp.services.access import Actor, require_region
from surveyapp.services.audit import record
from surveyapp.services.bank import indicators_on, shelf
from surveyapp.services.drafting import open_draft
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.questionnaires import Owner
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.questionnaires import BankEntry, BankEntryVersion

KEY_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """One state of a shared thing."""

    number: int
    content: dict[str, Any]
    """"file": the text of a list or an indicator; "question" and "texts" (language → part → text) of a question."""
    changed_at: datetime
    changed_by: str


def states(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str) -> tuple[Kept, ...]:
    """All states of an entry of the region, the newest first; none for what only ships."""
    require_region(unit, actor, region_id)
    rows = unit.session.execute(
        select(BankEntryVersion, User.name)
        .join(BankEntry)
        .outerjoin(User, User.id == BankEntryVersion.user_id)
        .where(BankEntry.region_id == region_id, BankEntry.kind == kind, BankEntry.key == key)
        .order_by(BankEntryVersion.number.desc())
    )
    return tuple(Kept(each.number, each.content, each.created_at, name or "") for each, name in rows)


def is_retired(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str) -> bool:
    """Whether an entry of the region is no longer offered."""
    require_region(unit, actor, region_id)
    return bool(
        unit.session.scalar(
            select(BankEntry.retired).where(
                BankEntry.region_id == region_id, BankEntry.kind == kind, BankEntry.key == key
            )
        )
    )


def file_of(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str) -> str:
    """The text of a list or indicator as it is now: the region's, else that of a region above, else what ships.

    ``NotFound``.
    """
    kept = states(unit, actor, region_id, kind, key)
    if kept:
        return str(kept[0].content["file"])
    found = shelf(unit, Owner(region_id=region_id))
    if kind == "list" and key in found.own_lists:
        return found.own_lists[key]
    path = unit.surveys / "lists" / f"{key}.yaml"
    if kind == "list" and CODE.fullmatch(key) and path.is_file():
        return path.read_text(encoding="utf-8")
    known = indicators_on(found)
    if kind == "indicator" and key in known.by_id:
        indicator = known.by_id[key]
        meaning: Part = {
            language: texts[f"indicator.{key}.meaning"]
            for language, texts in known.texts.items()
            if f"indicator.{key}.meaning" in texts
        }
        part: Part = {"id": key, "scale": indicator.scale, "direction": indicator.direction, "meaning": meaning}
        return as_text({"indicators": [{name: value for name, value in part.items() if value != ""}]})
    raise NotFound("bank_entry")


def save(
    unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str, file: str, seen: int | None = None
) -> None:
    """Share a list or an indicator, or change it; what was published keeps the state it was published with.

    `seen` is the number of the state the change was made to, 0 for one that was not the region's; where another has
    come since: ``Conflict`` (bank_changed). ``Invalid`` (key), ``DefinitionErrors`` with places in the file.
    """
    require_region(unit, actor, region_id)
    pattern = CODE if kind == "list" else DOTTED
    if kind not in ("list", "indicator") or not pattern.fullmatch(key) or len(key) > KEY_LIMIT:
        raise invalid("key", "bad_key")
    problems = Problems()
    lists = Lists(unit.surveys / "lists", problems, {**shelf(unit, Owner(region_id=region_id)).own_lists})
    if kind == "list":
        Lists(None, problems, {key: file}).get(key)
    else:
        found = Indicators()
        top = parse(file.encode("utf-8", "surrogatepass"), f"{key}.yaml", problems)
        if top is not None:
            take_indicators(found, top, f"{key}.yaml", lists, problems)
            if not problems.errors and list(found.by_id) != [key]:
                raise invalid("key", "bad_key")
    if problems.errors:
        raise DefinitionErrors(problems.errors)
    _keep(unit, actor, region_id, kind, key, {"file": file}, seen)


def share_question(unit: Unit, actor: Actor, draft_id: uuid.UUID, question_id: str) -> None:
    """Put a question of a region's draft into its bank, or its newer state."""
    view = open_draft(unit, actor, draft_id)
    if view.owner.region_id is None:
        raise NotFound("region")
    require_region(unit, actor, view.owner.region_id)
    folder = view.folder()
    if question_id not in folder.question_ids:
        raise NotFound("question")
    texts = {language: folder.question_texts(language, question_id) for language in folder.languages}
    content = {"question": folder.question(question_id), "texts": texts}
    _keep(unit, actor, view.owner.region_id, "question", question_id, content)


def retire(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str, *, retired: bool) -> None:
    """No longer offer a shared question, or offer it again."""
    require_region(unit, actor, region_id)
    with unit.transaction() as session:
        entry = session.scalar(
            select(BankEntry).where(BankEntry.region_id == region_id, BankEntry.kind == kind, BankEntry.key == key)
        )
        if entry is None:
            raise NotFound("bank_entry")
        entry.retired = retired
        record(session, actor, "bank_retired" if retired else "bank_offered", "bank_entry", str(entry.id))


def _keep(
    unit: Unit,
    actor: Actor,
    region_id: uuid.UUID,
    kind: str,
    key: str,
    content: dict[str, Any],
    seen: int | None = None,
) -> None:
    unit.session.rollback()
    with unit.transaction() as session:
        entry = session.scalar(
            select(BankEntry).where(BankEntry.region_id == region_id, BankEntry.kind == kind, BankEntry.key == key)
        )
        if entry is None:
            entry = BankEntry(region_id=region_id, kind=kind, key=key)
            session.add(entry)
            session.flush()
        last = session.scalar(select(func.max(BankEntryVersion.number)).where(BankEntryVersion.entry_id == entry.id))
        if seen is not None and seen != (last or 0):
            raise Conflict("bank_changed")
        newest = session.scalar(
            select(BankEntryVersion).where(BankEntryVersion.entry_id == entry.id, BankEntryVersion.number == last)
        )
        if newest is None or newest.content != content:
            session.add(
                BankEntryVersion(entry_id=entry.id, number=(last or 0) + 1, user_id=actor.user_id, content=content)
            )
            record(session, actor, "bank_changed", "bank_entry", str(entry.id), number=(last or 0) + 1)
