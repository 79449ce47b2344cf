"""Days as people write them in Latvian, Lithuanian, Russian and English.

A day stands before the month, as in all four languages, unless the year in four figures stands first. What can be read
in two ways is never guessed: years in two figures are read where the language leaves one reading, and refused with both
readings where it leaves two. Years in two figures are those of 1969 to 2068, as POSIX reads ``%y``. Months may be named
in any of the languages, in any case, or numbered in Roman figures. The browser reads days in the same way
(``days.js``); both are held to the same list (``tests/definition/day_vectors.json``).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

PIVOT = 69
"""Two figures from here on belong to the twentieth century."""

DAY_FIRST = ("lv", "ru", "en")
"""Languages in which a short date begins with the day."""

MONTHS = tuple(
    re.compile(names)
    for names in (
        r"jan(uary)?|janv(ar(is|i|a|im|u))?|saus(is|io|i|yje)?|янв(ар(ь|я|е))?|i",
        r"feb(ruary)?|febr(uar(is|i|a|im|u))?|vas(ar(is|io|i|yje))?|февр?|феврал(ь|я|е)|ii",
        r"mar(ch)?|mart(s|a|am|u)?|kov(as|o|a|e)?|мар(т|та|те)?|iii",
        r"apr(il)?|april(is|i|a|im|u)|bal(and(is|zio|i|yje))?|апр(ел(ь|я|е))?|iv",
        r"may|maij(s|a|am|u)?|geg(uz(e|es|eje))?|ма(и|я|е)|v",
        r"june?|junij(s|a|am|u)|birz(el(is|io|i|yje))?|июн(ь|я|е)?|vi",
        r"july?|julij(s|a|am|u)|liep(a|os|oje)?|июл(ь|я|е)?|vii",
        r"aug(ust)?|august(s|a|am|u)|rugp(ju(tis|cio|ti|tyje))?|авг(уст(а|е)?)?|viii",
        r"sept?|september|septembr(is|i|a|im|u)|rugs(ej(is|o|i|yje))?|сент?|сентябр(ь|я|е)|ix",
        r"oct(ober)?|okt(obr(is|i|a|im|u))?|spal(is|io|i|yje)?|окт(ябр(ь|я|е))?|x",
        r"nov(ember)?|novembr(is|i|a|im|u)|lapkr(i(tis|cio|ti|tyje))?|ноя(б(р(ь|я|е))?)?|xi",
        r"dec(ember)?|decembr(is|i|a|im|u)|gruod(is|zio|i|yje)?|дек(абр(ь|я|е))?|xii",
    )
)
"""The names of each month in all cases, without diacritics."""

FILLERS = re.compile(
    r"g|gad(s|a|u|am)|m|met(u|ai|ais)|d|dien(a|os|ai|u)|datums|of|the|st|nd|rd|th|г|год(а|у|е)?|го|ое|числа|y"
)
"""Words beside a date that say no more than "year" or "day"."""

SPACE = re.compile(r"\s+")
DASHES = re.compile("[\u2010-\u2015\u2212]")
THREE = re.compile(r"(\d{1,4})( ?[-./] ?| )(\d{1,2})( ?[-./] ?| )(\d{1,4})", re.ASCII)
COMPACT = re.compile(r"\d{8}", re.ASCII)
WORDS = re.compile(r"\d+|[^\W\d_]+")
BETWEEN = re.compile(r"[\s.,'\u2019/-]*")
AROUND = re.compile(r"(\d)[\s.,]*(?:г|года?|g|gads|gada|m|d)?[\s.,]*$")

Numbers = tuple[int, int, int]
"""Year, month, day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of a day: the day, or a problem's code with its params."""

    day: datetime.date | None = None
    code: str = ""
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


NO_DAY = Reading(code="not_a_date")


def read_day(text: str, language: str = "") -> Reading:
    """The day a text names to a reader of this language; without a language only what all of them read alike."""
    folded = fold(text)
    if COMPACT.fullmatch(folded):
        return _one([_whole(folded[:4], folded[4:6], folded[6:]), _whole(folded[4:], folded[2:4], folded[:2])])
    found = THREE.fullmatch(AROUND.sub(r"\1", folded))
    if found is not None and found[2].strip() == found[4].strip():
        return _numbers(found[1], found[3], found[5], found[2].strip(), language)
    return _words(folded, language)


def fold(text: str) -> str:
    """A text without capitals and diacritics, with one kind of blank and one kind of dash."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return DASHES.sub("-", SPACE.sub(" ", plain)).strip()


def iso_day(value: object) -> datetime.date | None:
    """The day of a canonical date, None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def _numbers(first: str, month: str, last: str, sign: str, language: str) -> Reading:
    if len(first) == 4 and len(last) <= 2:
        return _one([(int(first), int(month), int(last))])
    if len(last) == 4 and len(first) <= 2:
        return _one([(int(last), int(month), int(first))])
    # Hyphens, and Lithuanian, put the year first as often as last.
    return _short(first, int(month), last, either=sign == "-" or language not in DAY_FIRST)


def _short(first: str, month: int, last: str, *, either: bool) -> Reading:
    """A year in two figures at the end, or ``either`` there or in front."""
    readings: list[Numbers] = []
    if len(first) <= 2 and len(last) == 2:
        readings.append((_century(last), month, int(first)))
    if either and len(first) == 2 and len(last) <= 2:
        readings.append((_century(first), month, int(last)))
    return _one(readings)


def _words(folded: str, language: str) -> Reading:
    words = WORDS.findall(folded)
    if BETWEEN.fullmatch(WORDS.sub("", folded)) is None:
        return NO_DAY
    numbers = [word for word in words if word.isascii() and word.isdigit()]
    names = [word for word in words if word not in numbers]
    # "V" and "d" may be a month or a filler: what names a month comes first.
    months = [month for name in names if (month := _month(name))]
    if len(months) != 1 or not all(_month(name) or FILLERS.fullmatch(name) for name in names):
        return NO_DAY
    if len(numbers) == 1 and len(numbers[0]) <= 2:
        return Reading(code="date_without_year")
    if len(numbers) != 2:
        return NO_DAY
    first, last = numbers
    if len(first) == 4 and len(last) <= 2:
        return _one([(int(first), months[0], int(last))])
    if len(last) == 4 and len(first) <= 2:
        return _one([(int(last), months[0], int(first))])
    return _short(first, months[0], last, either=language not in DAY_FIRST)


def _month(name: str) -> int:
    return next((place for place, pattern in enumerate(MONTHS, 1) if pattern.fullmatch(name)), 0)


def _century(figures: str) -> int:
    return int(figures) + (1900 if int(figures) >= PIVOT else 2000)


def _whole(year: str, month: str, day: str) -> Numbers:
    """A reading of eight figures in a row; only years of our time."""
    return (int(year) if year[:2] in ("19", "20") else 0, int(month), int(day))


def _one(readings: Sequence[Numbers]) -> Reading:
    """The one day there is among the readings."""
    days: list[datetime.date] = []
    for year, month, day in readings:
        try:
            found = datetime.date(year, month, day)
        except ValueError:
            continue
        if found not in days:
            days.append(found)
    if len(days) > 1:
        both = {"first": days[0].isoformat(), "second": days[1].isoformat()}
        return Reading(code="date_in_two_ways", params=MappingProxyType(both))
    return Reading(days[0]) if days else NO_DAY
