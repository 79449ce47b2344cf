"""The headings that divide a plan: goal, tasks, priorities, the approval, and what the tables are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from surveyapp.planning.reading.cells import without_marker
from surveyapp.planning.reading.paper import one_line


class Section(StrEnum):
    """What the text below a heading is."""

    GOAL = "goal"
    TASKS = "tasks"
    GOAL_AND_TASKS = "goal_and_tasks"
    PRIORITIES = "priorities"
    APPROVAL = "approval"
    AGREEMENT = "agreement"
    ASSOCIATION = "association"
    ACTIVITIES = "activities"
    VISITS = "visits"
    EXPERIENCE = "experience"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, with the text that follows it on the same line."""

    section: Section
    rest: str = ""


_GOAL = r"mērķ(?:is|i|a|us)\b|tiksl(?:as|ai|o|us)\b|цел(?:ь|и|ью)\b|goals?\b|aims?\b"
_TASKS = r"uzdevum\w*|uždavini\w*|задач\w*|tasks?\b|objectives?\b"
_PRIORITIES = r"priorit[āēe]\w*|приоритет\w*|priorit(?:y|ies)\b|galven\w+ (?:darb\w+ )?virzien\w*"
r"|pagrindin\w+ (?:\w+ )?krypt\w*|основн\w+ направлени\w*"
_STEMS: Mapping[Section, re.Pattern[str]] = MappingProxyType(
    {
        section: re.compile(rf"\b(?:{words})", re.IGNORECASE)
        for section, words in {
            Section.EXPERIENCE: r"pieredz\w+ (?:izpēt|apzinā|apkopo|izzinā|pētī)\w*|patirti\w+ (?:tyrim|studij"
            r"|kaupim|analiz|tyrinėj|nagrinėj|apibendr)\w*"
            r"|(?:изучени|обобщени)\w*(?: и \w+)? (?:\w+ )*опыт\w*|study of (?:\w+ )*experience|advanced experience",
            Section.VISITS: r"(?:iestā\w+|skol\w+|bibliotēk\w+)\s*apmeklē\w*|apmeklējum\w+ (?:iestād|skol)\w+"
            r"|lankym\w*|apsilankym\w*|vizit(?:ai|ų)\b"
            r"|посещени\w*|visits? (?:to|of)\b|visits\b",
            Section.GOAL: _GOAL,
            Section.TASKS: _TASKS,
            Section.PRIORITIES: _PRIORITIES,
            Section.APPROVAL: r"patvirtint\w*|tvirtinu\b|apstiprin\w+|утвержд\w+|approved\b|approval\b",
            Section.AGREEMENT: r"pritart\w*|suderint\w*|saskaņot\w*|согласован\w*|принят\w* на\b|рассмотрен\w*"
            r"|agreed\b|endorsed\b|izskatīt\w*|pieņemt\w*",
            Section.ASSOCIATION: r"(?:metodisk\w+ )?apvienīb\w*|(?:metodin\w+ )?(?:būrel\w*|ratel\w*)"
            r"|(?:методическ\w+ )?объединени\w*|association\b|МО\b|MA\b",
            Section.ACTIVITIES: r"pasākum\w*|aktivitāt\w*|darba (?:saturs|plān\w*|plānojum\w*)"
            r"|plānot\w+ darb\w*|veikl(?:os|ų|a)\b|rengini\w*|priemon\w*"
            r"|мероприяти\w*|план\w* работ\w*|содержание работы|activit\w*|events\b|plan of work"
            r"|darbības virzien\w*|veiklos krypt\w*"
            r"|направлени\w* (?:работы|деятельности)|directions? of work",
            Section.OTHER: r"vadītāj\w*|informācija par|sadarbības partner\w*|labās prakses|priekšlikum\w*"
            r"|ieteikum\w*|sagatavo\w*|sastādī\w*"
            r"|pirminink\w*|partneri\w*|gerosios patirties|pasiūlym\w*|parengė|руководител\w*|партн[её]р\w*"
            r"|предложени\w*|составил\w*|подготовил\w*"
            r"|partners?\b|good practice|proposals?\b|prepared by|leader\b|piezīm\w*|pastab\w*|примечани\w*|notes?\b",
        }.items()
    }
)
_SEPARATOR = re.compile(r"\s*:\s*|\s+[–—-]\s+|\s*[–—]\s+|\s+[–—]\s*")
_SECTION_MARK = re.compile(r"\s*(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2})*)\s*[.)]\s*")
_YEAR_BEFORE = re.compile(
    r"^[\d./–—-]+\s*(?:m\.\s?m\.|m\.\s?g\.|mācību gada|mokslo metų"
    r"|уч\w*\.? г\w*\.?)?\s*",
    re.IGNORECASE,
)
LONGEST_LABEL = 110
_NAME_OF_ASSOCIATION = re.compile(
    r"(?:(?:metodisk|metodin|методическ)\w+ )?(?:apvienīb|būrel|ratel|объединени)\w*(?: (?:nosaukums|pavadinimas))?"
    r"|МО|MA|(?:название|наименование) (?:методического объединения|МО)|(?:methodical )?association(?: name)?",
    re.IGNORECASE,
)
_HEAD = (Section.GOAL, Section.TASKS, Section.PRIORITIES)


def heading_of(line: str) -> Heading | None:
    """The heading a line is or begins with: "Tasks:", "3. Main tasks of the year", "Goal – to read more".

    A numbered line is a heading only where it ends with a colon or holds little beyond the heading's own word: else
    every task "2. Set priorities" would begin a section.
    """
    line = one_line(line)
    text = line[mark.end() :] if (mark := _SECTION_MARK.match(line)) else without_marker(line)[0]
    marked = text != line
    separator = _SEPARATOR.search(text)
    label = text[: separator.start()] if separator else text
    rest = text[separator.end() :] if separator else ""
    if len(label) <= LONGEST_LABEL and (section := _section_of(label)):
        colon = separator is not None and ":" in separator.group()
        only = not rest and (colon or len(label.split()) <= 3)
        if section is Section.ASSOCIATION and not (colon and _NAME_OF_ASSOCIATION.fullmatch(label.strip())):
            return None
        if only or (colon and len(label.split()) <= 8) or (not marked and _stands_alone(label, rest, section)):
            return Heading(section, rest)
        if marked and rest and section in _HEAD and _STEMS[section].match(_YEAR_BEFORE.sub("", label)):
            return Heading(section, rest)
    return _running_on(text, marked=marked)


def section_named(caption: str) -> Section | None:
    """What the caption of a table says it holds, numbered or long as it may be: visits or the study of experience."""
    return next((section for section in (Section.EXPERIENCE, Section.VISITS) if _STEMS[section].search(caption)), None)


def _stands_alone(label: str, rest: str, section: Section) -> bool:
    words = len(label.split())
    if rest:
        return words <= 4 and section is not Section.OTHER and section is not Section.ASSOCIATION
    return words <= 10 and not label.endswith(".") and section not in (Section.OTHER, Section.ASSOCIATION)


_RUNNING = re.compile(
    rf"(?:(?:galven|pagrindin|основн|main|key|prioritār|приоритетн)\w*\s+)?(?:\w+\s+){{0,2}}?(?P<stem>{_GOAL}"
    rf"|{_TASKS}|prioritetin\w+ veiklos krypt\w+|{_PRIORITIES})",
    re.IGNORECASE,
)


def _running_on(text: str, *, marked: bool) -> Heading | None:
    """A heading that runs into its text with nothing between: "Prioritetinės veiklos kryptys dalyvauti …"."""
    found = _RUNNING.match(text)
    if marked or not found or found.start("stem") or len(text) <= found.end():
        return None
    head = re.match(
        r"(?:\s+(?:veiklos|darba|darbības|работы|деятельности|of|the|krypt\w+|virzien\w+"
        r"|направлени\w+|year|work))*",
        text[found.end() :],
        re.IGNORECASE,
    )
    rest = text[found.end() + (head.end() if head else 0) :]
    if not rest.startswith(" ") or rest.lstrip().startswith("("):
        return None
    section = _section_of(found.group())
    return Heading(section, rest.strip()) if section else None


def _section_of(label: str) -> Section | None:
    said = {section for section, words in _STEMS.items() if words.search(label)}
    if not said:
        return None
    if Section.GOAL in said and Section.TASKS in said:
        return Section.GOAL_AND_TASKS
    for section in (Section.APPROVAL, Section.AGREEMENT):
        if section in said and _STEMS[section].match(label):
            return section
    if Section.OTHER in said and said & set(_HEAD) and _begins(label, (Section.OTHER,)) < _begins(label, _HEAD):
        return Section.OTHER  # "Good practice in carrying out the tasks" is not the tasks
    order = (Section.EXPERIENCE, Section.TASKS, Section.PRIORITIES, Section.GOAL, Section.VISITS)
    first = next((section for section in order if section in said), None)
    if first:
        return first
    for section in (Section.OTHER, Section.ASSOCIATION, Section.ACTIVITIES):
        if section in said and not (section is Section.ASSOCIATION and Section.ACTIVITIES in said):
            return section
    return None


def _begins(label: str, sections: tuple[Section, ...]) -> int:
    return min((found.start() for section in sections if (found := _STEMS[section].search(label))), default=len(label))
