"""What one cell says: names, a number of people, a period beside a place, a numbered list."""

from __future__ import annotations

import re

from surveyapp.planning.periods import Period, Precision, read_period
from surveyapp.planning.reading.paper import one_line

_UPPER = "A-ZĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲА-ЯЁ"
_INITIALS = rf"[{_UPPER}][a-zšžčļņķģ]?\.(?:\s?[{_UPPER}]\.)?"
_SURNAME = rf"[{_UPPER}][\w’'-]{{2,}}"
_BEFORE_INITIALS = re.compile(rf"(?<=[\w)]{{2}})\s+(?={_INITIALS}\s?{_SURNAME})")
_AFTER_INITIALS = re.compile(rf"(?<=[{_UPPER}]\.)\s+(?={_SURNAME}\s+{_INITIALS})")
_SURNAME_FIRST = re.compile(rf"{_SURNAME}\s+{_INITIALS}")
_AND = re.compile(rf"\s+(?:un|ir|bei|и|and)\s+(?=[{_UPPER}])")
_WITH_INITIALS = re.compile(rf"{_INITIALS}\s?{_SURNAME}|{_SURNAME}\s+{_INITIALS}")
_DANGLING = re.compile(r"\s+(?:un|ir|bei|и|and|&)\s*$")
_COUNT = re.compile(
    r"(?:~|≈|ap\.?|apie|около|ок\.?|about|c\.)?\s*(\d{1,6})\s*"
    r"(?:dal\w*|dal\.|cilv\w*|bibliot\w*|skol\w*|pedagog\w*|personas?|asm\w*|žmon\w*|moki\w*|чел\w*|участн\w*"
    r"|библ\w*|people|persons?"
    r"|participants?|librarians?)?\.?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:(\d{1,2})\s?[.)](?=\D|$)|([a-zа-яāčēģīķļņšūž])\)|[•·▪●◦‣∙*→➢✓§-](?=\s|\w)|[–—](?=\s))\s*")


def without_marker(line: str) -> tuple[str, bool]:
    """A line without the number or bullet of a list before it, and whether there was one."""
    found = _ITEM.match(line)
    if not found or _looks_dated(line):
        return line.strip(), False
    return line[found.end() :].strip(), True


def list_items(lines: list[str]) -> list[str]:
    """The items of a list. Lines without a marker go on with the item above where the list has markers.

    Without any marker each line is an item, unless the line above breaks off in the middle of a sentence.
    """
    read = [without_marker(line) for line in lines if line.strip()]
    marked = sum(mark for _, mark in read) > 1 or bool(read and read[0][1])
    items: list[str] = []
    for text, mark in read:
        if not text:
            continue
        breaks_off = items and items[-1][-1] not in ".;!?:" and (text[0].islower() or text[0] in '„“"«(')
        if items and not mark and (marked or breaks_off):
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)
    return [item.rstrip(" ;") for item in items if item.rstrip(" ;")]


def people(cell: str) -> tuple[str, ...]:
    """The persons or bodies of a cell: by lines, commas, semicolons, "and", and before initials where nothing else
    divides them. What begins in lower case (a post, "metodiķe") stays with the name before it."""
    found: list[str] = []
    for line in cell.split("\n"):
        for piece in re.split(r"\s*[,;]\s*|\s+[/&]\s+", _DANGLING.sub("", without_marker(line)[0])):
            for name in _AND.split(piece):
                for part in _divided(name.strip(" .") if not _ends_in_initial(name) else name.strip()):
                    if found and part[:1].islower() and not _WITH_INITIALS.search(part):
                        found[-1] = f"{found[-1]}, {part}"
                    elif part:
                        found.append(part)
    return tuple(found)


def _divided(name: str) -> list[str]:
    if _ends_in_initial(name) and _SURNAME_FIRST.search(name):
        return [part.strip() for part in _AFTER_INITIALS.split(name)]
    first, *others = (part.strip() for part in _BEFORE_INITIALS.split(name))
    if others and first[:1].islower():  # "lektorė J. Eglė": a post before its name
        return [f"{first} {others[0]}", *others[1:]]
    return [first, *others]


def _ends_in_initial(name: str) -> bool:
    return re.search(rf"\b[{_UPPER}]\.\s*$", name) is not None


def count_of(cell: str) -> int | str | None:
    """How many took part: a number where there is one and nothing else, else the words, None for an empty cell."""
    text = one_line(cell)
    if not text.strip("-–—. "):
        return None
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else text


def period_text_of(cell: str) -> str:
    """The words of a period on one line; days written on lines of their own get commas between them."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    for place in range(len(lines) - 1, 0, -1):
        if lines[place - 1][-1] in "–—-":
            lines[place - 1 : place + 1] = [lines[place - 1] + lines[place]]
    if len(lines) > 1 and all(_understood(line) for line in lines):
        return ", ".join(line.rstrip(" ,;") for line in lines)
    return one_line("\n".join(lines)).strip(" ,;")


def split_period(cell: str) -> tuple[str, str]:
    """The words of a period, and what else stands in the cell ("10.09.2015., Rīga" holds a day and a place)."""
    pieces = [piece.strip() for piece in re.split(r"[\n;]|,(?!\d)", cell) if piece.strip(" .,")]
    if not pieces:
        return "", ""
    period: list[str] = []
    rest: list[str] = []
    for piece in pieces:
        if _belongs_to_date(piece):
            period.append(piece)
        else:
            words, other = _split_inside(one_line(piece))
            period += [words] if words else []
            rest += [other] if other else []
    return ", ".join(period), ", ".join(rest)


def _split_inside(text: str) -> tuple[str, str]:
    """A date and a place with nothing between them: the fewest words at either end which say the same date as all."""
    whole = _read(text)
    if whole is None:
        return "", text
    words = text.split(" ")
    if len(words) > _MOST_WORDS:
        return "", text
    head = next(take for take in range(1, len(words) + 1) if _read(" ".join(words[:take])) == whole)
    tail = next(take for take in range(1, len(words) + 1) if _read(" ".join(words[-take:])) == whole)
    while head < len(words) and _FILLER.fullmatch(words[head].casefold()):
        head += 1
    if week := _PART_OF_MONTH.match(" ".join(words[head:]).casefold()):
        head += len(week.group().split())
    period, rest = (words[:head], words[head:]) if head <= tail else (words[-tail:], words[:-tail])
    return " ".join(period).strip(" ,"), " ".join(rest).strip(" ,–—-")


_PART_OF_MONTH = re.compile(
    r"(?:(?:\d|i{1,3}|iv|\w+)[.]?\s+)?(?:nedēļ\w*|savait\w*|sav\.|недел\w*|weeks?|dekād\w*|декад\w*|puse|pusė\w*)(?=\s|$)"
    r"|(?:sākum|beig|vidus|pradži|pabaig|vidur)\w*(?=\s|$)"
)
_MOST_WORDS = 40
"""A longer text beside a date is no place; it is not searched, since every beginning of it would have to be read."""
_FILLER = re.compile(
    r"(?:g|gad[aāsu]|m|d|mėn|mėnes\w*|mēnes\w*|dien\w*|г|год\w*|val|plkst|pl|metų"
    r"|месяц\w*)?\.?[,.]?|\d{1,2}[:.]\d{2}"
)


def _read(text: str) -> tuple[object, ...] | None:
    period = read_period(text)
    return (period.start, period.end, period.precision, period.problem) if _understood(text) else None


def _understood(text: str) -> bool:
    return read_period(text).precision is not Precision.UNKNOWN or _no_such_day(read_period(text))


def _no_such_day(period: Period) -> bool:
    return period.problem in ("no_such_day", "ends_before_start")


def _belongs_to_date(piece: str) -> bool:
    return (
        re.fullmatch(
            r"[\d.\s–—-]+|(?:plkst|val|pl|kl)\.?\s*[\d.:–-]+|[\d.:–-]+\s*val\.?"
            r"|\d+\s*d\.?",
            piece.casefold(),
        )
        is not None
    )


def _looks_dated(line: str) -> bool:
    """Whether a line begins with a date rather than with the number of a list item: "12. oktobris", "10.09.2015."."""
    return re.match(r"\s*\d{1,2}\s?[.)]\s*(?:\d|[–—-]\s*\d)", line) is not None or (
        re.match(r"\s*\d{1,2}\.\s+\w+\s*$", line) is not None and _understood(line)
    )


def paired_items(topic: str, period: str) -> list[tuple[str, str]]:
    """The items of a numbered list in a topic with the period of each, where the period's cell has as many lines.

    Empty where the two do not fit together: then the cell is one activity with several topics.
    """
    lines = [line.strip() for line in period.split("\n") if line.strip()]
    topics = [line for line in topic.split("\n") if line.strip()]
    if len(lines) < 2 or not all(without_marker(line)[1] for line in topics[:1]):
        return []
    items = list_items(topics)
    dates = [without_marker(line)[0] for line in lines]
    if len(items) != len(dates) or not all(_understood(line) for line in dates):
        return []
    return list(zip(items, dates, strict=True))
