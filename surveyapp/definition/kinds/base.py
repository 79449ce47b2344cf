"""What every kind of question can do.

A kind turns posted form values into the canonical answer and back, checks an answer, and names the columns a release
keeps of it. Kinds hold no state: a question comes in with every call. What a page shows and how numbers are summed up
follow from the kind's `measure`, so that a new kind of an existing measure needs no more than its own file, a template
and a line in the registry.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, Literal

from surveyapp.definition.model import Missing, Option, OptionList, Question
from surveyapp.definition.problems import NO_PARAMS, Param, Problem

Raw = Mapping[str, Sequence[str]]
"""Posted form values: field name → all its values."""

Measure = Literal[
    "nominal",
    "ordinal",
    "choices",
    "ranking",
    "allocation",
    "best-worst",
    "number",
    "date",
    "text",
    "proposals",
    "none",
]
Need = Literal["no", "optional", "yes"]
ValueType = Literal[
    "choice", "set", "number", "text", "date", "rows", "row_sets", "activities", "amounts", "list", "none"
]
"""What an expression may do with the answer."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a release. Cells hold a code of `codes`, a number, or a text; nothing where unanswered."""

    key: str
    question_id: str
    type: Literal["codes", "number", "text"]
    codes: tuple[str, ...] = ()
    missing: Mapping[str, Missing] = field(default_factory=lambda: MappingProxyType({}))
    """Codes which are answers but stand outside the scale."""
    row: str = ""
    """The row or option the column is about, "" where it is about the whole question."""
    measure: Measure = "nominal"


@dataclass(frozen=True, slots=True)
class SettingRule:
    """A setting a kind understands: its type, and the smallest and greatest number or the words it may be."""

    type: Literal["integer", "number", "text", "flag", "date"]
    least: float | None = None
    most: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What posted values say: the canonical answer (None = unanswered), the text of "other", and what is wrong.

    Where there is a problem, `value` still holds what could be understood, so that a draft loses nothing.
    """

    value: object = None
    other: str = ""
    problems: tuple[Problem, ...] = ()


def rules(settings: dict[str, SettingRule]) -> Mapping[str, SettingRule]:
    """Settings a kind declares, read-only."""
    return MappingProxyType(settings)


class Kind(ABC):
    """Base of all kinds; a kind of its own overrides what differs."""

    name: ClassVar[str]
    value_type: ClassVar[ValueType]
    options_need: ClassVar[Need] = "no"
    rows_need: ClassVar[Need] = "no"
    default_list: ClassVar[str] = ""
    """Shared list used where the question names none."""
    settings: ClassVar[Mapping[str, SettingRule]] = MappingProxyType({})
    texts: ClassVar[tuple[str, ...]] = ()
    """Optional texts of the question beside "text" and "help"."""

    @abstractmethod
    def measure(self, question: Question) -> Measure:
        """How the answers are to be summed up and drawn."""

    def options(self, question: Question) -> tuple[Option, ...]:
        """Options in the order of the definition."""
        return question.options.options if question.options else ()

    def names(self, question: Question) -> tuple[str, ...]:
        """Names of all form fields, in page order; an error summary links to the first."""
        return (field_name(question),)

    @abstractmethod
    def parse(self, question: Question, raw: Raw, language: str = "") -> Parsed:
        """The canonical answer posted for this question."""

    @abstractmethod
    def validate(self, question: Question, value: object) -> tuple[Problem, ...]:
        """What is wrong with a canonical answer; also for answers which did not come through `parse`."""

    @abstractmethod
    def to_raw(self, question: Question, value: object, other: str = "") -> dict[str, list[str]]:
        """Form values which `parse` reads back as this answer."""

    def columns(self, question: Question) -> tuple[Column, ...]:
        """Columns of the release; none where the question is not asked."""
        return ()

    def cells(self, question: Question, value: object, other: str = "") -> dict[str, str | float]:
        """Cells of one answered question by column key; a column left out is unanswered."""
        return {}

    def check_definition(self, question: Question) -> str:
        """What is wrong with a question's settings taken together, in English, or ""."""
        return ""


def field_name(question: Question, *parts: str) -> str:
    """Name of a form field: "q-<question>" and its parts."""
    return "-".join(("q", question.id, *parts))


def problem(question: Question, field: str, code: str, **params: Param) -> Problem:
    """A problem of this question."""
    return Problem(question.id, field, code, MappingProxyType(params) if params else NO_PARAMS)


def first(raw: Raw, name: str) -> str:
    """The first posted value of a field as clean text, "" where there is none."""
    values = raw.get(name, ())
    return clean(values[0]) if values else ""


def clean(text: str) -> str:
    """Text without surrounding blanks, control characters and direction marks, in composed form, lines ended by \\n."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return HIDDEN.sub("", text).strip()


HIDDEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f\\u061c\\ufeff]"
)
"""Every `is_hidden` character but line ends and tabs, as one pattern: it is run over everything that is posted."""


def is_hidden(sign: str) -> bool:
    """Whether a character cannot be seen and changes how others are read: controls, surrogates, direction marks."""
    return sign in "\n\t" or HIDDEN.fullmatch(sign) is not None


def in_order(options: OptionList | None, chosen: Sequence[str]) -> list[str]:
    """Chosen codes that exist, each once, in the order of the definition."""
    return [code for code in (options.codes if options else ()) if code in chosen]


def missing_codes(options: OptionList | None) -> Mapping[str, Missing]:
    """Codes that stand outside the scale."""
    if options is None:
        return MappingProxyType({})
    return MappingProxyType({option.code: option.missing for option in options.options if option.missing is not None})


def scale_measure(question: Question) -> Measure:
    """Ordinal where the options have values, else nominal."""
    return "ordinal" if question.options is not None and question.options.is_scale else "nominal"
