"""Which proposals say the same: similar texts at hand, and draft groups for a leader to confirm, merge or split.

Within one language only: across languages a codebook of tags serves, not similarity. Nothing merges by itself.
What words mean the same is told by tables (`meanings`); weights and threshold are explained in docs/methods.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from surveyapp.analysis import scientific
from surveyapp.analysis.meanings import Phrase, Term, built_in, terms_of
from surveyapp.analysis.text_search import PREFIX, fold, tokens
from surveyapp.later import Later

if TYPE_CHECKING:
    import numpy as np
    import stopwordsiso
    from numpy.typing import NDArray
else:
    np = Later("numpy")
    stopwordsiso = Later("stopwordsiso")

T = TypeVar("T", bound=Hashable)

THRESHOLD = 0.26
"""Average similarity at which a group is drafted: learned on the sets of proposals under `tests/analysis/proposals`."""
LETTERS = 0.3
"""The part of similarity that goes by letters; the rest goes by meaning."""
BACKGROUND = 100
"""As many texts as what is known of proposals in general counts for."""
COMMON_SHARE, MEANING_SHARE, WORD_SHARE = 0.3, 0.01, 0.05
LEAST_WEIGHT = 0.05
SIMILAR = 3
NGRAMS = (3, 4, 5)
MOST = 4000
"""More texts of one language than any region writes; the table of similarities would not fit."""
NO_SYNONYMS: Mapping[Phrase, Term] = MappingProxyType({})
NO_TABLES: Mapping[str, Mapping[Phrase, Term]] = MappingProxyType({})

DOMAIN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "lv": (
            "bibliotēka bibliotekārs skola metodiskā apvienība gribētu gribētos vēlētos vajadzētu vajag lūdzu vairāk "
            "organizēt rīkot noorganizēt būtu labi turpmāk nākamajā gadā kā ko kas kādi kāds kādam tas tā to "
            "tam tiem tajā "
            "viss visi visiem diena laiks jauns jaunu jauna mazs moderns mūsdienīgs veids veidot darīt drīkst "
            "var varētu "
            "lai kur kad cik ja vēl arī katrs mums mūsu skolas citām citu cits lietas jautājumi tēma saistībā saistīts"
        ),
        "lt": (
            "biblioteka bibliotekininkas mokykla metodinis būrelis ratelis norėčiau norėtųsi norime reikėtų reikia "
            "prašome daugiau organizuoti surengti rengti būtų gerai kitais metais kaip ką kas koks kokie kur "
            "kada kad apie "
            "galima galėtų galime nauji naujas naujos modernus mažas daryti būdas tema klausimai mūsų mums "
            "visi visiems "
            "kiti kitas kitoms prašyčiau reikalingas gali diena laikas kiek dar"
        ),
        "ru": (
            "библиотека библиотекарь школа методическое объединение хотелось хотим хочу нужно надо просим больше "
            "организовать проводить провести было хорошо следующем году как что где когда чтобы можно новый "
            "новая новые "
            "современный маленький небольшой делать сделать тема вопросы наш нам все всех другие друг каждый хочется "
            "школе школах школьный день время ещё"
        ),
        "en": (
            "library librarian school methodical association would like want need please more organise hold what how "
            "when where new modern small make get give let able ready like topic question matter our we us all other "
            "every day time school schools"
        ),
    }
)
"""Words that stand in every proposal and tell none from another."""


@cache
def stop_prefixes(language: str) -> frozenset[str]:
    """Words to leave out: short ones whole, words of the domain by their first five letters, all folded."""
    general = {fold(word) for word in stopwordsiso.stopwords(language)} if stopwordsiso.has_lang(language) else set()
    return frozenset(general | {fold(word)[:PREFIX] for word in DOMAIN_WORDS.get(language, "").split()})


LETTERS_OF: Mapping[str, str] = MappingProxyType({"lv": "āēīģķļņ", "lt": "ąęėįų", "en": ""})
"""Letters that none of the other languages in Latin script has."""


def language_of(text: str) -> str:
    """In which language a text seems to be written: by script, letters, function words and words of the tables."""
    written = text.casefold()
    if any("а" <= sign <= "я" for sign in written):
        return "ru"
    words = [token.folded for token in tokens(text)]

    def told(language: str) -> int:
        """How much speaks for it."""
        stop, table = stop_prefixes(language), built_in(language).table
        known = sum((word in stop) + bool(table.find(words, place)) for place, word in enumerate(words))
        return known + 2 * sum(sign in LETTERS_OF[language] for sign in written)

    return max(LETTERS_OF, key=told)


def terms(text: str, language: str, synonyms: Mapping[Phrase, Term] = NO_SYNONYMS) -> list[str]:
    """What the words that carry meaning stand for, in order; one that no table knows by its first five letters."""
    return [term.name for term in terms_of(text, language, synonyms, stop_prefixes(language))]


def _character_ngrams(text: str) -> list[str]:
    """Letters 3, 4 and 5 at a time within words, a blank marking where a word begins and ends."""
    found = []
    for token in tokens(text):
        word = f" {token.folded} "
        found += [word[i : i + size] for size in NGRAMS for i in range(len(word) - size + 1)]
    return found


def _cosines(bags: Sequence[Mapping[T, float]]) -> NDArray[np.float64]:
    """Cosine similarity of weighted terms, shape (n, n); a text without terms is like nothing, not even itself."""
    result = np.zeros((len(bags), len(bags)))
    postings: dict[T, list[tuple[int, float]]] = {}
    for place, bag in enumerate(bags):
        length = math.hypot(*bag.values())
        for term, weight in bag.items():
            postings.setdefault(term, []).append((place, weight / length))
    for entries in postings.values():
        places = np.array([place for place, _ in entries])
        weights_of = np.array([weight for _, weight in entries])
        result[np.ix_(places, places)] += np.outer(weights_of, weights_of)
    return result


def tfidf(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Cosine similarity of terms weighted by how rare they are in the texts at hand."""
    counted = [Counter(bag) for bag in bags]
    frequency = Counter(term for bag in counted for term in bag)
    idf = {term: math.log((1 + len(bags)) / (1 + df)) + 1 for term, df in frequency.items()}
    return _cosines([{term: count * idf[term] for term, count in bag.items()} for bag in counted])


def _by_meaning(texts: Sequence[str], languages: Sequence[str], synonyms: Mapping[Phrase, Term]) -> NDArray[np.float64]:
    """Similarity by what the words stand for; each term once, weighted by how rare it is here and in general.

    A dozen texts say little of what is rare: to them come as many as `BACKGROUND`, in which meanings that are asked
    everywhere (a course, a meeting) stand in three of ten, others that ship in one of a hundred, and other words
    in one of twenty, since what no table knows is seldom what a proposal is about. Terms of two languages never meet.
    """
    bags = [
        {(code, term) for term in terms_of(text, code, synonyms, stop_prefixes(code))}
        for text, code in zip(texts, languages, strict=True)
    ]
    frequency = Counter(term for bag in bags for term in bag)
    weight = {
        term: -math.log((df + BACKGROUND * _share(term[1])) / (len(texts) + BACKGROUND))
        for term, df in frequency.items()
    }
    return _cosines([{term: max(LEAST_WEIGHT, weight[term]) for term in bag} for bag in bags])


def _share(term: Term) -> float:
    """In what share of proposals a term stands, before any is read."""
    return COMMON_SHARE if term.common else MEANING_SHARE if term.ships else WORD_SHARE


def similarities(
    texts: Sequence[str], language: str, synonyms: Mapping[Phrase, Term] = NO_SYNONYMS
) -> NDArray[np.float64]:
    """How alike texts of one language are, shape (n, n): mostly by meaning, partly by letters."""
    return similarities_among(texts, [language] * len(texts), synonyms)


def similarities_among(
    texts: Sequence[str], languages: Sequence[str], synonyms: Mapping[Phrase, Term]
) -> NDArray[np.float64]:
    """The same for texts of several languages, which are alike across them by letters only."""
    letters = tfidf([_character_ngrams(text) for text in texts])
    return np.clip((1 - LETTERS) * _by_meaning(texts, languages, synonyms) + LETTERS * letters, 0, 1)


@dataclass(frozen=True, slots=True)
class Similar:
    """A text like another one."""

    text: int
    similarity: float


def similar_texts(
    texts: Sequence[str], to: int, top: int = SIMILAR, *, language: str | None = None
) -> tuple[Similar, ...]:
    """The texts most like one of them, as `similarities` has it; only those that are like it at all.

    Where the language is not known, each text's own is guessed (`language_of`).
    """
    if not 0 <= to < len(texts):
        raise IndexError(to)
    return nearest(
        similarities_among(texts, [language or language_of(text) for text in texts], NO_SYNONYMS)[to], to, top
    )


def nearest(row: NDArray[np.float64], to: int, top: int = SIMILAR) -> tuple[Similar, ...]:
    """The texts most like one, out of its line in the table of similarities."""
    order = sorted((place for place in range(len(row)) if place != to), key=lambda place: (-row[place], place))
    return tuple(Similar(place, float(row[place])) for place in order[:top] if row[place] > 0)


def draft_groups(
    texts: Sequence[str],
    language: str,
    *,
    synonyms: Mapping[Phrase, Term] = NO_SYNONYMS,
    threshold: float = THRESHOLD,
) -> tuple[tuple[int, ...], ...]:
    """Texts of one language in draft groups, every text in exactly one, largest groups first.

    Average linkage of `similarities`, cut where the average similarity falls under the threshold.
    Refuses (ValueError) more than 4000 texts.
    """
    if len(texts) > MOST:
        raise ValueError(f"at most {MOST} texts of one language can be grouped")
    if len(texts) < 2:
        return tuple((place,) for place in range(len(texts)))
    labels = cut(linked(similarities(texts, language, synonyms)), threshold)
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(label, []).append(place)
    return tuple(tuple(group) for group in sorted(groups.values(), key=lambda group: (-len(group), group[0])))


def linked(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """The tree of average linkage over a table of similarities."""
    distance = 1 - np.clip(alike, 0, 1)
    np.fill_diagonal(distance, 0)
    tree: NDArray[np.float64] = scientific.hierarchy.linkage(
        scientific.distance.squareform(distance, checks=False), "average"
    )
    return tree


def cut(tree: NDArray[np.float64], threshold: float) -> list[int]:
    """Which group each text is in when the tree is cut at an average similarity."""
    labels: list[int] = scientific.hierarchy.fcluster(tree, 1 - threshold, "distance").tolist()
    return labels


MOST_HINTED = 1000
"""Comparing each with every other takes a second there; a board holds some dozens."""


def hints(
    items: Sequence[tuple[str, str | None]], synonyms: Mapping[str, Mapping[Phrase, Term]] = NO_TABLES
) -> tuple[tuple[int, ...], ...]:
    """Groups of two or more that may say the same, within each language, the largest first.

    items: text, language; synonyms: by language, as `meanings.synonym_table` gives them.
    """
    found: list[tuple[int, ...]] = []
    for language in sorted({language for _, language in items if language}):
        places = [place for place, item in enumerate(items) if item[1] == language][:MOST_HINTED]
        texts = [items[place][0] for place in places]
        groups = draft_groups(texts, language, synonyms=synonyms.get(language, NO_SYNONYMS))
        found.extend(tuple(places[each] for each in group) for group in groups if len(group) > 1)
    return tuple(sorted(found, key=lambda group: -len(group)))
