"""Rows of a table under a known header: continued rows joined, merged cells repeated, headings handed down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.reading.cells import period_text_of, split_period
from surveyapp.planning.reading.grid import GridRow
from surveyapp.planning.reading.headers import Role
from surveyapp.planning.reading.headings import heading_of
from surveyapp.planning.reading.paper import one_line
from surveyapp.planning.reading.recognition import Vocabulary, for_pupils

Roles = tuple[Role | None, ...]
LONGEST_HEADING = 160

NUMBERED = re.compile(r"(?:nr\.?\s*)?(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5})\s*[.)]?")
_ROMAN = re.compile(r"[IVX]{1,5}\s*[.)]?")
_CONTENT = (Role.TOPIC, Role.AIM, Role.FORM, Role.DIRECTION)
_COPIED = frozenset(set(Role) - {Role.NUMBER, Role.TOPIC, Role.NOTES})
_SHARED = frozenset({Role.DIRECTION, Role.SCHOOLS, Role.AIM, Role.TASK})  # an empty cell repeats the one above


@dataclass(slots=True)
class Record:
    """One row as it is collected: the text of each role, the heading above it, columns without a role."""

    texts: dict[Role, str] = field(default_factory=dict)
    heading: str = ""
    more: dict[int, str] = field(default_factory=dict)

    def text(self, role: Role) -> str:
        """The text under a role, with line breaks; empty where the table has none."""
        return self.texts.get(role, "")

    def add(self, role: Role, text: str) -> None:
        """Put text below what stands there."""
        if text:
            self.texts[role] = f"{self.texts[role]}\n{text}" if self.texts.get(role) else text


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of a table, and lines of it that are no rows."""

    records: tuple[Record, ...]
    leftover: tuple[str, ...]


def collect(roles: Roles, rows: Sequence[GridRow], vocabulary: Vocabulary, caption: str = "") -> Rows:
    """Turn the rows below a header into records; *caption* is the heading of rows that have none inside the table."""
    return _Collector(roles, rows, vocabulary, caption).collect()


class _Collector:
    def __init__(self, roles: Roles, rows: Sequence[GridRow], vocabulary: Vocabulary, caption: str) -> None:
        self.roles = roles
        self.rows = rows
        self.vocabulary = vocabulary
        self.content = next(role for role in (*_CONTENT, Role.SCHOOLS) if role in roles)
        self.number = roles.index(Role.NUMBER) if Role.NUMBER in roles else None
        self.numbered = self.number is not None and any(NUMBERED.fullmatch(row.texts[self.number]) for row in rows)
        self.records: list[Record] = []
        self.leftover: list[str] = []
        self.heading = caption
        self.heading_used = True

    def collect(self) -> Rows:
        for row in self.rows:
            if not row.filled:
                continue
            if self._is_column_numbers(row):
                continue
            heading = self._heading(row)
            if heading:
                self._drop_unused_heading()
                self.heading, self.heading_used = heading, False
                continue
            if self._continues(row):
                self._join(row)
            else:
                self._begin(row)
        self._drop_unused_heading()
        return Rows(tuple(self.records), tuple(self.leftover))

    def _drop_unused_heading(self) -> None:
        """A heading without a row below it is no heading: its text is handed back."""
        if not self.heading_used:
            self.leftover += self.heading.split("\n")
        self.heading_used = True

    def _is_column_numbers(self, row: GridRow) -> bool:
        """The line "1 2 3 4 5" some tables have under their header."""
        return len(row.filled) > 2 and all(row.texts[column].strip(" .") == str(column + 1) for column in row.filled)

    def _heading(self, row: GridRow) -> str:
        """The text of a row that is a heading for the rows below it; empty for any other."""
        if self._is_heading(row):
            return row.alone
        # "II. | Consultations | | |" among rows numbered 1, 2, 3
        topic = self.roles.index(self.content)
        if self.number is not None and row.filled == (self.number, topic) and not row.below:
            others = [other.texts[self.number].rstrip(" .)") for other in self.rows]
            if _ROMAN.fullmatch(row.texts[self.number]) and any(other.isdigit() for other in others):
                return row.texts[topic]
        return ""

    def _is_heading(self, row: GridRow) -> bool:
        if not row.alone or len(row.alone) > LONGEST_HEADING:
            return False
        if row.is_heading():
            return True
        column = row.filled[0]
        if column in row.below or len(self.roles) < 3:
            return False
        role = self.roles[column]
        if role is Role.NUMBER:
            return not NUMBERED.fullmatch(row.alone)
        if role is Role.DIRECTION:
            return self.content is not Role.DIRECTION
        return (
            role is Role.TOPIC
            and not row.below
            and len(row.alone) < 70
            and (
                one_line(row.alone).casefold() in self.vocabulary.directions
                or read_period(row.alone).precision not in (Precision.UNKNOWN, Precision.YEAR)
                or (row.alone.isupper() and len(row.alone.split()) > 1)
                or (for_pupils(row.alone) and heading_of(row.alone) is not None)
            )
        )

    def _continues(self, row: GridRow) -> bool:
        """Whether a row belongs to the one above: its number or its topic is missing there, or merged downwards."""
        if not self.records:
            return False
        column = self.roles.index(self.content)
        text = row.texts[column]
        if column in row.below or not text:
            # In a table by direction, "direction | (nothing)" begins; a date alone goes on.
            direction = self.roles.index(Role.DIRECTION) if Role.DIRECTION in self.roles else None
            return direction is None or direction == column or not row.texts[direction]
        if not self.numbered or self.number is None:
            return len(row.filled) == 1 and len(self.roles) > 2 and text[:1].islower()
        if row.texts[self.number]:
            return False
        last = self.records[-1]
        return not (self._period_complete(self._period(row)) and self._period_complete(_period_words(last)))

    def _period(self, row: GridRow) -> str:
        record = Record({role: row.texts[place] for place, role in enumerate(self.roles) if role})
        return _period_words(record)

    def _period_complete(self, words: str) -> bool:
        return bool(words) and read_period(words).precision is not Precision.UNKNOWN

    def _join(self, row: GridRow) -> None:
        last = self.records[-1]
        for column in row.filled:
            role = self.roles[column]
            if role:
                last.add(role, row.texts[column])
            else:
                last.more[column] = "\n".join(filter(None, (last.more.get(column, ""), row.texts[column])))

    def _begin(self, row: GridRow) -> None:
        record = Record(heading=self.heading)
        above = self.records[-1] if self.records else None
        for column, role in enumerate(self.roles):
            text = row.texts[column]
            if role is None:
                if text:
                    record.more[column] = text
                continue
            repeats = (
                above is not None
                and self.heading == above.heading
                and role is not self.content
                and (
                    role in _SHARED
                    or (role is Role.PERIOD and not self.numbered and column < self.roles.index(self.content))
                )
            )
            if not text and above and ((column in row.below and role in _COPIED) or repeats):
                text = above.text(role)
            record.add(role, text)
        self.heading_used = True
        self.records.append(record)


def _period_words(record: Record) -> str:
    if record.text(Role.PERIOD):
        return period_text_of(record.text(Role.PERIOD))
    both = record.text(Role.PERIOD_PLACE) or record.text(Role.PERIOD_RESPONSIBLE)
    return split_period(both)[0] if both else ""
