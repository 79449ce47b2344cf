"""The order in which options stand on the page."""

from __future__ import annotations

import hashlib

from surveyapp.definition.model import Option, Question, Questionnaire

ALPHABETS = {
    "lv": "aābcčdeēfgģhiījkķlļmnņoōprŗsštuūvzž",
    "lt": "aąbcčdeęėfghiįyjklmnoprsštuųūvzž",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}


def ordered_options(questionnaire: Questionnaire, question: Question, language: str, seed: str) -> tuple[Option, ...]:
    """Options as one respondent sees them: as defined, by the language's alphabet, or at random.

    A random order is the same for the same `seed` (the respondent's link or draft). "Other", "none of these", "don't
    know" and "not applicable" keep their place at the end.
    """
    if question.options is None:
        return ()
    options = question.options.options
    if question.order == "fixed":
        return options
    last = tuple(option for option in options if option.other or option.exclusive or option.missing is not None)
    rest = [option for option in options if option not in last]
    if question.order == "random":
        rest.sort(key=lambda option: _chance(seed, question.id, option.code))
    else:
        rest.sort(key=lambda option: alphabetical(questionnaire.text(option.text_key, language), language))
    return (*rest, *last)


def alphabetical(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Sorting key by the language's alphabet (č after c, ž last); other signs by their number, before and after."""
    alphabet = ALPHABETS[language]
    return tuple((alphabet.find(sign) + 1, sign) for sign in text.casefold())


def _chance(seed: str, *parts: str) -> bytes:
    return hashlib.sha256("\x00".join((seed, *parts)).encode()).digest()
