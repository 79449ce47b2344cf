"""The frozen types of a questionnaire: what is asked, in what order, with which codes, under which conditions.

Codes and ids give answers their meaning and are the same in all languages; texts lie beside them under flat keys
("question.overall.text", "option.quality-5.4"). A questionnaire is made by `loading.load_questionnaire` or
`versions.from_document`, never by hand, and is not changed afterwards: `versions.freeze` and
`versions.with_local_questions` return new ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from surveyapp.definition.tree import Expression

Setting = str | int | float | bool
Missing = Literal["not_applicable", "dont_know"]
Order = Literal["fixed", "alphabetical", "random"]
Polarity = Literal["bipolar", "unipolar", "frequency", "ordered"]
Side = Literal["low", "high"]

PLAN_ACTIVITIES = "plan.activities"
"""The value of `Question.rows_from` which stands for the association's own activities, filled in when a run opens."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    code: str
    text_key: str
    value: float | None = None
    """Place on the scale; None for nominal options and for missing ones."""
    missing: Missing | None = None
    """"Not applicable" and "don't know" are answers, counted apart from the scale."""
    exclusive: bool = False
    """Cannot stand with another choice ("none of these")."""
    other: bool = False
    """Opens a short text field."""
    counts: Side | None = None
    """Whether the list says that it counts as low or as high; `scales.sides_of` tells what it counts as."""


@dataclass(frozen=True, slots=True)
class OptionList:
    """Options in order. `id` is the shared list's name, or "" where the options are the question's own."""

    id: str
    options: tuple[Option, ...]
    polarity: Polarity | None = None
    """What a scale's list declares; None for lists that are no scale, and in versions older than the declaration
    (`scales.polarity_of` knows what they are)."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order; a release stores places in this tuple."""
        return tuple(option.code for option in self.options)

    @property
    def is_scale(self) -> bool:
        """Whether every option that is not a missing one has a numeric value."""
        real = [option for option in self.options if option.missing is None]
        return bool(real) and all(option.value is not None for option in real)

    @property
    def values(self) -> dict[str, float]:
        """Numeric values by code, of the options that have one."""
        return {option.code: option.value for option in self.options if option.value is not None}

    def get(self, code: str) -> Option | None:
        """The option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a matrix, a semantic differential or an activity rating."""

    code: str
    text_key: str
    show_if: Expression | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition an answer must meet; its message is the text "question.<id>.check.<n>", counted from 1."""

    condition: Expression
    text_key: str


@dataclass(frozen=True, slots=True)
class FewerInvited:
    """Other options where fewer than `than` people are invited, so that nobody is known by a combination."""

    than: int
    options: OptionList


@dataclass(frozen=True, slots=True)
class MemberKinds:
    """Offer an option only where the member list has `at_least` such people; the others go into the option `rest`."""

    at_least: int
    rest: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Which fields mean something depends on its kind (`surveyapp.definition.kinds`)."""

    id: str
    kind: str
    options: OptionList | None = None
    rows: tuple[Row, ...] = ()
    rows_from: str = ""
    """Name of the shared list of rows, `PLAN_ACTIVITIES`, or "" where the rows are the question's own."""
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    """What the kind declares beyond the common fields: "max", "min", "decimals", "display" …"""
    order: Order = "fixed"
    indicator: str = ""
    core: bool = False
    """Locked for all associations of a region."""
    local: bool = False
    """Added by an association, at most five."""
    required: bool = False
    asked: bool = True
    """False where freezing found nothing to ask: no activity held, fewer than two options left."""
    show_if: Expression | None = None
    rows_shown_if: Expression | None = None
    require_if: Expression | None = None
    checks: tuple[Check, ...] = ()
    calculate: Expression | None = None
    fewer_invited: FewerInvited | None = None
    member_kinds: MemberKinds | None = None

    def text_key(self, part: str = "text") -> str:
        """Key of one of the question's own texts: "text", "help", "low", "high" …"""
        return f"question.{self.id}.{part}"

    def integer(self, name: str, default: int) -> int:
        """A whole-number setting, or the default."""
        value = self.settings.get(name, default)
        return int(value)

    def row(self, code: str) -> Row | None:
        """The row with this code, or None."""
        return next((row for row in self.rows if row.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions shown on one page. Title and introduction: "section.<id>.title", "section.<id>.intro"."""

    id: str
    questions: tuple[Question, ...]
    show_if: Expression | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What makes a question comparable across questionnaires, associations and years.

    `scale` is the list whose codes the question must use ("" for free ones); `direction` says whether more is better.
    Its meaning: "indicator.<id>.meaning".
    """

    id: str
    scale: str
    direction: Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire with its texts in all its languages; the first language is the source."""

    key: str
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    texts: Mapping[str, Mapping[str, str]]
    """language → flat key → text. A key may be missing in a language other than the source."""
    indicators: tuple[Indicator, ...] = ()

    @property
    def source_language(self) -> str:
        """The language every text exists in."""
        return self.languages[0]

    @property
    def questions(self) -> Iterator[Question]:
        """All questions in order."""
        return (question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError where there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def section(self, section_id: str) -> Section:
        """The section with this id; KeyError where there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def text(self, key: str, language: str) -> str:
        """The text in this language, else in the source language, else "" (an optional text that was not written)."""
        found = self.texts.get(language, {}).get(key)
        return found or self.texts[self.source_language].get(key, "")

    def option_label(self, question: Question, code: str, language: str) -> str:
        """What the respondent reads for a code; the code itself where the question has no such option."""
        option = question.options.get(code) if question.options else None
        return self.text(option.text_key, language) if option else code

    def row_label(self, question: Question, code: str, language: str) -> str:
        """What the respondent reads for a row; the code itself where the question has no such row."""
        row = question.row(code)
        return self.text(row.text_key, language) if row else code

    def scale_end(self, question: Question, end: Literal["low", "high"], language: str) -> str:
        """The label at one end of the scale: the question's own, else the shared list's, else ""."""
        own = self.text(question.text_key(end), language)
        if own or question.options is None:
            return own
        return self.text(f"list.{question.options.id}.{end}", language)
