"""Completing a questionnaire: the answers sent, the proposals that go their own way, and what is still wrong."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from surveyapp.answering.sections import left_open, required_and_checks
from surveyapp.answering.walk import Answers, walk
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.kinds.base import clean, field_name
from surveyapp.definition.kinds.choice import OTHER_LENGTH
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.problems import Problem


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal for next year under its own random id; `direction` is a code or ""."""

    id: str
    question_id: str
    text: str
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What leaves the respondent: visible answers without the proposals, the proposals, and problems in page order.

    With problems it is not to be taken; every answer is checked again here, wherever it came from.
    """

    answers: Answers
    proposals: tuple[Proposal, ...]
    problems: tuple[Problem, ...]


def complete(questionnaire: Questionnaire, answers: Answers) -> Submission:
    """The submission these answers make; hidden answers and unknown questions are left out."""
    after = walk(questionnaire, answers)
    sent: dict[str, object] = {}
    proposals: list[Proposal] = []
    problems: list[Problem] = []
    for question in questionnaire.questions:
        if question.kind == "calculated" and question.id in after.answers:
            sent[question.id] = after.answers[question.id]
    for visible in after.questions:
        question = visible.question
        value = after.answers.get(question.id)
        if value is not None and question.kind != "calculated":
            wrong = kind_of(question).validate(question, value)
            problems.extend(wrong)
            if not wrong and question.kind == "proposals" and isinstance(value, list):
                proposals.extend(
                    Proposal(each["id"], question.id, each["text"], each.get("direction", "")) for each in value
                )
            elif not wrong:
                sent[question.id] = value
                other = after.answers.get(f"{question.id}.other")
                if isinstance(other, str) and _other_chosen(value, question.id, questionnaire):
                    sent[f"{question.id}.other"] = other
                    if len(other) > OTHER_LENGTH or clean(other) != other:
                        params = MappingProxyType({"max": OTHER_LENGTH, "length": len(other)})
                        problems.append(Problem(question.id, field_name(question, "other"), "too_long", params))
        problems.extend(
            each for each in left_open(visible, answers) if all(each.field != other.field for other in problems)
        )
        problems.extend(required_and_checks(visible, after, problems))
    return Submission(MappingProxyType(sent), tuple(proposals), tuple(problems))


def _other_chosen(value: object, question_id: str, questionnaire: Questionnaire) -> bool:
    options = questionnaire.question(question_id).options
    chosen = value if isinstance(value, list) else [value]
    return options is not None and any(option.other and option.code in chosen for option in options.options)
