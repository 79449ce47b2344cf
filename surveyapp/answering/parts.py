"""Which part of how many: counted so that the bar never goes backwards."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from surveyapp.answering.walk import Walk
from surveyapp.definition.model import Questionnaire, Section
from surveyapp.definition.tree import Expression, references


@dataclass(frozen=True, slots=True)
class Part:
    """Where a section stands on the longest way that is still possible."""

    number: int
    total: int


def part_of(questionnaire: Questionnaire, section_id: str, walked: Walk) -> Part:
    """The place of a section among those behind it and all that may still come.

    A later section counts unless answers given before this one leave it out. So while one goes on the total can only
    become smaller, and the share that is done only larger. A section off the way counts as the first.
    """
    seen = {visible.section.id for visible in walked.sections}
    number, total = 1, 0
    undecided: set[str] = set()
    behind = True
    for section in questionnaire.sections:
        if section.id == section_id:
            behind = False
            number = total + 1
        if section.id in seen or (not behind and _may_come(section, undecided)):
            total += 1
        if not behind:
            undecided.update(question.id for question in section.questions)
    return Part(number, max(total, number))


def _may_come(section: Section, undecided: AbstractSet[str]) -> bool:
    return any(not undecided.isdisjoint(references(condition)) for condition in _conditions(section))


def _conditions(section: Section) -> Iterator[Expression]:
    """What decides whether there is anything to see in a section."""
    found = [section.show_if]
    for question in section.questions:
        found += [question.show_if, question.rows_shown_if, *(row.show_if for row in question.rows)]
    return (condition for condition in found if condition is not None)
