"""Which form of a word stands behind a number: "1 visit", "2 visits", in the languages of questionnaires.

The rules are those of the Unicode CLDR, with one simplification: a number with decimals takes the second form.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "lv": "1, 21 … | 2–9, 22 … | 0, 10–20, 30 …",
        "lt": "1, 21 … | 2–9, 22 … | 0, 10–20, 30 …",
        "ru": "1, 21 … | 2–4, 22 … | 0, 5–20, 25 …",
        "en": "1 | 2 …",
    }
)
"""Numbers that take each form, in the order in which the forms are written."""


def forms_needed(language: str) -> int:
    """How many forms a language has."""
    return FORMS[language].count("|") + 1


def form_of(language: str, number: float) -> int:
    """The place of the form for a number, from 0."""
    if number != int(number):
        return 1
    whole = abs(int(number))
    if language == "en":
        return 0 if whole == 1 else 1
    ten, hundred = whole % 10, whole % 100
    if ten == 1 and hundred != 11:
        return 0
    few = range(2, 5) if language == "ru" else range(2, 10)
    return 1 if ten in few and not 11 <= hundred <= 19 else 2
