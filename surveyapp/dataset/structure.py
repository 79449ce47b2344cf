"""What a release says about itself: questions, columns, labels, run. Kept as JSON beside the data.

A release is read without the questionnaire it came from: everything an analysis needs to interpret a column (codes,
values on the scale, what stands outside it, whether it was asked of everyone) is here, and every label in
every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from surveyapp.definition.kinds import columns as kind_columns
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Missing, Polarity, Question, Questionnaire, Section, Side
from surveyapp.definition.scales import as_polarity, as_side, former_polarity, former_sides, polarity_of, sides_of
from surveyapp.definition.tree import Expression

UNANSWERED = 254
"""Not answered, or not reached because the answer that decides whether it is shown was left out."""
NOT_SHOWN = 255
"""An answer of the respondent's says for certain that the question is not for her."""
MOST_CODES = 254
ANSWERED = 0
"""State of a number or text that is there."""

PAIR = "#pair"
"""Column of opaque keys that pair rows with those of other years; no question's, so that nothing counts by it."""

FORMAT = 1
"""Version of the layout of files; part of a release's name."""


def state_key(key: str) -> str:
    """The column that says of a number or text whether it was answered, unanswered or not shown."""
    return f"{key}#state"


@dataclass(frozen=True, slots=True)
class ReleaseOption:
    """An option of a question."""

    code: str
    value: float | None
    missing: Missing | None
    side: Side | None = None
    """Whether it counts as low or as high on its scale."""


@dataclass(frozen=True, slots=True)
class ReleaseColumn:
    """One column: cells are indices into `codes`, or 254 unanswered, 255 not shown; or numbers; or texts."""

    key: str
    question: str
    type: str
    codes: tuple[str, ...]
    missing: Mapping[str, Missing]
    row: str
    measure: str
    conditional: bool
    """Whether an earlier answer decides if this is asked, so that the silent's eligibility is unknown."""


@dataclass(frozen=True, slots=True)
class ReleaseQuestion:
    """One question of the release."""

    id: str
    section: str
    kind: str
    measure: str
    options: tuple[ReleaseOption, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    indicator: str
    core: bool
    local: bool
    background: bool
    """Whether answers may be set side by side by it: a single choice of the last section, which asks about the
    respondent and whose options heed identity by combination."""
    scale: str
    """Id of the shared option list, "" where the options are the question's own."""
    polarity: Polarity | None = None
    """What kind of scale the options are; None where they are none."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Texts of a release in one language; a label that was not written falls back to the source language, then to
    the id or code itself."""

    language: str
    texts: Mapping[str, str]
    fallback: Mapping[str, str]

    def _get(self, key: str, otherwise: str) -> str:
        return self.texts.get(key) or self.fallback.get(key) or otherwise

    @property
    def title(self) -> str:
        """Title of the questionnaire."""
        return self._get("title", "")

    def section(self, section: str) -> str:
        """Title of a section."""
        return self._get(f"section/{section}", section)

    def question(self, question: str) -> str:
        """Text of a question."""
        return self._get(f"question/{question}", question)

    def option(self, question: str, code: str) -> str:
        """What the respondent read for a code."""
        return self._get(f"option/{question}/{code}", code)

    def row(self, question: str, code: str) -> str:
        """What the respondent read for a row."""
        return self._get(f"row/{question}/{code}", code)

    def end(self, question: str, end: str) -> str:
        """The label at the "low" or "high" end of a scale, of one row at "<row>.low"; "" where there is none."""
        return self._get(f"end/{question}/{end}", "")


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything about a release that does not depend on the answers."""

    key: str
    languages: tuple[str, ...]
    sections: tuple[str, ...]
    questions: Mapping[str, ReleaseQuestion]
    columns: Mapping[str, ReleaseColumn]
    directions: Mapping[str, str]
    """indicator id → "up", "down" or "none": whether more is better."""
    texts: Mapping[str, Mapping[str, str]]

    def labels(self, language: str) -> Labels:
        """Labels in this language, or in the source language where the questionnaire does not have it."""
        source = self.texts[self.languages[0]]
        return Labels(language, self.texts.get(language, source), source)


def structure_of(questionnaire: Questionnaire) -> Structure:
    """The structure of a questionnaire's releases."""
    declared = kind_columns(questionnaire)
    by_question: dict[str, list[str]] = {}
    for column in declared:
        by_question.setdefault(column.question_id, []).append(column.key)
    columns: dict[str, ReleaseColumn] = {}
    questions: dict[str, ReleaseQuestion] = {}
    for section in questionnaire.sections:
        last = len(questionnaire.sections) > 1 and section is questionnaire.sections[-1]
        for question in section.questions:
            keys = tuple(by_question.get(question.id, ()))
            if not question.asked or kind_of(question).measure(question) == "none":
                continue
            questions[question.id] = _question(section, question, keys, last=last)
    for column in declared:
        if column.question_id not in questions:
            continue
        section = next(s for s in questionnaire.sections if any(q.id == column.question_id for q in s.questions))
        question = questionnaire.question(column.question_id)
        columns[column.key] = ReleaseColumn(
            column.key,
            column.question_id,
            column.type,
            column.codes,
            column.missing,
            column.row,
            column.measure,
            bool(conditions(section, question, column.row)) or column.key.endswith(".rating"),
        )
    return Structure(
        questionnaire.key,
        questionnaire.languages,
        tuple(section.id for section in questionnaire.sections),
        MappingProxyType(questions),
        MappingProxyType(columns),
        MappingProxyType({indicator.id: indicator.direction for indicator in questionnaire.indicators}),
        MappingProxyType({language: _texts(questionnaire, language) for language in questionnaire.languages}),
    )


def openable(structure: Structure) -> tuple[str, ...]:
    """Background questions by which answers may be set side by side, once one of them is chosen.

    Not one that is asked of some only: whom it was asked tells an earlier answer.
    """
    return tuple(
        question.id
        for question in structure.questions.values()
        if question.background
        and structure.columns[question.columns[0]].type == "codes"
        and not structure.columns[question.columns[0]].conditional
    )


def _question(section: Section, question: Question, keys: tuple[str, ...], *, last: bool) -> ReleaseQuestion:
    options = question.options.options if question.options else ()
    sides = sides_of(question.options) if question.options else {}
    return ReleaseQuestion(
        question.id,
        section.id,
        question.kind,
        kind_of(question).measure(question),
        tuple(ReleaseOption(option.code, option.value, option.missing, sides.get(option.code)) for option in options),
        tuple(row.code for row in question.rows),
        keys,
        question.indicator,
        question.core,
        question.local,
        last and question.kind == "single",
        question.options.id if question.options else "",
        polarity_of(question.options) if question.options else None,
    )


def conditions(section: Section, question: Question, row: str) -> tuple[Expression, ...]:
    """All conditions under which a question, or one of its rows, is shown."""
    own = question.row(row) if row else None
    found = [section.show_if, question.show_if]
    if own is not None:
        found += [question.rows_shown_if, own.show_if]
    return tuple(expression for expression in found if expression is not None)


def _texts(questionnaire: Questionnaire, language: str) -> Mapping[str, str]:
    written = questionnaire.texts.get(language, {})
    texts: dict[str, str] = {}

    def keep(key: str, text_key: str) -> None:
        if text := written.get(text_key):
            texts[key] = text

    keep("title", "title")
    for section in questionnaire.sections:
        keep(f"section/{section.id}", f"section.{section.id}.title")
        for question in section.questions:
            keep(f"question/{question.id}", question.text_key())
            for option in question.options.options if question.options else ():
                keep(f"option/{question.id}/{option.code}", option.text_key)
            for row in question.rows:
                keep(f"row/{question.id}/{row.code}", row.text_key)
                for end in ("low", "high"):
                    keep(f"end/{question.id}/{row.code}.{end}", f"{row.text_key}.{end}")
            for end in ("low", "high"):
                if question.options is not None:
                    keep(f"end/{question.id}/{end}", f"list.{question.options.id}.{end}")
                keep(f"end/{question.id}/{end}", question.text_key(end))
    return MappingProxyType(texts)


def to_json(structure: Structure) -> dict[str, Any]:
    """The structure as JSON values, in a fixed order."""
    return {
        "key": structure.key,
        "languages": list(structure.languages),
        "sections": list(structure.sections),
        "questions": [
            {
                "id": q.id,
                "section": q.section,
                "kind": q.kind,
                "measure": q.measure,
                "options": [[o.code, o.value, o.missing, o.side] for o in q.options],
                "rows": list(q.rows),
                "columns": list(q.columns),
                "indicator": q.indicator,
                "core": q.core,
                "local": q.local,
                "background": q.background,
                "scale": q.scale,
                "polarity": q.polarity,
            }
            for q in structure.questions.values()
        ],
        "columns": [
            {
                "key": c.key,
                "question": c.question,
                "type": c.type,
                "codes": list(c.codes),
                "missing": dict(c.missing),
                "row": c.row,
                "measure": c.measure,
                "conditional": c.conditional,
            }
            for c in structure.columns.values()
        ],
        "directions": dict(structure.directions),
        "texts": {language: dict(texts) for language, texts in structure.texts.items()},
    }


def from_json(document: Mapping[str, Any]) -> Structure:
    """The structure `to_json` wrote. KeyError, TypeError or ValueError for anything else."""
    questions = [
        ReleaseQuestion(
            q["id"],
            q["section"],
            q["kind"],
            q["measure"],
            _options(q),
            tuple(q["rows"]),
            tuple(q["columns"]),
            q["indicator"],
            q["core"],
            q["local"],
            q["background"],
            q["scale"],
            _polarity(q),
        )
        for q in document["questions"]
    ]
    columns = [
        ReleaseColumn(
            c["key"],
            c["question"],
            c["type"],
            tuple(c["codes"]),
            MappingProxyType(dict(c["missing"])),
            c["row"],
            c["measure"],
            c["conditional"],
        )
        for c in document["columns"]
    ]
    return Structure(
        document["key"],
        tuple(document["languages"]),
        tuple(document["sections"]),
        MappingProxyType({q.id: q for q in questions}),
        MappingProxyType({c.key: c for c in columns}),
        MappingProxyType(dict(document["directions"])),
        MappingProxyType({language: MappingProxyType(dict(t)) for language, t in document["texts"].items()}),
    )


def _polarity(document: Mapping[str, Any]) -> Polarity | None:
    """The polarity of a question; what the rule says in releases that were cut before it was kept."""
    if "polarity" in document:
        return as_polarity(document["polarity"])
    real = [value for _code, value, missing, *_side in document["options"] if missing is None]
    return former_polarity(document["scale"]) if real and None not in real else None


def _options(document: Mapping[str, Any]) -> tuple[ReleaseOption, ...]:
    listed = document["options"]
    if "polarity" in document:
        return tuple(ReleaseOption(code, value, missing, as_side(side)) for code, value, missing, side in listed)
    if _polarity(document) is None:
        return tuple(ReleaseOption(code, value, missing) for code, value, missing in listed)
    steps = sorted((value, code) for code, value, missing in listed if missing is None)
    sides = {code: side for (_value, code), side in zip(steps, former_sides(len(steps)), strict=True)}
    return tuple(ReleaseOption(code, value, missing, sides.get(code)) for code, value, missing in listed)
