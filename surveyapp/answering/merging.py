"""Joining what a page posts with a draft that another page or device may have changed meanwhile.

A page carries a version: a keyed digest of every part of its questions as it showed them. Part by part three things are
then compared: what the page was made from, what is kept now, and what is posted. What the page left as it was stays as
it is kept now; what it changed is taken where nobody else changed it, clearing included. Where both changed the same
part to different things, neither is thrown away: the kept answer stays, and the posted one is laid aside in the draft
("<question>.apart") until one of the two is chosen.

A part is a row of a matrix, one proposal (known by its id, not by its place), else a whole question. Parts are compared
as the form values that give them, so that what could not be understood ("<question>.typed") counts too.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from surveyapp.definition.kinds import Parsed, Raw, kind_of
from surveyapp.definition.kinds.base import clean, field_name
from surveyapp.definition.kinds.proposals import places
from surveyapp.definition.model import Question, Section

DIGEST_BYTES = 6
"""Forty-eight bits: two answers of one respondent never meet by chance."""

Piece = Mapping[str, Sequence[str]]
"""The form values of one part, without empty ones; of a proposal, "text" and perhaps "direction"."""

Pieces = Mapping[str, Piece]
"""Part → what is there of it; parts without anything are absent."""

NOTHING: Piece = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a posted page says of itself."""

    version: str = ""
    """The digests of its parts; a page that says nothing counts as one that showed empty fields."""
    tab: str = ""
    """A random name the script gives to its page. What was kept from this page is no other page's answer: an answer to
    saving may get lost on the way. Empty without scripts."""
    chosen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Question → "here" or "there", where two answers were shown to choose from."""
    offered: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Question → the digest of the answer laid aside that was shown."""


@dataclass(frozen=True, slots=True)
class Merged:
    """One question after a page was posted."""

    raw: Raw
    """The form values of the answer that is kept."""
    apart: Mapping[str, object]
    """What is laid aside until one chooses: "pieces", and "whole" where it stands against the whole question."""
    tabs: Mapping[str, str]
    """Part → the page it was kept from."""
    elsewhere: bool
    """Whether another page's answers were kept in place of what this page shows."""
    clash: bool
    """Whether this page said something else than another one."""
    digests: tuple[str, ...]
    """The version of the question as the page in the browser shows it now."""


def parts_of(question: Question) -> dict[str, tuple[str, ...]]:
    """The parts of a question that are told apart by their fields: part → names of fields. Not for proposals."""
    names = kind_of(question).names(question)
    if not question.rows:
        return {"": names} if names else {}
    parts = {
        row.code: (field_name(question, row.code), field_name(question, row.code, "rating")) for row in question.rows
    }
    taken = {name for several in parts.values() for name in several}
    return {**parts, "": tuple(name for name in names if name not in taken)}


def kept_raw(question: Question, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """The form values that give what is kept of a question, with what was typed and not understood."""
    raw: dict[str, list[str]] = {}
    value = answers.get(question.id)
    if value is not None:
        raw |= kind_of(question).to_raw(question, value, str(answers.get(f"{question.id}.other", "")))
    typed = answers.get(f"{question.id}.typed")
    if isinstance(typed, Mapping):
        raw |= {name: list(several) for name, several in typed.items()}
    return raw


def not_understood(question: Question, parsed: Parsed, raw: Raw) -> dict[str, list[str]]:
    """The form values of a wrong answer that are not in what could be understood of it."""
    if not parsed.problems or question.kind == "proposals":
        return {}
    kind = kind_of(question)
    understood = kind.to_raw(question, parsed.value, parsed.other) if parsed.value is not None else {}
    return {
        name: written
        for name in kind.names(question)
        if (written := _written(raw, name)) and written != list(understood.get(name, ()))
    }


def version(section: Section, answers: Mapping[str, object], key: bytes) -> str:
    """The version of a section's page that shows these answers."""
    return ".".join(digest for question in section.questions for digest in _digests(question, answers, key))


def joined(digests: Sequence[tuple[str, ...]]) -> str:
    """The version of a page of these questions."""
    return ".".join(digest for each in digests for digest in each)


def bases(section: Section, shown: Shown) -> dict[str, tuple[str, ...]]:
    """Question → the digests its page carries; empty ones where the version does not fit the section."""
    sizes = {question.id: len(_digests(question, {}, b"")) for question in section.questions}
    given = shown.version.split(".")
    if len(given) != sum(sizes.values()):
        given = [""] * sum(sizes.values())
    found: dict[str, tuple[str, ...]] = {}
    for question_id, size in sizes.items():
        found[question_id], given = tuple(given[:size]), given[size:]
    return found


def aside_digest(apart: object, key: bytes) -> str:
    """The digest of an answer laid aside, "" where there is none."""
    return _digest(apart, key) if apart else ""


def merge(
    question: Question,
    answers: Mapping[str, object],
    raw: Raw,
    posted: Parsed,
    key: bytes,
    shown: Shown | None = None,
    base: Sequence[str] = (),
) -> Merged:
    """One question's posted form values, joined with what is kept. Without ``shown``, the page showed what is kept."""
    there = _kept(question, answers)
    if question.kind == "proposals":
        here = _by_id(posted.value)
    else:
        understood = kind_of(question).to_raw(question, posted.value, posted.other) if posted.value is not None else {}
        here = _split(question, {**understood, **not_understood(question, posted, raw)})
    if shown is None:
        base = _digests(question, answers, key)
        shown = Shown()
    order = _order(question, raw)
    on_page = dict(zip(order, base, strict=False))
    join = _Join(question, key, shown, there, here, on_page, answers)
    join.choose()
    join.compare()
    after = tuple(
        join.on_page.get(part, "") if part in join.clashes else _digest(join.posted.get(part), key) for part in order
    )
    return Merged(
        raw=_unsplit(question, join.result),
        apart=join.aside(),
        tabs=join.tabs,
        elsewhere=join.elsewhere,
        clash=bool(join.clashes),
        digests=after,
    )


class _Join:
    """The comparison of one question's parts."""

    def __init__(
        self,
        question: Question,
        key: bytes,
        shown: Shown,
        there: dict[str, Piece],
        here: dict[str, Piece],
        on_page: dict[str, str],
        answers: Mapping[str, object],
    ) -> None:
        self.question, self.key, self.shown = question, key, shown
        self.there, self.here, self.on_page = there, here, on_page
        self.posted = dict(here)
        self.result = dict(there)
        self.clashes: list[str] = []
        self.elsewhere = False
        tabs = answers.get(f"{question.id}.tab")
        self.tabs: dict[str, str] = dict(tabs) if isinstance(tabs, Mapping) else {}
        apart = answers.get(f"{question.id}.apart")
        self.pieces = _pieces(apart)
        self.whole = isinstance(apart, Mapping) and bool(apart.get("whole"))
        self.was_apart = apart

    def choose(self) -> None:
        """Follow the choice between the kept answer and the one laid aside, where that very one was shown."""
        offered = self.shown.offered.get(self.question.id, "")
        self.offered = bool(offered) and offered == aside_digest(self.was_apart, self.key)
        choice = self.shown.chosen.get(self.question.id) if self.offered else None
        if choice == "here":
            if self.whole:
                self.here = dict.fromkeys(self.there, NOTHING)
            self.here.update(self.pieces)
        if choice in ("here", "there"):
            self.pieces, self.whole = {}, False

    def compare(self) -> None:
        """Take each part from here or from there. Proposals of both pages stay as far as there is room for them."""
        self._each_part()
        if self.question.kind != "proposals" or len(self.result) <= len(places(self.question)):
            return
        self.result, self.clashes, self.elsewhere = dict(self.there), [], False
        if self.was_apart and self.here != self.posted:
            # What was chosen finds no room; one of the others has to be deleted first.
            self.here, self.pieces = dict(self.posted), _pieces(self.was_apart)
            self._each_part()
        else:
            self.clashes = list(self.here)
            self.pieces, self.whole = dict(self.here), True

    def _each_part(self) -> None:
        parts = [*self.on_page, *(part for part in self.here if part not in self.on_page)]
        for part in parts:
            here, there = self.here.get(part, NOTHING), self.there.get(part, NOTHING)
            base = self.on_page.get(part, "")
            if here == there or (part not in self.on_page and here in self.there.values()):
                continue
            if _digest(here, self.key) == base:
                self.elsewhere = True
            elif _digest(there, self.key) == base or (self.shown.tab and self.tabs.get(part) == self.shown.tab):
                self._take(part, here)
            else:
                self.clashes.append(part)
                self.pieces[part] = here

    def _take(self, part: str, here: Piece) -> None:
        if here:
            self.result[part] = here
        else:
            self.result.pop(part, None)
        if self.shown.tab:
            self.tabs[part] = self.shown.tab
        else:
            self.tabs.pop(part, None)
        if self.offered:
            # Both were seen, and a third answer was given.
            self.pieces.pop(part, None)

    def aside(self) -> dict[str, object]:
        """What stays laid aside: what differs from what is kept."""
        pieces = {part: piece for part, piece in self.pieces.items() if piece != self.result.get(part, NOTHING)}
        if not pieces:
            return {}
        if self.whole:
            pieces = self.pieces
        return {
            "pieces": {part: dict(piece) for part, piece in pieces.items()},
            **({"whole": True} if self.whole else {}),
        }


def raw_of(question: Question, apart: Mapping[str, object]) -> Raw:
    """The form values of an answer laid aside."""
    return _unsplit(question, _pieces(apart))


def has_room(question: Question, answers: Mapping[str, object]) -> bool:
    """Whether what was laid aside of proposals fits beside those that are kept; True for every other kind."""
    apart = answers.get(f"{question.id}.apart")
    if question.kind != "proposals" or not isinstance(apart, Mapping) or apart.get("whole"):
        return True
    return len({*_kept(question, answers), *_pieces(apart)}) <= len(places(question))


def raw_beside(question: Question, answers: Mapping[str, object], apart: Mapping[str, object]) -> Raw:
    """The form values of what is kept of the parts for which an answer was laid aside."""
    pieces = _kept(question, answers)
    parts = pieces if apart.get("whole") else _pieces(apart)
    return _unsplit(question, {part: piece for part, piece in pieces.items() if part in parts})


def _pieces(apart: object) -> dict[str, Piece]:
    pieces = apart.get("pieces") if isinstance(apart, Mapping) else None
    return dict(pieces) if isinstance(pieces, Mapping) else {}


def _written(raw: Raw, name: str) -> list[str]:
    return [text for each in raw.get(name, ()) if (text := clean(each))]


def _split(question: Question, raw: Raw) -> dict[str, Piece]:
    found: dict[str, Piece] = {}
    for part, names in parts_of(question).items():
        piece = {name: written for name in names if (written := _written(raw, name))}
        if piece:
            found[part] = piece
    return found


def _kept(question: Question, answers: Mapping[str, object]) -> dict[str, Piece]:
    if question.kind == "proposals":
        return _by_id(answers.get(question.id))
    return _split(question, kept_raw(question, answers))


def _by_id(value: object) -> dict[str, Piece]:
    return {
        each["id"]: {end: [each[end]] for end in ("text", "direction") if each.get(end)}
        for each in (value if isinstance(value, list) else ())
    }


def _unsplit(question: Question, pieces: Mapping[str, Piece]) -> dict[str, Sequence[str]]:
    if question.kind != "proposals":
        return {name: list(values) for piece in pieces.values() for name, values in piece.items()}
    raw: dict[str, Sequence[str]] = {}
    for place, (identity, piece) in enumerate(((part, each) for part, each in pieces.items() if each), 1):
        raw[field_name(question, str(place), "id")] = [identity]
        raw |= {field_name(question, str(place), end): list(values) for end, values in piece.items()}
    return raw


def _order(question: Question, raw: Raw) -> list[str]:
    """The parts in the order of the page; a proposal's by the id that the page gave to its place."""
    if question.kind != "proposals":
        return list(parts_of(question))
    return [(_written(raw, field_name(question, place, "id")) or [f"place {place}"])[0] for place in places(question)]


def _digests(question: Question, answers: Mapping[str, object], key: bytes) -> tuple[str, ...]:
    kept = _kept(question, answers)
    if question.kind != "proposals":
        return tuple(_digest(kept.get(part), key) for part in parts_of(question))
    found = [_digest(piece, key) for piece in kept.values()]
    return tuple(found[place] if place < len(found) else "" for place in range(len(places(question))))


def _digest(piece: object, key: bytes) -> str:
    if not piece:
        return ""
    text = json.dumps(piece, ensure_ascii=False, sort_keys=True, default=dict)
    found = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key[:64], digest_size=DIGEST_BYTES)
    return base64.urlsafe_b64encode(found.digest()).decode("ascii")
