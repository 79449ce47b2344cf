"""Which words of proposals mean the same: the tables that ship, and those that associations and regions write.

What ships (`meanings.toml`) is written like a leader's own table: the first word for the others, commas between them,
phrases of up to three words among them. A word is known by its beginning, its ending left off, so that one form serves
all; of several that fit the longest wins, and a phrase goes before its words. One wrong letter in a longer word is
forgiven. What is written by hand goes before what ships (`synonym_table`).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from surveyapp.analysis.text_search import PREFIX, tokens

VOWELS: Mapping[str, str] = MappingProxyType({"lv": "aeiouy", "lt": "aeiouy", "ru": "аеиоуыэюяйь", "en": "ey"})
VERBAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"lv": ("sana", "sanas", "sanu"), "lt": ("mas", "mai", "mo", "ti", "tis"), "ru": ("ть", "ться"), "en": ()}
)
"""Endings of verbs and of nouns made of them, folded; what stands before them is common to both."""
LONGEST_ENDING = 3
WORDS = 3
"""The longest phrase."""
NEAR = 4
"""The two words of a phrase may stand this far apart, and in either order."""
FORGIVEN = 6
"""Letters from which a word's beginning may have one wrong."""
BUILT_IN = "#"
"""Terms that ship begin with it, and no word does."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What a word or a phrase of a text stands for."""

    name: str
    common: bool = False
    """Asked in a great many proposals, so that sharing it says little."""

    @property
    def ships(self) -> bool:
        """Whether it is a meaning of the tables that ship."""
        return self.name.startswith(BUILT_IN)


def base(word: str, language: str) -> str:
    """A folded word without its ending; words of up to three letters are taken whole."""
    vowels = VOWELS.get(language, "")
    for ending in VERBAL.get(language, ()):
        before = word.removesuffix(ending)
        if before != word and len(before) > 3 and before[-1] in vowels:
            return before
    if language == "lv" and len(word) > 4 and word[-1] == "t" and word[-2] in vowels:
        return word[:-1]
    least = 4 if language == "en" else 3
    found = word
    if len(found) > least and found[-1] == "s" and not (language == "en" and found.endswith("ss")):
        found = found[:-1]
    while len(found) > least and len(word) - len(found) < LONGEST_ENDING and found[-1] in vowels:
        found = found[:-1]
    if language == "ru" and len(found) > PREFIX:
        # поездка, поездок; кружок, кружки
        found = found.removesuffix("ок") if found.endswith("ок") else found.removesuffix("к")
    return found


def _fits(word: str, beginning: str) -> bool:
    """Whether a word is a form of what begins like this: the shorter the beginning, the shorter what may follow."""
    if not word.startswith(beginning):
        return False
    more = len(word) - len(beginning)
    return more <= (0 if len(beginning) < 3 else 2 if len(beginning) == 3 else len(beginning))


@dataclass(frozen=True, slots=True)
class Table:
    """Phrases by the first three letters of each word they may begin with, the longest first."""

    by_start: Mapping[str, tuple[tuple[Phrase, Term], ...]]

    @classmethod
    def of(cls, phrases: Mapping[Phrase, Term]) -> Table:
        """Put in order; a phrase of two words stands there both ways."""
        found: dict[str, dict[Phrase, Term]] = {}
        for phrase, term in phrases.items():
            for way in (phrase, phrase[::-1]) if _loose(phrase) else (phrase,):
                found.setdefault(way[0][:3], {}).setdefault(way, term)
        return cls(
            {
                start: tuple(sorted(each.items(), key=lambda one: (-len(one[0]), -sum(map(len, one[0])), one[0])))
                for start, each in found.items()
            }
        )

    def find(self, words: Sequence[str], place: int, taken: Container[int] = ()) -> tuple[tuple[int, ...], Term] | None:
        """Where the words stand of a phrase of the table that begins at a place, and what it stands for."""
        word = words[place]
        for phrase, term in self.by_start.get(word[:3], ()):
            if not _fits(word, phrase[0]):
                continue
            if len(phrase) == 1:
                return (place,), term
            if _loose(phrase):
                near = range(place + 1, min(place + NEAR, len(words)))
                other = next((at for at in near if at not in taken and _fits(words[at], phrase[1])), None)
                if other is not None:
                    return (place, other), term
            elif all(map(_fits, words[place : place + len(phrase)], phrase)) and place + len(phrase) <= len(words):
                return tuple(range(place, place + len(phrase))), term
        return None


def _loose(phrase: Phrase) -> bool:
    """Two words that mean something each: they may be turned round and others may stand between."""
    return len(phrase) == 2 and min(map(len, phrase)) > 3


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """What ships in one language."""

    lines: str
    """As a leader would write it."""
    table: Table
    written: frozenset[str]
    """Single words as they are written in the table, folded."""
    beginnings: Mapping[str, tuple[str, ...]]
    """How its words begin, by their first three letters."""
    one_less: Mapping[str, tuple[str, ...]]
    """Longer beginnings by what is left when any one letter but the first is left out."""

    def corrected(self, word: str) -> str:
        """A word as the table begins it, if it is none of the table's and one letter from one, or two swapped."""
        if len(word) < FORGIVEN or any(_fits(word, each) for each in self.beginnings.get(word[:3], ())):
            return word
        for length in range(len(word), FORGIVEN - 2, -1):
            start = word[:length]
            for shorter in (start, *_one_less(start)):
                for known in self.one_less.get(shorter, ()):
                    if _one_wrong(start, known) and len(word) - length < FORGIVEN - 2:
                        return known
        return word


def _one_less(word: str) -> list[str]:
    """A word without any one letter but its first."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def _one_wrong(word: str, known: str) -> bool:
    """Whether two words differ in one letter: another, one more, one less, or two neighbours swapped."""
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    a, b = word[at:], known[at:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _phrases(line: str, language: str) -> list[tuple[str, Phrase]]:
    """The words and phrases of a line, folded, and each as it is known."""
    found = []
    for part in line.split(","):
        words = [token.folded for token in tokens(part)][:WORDS]
        if words:
            found.append((" ".join(words), tuple(base(word, language) for word in words)))
    return found


@cache
def built_in(language: str) -> BuiltIn:
    """The table that ships; an empty one for a language that has none."""
    meanings = tomllib.loads(Path(__file__).with_name("meanings.toml").read_text("utf-8"))
    lines: list[str] = []
    phrases: dict[Phrase, Term] = {}
    written: set[str] = set()
    for name, meaning in meanings.items():
        lines.append(meaning.get(language, ""))
        for words, phrase in _phrases(lines[-1], language):
            phrases.setdefault(phrase, Term(BUILT_IN + name, meaning.get("common", False)))
            written.add(words)
    beginnings: dict[str, list[str]] = {}
    one_less: dict[str, list[str]] = {}
    for known in sorted({each for phrase in phrases for each in phrase}):
        beginnings.setdefault(known[:3], []).append(known)
        if len(known) >= FORGIVEN:
            for shorter in (known, *_one_less(known)):
                one_less.setdefault(shorter, []).append(known)
    return BuiltIn(
        "\n".join(filter(None, lines)),
        Table.of(phrases),
        frozenset(written),
        {start: tuple(each) for start, each in beginnings.items()},
        {start: tuple(each) for start, each in one_less.items()},
    )


def synonym_table(lines: str, language: str) -> dict[Phrase, Term]:
    """What a table written by hand makes of its words.

    The first word of a line stands for the others. What ships under that word is joined to them, unless two lines of
    the table would meet there: then they were meant to differ. A word alone on its line stands for itself.
    """
    built = built_in(language)
    written = [each for line in lines.splitlines() if (each := _phrases(line, language))]
    meant = [built.table.find(first[0][0].split(), 0) if len(first) > 1 else None for first in written]
    times = Counter(found[1].name for found in meant if found)
    table: dict[Phrase, Term] = {}
    for line, found in zip(written, meant, strict=True):
        own = Term(line[0][0] if len(line[0][1]) > 1 else line[0][0][:PREFIX])
        term = found[1] if found and times[found[1].name] == 1 else own
        table |= {phrase: term for _, phrase in line}
    return table


def terms_of(text: str, language: str, own: Mapping[Phrase, Term], stop: frozenset[str]) -> list[Term]:
    """What the words of a text stand for, in order; a word that no table knows by its first five letters.

    Words to leave out are left out unless a table has them as they are, or in a phrase.
    """
    built, written = built_in(language), Table.of(own)
    idle = [token.folded in stop or token.folded[:PREFIX] in stop for token in tokens(text)]
    words = [t.folded if out else built.corrected(t.folded) for t, out in zip(tokens(text), idle, strict=True)]
    found: list[Term] = []
    taken: set[int] = set()
    for place, word in enumerate(words):
        if place in taken:
            continue
        hit = written.find(words, place, taken) or built.table.find(words, place, taken)
        if (
            hit
            and len(hit[0]) == 1
            and idle[place]
            and word not in built.written
            and (base(word, language),) not in own
        ):
            hit = None
        if hit:
            found.append(hit[1])
            taken.update(hit[0])
        elif not idle[place] and len(word) > 1:
            found.append(Term(word[:PREFIX]))
    return found
