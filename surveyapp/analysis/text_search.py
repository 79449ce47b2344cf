"""Finding words in Latvian, Lithuanian, Russian and English texts: folding, search, keyword in context."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CONTEXT = 6
"""Words shown on either side of a hit."""
PREFIX = 5
"""Inflected forms share their first five letters, near enough, in all four languages."""

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_KEPT = {"й"}
"""A letter of its own, though Unicode takes it for и with a mark."""
_RUSSIAN = str.maketrans({"ё": "е"})


def fold(text: str) -> str:
    """Text as search sees it: no case, no diacritics ("Ģirts", "girts"), ё as е; й stays.

    Length may change, so positions in folded text are not positions in the text.
    """
    folded = []
    for sign in unicodedata.normalize("NFC", text).casefold().translate(_RUSSIAN):
        if sign in _KEPT:
            folded.append(sign)
            continue
        parts = unicodedata.normalize("NFKD", sign)
        folded.append("".join(part for part in parts if not unicodedata.combining(part)))
    return "".join(folded)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, where it stands, and how search sees it."""

    word: str
    folded: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """Words of a text, in order; numbers are words, punctuation is not."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(
        Token(match.group(), fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(composed)
    )


def matches(word: str, term: str, *, inflected: bool = True) -> bool:
    """Whether a folded word answers a folded search term: it begins with it, or both share their first five letters."""
    if word.startswith(term):
        return True
    return inflected and len(term) > PREFIX and word.startswith(term[:PREFIX])


@dataclass(frozen=True, slots=True)
class Context:
    """One hit: the words before, the hit as written, the words after."""

    text: int
    """Index of the text it stands in."""
    before: str
    hit: str
    after: str
    begins: bool
    """Whether the text begins with `before`, and nothing was left out there."""
    ends: bool


def keyword_in_context(
    texts: Sequence[str], query: str, *, words: int = CONTEXT, inflected: bool = True
) -> tuple[Context, ...]:
    """Every place where the query's words stand next to each other, with six words on either side.

    Between the words of a phrase nothing but spaces and punctuation may stand. An empty query finds nothing.
    """
    terms = [token.folded for token in tokens(query)]
    if not terms:
        return ()
    found = []
    for number, text in enumerate(texts):
        composed = unicodedata.normalize("NFC", text)
        parts = tokens(text)
        for place in range(len(parts) - len(terms) + 1):
            stretch = parts[place : place + len(terms)]
            if not all(matches(p.folded, term, inflected=inflected) for p, term in zip(stretch, terms, strict=True)):
                continue
            first, last = stretch[0], stretch[-1]
            from_word = parts[max(0, place - words)]
            to_word = parts[min(len(parts) - 1, place + len(terms) - 1 + words)]
            found.append(
                Context(
                    number,
                    composed[from_word.start : first.start].strip(),
                    composed[first.start : last.end],
                    composed[last.end : max(to_word.end, last.end)].strip(),
                    place <= words,
                    place + len(terms) + words >= len(parts),
                )
            )
    return tuple(found)


def search(texts: Sequence[str], query: str, *, inflected: bool = True) -> tuple[int, ...]:
    """Indices of texts that hold every word of the query, in any order and in any of the four languages.

    An empty query finds all.
    """
    terms = [token.folded for token in tokens(query)]
    return tuple(
        number
        for number, text in enumerate(texts)
        if all(_any_match((token.folded for token in tokens(text)), term, inflected=inflected) for term in terms)
    )


def _any_match(words: Iterable[str], term: str, *, inflected: bool) -> bool:
    return any(matches(word, term, inflected=inflected) for word in words)
