"""What the leader will see of one respondent's answers, for a look before sending.

Answers become counts, texts stand unsigned, and what stays hidden is named by code. Sentences are made elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from surveyapp.answering.completion import Proposal, complete
from surveyapp.answering.walk import Answers
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.kinds.number import plain
from surveyapp.definition.model import Question, Questionnaire

Mode = Literal["anonymous", "confidential", "named"]

HIDDEN: dict[str, tuple[str, ...]] = {
    "anonymous": ("member", "institution", "time", "language", "answers_together"),
    "confidential": ("time", "language"),
    "named": (),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """An answer which the leader sees as one of a count: question, row ("" for none), code (of several, each one)."""

    question_id: str
    row: str
    code: str


@dataclass(frozen=True, slots=True)
class Written:
    """A text or number which the leader sees as it is; `row` is the answer or row it is about, "" for none."""

    question_id: str
    text: str
    row: str = ""
    type: Literal["text", "number", "date"] = "text"
    """Numbers and days stand in their canonical form."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Counts, texts and proposals in the order of the questionnaire, and codes of what the leader does not see.

    Codes of `hidden`: "member", "institution", "time", "language", "answers_together" (which answers belong together).
    """

    counted: tuple[Counted, ...]
    written: tuple[Written, ...]
    proposals: tuple[Proposal, ...]
    hidden: tuple[str, ...]
    none: tuple[str, ...] = ()
    """Questions answered with "I took part in none of these"."""


def preview(questionnaire: Questionnaire, answers: Answers, mode: Mode = "anonymous") -> Preview:
    """The preview of these answers; what is hidden or wrong is not in it."""
    submission = complete(questionnaire, answers)
    counted: list[Counted] = []
    written: list[Written] = []
    none: list[str] = []
    for question in questionnaire.questions:
        value = submission.answers.get(question.id)
        if value is None:
            continue
        if question.kind == "activity-rating" and not value:
            none.append(question.id)
        other = submission.answers.get(f"{question.id}.other")
        found = seen_of(question, value, other if isinstance(other, str) else "")
        counted.extend(found[0])
        written.extend(found[1])
    return Preview(tuple(counted), tuple(written), submission.proposals, HIDDEN[mode], tuple(none))


def seen_of(question: Question, value: object, other: str = "") -> tuple[list[Counted], list[Written]]:
    """What is counted and what is read of one answer."""
    counted: list[Counted] = []
    written: list[Written] = []
    kind = kind_of(question)
    columns = {column.key: column for column in kind.columns(question)}
    for key, cell in kind.cells(question, value, other).items():
        column = columns[key]
        if column.type == "text":
            is_day = column.measure == "date"
            written.append(Written(question.id, str(cell), column.row if is_day else "", "date" if is_day else "text"))
        elif column.type == "number":
            written.append(Written(question.id, plain(Decimal(repr(float(cell)))), column.row, "number"))
        elif column.measure == "choices":
            if cell == "1":
                counted.append(Counted(question.id, "", column.row))
        else:
            counted.append(Counted(question.id, column.row, str(cell)))
    return counted, written
