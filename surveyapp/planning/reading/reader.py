"""A paper read as a plan: every line and every row finds its place, or is listed as unplaced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from surveyapp.planning.model import Approval, Audience
from surveyapp.planning.periods import Period, Precision, month_name, read_period
from surveyapp.planning.reading.cells import count_of, paired_items, people, period_text_of, split_period
from surveyapp.planning.reading.headers import Role, names_months
from surveyapp.planning.reading.headings import Section, heading_of, section_named
from surveyapp.planning.reading.paper import Paper, PaperRefused, Table, one_line
from surveyapp.planning.reading.recognition import Vocabulary, for_pupils
from surveyapp.planning.reading.result import PlanReading, ReadActivity, ReadExperience, ReadVisit
from surveyapp.planning.reading.rows import NUMBERED, Record, collect
from surveyapp.planning.reading.sections import Sections, approval_of, goal_of, items_of
from surveyapp.planning.reading.tables import Segment, segments_of
from surveyapp.planning.reading.title import school_year_in
from surveyapp.planning.years import CalendarYear, SchoolYear, Year, school_year_of

_EXPERIENCE = frozenset({Role.AUTHOR, Role.STAGE, Role.SUMMARY})
_HEADING_MARK = re.compile(r"^(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*)(?:[.)]\s*|\s+)")
_OF_ALL = re.compile(r"\b(?:plān|plan|numat|заплан|основн|главн|galven|pagrindin|main|gada|metų|год)", re.IGNORECASE)
"""A caption over all activities of the plan, which says nothing about those of one table."""
_NOTHING = " -–—.,;:_"


def read_plan(paper: Paper, vocabulary: Vocabulary, year: Year | None = None) -> PlanReading:
    """Read a plan. *year* is that of the plan being filled, used where the paper itself names none.

    Raises ``PaperRefused("no_table")`` for a paper without any table of activities, visits or experience.
    """
    sections = Sections()
    tables: list[tuple[Section, Segment, tuple[Record, ...]]] = []
    parts = list(_parts(paper))
    several = sum(isinstance(part, Segment) for part in parts) > 1
    for part in parts:
        if isinstance(part, str):
            sections.line(part)
            continue
        kind = _kind(part, sections.context or section_named(sections.caption()))
        caption = _caption(sections, part, kind, vocabulary, several=several)
        sections.table()
        rows = collect(part.roles, part.rows, vocabulary, caption)
        tables.append((kind, part, rows.records))
        for line in rows.leftover:
            sections.line(line)
    if not any(records for _, _, records in tables):
        raise PaperRefused("no_table")
    title = sections.finish()
    found = title.year or _year_in(sections.headings) or _year_of_dates(tables) or year
    reader = _Reader(vocabulary, found)
    for kind, segment, records in tables:
        for record in records:
            reader.read(kind, segment, record)
    return PlanReading(
        year=found,
        association=one_line(sections.association[0]) if sections.association else title.association,
        goal=goal_of(sections.goal),
        tasks=tuple(dict.fromkeys((*items_of(sections.tasks), *reader.tasks))),
        priorities=items_of(sections.priorities),
        approval=approval_of(sections.approval) if sections.approval else Approval(),
        approval_text=tuple(sections.approval),
        activities=tuple(reader.activities),
        visits=tuple(reader.visits),
        experience=tuple(reader.experience),
        unplaced=(*sections.unplaced, *reader.unplaced),
    )


def _parts(paper: Paper) -> Iterable[str | Segment]:
    for block in paper.blocks:
        if isinstance(block, Table):
            yield from segments_of(block)
        elif block.text:
            yield from block.text.split("\n")
        else:
            yield ""


def _caption(sections: Sections, segment: Segment, kind: Section, vocabulary: Vocabulary, *, several: bool) -> str:
    """The direction a table's caption names for its rows, where no column does: "2. Methodical help" above a table.

    Of one table among several every caption that is no general heading is such a direction.
    """
    caption = sections.caption()
    if kind is not Section.ACTIVITIES and section_named(caption) is kind:
        sections.use_caption()
        return ""
    if kind is not Section.ACTIVITIES or Role.DIRECTION in segment.roles or not caption:
        return ""
    general = (heading := heading_of(caption)) is not None and heading.section is Section.ACTIVITIES
    if several and general and not _OF_ALL.search(caption):
        general = len(_HEADING_MARK.sub("", caption).split()) < 2
    if vocabulary.direction(caption) is None and (general or not several or read_period(caption).start is not None):
        return ""
    sections.use_caption()
    return caption


def _kind(segment: Segment, context: Section | None) -> Section:
    """What a table is of: by its columns, and by the heading above it where they leave it open."""
    roles = set(segment.roles) - {None}
    if Role.TOPIC in roles and (len(roles & (_EXPERIENCE | {Role.AIM})) > 1 or roles & {Role.AUTHOR, Role.SUMMARY}):
        return Section.EXPERIENCE
    if context is Section.EXPERIENCE and roles & (_EXPERIENCE | {Role.AIM, Role.TOPIC}):
        return Section.EXPERIENCE
    if Role.AIM in roles and Role.SCHOOLS in roles and Role.TOPIC not in roles:
        return Section.VISITS
    if context is Section.VISITS and roles & {Role.SCHOOLS, Role.PLACE}:
        return Section.VISITS
    return Section.ACTIVITIES


def _year_in(lines: Sequence[str]) -> SchoolYear | None:
    return next((year for line in lines if (year := school_year_in(line))), None)


def _year_of_dates(tables: Sequence[tuple[Section, Segment, tuple[Record, ...]]]) -> Year | None:
    """The year most dates of the tables fall in, where the paper does not name it."""
    days = [
        start
        for _, _, records in tables
        for record in records
        if (start := read_period(_period_words(record)[0]).start) is not None
    ]
    if not days:
        return None
    calendar, count = Counter(day.year for day in days).most_common(1)[0]
    school, held = Counter(school_year_of(day) for day in days).most_common(1)[0]
    return school if held >= count else CalendarYear(calendar)


def _period_words(record: Record) -> tuple[str, str]:
    """The words of a row's period, and what else stood in their cell."""
    if record.text(Role.PERIOD):
        return period_text_of(record.text(Role.PERIOD)), ""
    for role in (Role.PERIOD_PLACE, Role.PERIOD_RESPONSIBLE):
        if record.text(role):
            return split_period(record.text(role))
    return "", ""


class _Reader:
    """Reads records into what they are, once the plan's year is known."""

    def __init__(self, vocabulary: Vocabulary, year: Year | None) -> None:
        self.vocabulary = vocabulary
        self.year = year
        self.activities: list[ReadActivity] = []
        self.visits: list[ReadVisit] = []
        self.experience: list[ReadExperience] = []
        self.tasks: list[str] = []
        self.last_heading = ""
        self.unplaced: list[str] = []

    def read(self, kind: Section, segment: Segment, record: Record) -> None:
        if kind is not Section.ACTIVITIES:
            self._heading_unused(record)
        if kind is Section.VISITS:
            used = self._visit(record)
        elif kind is Section.EXPERIENCE:
            used = self._experience(record)
        else:
            used = self._activity(record, segment)
        self._keep_rest(segment, record, used)

    def _visit(self, record: Record) -> set[Role]:
        words, beside = _period_words(record)
        purpose = (
            record.text(Role.AIM) or record.text(Role.TOPIC) or record.text(Role.FORM) or record.text(Role.DIRECTION)
        )
        schools = record.text(Role.SCHOOLS) or record.text(Role.PLACE)
        self.visits.append(
            ReadVisit(
                one_line(purpose),
                _names(schools or beside),
                read_period(words, self.year),
                people(record.text(Role.RESPONSIBLE) or (beside if record.text(Role.PERIOD_RESPONSIBLE) else "")),
            )
        )
        used = {Role.SCHOOLS if record.text(Role.SCHOOLS) else Role.PLACE, Role.RESPONSIBLE, Role.PERIOD}
        used |= {Role.PERIOD_PLACE, Role.PERIOD_RESPONSIBLE}
        used.add(
            next((role for role in (Role.AIM, Role.TOPIC, Role.FORM, Role.DIRECTION) if record.text(role)), Role.AIM)
        )
        return used

    def _experience(self, record: Record) -> set[Role]:
        topic = record.text(Role.TOPIC) or record.text(Role.AIM) or record.text(Role.DIRECTION)
        author = record.text(Role.AUTHOR) or record.text(Role.RESPONSIBLE)
        stage = record.text(Role.STAGE) or _period_words(record)[0]
        form = record.text(Role.SUMMARY) or record.text(Role.FORM)
        aim = record.text(Role.AIM) if record.text(Role.TOPIC) else ""
        self.experience.append(ReadExperience(*(one_line(text) for text in (topic, aim, author, stage, form))))
        return {
            Role.TOPIC if record.text(Role.TOPIC) else Role.DIRECTION,
            Role.AIM,
            Role.AUTHOR if record.text(Role.AUTHOR) else Role.RESPONSIBLE,
            Role.STAGE,
            Role.SUMMARY if record.text(Role.SUMMARY) else Role.FORM,
            *(() if record.text(Role.STAGE) else (Role.PERIOD, Role.PERIOD_PLACE)),
        }

    def _activity(self, record: Record, segment: Segment) -> set[Role]:
        role = next(
            (role for role in (Role.TOPIC, Role.AIM, Role.FORM, Role.DIRECTION) if record.text(role)), Role.TOPIC
        )
        topic = record.text(role)
        if not topic:
            self._heading_unused(record)
            self.unplaced += [one_line(text) for text in record.texts.values() if text.strip(_NOTHING)]
            return set(Role)
        if record.text(Role.TASK):
            self.tasks += items_of(record.text(Role.TASK).split("\n"))
        words, beside = _period_words(record)
        heading, heading_period = self._heading(record.heading)
        direction = one_line(record.text(Role.DIRECTION)) if role is not Role.DIRECTION else ""
        if direction and heading:
            self._heading_unused(record)
        direction = direction or heading
        place = record.text(Role.PLACE) or (record.text(Role.SCHOOLS) if role is not Role.SCHOOLS else "")
        responsible = people(record.text(Role.RESPONSIBLE))
        if record.text(Role.PERIOD_RESPONSIBLE) and not record.text(Role.PERIOD):
            responsible = (*responsible, *people(beside))
        elif beside:
            place = ", ".join(filter(None, (one_line(place), beside)))
        activity = ReadActivity(
            topic=one_line(topic),
            period=self._period_of(words, heading_period, segment),
            direction=(self.vocabulary.direction(direction) or direction) if direction else None,
            form=self._form(record, direction, topic),
            place=one_line(place).strip(_NOTHING[:4]) if place.strip(_NOTHING) else "",
            responsible=tuple(name for name in responsible if name.strip(_NOTHING)),
            participants=count_of(record.text(Role.PARTICIPANTS)),
            audience=Audience.PUPILS
            if for_pupils(f"{direction} {record.text(Role.PARTICIPANTS)}") and not for_pupils(topic)
            else Audience.TEACHERS,
        )
        pairs = paired_items(topic, record.text(Role.PERIOD))
        if pairs:
            self.activities += [
                replace(activity, topic=one_line(item), period=self._period(day)) for item, day in pairs
            ]
        else:
            self.activities.append(activity)
        used = {
            role,
            Role.DIRECTION,
            Role.FORM,
            Role.PERIOD,
            Role.PERIOD_PLACE,
            Role.PERIOD_RESPONSIBLE,
            Role.RESPONSIBLE,
        }
        used |= {Role.TASK, Role.PARTICIPANTS, Role.PLACE if record.text(Role.PLACE) else Role.SCHOOLS}
        return used

    def _form(self, record: Record, direction: str, topic: str) -> str | None:
        words = one_line(record.text(Role.FORM))
        if words:
            return self.vocabulary.form(words) or words
        from_topic = self.vocabulary.form_of_topic(topic)
        if not direction or self.vocabulary.direction(direction):
            return from_topic
        return self.vocabulary.form(direction) or from_topic

    def _heading(self, heading: str) -> tuple[str, str]:
        """A heading inside the table as the words of a direction, or as a period ("OCTOBER")."""
        heading = one_line(heading)
        if not heading:
            return "", ""
        period = read_period(heading, self.year)
        if period.precision is not Precision.UNKNOWN and not self.vocabulary.direction(heading):
            return "", heading
        return (_HEADING_MARK.sub("", heading) or heading).rstrip(" :"), ""

    def _heading_unused(self, record: Record) -> None:
        """List a heading that says nothing about its rows, once for all of them."""
        heading = one_line(record.heading)
        if heading and heading != self.last_heading:
            self.unplaced.append(heading)
        self.last_heading = heading

    def _period(self, words: str) -> Period:
        return read_period(words, self.year)

    def _period_of(self, words: str, heading: str, segment: Segment) -> Period:
        """A row's period; a number alone is a day of the heading's month, or a month in a column of months."""
        if not words:
            return self._period(heading)
        numbers = re.fullmatch(r"\d{1,2}\.?(?:\s*[-–—,]\s*\d{1,2}\.?)*", words)
        if numbers and heading:
            return self._period(f"{words} {heading}")
        column = segment.roles.index(Role.PERIOD) if Role.PERIOD in segment.roles else None
        if numbers and column is not None and names_months(segment.names[column]):
            named = re.sub(r"\d+\.?", lambda month: month_name(int(month.group().rstrip("."))), words)
            return replace(self._period(named), text=words)
        return self._period(words)

    def _keep_rest(self, segment: Segment, record: Record, used: set[Role]) -> None:
        """Cells of columns that have no place in a plan are listed with the name of their column."""
        cells = [
            (name, record.text(role))
            for name, role in zip(segment.names, segment.roles, strict=True)
            if role and role not in used and not (role is Role.NUMBER and _only_numbers(record.text(role)))
        ]
        cells += [(segment.names[column], text) for column, text in sorted(record.more.items())]
        for name, text in cells:
            if text.strip(_NOTHING):
                name = one_line(name)
                self.unplaced.append(f"{name}: {one_line(text)}" if name else one_line(text))


def _only_numbers(text: str) -> bool:
    return all(NUMBERED.fullmatch(line.strip()) for line in text.split("\n"))


def _names(cell: str) -> tuple[str, ...]:
    """The institutions of a cell, by lines, semicolons and commas."""
    pieces = [piece.strip(" .") for line in cell.split("\n") for part in line.split(";") for piece in part.split(",")]
    return tuple(piece for piece in pieces if piece)
