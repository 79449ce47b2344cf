"""How well draft groups of proposals meet what people mean, on invented proposals with known truth.

The sets lie under ``tests/analysis/proposals``: two were used to build tables and weights ("first", "second"), one
was written afterwards and nothing was fitted to it ("unseen"). In a file a block of lines is one group of proposals
that say the same; the last block holds those that nobody else made. F1 is counted over pairs of the same group. A
language's threshold is learned on the first two sets of the other three languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.results import Measured
from surveyapp.analysis.similarity import (
    cut,
    language_of,
    linked,
    nearest,
    similarities,
    similarities_among,
    stop_prefixes,
    terms,
    tfidf,
)
from surveyapp.analysis.text_search import PREFIX, fold, tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[np.float64]
    Alike = Callable[[Sequence[str], str], Table]
    Change = Callable[[Sequence[str]], Sequence[str]]

SETS = Path(__file__).resolve().parent.parent / "tests" / "analysis" / "proposals"
LANGUAGES = ("lv", "lt", "ru", "en")
SEEN = ("first", "second")
UNSEEN = "unseen"
THRESHOLDS = tuple(round(0.05 + 0.01 * step, 2) for step in range(55))
SHORT = 6
"""Letters up to which a word is typed without a mistake."""
WINDOW = 5
"""Thresholds over which F1 is averaged before the best is taken: its peaks are chance."""


def measure() -> list[Measured]:
    """Mean F1 over languages on the set not seen: prefixes, synonyms, the whole, and the whole with typing mistakes."""
    floor = _mean(by_prefixes)
    return [
        Measured(f"draft groups, F1 in percent, {name}", 100 * value, "%", 100 * floor, value / floor)
        for name, value in (
            ("first letters alone", floor),
            ("with synonyms", _mean(with_synonyms)),
            ("the whole", _mean(similarities)),
            ("the whole, with typing mistakes", _mean(similarities, mistyped)),
        )
    ]


def _mean(alike: Alike, change: Change | None = None) -> float:
    return float(np.mean(list(left_out(alike, change=change).values())))


@dataclass(frozen=True, slots=True)
class Proposals:
    """Texts of one language, and to which group each belongs."""

    texts: tuple[str, ...]
    groups: tuple[int, ...]


def proposals(name: str, language: str) -> Proposals:
    """Read a set. The last block's lines are groups of their own."""
    *groups, single = (SETS / name / f"{language}.txt").read_text("utf-8").strip().split("\n\n")
    blocks = [*(block.splitlines() for block in groups), *([line] for line in single.splitlines())]
    return Proposals(
        tuple(text for block in blocks for text in block),
        tuple(number for number, block in enumerate(blocks) for _ in block),
    )


def f1(found: Sequence[int], true: Sequence[int]) -> float:
    """F1 over pairs: of those put together and those that belong together."""
    upper = np.triu_indices(len(true), 1)
    together, belong = (np.equal.outer(labels, labels)[upper] for labels in (np.array(found), np.array(true)))
    return float(2 * (together & belong).sum() / max(1, together.sum() + belong.sum()))


def mistyped(texts: Sequence[str]) -> list[str]:
    """Every second text without diacritics, and in every text each third longer word with two letters swapped."""
    return [_swapped(fold(text) if place % 2 else text) for place, text in enumerate(texts)]


def _swapped(text: str) -> str:
    words = text.split(" ")
    for place in [place for place, word in enumerate(words) if len(word) > SHORT][::3]:
        word = words[place]
        at = 2 + len(word) % 3
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


@cache
def curve(alike: Alike, name: str, language: str, change: Change | None = None) -> NDArray[np.float64]:
    """F1 of a set at each threshold, its texts *changed* before if asked for."""
    given = proposals(name, language)
    tree = linked(alike(change(given.texts) if change else given.texts, language))
    return np.array([f1(cut(tree, threshold), given.groups) for threshold in THRESHOLDS])


def learned(alike: Alike, without: str | None = None) -> float:
    """The threshold that is best on the sets seen, in all languages but one."""
    curves = [curve(alike, name, code) for name in SEEN for code in LANGUAGES if code != without]
    smooth = np.convolve(np.mean(curves, axis=0), np.ones(WINDOW) / WINDOW, mode="same")
    return THRESHOLDS[int(np.argmax(smooth))]


def left_out(alike: Alike, name: str = UNSEEN, change: Change | None = None) -> Mapping[str, float]:
    """F1 by language at the threshold learned without it."""
    return {code: float(curve(alike, name, code, change)[THRESHOLDS.index(learned(alike, code))]) for code in LANGUAGES}


def by_prefixes(texts: Sequence[str], language: str) -> Table:
    """The floor: TF-IDF of the texts at hand on the first five letters of their words, nothing known of meanings."""
    stop = stop_prefixes(language)
    words = [[token.folded[:PREFIX] for token in tokens(text)] for text in texts]
    return tfidf([[word for word in each if len(word) > 1 and word not in stop] for each in words])


def with_synonyms(texts: Sequence[str], language: str) -> Table:
    """The same, with what words stand for in place of their first letters."""
    return tfidf([terms(text, language) for text in texts])


def hit_at_three(name: str, language: str, known: str | None = None) -> float:
    """How often one of three similar texts is of the same group, for those that have a group.

    *known* is the language when the program is told it; else it guesses.
    """
    given = proposals(name, language)
    alike = similarities_among(given.texts, [known or language_of(text) for text in given.texts], {})
    hits = [
        any(given.groups[found.text] == group for found in nearest(alike[place], place))
        for place, group in enumerate(given.groups)
        if given.groups.count(group) > 1
    ]
    return float(np.mean(hits))
