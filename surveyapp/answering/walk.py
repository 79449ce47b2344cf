"""Which sections, questions and rows one respondent sees, given the answers so far.

One pass from top to bottom: conditions look only backwards, and only at answers that are themselves visible, so that an
answer hidden by a changed mind has no effect. Nothing is deleted: the draft keeps hidden answers, the walk leaves them
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from surveyapp.definition.evaluate import evaluate, holds
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.kinds.number import plain
from surveyapp.definition.model import Question, Questionnaire, Row, Section

Answers = Mapping[str, object]
"""Canonical answers: question id → value; "<question>.other" → text. Absent means unanswered."""

DEFAULT_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class VisibleQuestion:
    """A question the respondent sees, with the rows shown of it."""

    question: Question
    rows: tuple[Row, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class VisibleSection:
    """A section with at least one visible question."""

    section: Section
    questions: tuple[VisibleQuestion, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """What is visible, and the answers that count: without hidden questions and rows, with calculated ones."""

    sections: tuple[VisibleSection, ...]
    answers: Answers

    @property
    def questions(self) -> Iterator[VisibleQuestion]:
        """All visible questions in order."""
        return (question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> VisibleQuestion | None:
        """The visible question with this id, None where it is hidden."""
        return next((each for each in self.questions if each.question.id == question_id), None)


def walk(questionnaire: Questionnaire, answers: Answers) -> Walk:
    """The walk of a respondent with these canonical answers, hidden ones among them."""
    counting: dict[str, object] = {}
    sections: list[VisibleSection] = []
    for section in questionnaire.sections:
        if not holds(section.show_if, counting):
            continue
        visible = [
            found for question in section.questions if (found := _visit(question, answers, counting)) is not None
        ]
        if visible:
            sections.append(VisibleSection(section, tuple(visible)))
    return Walk(tuple(sections), MappingProxyType(counting))


def _visit(question: Question, answers: Answers, counting: dict[str, object]) -> VisibleQuestion | None:
    """The question if it is visible; its answer joins those that count."""
    if not question.asked or not holds(question.show_if, counting):
        return None
    if question.kind == "calculated":
        result = calculated(question, counting)
        if result is not None:
            counting[question.id] = result
        return VisibleQuestion(question, (), required=False) if question.settings.get("visible") is True else None
    rows = visible_rows(question, counting)
    if question.rows and not rows:
        return None
    value = answers.get(question.id)
    if question.rows and isinstance(value, Mapping):
        shown = {row.code for row in rows}
        kept = {row: answer for row, answer in value.items() if row in shown}
        # An empty mapping is an answer of its own: no activity attended.
        value = kept if kept or not value else None
    if value is not None:
        counting[question.id] = value
        other = answers.get(f"{question.id}.other")
        if isinstance(other, str) and other:
            counting[f"{question.id}.other"] = other
    required = question.required or (question.require_if is not None and holds(question.require_if, counting))
    return VisibleQuestion(question, rows, required and bool(kind_of(question).names(question)))


def may_require(questionnaire: Questionnaire) -> bool:
    """Whether there is a question that cannot be left out, or not by everybody."""
    asked = (question for question in questionnaire.questions if question.asked)
    return any(question.required or question.require_if is not None for question in asked)


def visible_rows(question: Question, answers: Answers) -> tuple[Row, ...]:
    """Rows whose own condition and the question's `rows_shown_if` are met."""
    return tuple(
        row
        for row in question.rows
        if holds(question.rows_shown_if, answers, row.code) and holds(row.show_if, answers, row.code)
    )


def calculated(question: Question, answers: Answers) -> str | None:
    """The value of a calculated question, rounded half up to its decimals (two unless given); None where unknown."""
    if question.calculate is None:
        return None
    value = evaluate(question.calculate, answers)
    if not isinstance(value, float):
        return None
    step = Decimal(1).scaleb(-question.integer("decimals", DEFAULT_DECIMALS))
    exact = Decimal(repr(value))
    # Beyond 15 digits there is no place for decimals, and none to round.
    return plain(exact.quantize(step, ROUND_HALF_UP)) if abs(exact) < Decimal(10) ** 15 else None
