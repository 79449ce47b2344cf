"""Proposals: a few texts of the respondent's own, each perhaps with a direction of work."""

from __future__ import annotations

import re
import uuid

from surveyapp.definition.kinds.base import Kind, Measure, Parsed, Raw, SettingRule, field_name, first, problem, rules
from surveyapp.definition.model import Question
from surveyapp.definition.problems import Problem

DEFAULT_COUNT = 3
DEFAULT_LENGTH = 500
ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Proposals(Kind):
    """Up to `max` proposals (three unless given) of up to `max_length` characters.

    Each gets a random id when it is first read, which goes back and forth in the hidden field "q-<id>-<i>-id", so that
    a draft keeps it. Proposals are kept apart from the response and are no column of a release.
    """

    name = "proposals"
    value_type = "list"
    options_need = "optional"
    settings = rules({"max": SettingRule("integer", 1, 10), "max_length": SettingRule("integer", 20, 5000)})

    def measure(self, question: Question) -> Measure:
        return "proposals"

    def names(self, question: Question) -> tuple[str, ...]:
        parts = ("text", "direction", "id") if question.options else ("text", "id")
        return tuple(field_name(question, place, part) for place in places(question) for part in parts)

    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        value: list[dict[str, str]] = []
        problems: list[Problem] = []
        length = question.integer("max_length", DEFAULT_LENGTH)
        for place in range(1, question.integer("max", DEFAULT_COUNT) + 1):
            name = field_name(question, str(place), "text")
            text = first(raw, name)
            if not text:
                continue
            if len(text) > length:
                problems.append(problem(question, name, "too_long", max=length, length=len(text)))
            proposal = {"id": self._id(first(raw, field_name(question, str(place), "id")), value), "text": text}
            name = field_name(question, str(place), "direction")
            direction = first(raw, name) if question.options else ""
            if direction and question.options is not None and question.options.get(direction):
                proposal["direction"] = direction
            elif direction:
                problems.append(problem(question, name, "unknown_choice"))
            value.append(proposal)
        return Parsed(value or None, problems=tuple(problems))

    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        anchor = self.names(question)[0]
        most = question.integer("max", DEFAULT_COUNT)
        if not isinstance(value, list) or not value:
            return (problem(question, anchor, "malformed"),)
        if len(value) > most:
            return (problem(question, anchor, "too_many_choices", max=most),)
        length = question.integer("max_length", DEFAULT_LENGTH)
        problems = []
        for place, proposal in enumerate(value, 1):
            name = field_name(question, str(place), "text")
            if not self._is_proposal(question, proposal):
                problems.append(problem(question, name, "malformed"))
            elif len(proposal["text"]) > length:
                problems.append(problem(question, name, "too_long", max=length, length=len(proposal["text"])))
        return tuple(problems)

    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        proposals = value if isinstance(value, list) else []
        return {
            field_name(question, str(place), part): [str(text)]
            for place, proposal in enumerate(proposals, 1)
            for part, text in proposal.items()
        }

    def _id(self, posted: str, before: list[dict[str, str]]) -> str:
        taken = {proposal["id"] for proposal in before}
        return posted if ID.fullmatch(posted) and posted not in taken else uuid.uuid4().hex

    def _is_proposal(self, question: Question, proposal: object) -> bool:
        if not isinstance(proposal, dict) or not {"id", "text"} <= set(proposal) <= {"id", "text", "direction"}:
            return False
        if not all(isinstance(part, str) and part for part in proposal.values()) or not ID.fullmatch(proposal["id"]):
            return False
        return "direction" not in proposal or (
            question.options is not None and question.options.get(proposal["direction"]) is not None
        )


def places(question: Question) -> tuple[str, ...]:
    """The numbers of the boxes, as they stand in the names of fields."""
    return tuple(str(place) for place in range(1, question.integer("max", DEFAULT_COUNT) + 1))
