"""A question as the templates of `components/questions.html` want it: texts looked up, codes in the order shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from surveyapp.answering.ordering import ordered_options
from surveyapp.definition.kinds import field_name
from surveyapp.definition.kinds.best_worst import sets
from surveyapp.definition.kinds.semantic_differential import DEFAULT_POINTS, numbered
from surveyapp.definition.model import Missing, Question, Questionnaire, Row, Setting
from surveyapp.definition.tree import Expression
from surveyapp.definition.tree_json import node_to_json
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.problems import example_day

Text = Callable[[str], str]
"""Looks up a text of the questionnaire by its key, in the language of the page."""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One answer that can be chosen."""

    code: str
    label: str
    value: float | None
    missing: Missing | None
    exclusive: bool
    other: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of a matrix, a semantic differential or an activity rating."""

    code: str
    label: str
    detail: str
    low: str
    high: str
    show_if: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question in one language. Texts that were not written are empty."""

    id: str
    name: str
    kind: str
    text: str
    help: str
    show_if: str
    """The condition as the browser reads it, or empty."""
    options: tuple[OptionView, ...]
    rows: tuple[RowView, ...]
    low: str
    high: str
    unit: str
    other: str
    none: str
    settings: Mapping[str, Setting]
    sets: tuple[tuple[OptionView, ...], ...]
    required: bool
    """Whether an answer is required in any case."""
    require_if: str
    """The condition under which it is, as the browser reads it, or empty."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The state of a form that is rendered with its values: for pages of staff, which are not compiled."""

    values: Mapping[str, Sequence[str]]
    sentences: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by field."""

    def value(self, name: str) -> str:
        """The text of a field."""
        return next(iter(self.values.get(name, ())), "")

    def checked(self, name: str, code: str) -> str:
        """The word that ticks a box or a radio button."""
        return " checked" if code in self.values.get(name, ()) else ""

    def selected(self, name: str, code: str) -> str:
        """The word that chooses a line of a drop-down list."""
        return " selected" if code in self.values.get(name, ()) else ""

    def unless(self, mark: str, question_id: str) -> str:
        """The word that hides a mark of a condition: "required" while it is not met, "perhaps" once it is."""
        return " hidden" if mark == "required" else ""

    def error(self, name: str) -> str:
        """What is wrong at a field, or nothing."""
        return self.sentences.get(name, "")


def question_view(
    questionnaire: Questionnaire, question: Question, language: str, seed: str, text: Text
) -> QuestionView:
    """One question as shown to a respondent; ``seed`` decides random orders."""
    options = _options(questionnaire, question, language, seed, text)
    by_code = {option.code: option for option in options}
    ends = {end: questionnaire.scale_end(question, end, language) for end in ("low", "high")}
    own = {part: text(question.text_key(part)) for part in ("text", "help", "unit", "other", "none")}
    if question.kind in ("date", "period"):
        words = catalogue(language)
        example = words.gettext("For example: %(example)s", example=example_day(words))
        own["help"] = " ".join(filter(None, (own["help"], example)))
    return QuestionView(
        id=question.id,
        name=field_name(question),
        kind=question.kind,
        show_if=_condition(question.show_if),
        required=question.required,
        require_if=_condition(question.require_if) if not question.required else "",
        options=options,
        rows=tuple(_row(question, row, text) for row in question.rows),
        settings=question.settings,
        sets=tuple(tuple(by_code[code] for code in codes) for codes in sets(question))
        if question.kind == "best-worst"
        else (),
        **ends,
        **own,
    )


def _options(
    questionnaire: Questionnaire, question: Question, language: str, seed: str, text: Text
) -> tuple[OptionView, ...]:
    if question.kind == "semantic-differential":
        options = numbered(question.integer("points", DEFAULT_POINTS)).options
    else:
        options = ordered_options(questionnaire, question, language, seed)
    return tuple(
        OptionView(
            option.code,
            text(option.text_key) if option.text_key else "",
            option.value,
            option.missing,
            option.exclusive,
            option.other,
        )
        for option in options
    )


def _row(question: Question, row: Row, text: Text) -> RowView:
    conditions = [
        node_to_json(condition.root) for condition in (question.rows_shown_if, row.show_if) if condition is not None
    ]
    return RowView(
        row.code,
        text(row.text_key),
        text(f"{row.text_key}.detail"),
        text(f"{row.text_key}.low"),
        text(f"{row.text_key}.high"),
        _json(conditions),
    )


def _condition(condition: Expression | None) -> str:
    return _json([node_to_json(condition.root)] if condition is not None else [])


def _json(conditions: list[list[object]]) -> str:
    if not conditions:
        return ""
    tree = conditions[0] if len(conditions) == 1 else ["and", *conditions]
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
