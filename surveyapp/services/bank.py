"""What a region shares with its associations: lists, indicators, questions; found by search, counted by use."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select

from surveyapp.definition.lists import Indicators, Lists, SharedList, read_indicators, take_indicators
from surveyapp.definition.loading import Shelf
from surveyapp.definition.source import Problems, parse
from surveyapp.definition.writing.document import shared_lists
from surveyapp.definition.writing.folder import Folder, Part
from surveyapp.services.access import Actor, regions_under, require_region
from surveyapp.services.draft_content import shelf_for
from surveyapp.services.draft_sources import copies_of
from surveyapp.services.drafting import DraftView
from surveyapp.services.errors import NotFound
from surveyapp.services.questionnaires import (
    SHARED,
    Owner,
    VersionView,
    newest_versions,
    regions_above,
    require_owner,
    version_files,
    version_view,
)
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import BankEntry, BankEntryVersion
from surveyapp.store.regions import Association

MOST_FOUND = 40


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
    known = indicators_on(found)
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
    used = _uses(region_versions(unit, region_id))
    kept = {
        (entry.kind, entry.key): (entry, versions)
        for entry, versions in unit.session.execute(
            select(BankEntry, func.count(BankEntryVersion.id))
            .join(BankEntryVersion)
            .where(BankEntry.region_id == region_id)
            .group_by(BankEntry.id)
        )
    }

    def line(kind: str, key: str, label: str, name: str = "") -> BankLine:
        entry, versions = kept.get((kind, key), (None, 0))
        retired = entry is not None and entry.retired
        return BankLine(kind, key, label, used.get((kind, name or key), 0), entry is not None, versions, retired)

    made = [line("list", name, title) for name, title in list_titles(found, language, {}).items()]
    made += [line("indicator", name, title) for name, title in indicator_titles(found, language).items()]
    made += [
        line("question", each.id.removeprefix("entry:"), each.text(language), known_as(each.data))
        for each in _entries(unit, owner, retired=True)
    ]
    wanted = search.casefold().split()
    return tuple(each for each in made if all(word in f"{each.key} {each.label}".casefold() for word in wanted))


def known_as(question: Part) -> str:
    """By what a question is known again in another questionnaire: its indicator, else its id."""
    return str(question.get("indicator") or question["id"])


def region_versions(unit: Unit, region_id: uuid.UUID) -> tuple[VersionView, ...]:
    """The newest version of every questionnaire that may be asked in a region: what ships, its own and those of the
    regions above, its associations' own. Checks no actor: the caller has."""
    session = unit.session
    below = regions_under(session, (region_id,))
    associations = session.scalars(select(Association.id).where(Association.region_id.in_(below)))
    owners = [
        SHARED,
        *(Owner(region_id=each) for each in dict.fromkeys([*regions_above(session, region_id), *sorted(below)])),
        *(Owner(association_id=each) for each in associations),
    ]
    return tuple(version_view(unit, each) for owner in owners for each in newest_versions(session, owner))


def _entries(unit: Unit, owner: Owner, *, retired: bool = False) -> Iterator[BankQuestion]:
    """Questions put into the bank of the owner's regions, as they are now; on wish those no longer offered too."""
    region_id = owner.region_id
    if owner.association_id is not None:
        region_id = unit.session.get_one(Association, owner.association_id).region_id
    above = regions_above(unit.session, region_id) if region_id is not None else []
    rows = unit.session.execute(
        select(BankEntry.key, BankEntryVersion.content)
        .join(BankEntryVersion)
        .where(BankEntry.region_id.in_(above), BankEntry.kind == "question", BankEntry.retired.in_((False, retired)))
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


def _uses(versions: Iterable[VersionView]) -> Counter[tuple[str, str]]:
    """In how many questionnaires lists, indicators and questions stand: (kind, name) → number."""
    found: Counter[tuple[str, str]] = Counter()
    for version in versions:
        found.update(("list", name) for name in shared_lists(version.questionnaire))
        found.update(("indicator", indicator.id) for indicator in version.questionnaire.indicators)
        found.update({("question", each.indicator or each.id) for each in version.questionnaire.questions})
    return found


@lru_cache(maxsize=4)
def _shipped(folder: Path) -> Mapping[str, SharedList]:
    lists = Lists(folder, Problems())
    return MappingProxyType({name: found for name in lists.names if (found := lists.get(name)) is not None})


def _parsed(texts: Mapping[str, str]) -> dict[str, SharedList]:
    lists = Lists(None, Problems(), texts)
    return {name: found for name in texts if (found := lists.get(name)) is not None}


def indicators_on(found: Shelf) -> Indicators:
    """All indicators an owner may use."""
    problems = Problems()
    lists = Lists(found.lists, problems, found.own_lists)
    known = read_indicators(found.indicators, lists, problems)
    for text in found.own_indicators:
        top = parse(text.encode(), "indicators.yaml", problems)
        if top is not None:
            take_indicators(known, top, "indicators.yaml", lists, problems)
    return known
