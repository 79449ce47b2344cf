"""The title of a plan: which association it is of, and for which year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.planning.calendar_words import MONTH_WORD
from surveyapp.planning.reading.paper import one_line
from surveyapp.planning.years import CalendarYear, SchoolYear, Year

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*\.?\s*[/–—-]\s*((?:19|20)?\d{2})(?!\d)(?!\s*[./-]\s*\d)")
_SINGLE = re.compile(
    r"(?<!\d)(20\d{2})\s*\.?\s*(?:m\.?\s(?!rug|spa|lap|gru|sau|vas|kov|bal|geg|bir)|metų|metams|gad[sau]?m?\b"
    r"|г\.|год\w*)|(?:for|in|year)\s+(20\d{2})\b|,\s*(20\d{2})$",
    re.IGNORECASE,
)
_YEAR_WORDS = re.compile(
    r"(?:(?<!\d)(?:19|20)\d{2}\s*\.?(?:\s*[/–—-]\s*(?:(?:19|20)?\d{2})\b\.?)?)"
    r"(?:\s*-?\s*(?:mācību gad\w*|m\.\s?g(?:ad\w*|\b\.?)|mokslo met\w*|m\.\s?m\.|m\.|met\w+|gad\w*"
    r"|уч\w*\.?\s?г(?:од\w*|\b\.?)|год\w*|гг?\.|school year|academic year))?"
    r"|(?:mācību gad\w*|mokslo met\w*|учебн\w+ год\w*|(?:school|academic) year)",
    re.IGNORECASE,
)
_KIND = (
    r"plān\w*|plan(?:as|o|ą|ui|s)?\b|programm?\w*|izvērtējum\w*|pārskat\w*|plānojum\w*|ataskait\w*|анализ\w*"
    r"|план\w*|программ\w*|отч[её]т\w*"
    r"|report|evaluation"
)
_DOCUMENT = re.compile(rf"\b(?:{_KIND})", re.IGNORECASE)
_DOCUMENT_PHRASE = re.compile(
    r"(?:\b(?:metodiskā darba|darba|gada|veiklos|veiklų|darbo|metin\w+|годовой|перспективный|annual|yearly"
    r"|work|activity)\s+)*"
    rf"\b(?:{_KIND})(?:\s+(?:методической работы|работы|деятельности|of work|of activities|darba|darbam))?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"metodisk\w+\s+(?:apvienīb|komisij|padom)|\bMA\b|metodin\w+\s+(?:būrel|ratel|taryb)|būrel\w+|ratel\w+"
    r"|методическ\w+\s+(?:объединени|совет|комисси)|\bР?Г?МО\b"
    r"|association|\b(?:bibliotekār|bibliotekinink|библиотекар|librarian)\w*",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:bibliot[eē][kq]|pārvald|centr|taryb|библиотек|центр|отдел|управлени|librar|board\b|council\b|school)",
    re.IGNORECASE,
)
_EDGES = re.compile(
    r"^(?:(?:par|uz|for|of|the|на|за|по|for the)\b|[\s,.;:–—-])+|(?:[\s,;:–—-]|\b(?:par|uz|for|of|the|for the"
    r"|на|за|in))+$|\.\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """What the title says, and which of the lines it was."""

    association: str = ""
    year: Year | None = None
    lines: frozenset[int] = frozenset()


def school_year_in(text: str) -> SchoolYear | None:
    """The school year a text names: "2015./2016.", "2023–2024 m. m.", "2026/27"."""
    for found in _SPAN.finditer(text):
        first, second = int(found[1]), int(found[2])
        if second in (first + 1, (first + 1) % 100):
            return SchoolYear(first)
    return None


def is_title(line: str) -> bool:
    """Whether a line names a kind of document: "Darba plāns", "План работы"."""
    return len(line) < 200 and _DOCUMENT.search(line) is not None


def read_title(lines: Sequence[str]) -> Title:
    """Read the title among the lines above the first section; empty lines part what belongs together."""
    centre = next((place for place, line in enumerate(lines) if is_title(line)), None)
    if centre is None:
        centre = next((place for place, line in enumerate(lines) if len(line) < 200 and _BODY.search(line)), None)
    if centre is None:
        year_line = next((place for place, line in enumerate(lines) if len(line) < 80 and school_year_in(line)), None)
        if year_line is None:
            return Title()
        centre = year_line
    first = _upwards(lines, centre)
    last = _downwards(lines, centre)
    used = [place for place in range(first, last + 1) if lines[place]]
    text = one_line(" ".join(lines[place] for place in used))
    association = _association(text)
    if not association:
        # "Riverside Library" above "Work plan for 2025": whose plan it is.
        above = next((place for place in range(first - 1, -1, -1) if lines[place]), None)
        if above is not None and _names_institution(lines[above]):
            association, used = one_line(lines[above]), [above, *used]
    return Title(association, _year(text), frozenset(used))


def _names_institution(line: str) -> bool:
    return len(line) < 120 and _INSTITUTION.search(line) is not None and not any(letter.isdigit() for letter in line)


def _upwards(lines: Sequence[str], place: int) -> int:
    first = place
    for upper in range(place - 1, -1, -1):
        line, below = lines[upper], lines[first]
        if not line:
            # An empty line between the association and "Work plan" does not part them.
            if upper and _BODY.search(lines[upper - 1]) and not _BODY.search(" ".join(lines[upper + 1 : place + 1])):
                continue
            break
        goes_on = below[:1].islower() or (line.isupper() and below.isupper()) or not below
        if len(line) > 200 or not (goes_on or _BODY.search(line) or _SPAN.search(line)):
            break
        first = upper
    return first


def _downwards(lines: Sequence[str], place: int) -> int:
    last = place
    have_body = _BODY.search(" ".join(lines[: place + 1])) is not None
    for lower in range(place + 1, len(lines)):
        line = lines[lower]
        if not line:
            if have_body and school_year_in(" ".join(lines[:lower])):
                break
            continue
        goes_on = line[:1].islower() or (line.isupper() and lines[lower - 1].isupper())
        if len(line) > 200 or not (goes_on or _BODY.search(line) or _YEAR_WORDS.search(line)):
            break
        last = lower
        have_body = have_body or _BODY.search(line) is not None
    return last


def _year(text: str) -> Year | None:
    span = school_year_in(text)
    if span:
        return span
    single = _SINGLE.search(text)
    if single:
        return CalendarYear(int(next(group for group in single.groups() if group)))
    return None


def _association(text: str) -> str:
    plain = _DOCUMENT_PHRASE.sub(" ", _YEAR_WORDS.sub(" ", text))
    plain = one_line(plain.replace("()", " "))
    plain = " ".join(word for word in plain.split() if len(word) < 5 or not MONTH_WORD.fullmatch(word.casefold()))
    before = None
    while before != plain:
        before, plain = plain, _EDGES.sub("", plain).strip()
    return plain
