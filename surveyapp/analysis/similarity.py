"""Which proposals say the same: similar texts at hand, and draft groups for a leader to confirm, merge or split.

Within one language only: across languages a codebook of tags serves, not similarity. Nothing merges by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from surveyapp.analysis import scientific
from surveyapp.analysis.text_search import PREFIX, fold, tokens
from surveyapp.later import Later

if TYPE_CHECKING:
    import numpy as np
    import stopwordsiso
    from numpy.typing import NDArray
else:
    np = Later("numpy")
    stopwordsiso = Later("stopwordsiso")

THRESHOLD = 0.11
"""Average similarity at which a group is drafted; F1 about .73 on a four-language set."""
SIMILAR = 3
NGRAMS = (3, 4, 5)
MOST = 4000
"""More texts of one language than any region writes; the table of similarities would not fit."""
NO_SYNONYMS: Mapping[str, str] = MappingProxyType({})
NO_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType({})

DOMAIN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "lv": (
            "bibliotēka bibliotekārs skola metodiskā apvienība gribētu gribētos vēlētos vajadzētu vajag lūdzu vairāk "
            "organizēt rīkot noorganizēt būtu labi turpmāk nākamajā gadā"
        ),
        "lt": (
            "biblioteka bibliotekininkas mokykla metodinis būrelis ratelis norėčiau norėtųsi norime reikėtų reikia "
            "prašome daugiau organizuoti surengti rengti būtų gerai kitais metais"
        ),
        "ru": (
            "библиотека библиотекарь школа методическое объединение хотелось хотим хочу нужно надо просим больше "
            "организовать проводить провести было хорошо следующем году"
        ),
        "en": "library librarian school methodical association would like want need please more organise hold",
    }
)
"""Words that stand in every proposal and tell none from another."""


@cache
def stop_prefixes(language: str) -> frozenset[str]:
    """Words to leave out: short ones whole, words of the domain by their first five letters, all folded."""
    general = {fold(word) for word in stopwordsiso.stopwords(language)} if stopwordsiso.has_lang(language) else set()
    return frozenset(general | {fold(word)[:PREFIX] for word in DOMAIN_WORDS.get(language, "").split()})


def terms(text: str, language: str, synonyms: Mapping[str, str] = NO_SYNONYMS) -> list[str]:
    """Five-letter prefixes of the words that carry meaning; a synonym (`synonym_table`) is put in first."""
    stop = stop_prefixes(language)
    found = []
    for token in tokens(text):
        word = fold(synonyms.get(token.folded) or synonyms.get(token.folded[:PREFIX], token.folded))
        if len(word) < 2 or word in stop or word[:PREFIX] in stop:
            continue
        found.append(word[:PREFIX])
    return found


def synonym_table(lines: str) -> dict[str, str]:
    """Which word stands for which: each line's first word for the others, known by their first five letters.

    Only single words: what stands before a comma in several words is known by its first one.
    """
    found: dict[str, str] = {}
    for line in lines.splitlines():
        words = [token[0].folded for part in line.split(",") if (token := list(tokens(part)))]
        for word in words[1:]:
            if word[:PREFIX] != words[0][:PREFIX]:
                found[word[:PREFIX]] = words[0]
    return found


def _character_ngrams(text: str) -> list[str]:
    """Letters 3, 4 and 5 at a time within words, a blank marking where a word begins and ends."""
    found = []
    for token in tokens(text):
        word = f" {token.folded} "
        found += [word[i : i + size] for size in NGRAMS for i in range(len(word) - size + 1)]
    return found


def _similarities(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Cosine similarity of TF-IDF vectors, shape (n, n); a text without terms is like nothing, not even itself."""
    counted = [Counter(bag) for bag in bags]
    frequency = Counter(term for bag in counted for term in bag)
    idf = {term: np.log((1 + len(bags)) / (1 + df)) + 1 for term, df in frequency.items()}
    result = np.zeros((len(bags), len(bags)))
    postings: dict[str, list[tuple[int, float]]] = {}
    for place, bag in enumerate(counted):
        weights = {term: count * float(idf[term]) for term, count in bag.items()}
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        for term, weight in weights.items():
            postings.setdefault(term, []).append((place, weight / length))
    for entries in postings.values():
        places = np.array([place for place, _ in entries])
        weights_of = np.array([weight for _, weight in entries])
        result[np.ix_(places, places)] += np.outer(weights_of, weights_of)
    return result


@dataclass(frozen=True, slots=True)
class Similar:
    """A text like another one."""

    text: int
    similarity: float


def similar_texts(texts: Sequence[str], to: int, top: int = SIMILAR) -> tuple[Similar, ...]:
    """The texts most like one of them, by letters 3–5 at a time within words; only those that share any."""
    if not 0 <= to < len(texts):
        raise IndexError(to)
    row = _similarities([_character_ngrams(text) for text in texts])[to]
    order = sorted((place for place in range(len(texts)) if place != to), key=lambda place: (-row[place], place))
    return tuple(Similar(place, min(1.0, float(row[place]))) for place in order[:top] if row[place] > 0)


def draft_groups(
    texts: Sequence[str], language: str, *, synonyms: Mapping[str, str] = NO_SYNONYMS, threshold: float = THRESHOLD
) -> tuple[tuple[int, ...], ...]:
    """Texts of one language in draft groups, every text in exactly one, largest groups first.

    TF-IDF on five-letter prefixes, average linkage, cut where the average similarity falls under the threshold.
    Refuses (ValueError) more than 4000 texts.
    """
    if len(texts) > MOST:
        raise ValueError(f"at most {MOST} texts of one language can be grouped")
    if len(texts) < 2:
        return tuple((place,) for place in range(len(texts)))
    distance = 1 - np.clip(_similarities([terms(text, language, synonyms) for text in texts]), 0, 1)
    np.fill_diagonal(distance, 0)
    tree = scientific.hierarchy.linkage(scientific.distance.squareform(distance, checks=False), "average")
    labels = scientific.hierarchy.fcluster(tree, 1 - threshold, "distance")
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(place)
    return tuple(tuple(group) for group in sorted(groups.values(), key=lambda group: (-len(group), group[0])))


MOST_HINTED = 1000
"""Comparing each with every other takes a second there; a board holds some dozens."""


def hints(
    items: Sequence[tuple[str, str | None]], synonyms: Mapping[str, Mapping[str, str]] = NO_TABLES
) -> tuple[tuple[int, ...], ...]:
    """Groups of two or more that may say the same, within each language, the largest first.

    items: text, language; synonyms: by language, as `synonym_table` gives them.
    """
    found: list[tuple[int, ...]] = []
    for language in sorted({language for _, language in items if language}):
        places = [place for place, item in enumerate(items) if item[1] == language][:MOST_HINTED]
        texts = [items[place][0] for place in places]
        groups = draft_groups(texts, language, synonyms=synonyms.get(language, NO_SYNONYMS))
        found.extend(tuple(places[each] for each in group) for group in groups if len(group) > 1)
    return tuple(sorted(found, key=lambda group: -len(group)))
