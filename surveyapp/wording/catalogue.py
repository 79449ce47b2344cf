"""One language's messages: gettext without a request, for pages, mails and documents alike."""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.support import Translations

LANGUAGES = ("lv", "lt", "ru", "en")
DOMAIN = "messages"
TRANSLATIONS = Path(__file__).parent.parent / "translations"


_KEPT_TOGETHER = (
    (re.compile(r"(?<=\d) (of|no|iš|из) (?=\d)"), "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}"),
    (re.compile(r"(?<=\d) (?=%)"), "\N{NO-BREAK SPACE}"),
)


def kept_together(text: str) -> str:
    """The text with no-break spaces in "9 of 12" and "60 %", which no line may part, in each of the languages."""
    for pattern, replacement in _KEPT_TOGETHER:
        text = pattern.sub(replacement, text)
    return text


class Catalogue:
    """Messages and locale of one language. Counts come with no-break spaces, see `kept_together`.

    Placeholders are named (``%(count)s``) and always filled, so that a literal per cent sign is written ``%%``.
    Extraction keywords: ``gettext:1 ngettext:1,2 pgettext:1c,2 npgettext:1c,2,3``.
    """

    def __init__(self, language: str, translations: NullTranslations) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no such language: {language}")
        self.language = language
        self.locale = Locale.parse(language)
        self._translations = translations

    def gettext(self, message: str, /, **values: object) -> str:
        return kept_together(self._translations.gettext(message) % values)

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The form for *n*; ``%(n)s`` stays to be filled by name like any other placeholder."""
        return kept_together(self._translations.ngettext(singular, plural, n) % values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        return kept_together(self._translations.pgettext(context, message) % values)

    def npgettext(self, context: str, singular: str, plural: str, n: int, /, **values: object) -> str:
        return kept_together(self._translations.npgettext(context, singular, plural, n) % values)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English is the language of the message ids and needs none.

    Refuses (ValueError) a language the product does not speak.
    """
    if language == "en" or language not in LANGUAGES:
        return Catalogue(language, NullTranslations())
    return Catalogue(language, Translations.load(TRANSLATIONS, [language], DOMAIN))
