"""Which words recur in texts, in any of the four languages and scripts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveyapp.analysis.distinctive import FEWEST
from surveyapp.analysis.similarity import stop_prefixes
from surveyapp.analysis.text_search import PREFIX, tokens

LANGUAGES = ("lv", "lt", "ru", "en")
MOST = 40
"""Words named; the list is a way into the texts, not a table."""


@dataclass(frozen=True, slots=True)
class RecurringWord:
    """A word, by the form written most often, and in how many texts it occurs, in whatever form."""

    word: str
    texts: int


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    return frozenset[str]().union(*(stop_prefixes(language) for language in LANGUAGES))


def words_of(text: str) -> Mapping[str, Counter[str]]:
    """The words of a text that mean something: by their first five letters, the forms in which they are written."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for token in tokens(text):
        key = token.folded[:PREFIX]
        if len(token.folded) < 3 or token.folded.isdigit() or token.folded in _stop() or key in _stop():
            continue
        found[key][token.word.lower()] += 1
    return found


def usual_form(forms: Mapping[str, int]) -> str:
    """The form written most often; of several the first by alphabet."""
    return min(forms.items(), key=lambda form: (-form[1], form[0]))[0]


def recurring_words(texts: Sequence[str], most: int = MOST) -> tuple[RecurringWord, ...]:
    """Words in at least three texts, most frequent first.

    Forms that share their first five letters are one word. A text counts once. Stop words of all four languages are
    left out: which language a text is in is not known of an answer.
    """
    counted: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        written = words_of(text)
        for key, times in written.items():
            forms[key].update(times)
        counted.update(written.keys())
    found = [RecurringWord(usual_form(forms[key]), times) for key, times in counted.items() if times >= FEWEST]
    return tuple(sorted(found, key=lambda word: (-word.texts, word.word))[:most])
