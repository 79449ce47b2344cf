"""Which texts of a language are missing, stale, translated or verified.

A translation remembers a fingerprint of the source text it was made from: once the source says something else, it is
stale until somebody looks at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from surveyapp.definition.writing.folder import Folder, Part, path_of
from surveyapp.definition.writing.nodes import Data

State = Literal["missing", "stale", "translated", "verified"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Of which source text a translation was made (a fingerprint), and whether a second look was taken."""

    of: str
    verified: bool = False


States = Mapping[str, Mapping[str, Mark]]
"""language → place of the text → its mark; the source language has none."""


def fingerprint(text: str) -> str:
    """A short name of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def places(texts: Data, above: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text of a texts file under its place, parts joined by dots; checks counted from 1."""
    if isinstance(texts, dict):
        for name, value in texts.items():
            yield from places(value, (*above, name))
    elif isinstance(texts, list):
        for number, value in enumerate(texts, 1):
            yield from places(value, (*above, str(number)))
    elif isinstance(texts, str) and texts:
        yield ".".join((*above, "1") if above[-1] == "check" else above), texts


def place_of(key: str) -> str:
    """The place of a flat key's text."""
    return ".".join(path_of(key))


def first_states(folder: Folder) -> dict[str, dict[str, Mark]]:
    """Marks of files as they come in: what is there counts as a translation of what is there."""
    return states_after(None, folder, {})


def states_after(before: Folder | None, after: Folder, states: States) -> dict[str, dict[str, Mark]]:
    """Marks after a change: a text that was changed is a translation of the source text as it now is."""
    if not after.languages:
        return {}
    source = dict(places(_own(after, after.languages[0])))
    made: dict[str, dict[str, Mark]] = {}
    for language in after.languages[1:]:
        old_marks = states.get(language, {})
        old = dict(places(_own(before, language))) if before is not None else {}
        marks = made[language] = {}
        for place, text in places(_own(after, language)):
            mark = old_marks.get(place)
            if mark is not None and old.get(place) == text:
                marks[place] = mark
            elif place in source:
                marks[place] = Mark(fingerprint(source[place]))
    return made


def state_of(source: str, text: str, mark: Mark | None) -> State:
    """The state of one translation."""
    if not text:
        return "missing"
    if mark is not None and mark.of != fingerprint(source):
        return "stale"
    return "verified" if mark is not None and mark.verified else "translated"


def _own(folder: Folder, language: str) -> Part:
    return folder.texts.get(language, {})
