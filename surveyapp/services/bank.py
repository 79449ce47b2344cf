"""What a region shares with its associations: lists, indicators, questions; found by search, counted by use."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.lists import Indicators, Lists, SharedList, read_indicators, take_indicators
from surveyapp.definition.loading import Shelf
from surveyapp.definition.reader import CODE, DOTTED
from surveyapp.definition.source import Problems, parse
from surveyapp.definition.writing.document import shared_lists
from surveyapp.definition.writing.emit import as_text
from surveyapp.definition.writing.folder import Folder, Part
from surveyapp.services.access import Actor, require_region
from surveyapp.services.audit import record
from surveyapp.services.draft_content import shelf_for
from surveyapp.services.draft_sources import copies_of
from surveyapp.services.drafting import DraftView, open_draft
from surveyapp.services.errors import NotFound, invalid
from surveyapp.services.questionnaires import Owner, VersionView, regions_above, require_owner, version_files
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.questionnaires import BankEntry, BankEntryVersion
from surveyapp.store.regions import Association

MOST_FOUND = 40
KEY_LIMIT = 60


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question that may be taken into a draft, with its texts in every language it has."""

    id: str
    """Where it is kept: "entry:<id>", or "version:<id>:<question>"."""
    data: Part
    texts: Mapping[str, Part]
    source: str
    """The title of the questionnaire it stands in; "" for one put into the bank by itself."""
    used: int

    def text(self, language: str) -> str:
        """What it asks, in a language or in any."""
        own = self.texts.get(language, {}).get("text")
        return str(own or next(filter(None, (each.get("text") for each in self.texts.values())), self.data["id"]))


@dataclass(frozen=True, slots=True)
class BankLine:
    """A shared thing in the region's list."""

    kind: str
    key: str
    label: str
    used: int
    """In how many questionnaires it stands, of those that can be seen from here."""
    own: bool
    """Of this region, so that it can be changed."""
    versions: int
    retired: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One state of a shared thing."""

    number: int
    file: str
    changed_at: datetime
    changed_by: str


def shelf(unit: Unit, owner: Owner) -> Shelf:
    """The lists and indicators an owner may use. Checks no actor: what is shared is no secret."""
    return shelf_for(unit, owner)


def list_titles(found: Shelf, language: str, own: Mapping[str, str]) -> dict[str, str]:
    """Every list by name, as its first and last answers."""
    lists = {**_shipped(found.lists), **_parsed({**found.own_lists, **own})}
    return {name: _title(shared, language) for name, shared in lists.items()}


def _title(shared: SharedList, language: str) -> str:
    texts = shared.texts.get(language) or next(iter(shared.texts.values()), {})
    labels = [texts.get(option.text_key, option.code) for option in shared.options.options if option.missing is None]
    shown = labels if len(labels) < 3 else [labels[0], "…", labels[-1]]
    return f"{' '.join(shown)} ({len(labels)}) – {shared.options.id}"


def list_labels(found: Shelf, view: DraftView, name: str, language: str) -> tuple[str, ...]:
    """The answers of a list as they are read; none for a name that is no list."""
    file = view.content.files.get(f"lists/{name}.yaml")
    own = {**found.own_lists, **({name: file} if file else {})}
    shared = _parsed({name: own[name]}).get(name) if name in own else _shipped(found.lists).get(name)
    if shared is None:
        return ()
    texts = shared.texts.get(language) or next(iter(shared.texts.values()), {})
    return tuple(texts.get(option.text_key, option.code) for option in shared.options.options)


def indicator_titles(found: Shelf, language: str) -> dict[str, str]:
    """Every indicator by its id, as its meaning."""
    known = _indicators(found)
    meanings = known.texts.get(language) or next(iter(known.texts.values()), {})
    return {name: meanings.get(f"indicator.{name}.meaning", name) for name in known.by_id}


def search_questions(unit: Unit, actor: Actor, owner: Owner, text: str, language: str) -> tuple[BankQuestion, ...]:
    """Questions whose words hold all words of the search, the ones used most first.

    ``language`` is that of the titles of their questionnaires; words are searched in every language.
    """
    require_owner(unit, actor, owner)
    wanted = text.casefold().split()
    found = [
        question
        for question in (*_entries(unit, owner), *_published(unit, actor, owner, language))
        if all(word in _words(question) for word in wanted)
    ]
    return tuple(sorted(found, key=lambda each: -each.used)[:MOST_FOUND])


def question(unit: Unit, actor: Actor, owner: Owner, question_id: str) -> BankQuestion:
    """One question of the bank, by where it is kept."""
    require_owner(unit, actor, owner)
    for each in (*_entries(unit, owner), *_published(unit, actor, owner)):
        if each.id == question_id:
            return each
    raise NotFound("bank_question")


def lines(unit: Unit, actor: Actor, region_id: uuid.UUID, language: str, search: str = "") -> tuple[BankLine, ...]:
    """Lists, indicators and questions as a region shares them, what ships among them."""
    require_region(unit, actor, region_id)
    owner = Owner(region_id=region_id)
    found = shelf_for(unit, owner)
    lists, indicators = _uses(copies_of(unit, actor, owner))
    kept = {
        (entry.kind, entry.key): (entry, versions)
        for entry, versions in unit.session.execute(
            select(BankEntry, func.count(BankEntryVersion.id))
            .join(BankEntryVersion)
            .where(BankEntry.region_id == region_id)
            .group_by(BankEntry.id)
        )
    }

    def line(kind: str, key: str, label: str, used: int) -> BankLine:
        entry, versions = kept.get((kind, key), (None, 0))
        return BankLine(kind, key, label, used, entry is not None, versions, entry is not None and entry.retired)

    made = [line("list", name, title, lists.get(name, 0)) for name, title in list_titles(found, language, {}).items()]
    made += [
        line("indicator", name, title, indicators.get(name, 0))
        for name, title in indicator_titles(found, language).items()
    ]
    made += [line("question", each.id.removeprefix("entry:"), each.text(language), 0) for each in _entries(unit, owner)]
    wanted = search.casefold().split()
    return tuple(each for each in made if all(word in f"{each.key} {each.label}".casefold() for word in wanted))


def states(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str) -> tuple[Kept, ...]:
    """All states of a list or indicator of the region, the newest first; what ships has the one."""
    require_region(unit, actor, region_id)
    rows = unit.session.execute(
        select(BankEntryVersion, User.name)
        .join(BankEntry)
        .outerjoin(User, User.id == BankEntryVersion.user_id)
        .where(BankEntry.region_id == region_id, BankEntry.kind == kind, BankEntry.key == key)
        .order_by(BankEntryVersion.number.desc())
    )
    return tuple(
        Kept(each.number, str(each.content["file"]), each.created_at, name or "")
        for each, name in rows
        if "file" in each.content
    )


def file_of(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str) -> str:
    """The text of a list or indicator as it is now; ``NotFound``."""
    kept = states(unit, actor, region_id, kind, key)
    if kept:
        return kept[0].file
    path = unit.surveys / "lists" / f"{key}.yaml"
    if kind == "list" and CODE.fullmatch(key) and path.is_file():
        return path.read_text(encoding="utf-8")
    known = _indicators(shelf_for(unit, Owner(region_id=region_id)))
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


def save(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str, file: str) -> None:
    """Share a list or an indicator, or change it; what was published keeps the state it was published with.

    ``Invalid`` (key), ``DefinitionErrors`` with places in the file.
    """
    require_region(unit, actor, region_id)
    pattern = CODE if kind == "list" else DOTTED
    if kind not in ("list", "indicator") or not pattern.fullmatch(key) or len(key) > KEY_LIMIT:
        raise invalid("key", "bad_key")
    problems = Problems()
    lists = Lists(unit.surveys / "lists", problems, {**shelf_for(unit, Owner(region_id=region_id)).own_lists})
    if kind == "list":
        Lists(None, problems, {key: file}).get(key)
    else:
        found = Indicators()
        top = parse(file.encode(), f"{key}.yaml", problems)
        if top is not None:
            take_indicators(found, top, f"{key}.yaml", lists, problems)
            if list(found.by_id) != [key]:
                raise invalid("key", "bad_key")
    if problems.errors:
        raise DefinitionErrors(problems.errors)
    _keep(unit, actor, region_id, kind, key, {"file": file})


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


def _keep(unit: Unit, actor: Actor, region_id: uuid.UUID, kind: str, key: str, content: dict[str, object]) -> None:
    with unit.transaction() as session:
        entry = session.scalar(
            select(BankEntry).where(BankEntry.region_id == region_id, BankEntry.kind == kind, BankEntry.key == key)
        )
        if entry is None:
            entry = BankEntry(region_id=region_id, kind=kind, key=key)
            session.add(entry)
            session.flush()
        last = session.scalar(select(func.max(BankEntryVersion.number)).where(BankEntryVersion.entry_id == entry.id))
        newest = session.scalar(
            select(BankEntryVersion).where(BankEntryVersion.entry_id == entry.id, BankEntryVersion.number == last)
        )
        if newest is None or newest.content != content:
            session.add(
                BankEntryVersion(entry_id=entry.id, number=(last or 0) + 1, user_id=actor.user_id, content=content)
            )
            record(session, actor, "bank_changed", "bank_entry", str(entry.id), number=(last or 0) + 1)


def _entries(unit: Unit, owner: Owner) -> Iterator[BankQuestion]:
    """Questions put into the bank of the owner's regions, as they are now."""
    region_id = owner.region_id
    if owner.association_id is not None:
        region_id = unit.session.get_one(Association, owner.association_id).region_id
    above = regions_above(unit.session, region_id) if region_id is not None else []
    rows = unit.session.execute(
        select(BankEntry.key, BankEntryVersion.content)
        .join(BankEntryVersion)
        .where(BankEntry.region_id.in_(above), BankEntry.kind == "question", BankEntry.retired.is_(False))
        .order_by(BankEntryVersion.number)
    )
    newest = {row.key: row.content for row in rows}
    for key, content in newest.items():
        yield BankQuestion(f"entry:{key}", content["question"], content["texts"], "", 1)


def _published(unit: Unit, actor: Actor, owner: Owner, language: str = "en") -> Iterator[BankQuestion]:
    """Questions of the published questionnaires that can be seen from here."""
    versions = copies_of(unit, actor, owner)
    counts: dict[str, int] = {}
    for version in versions:
        for each in version.questionnaire.questions:
            name = each.indicator or each.id
            counts[name] = counts.get(name, 0) + 1
    taken: set[str] = set()
    for version in versions:
        folder = Folder(version_files(unit, version.id))
        for name in folder.question_ids:
            data = folder.question(name)
            known = str(data.get("indicator", name))
            if known in taken:
                continue
            taken.add(known)
            texts = {language: folder.question_texts(language, name) for language in folder.languages}
            # Conditions look at questions which are not there.
            bare = {key: value for key, value in data.items() if key not in LOGIC}
            if data["kind"] != "calculated":
                source = version.title(language)
                yield BankQuestion(f"version:{version.id}:{name}", bare, texts, source, counts.get(known, 1))


LOGIC = ("show_if", "require_if", "rows_shown_if", "check")


def _words(found: BankQuestion) -> str:
    texts = " ".join(str(text) for own in found.texts.values() for text in own.values())
    return f"{found.data.get('id')} {found.data.get('kind')} {found.data.get('indicator', '')} {texts}".casefold()


def _uses(versions: tuple[VersionView, ...]) -> tuple[dict[str, int], dict[str, int]]:
    """Lists and indicators by the number of questionnaires they stand in."""
    lists: dict[str, int] = {}
    indicators: dict[str, int] = {}
    for version in versions:
        for name in shared_lists(version.questionnaire):
            lists[name] = lists.get(name, 0) + 1
        for indicator in version.questionnaire.indicators:
            indicators[indicator.id] = indicators.get(indicator.id, 0) + 1
    return lists, indicators


@lru_cache(maxsize=4)
def _shipped(folder: Path) -> Mapping[str, SharedList]:
    lists = Lists(folder, Problems())
    return MappingProxyType({name: found for name in lists.names if (found := lists.get(name)) is not None})


def _parsed(texts: Mapping[str, str]) -> dict[str, SharedList]:
    lists = Lists(None, Problems(), texts)
    return {name: found for name in texts if (found := lists.get(name)) is not None}


def _indicators(found: Shelf) -> Indicators:
    problems = Problems()
    lists = Lists(found.lists, problems, found.own_lists)
    known = read_indicators(found.indicators, lists, problems)
    for text in found.own_indicators:
        top = parse(text.encode(), "indicators.yaml", problems)
        if top is not None:
            take_indicators(known, top, "indicators.yaml", lists, problems)
    return known
