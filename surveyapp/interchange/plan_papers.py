"""A plan out of a file or a pasted text, with the words of the coded lists that ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from surveyapp.definition.lists import Lists
from surveyapp.definition.source import Problems
from surveyapp.interchange.files import read_file, read_pasted
from surveyapp.planning.reading.paper import one_line
from surveyapp.planning.reading.reader import read_plan
from surveyapp.planning.reading.recognition import Vocabulary
from surveyapp.planning.reading.result import PlanReading
from surveyapp.planning.years import Year

DIRECTIONS = "directions"
FORMS = "forms-of-work"


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """What a leader hands in: a file, or text she pasted."""

    content: bytes = b""
    name: str = ""
    pasted: str = ""


def read_plan_paper(surveys: Path, paper: PlanPaper, year: Year | None = None) -> PlanReading:
    """Read a paper as a plan; *surveys* is the folder whose lists name directions and forms of work.

    *year* is used where the paper names none. ``PaperRefused`` says why a paper cannot be read.
    """
    read = read_file(paper.content, paper.name) if paper.content or not paper.pasted else read_pasted(paper.pasted)
    return read_plan(read, vocabulary(surveys), year)


def vocabulary(surveys: Path) -> Vocabulary:
    """The labels of directions and forms of work, in every language."""
    lists = Lists(surveys / "lists", Problems())
    return Vocabulary(_labels(lists, DIRECTIONS), _labels(lists, FORMS))


def _labels(lists: Lists, name: str) -> Mapping[str, str]:
    found = lists.get(name)
    if found is None:
        return MappingProxyType({})
    codes = {option.text_key: option.code for option in found.options.options}
    return MappingProxyType(
        {
            one_line(text).casefold().replace("’", "'"): codes[key]
            for texts in found.texts.values()
            for key, text in texts.items()
            if key in codes
        }
    )
