"""Sorting by a language's own alphabet, without a library of locales.

Latvian and Lithuanian letters with marks are letters of their own (č after c, ž last); y sorts with i in Lithuanian.
Letters foreign to the alphabet stand beside the letter they are made from. Case and marks decide only between words
which are otherwise alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
# Marked vowels are told apart from plain ones only between words that are otherwise alike, as dictionaries do.
_ALPHABETS = {
    "lv": "abcčdefgģhijkķlļmnņopqrsštuvwxyzž",
    "lt": "abcčdefghiyjklmnopqrsštuvwxzž",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "en": _LATIN,
}
_EQUAL = {"lt": {"y": "i"}}
_DIGITS_FIRST, _OWN_SCRIPT, _OTHER_SCRIPT = 0, 1, 2

SortKey = tuple[tuple[tuple[int, float], ...], str, str]


def sort_key(text: str, language: str) -> SortKey:
    """A key for ``sorted``: alphabet first, then marks, then case. Numbers inside sort by their value."""
    alphabet = _ALPHABETS[language]
    equal = _EQUAL.get(language, {})
    letters: list[tuple[int, float]] = []
    digits = ""
    folded = unicodedata.normalize("NFC", text).casefold()
    for sign in folded + " ":
        if sign.isdecimal():
            digits += sign
            continue
        if digits:
            letters.append((_DIGITS_FIRST, float(int(digits))))
            digits = ""
        if sign.isalpha():
            letters.append(_place(equal.get(sign, sign), alphabet))
        elif letters and letters[-1] != (_DIGITS_FIRST, -1.0):
            letters.append((_DIGITS_FIRST, -1.0))  # a gap between words sorts before every letter
    while letters and letters[-1] == (_DIGITS_FIRST, -1.0):
        letters.pop()
    return tuple(letters), folded, text


def _place(letter: str, alphabet: str) -> tuple[int, float]:
    plain = unicodedata.normalize("NFD", letter)[0]
    for candidate in (letter, plain):
        if candidate in alphabet:
            return (_OWN_SCRIPT, float(alphabet.index(candidate)))
    for other in (_LATIN, _CYRILLIC):
        for candidate in (letter, plain):
            if candidate in other:
                return (_OTHER_SCRIPT, float(other.index(candidate)))
    return (_OTHER_SCRIPT, float(ord(letter[0])))


def sorted_by(items: Iterable[T], text: Callable[[T], str], language: str) -> list[T]:
    """*items* in the order of the language's alphabet."""
    return sorted(items, key=lambda item: sort_key(text(item), language))
