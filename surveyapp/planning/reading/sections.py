"""The text around the tables: goal, tasks, priorities, approval, title; and what remains."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from surveyapp.planning.model import Approval
from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.reading.cells import list_items, without_marker
from surveyapp.planning.reading.headings import Heading, Section, heading_of
from surveyapp.planning.reading.paper import one_line
from surveyapp.planning.reading.title import Title, is_title, read_title

_HEAD = (Section.GOAL, Section.TASKS, Section.PRIORITIES, Section.GOAL_AND_TASKS)
_TABLES = (Section.ACTIVITIES, Section.VISITS, Section.EXPERIENCE)
_MOST_APPROVAL_LINES = 7
_LONGEST_CAPTION = 120
_CARRIED_OUT = re.compile(r"\s+[–—-]\s+(?=īsteno|įgyvendin|реализ|осуществ|carried|for the)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\bNr\.?|№|\bNo\.|\bN\.)\s*([\w./-]*\d[\w./-]*)", re.IGNORECASE)
_OUTER_NUMBER = re.compile(r"^\s*\d{1,2}\.(\d{1,2})\.?\s+(?=[^\W\d])")
"""The number of a section before that of its item: "2.1. Share what we know" is item 1."""
_INLINE_ITEM = re.compile(r"(?:^|(?<=[\s;.]))(\d{1,2})\s?[.)]\s+(?=\D)")


@dataclass(slots=True)
class Sections:
    """Collects lines as they come; `finish` reads the title once all are there."""

    goal: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    priorities: list[str] = field(default_factory=list)
    approval: list[str] = field(default_factory=list)
    association: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    context: Section | None = None  # what the last heading says the next table is
    _section: Section | None = None
    _in_title: bool = True
    _gap: bool = False
    _table_heading: str = ""
    _last_is_loose: bool = False  # the last line stands in no section

    def line(self, text: str) -> None:
        """Take one line of text."""
        text = one_line(text)
        if not text:
            self._gap = True
            if self._in_title and self._section is None:
                self.before.append("")
            return
        gap, self._gap = self._gap, False
        self._last_is_loose = False
        title = self._in_title and is_title(text) and self._section in (None, Section.APPROVAL, Section.AGREEMENT)
        heading = None if title and not _is_head(heading_of(text)) else heading_of(text)
        if heading and not self._is_item(text, heading):
            self._begin(heading, text)
        elif title:
            self._section = None
            self.before.append(text)
        else:
            self._continue(text, gap)

    def caption(self) -> str:
        """The line directly above the next table, if it is short enough to be its caption; empty otherwise."""
        if self._table_heading:
            return self._table_heading
        lines = self.before if self._in_title else self.unplaced
        above = next((line for line in reversed(lines) if line), "") if self._last_is_loose else ""
        return above if len(above) <= _LONGEST_CAPTION and not is_title(above) else ""

    def use_caption(self) -> None:
        """The caption is the heading of a table's rows, and so no longer unplaced."""
        if not self._table_heading:
            lines = self.before if self._in_title else self.unplaced
            last = max(place for place, line in enumerate(lines) if line)
            lines[last] = ""

    def table(self) -> None:
        """A table of the plan was met: the title is over, and the heading above it has done its work."""
        self._in_title = False
        self._last_is_loose = False
        self._section = None
        self._gap = False
        self._table_heading = ""

    def finish(self) -> Title:
        """Read the title; the lines above the first section which are not part of it are unplaced."""
        if self._table_heading:
            self.unplaced.append(self._table_heading)
        title = read_title(self.before)
        others = [line for place, line in enumerate(self.before) if line and place not in title.lines]
        self.unplaced[:] = [*others, *filter(None, self.unplaced)]
        return title

    def _is_item(self, text: str, heading: Heading) -> bool:
        """Whether a line inside a list only looks like a heading."""
        in_list = self._section in (Section.TASKS, Section.PRIORITIES, Section.GOAL_AND_TASKS)
        taken = self._list(self._section) if in_list and self._section else []
        if heading.section not in _HEAD and taken and text.rstrip()[-1] in ".;":
            numbers = _item_number(taken[-1]), _item_number(text)
            if numbers[0] and numbers[1] == numbers[0] + 1:
                return True
        return in_list and without_marker(text)[1] and not text.rstrip().endswith(":") and len(text.split()) > 4

    def _begin(self, heading: Heading, text: str) -> None:
        if self._table_heading:
            self.unplaced.append(self._table_heading)
            self._table_heading = ""
        section = heading.section
        self._section = section
        self.headings.append(text)
        if section is Section.APPROVAL:
            self.approval.append(text)
            return
        self._in_title = self._in_title and section in (Section.AGREEMENT, Section.ASSOCIATION)
        if section in _HEAD:
            self._take_head(section, heading.rest)
        elif section is Section.ASSOCIATION and heading.rest:
            self.association.append(heading.rest)
            self._section = None
        elif section in _TABLES:
            self.context = section
            self._table_heading = text
        elif section in (Section.OTHER, Section.AGREEMENT):
            self.unplaced.append(text)

    def _take_head(self, section: Section, rest: str) -> None:
        if not rest:
            return
        if section is Section.PRIORITIES and (parts := _CARRIED_OUT.split(rest, maxsplit=1)) and len(parts) > 1:
            self.priorities.append(parts[0])
            self.unplaced.append(parts[1])
            self._section = Section.OTHER
        else:
            self._list(section).append(rest)

    def _list(self, section: Section) -> list[str]:
        return {Section.GOAL: self.goal, Section.PRIORITIES: self.priorities}.get(section, self.tasks)

    def _continue(self, text: str, gap: bool) -> None:
        section = self._section
        if section in (None, Section.OTHER) and not self._table_heading:
            self.context = None  # what the heading above an earlier table said holds no longer
        if self._table_heading:
            # Other text before the table: the heading was not the table's own, though it may still say what it is.
            self.unplaced.append(self._table_heading)
            self._table_heading = ""
        self._last_is_loose = section in (None, Section.OTHER, Section.ACTIVITIES)
        if section is None:
            (self.before if self._in_title else self.unplaced).append(text)
        elif section is Section.APPROVAL and self._still_approval(text, gap):
            self.approval.append(text)
        elif section is Section.APPROVAL:
            self._section = None
            self._continue(text, gap)
        elif section in _HEAD:
            self._continue_head(section, text, gap)
        elif section is Section.ASSOCIATION:
            self.association.append(text)
            self._section = None
        else:
            self.unplaced.append(text)

    def _still_approval(self, text: str, gap: bool) -> bool:
        """The date ends an approval; only its number may follow on a line of its own."""
        if len(self.approval) >= _MOST_APPROVAL_LINES:
            return False
        return _day(self.approval) is None or (not gap and _NUMBER.search(text) is not None)

    def _starts_anew(self, taken: list[str], text: str) -> bool:
        """Whether a numbered line is no further item: it follows bullets, or its number does not go on."""
        marked = [line for line in taken if without_marker(line)[1]]
        number = _item_number(text)
        return number == 1 and bool(marked) and not re.match(r"\s*\d+[.)]\d", text)

    def _continue_head(self, section: Section, text: str, gap: bool) -> None:
        """Go on with the section, unless a text that was complete is followed by something that is no item of it."""
        taken = self._list(section)
        text = _OUTER_NUMBER.sub(r"\g<1>. ", text)
        if section is Section.GOAL_AND_TASKS and not taken and not without_marker(text)[1] and not self.goal:
            self.goal.append(text)
            return
        marked = without_marker(text)[1]
        complete = bool(taken) and taken[-1].rstrip()[-1:] in ".!?"
        lists = any(without_marker(line)[1] for line in taken)
        if taken and marked and self._starts_anew(taken, text):
            self._section = None
            self._continue(text, gap)
        elif (
            taken
            and not marked
            and (gap or (complete and not text[:1].islower() and section is Section.GOAL))
            and (gap or not lists)
        ):
            self._section = Section.OTHER
            self.unplaced.append(text)
        else:
            taken.append(text)


def _item_number(line: str) -> int:
    """The number of a numbered item, 0 for a bullet."""
    return int(found[1]) if (found := re.match(r"\s*(\d{1,2})\s?[.)]", line)) else 0


def _is_head(heading: Heading | None) -> bool:
    return heading is not None and heading.section in _HEAD


def goal_of(lines: list[str]) -> str:
    """The goal as one text; of several goals each keeps its number."""
    return one_line(" ".join(lines)) if len(lines) > 1 else without_marker(lines[0])[0] if lines else ""


def items_of(lines: list[str]) -> tuple[str, ...]:
    """Tasks or priorities out of the lines of their section: list items, or parts of one sentence set apart by
    semicolons or numbers."""
    items = list_items(lines)
    if len(items) == 1 and len(lines) < 3:
        text = one_line(" ".join(lines))
        numbers = [int(found[1]) for found in _INLINE_ITEM.finditer(text)]
        if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
            pieces = _INLINE_ITEM.split(text)
            items = [piece for piece in [pieces[0], *pieces[2::2]] if piece.strip()]
        elif ";" in text:
            items = items[0].split(";")
    return tuple(item.strip(" ;").removesuffix(",") for item in items if item.strip(" ;,"))


def approval_of(lines: list[str]) -> Approval:
    """Body, day and number of an approval: "… direktoriaus 2023 m. rugsėjo 29 d. įsakymu Nr. V-361"."""
    heading = heading_of(lines[0]) if lines else None
    text = one_line(" ".join([heading.rest if heading else "", *lines[1:]]))
    if not text and lines:
        text = re.sub(r"^\W*\w+\W*", "", lines[0])
    number = _NUMBER.search(text)
    plain = _NUMBER.sub(" ", text)
    day, words = _day_in(plain)
    body = one_line(plain.replace(words, " ") if words else plain)
    return Approval(body.strip(" ,.;:–—-")[:300], day, number[1].strip(".")[:60] if number else "")


_DATES = re.compile(
    r"\d{4}[-. ]\d{2}[-. ]\d{2}|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}\.?(?:\s?г\.)?|\d{4}\.?\s*(?:m\.|gada?|г\."
    r"|год\w*)\s+(?:\d{1,2}\.?\s+)?[^\W\d_]+(?:\s+\d{1,2}\s*d\.)?"
    r"|[«\"„]?\d{1,2}[»\"“]?\.?\s+[^\W\d_]{3,20}\s+\d{4}\.?(?:\s*(?:г\.|года?|m\.))?|\b[^\W\d_]{3,20}\s+\d{1,2},?\s+\d{4}"
)


def _day_in(text: str) -> tuple[date | None, str]:
    for found in _DATES.finditer(text):
        period = read_period(re.sub('[«»„“"]', "", found.group()))
        if period.precision is Precision.DAY:
            return period.start, found.group()
    return None, ""


def _day(lines: list[str]) -> date | None:
    return _day_in(one_line(" ".join(lines)))[0]
