"""A questionnaire as a JSON document and back: what the database keeps of a version.

Fields at their defaults are left out. The document is read by the product's later versions too: fields are added, never
given another meaning; `FORMAT` counts changes that old readers could not understand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from surveyapp.definition.kinds import KINDS
from surveyapp.definition.model import (
    Check,
    FewerInvited,
    Indicator,
    MemberKinds,
    Option,
    OptionList,
    Question,
    Questionnaire,
    Row,
    Section,
    Setting,
)
from surveyapp.definition.scales import as_polarity, as_side
from surveyapp.definition.tree import Expression
from surveyapp.definition.tree_json import from_json, to_json

FORMAT = 1
Document = dict[str, object]
T = TypeVar("T")

EXPRESSIONS = ("show_if", "rows_shown_if", "require_if", "calculate")
WORDS = ("rows_from", "indicator")
FLAGS = ("core", "local", "required")


def to_document(questionnaire: Questionnaire) -> Document:
    """The whole questionnaire; only lists, dicts, strings, numbers and booleans."""
    return {
        "format": FORMAT,
        **structure_document(questionnaire),
        "languages": list(questionnaire.languages),
        "texts": {language: dict(texts) for language, texts in questionnaire.texts.items()},
    }


def structure_document(questionnaire: Questionnaire) -> Document:
    """Everything that gives answers their meaning: no texts, no languages."""
    return {
        "key": questionnaire.key,
        "sections": [
            _without_defaults(
                id=section.id,
                show_if=to_json(section.show_if) if section.show_if else None,
                questions=[question_to_document(question) for question in section.questions],
            )
            for section in questionnaire.sections
        ],
        "indicators": [
            {"id": indicator.id, "scale": indicator.scale, "direction": indicator.direction}
            for indicator in questionnaire.indicators
        ],
    }


def from_document(document: object) -> Questionnaire:
    """The questionnaire of a document made by `to_document`; ValueError for anything else."""
    found = _mapping(document)
    if found.get("format") != FORMAT:
        raise ValueError(f"unknown format of a questionnaire: {found.get('format')!r}")
    languages = tuple(_text(language) for language in _list(found.get("languages")))
    texts = _mapping(found.get("texts"))
    if not languages or set(texts) != set(languages):
        raise ValueError("the languages and the texts of a questionnaire differ")
    return Questionnaire(
        _text(found.get("key")),
        languages,
        tuple(_section(section) for section in _list(found.get("sections"))),
        MappingProxyType(
            {
                language: MappingProxyType({key: _text(text) for key, text in _mapping(texts[language]).items()})
                for language in languages
            }
        ),
        tuple(_indicator(indicator) for indicator in _list(found.get("indicators", []))),
    )


def question_to_document(question: Question) -> Document:
    """One question, without its texts."""
    return _without_defaults(
        id=question.id,
        kind=question.kind,
        options=_options_document(question.options),
        rows=[
            _without_defaults(
                code=row.code, text_key=row.text_key, show_if=to_json(row.show_if) if row.show_if else None
            )
            for row in question.rows
        ],
        settings=dict(question.settings),
        order="" if question.order == "fixed" else question.order,
        not_asked=not question.asked,
        checks=[{"condition": to_json(check.condition), "text_key": check.text_key} for check in question.checks],
        fewer_invited={
            "than": question.fewer_invited.than,
            "options": _options_document(question.fewer_invited.options),
        }
        if question.fewer_invited
        else None,
        member_kinds={"at_least": question.member_kinds.at_least, "rest": question.member_kinds.rest}
        if question.member_kinds
        else None,
        **{name: getattr(question, name) for name in (*WORDS, *FLAGS)},
        **{name: to_json(tree) for name in EXPRESSIONS if (tree := getattr(question, name)) is not None},
    )


def question_from_document(document: object) -> Question:
    """The question of a document made by `question_to_document`; ValueError for anything else."""
    found = _mapping(document)
    kind = _text(found.get("kind"))
    if kind not in KINDS:
        raise ValueError(f"unknown kind of question: {kind!r}")
    order = found.get("order", "fixed")
    if order not in ("fixed", "alphabetical", "random"):
        raise ValueError(f"unknown order: {order!r}")
    settings = _mapping(found.get("settings", {}))
    if not all(isinstance(value, str | int | float) for value in settings.values()):
        raise ValueError("a setting is no word and no number")
    return Question(
        _text(found.get("id")),
        kind,
        _optional(found.get("options"), _options),
        tuple(_row(row) for row in _list(found.get("rows", []))),
        _text(found.get("rows_from", "")),
        MappingProxyType({name: cast(Setting, value) for name, value in settings.items()}),
        order,
        _text(found.get("indicator", "")),
        found.get("core") is True,
        found.get("local") is True,
        found.get("required") is True,
        found.get("not_asked") is not True,
        _optional(found.get("show_if"), from_json),
        _optional(found.get("rows_shown_if"), from_json),
        _optional(found.get("require_if"), from_json),
        tuple(_check(check) for check in _list(found.get("checks", []))),
        _optional(found.get("calculate"), from_json),
        _optional(found.get("fewer_invited"), _fewer_invited),
        _optional(found.get("member_kinds"), _member_kinds),
    )


def _without_defaults(**fields: object) -> Document:
    """Fields that say something: no None, no "", no false, nothing empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", False, [], {})}


def _options_document(options: OptionList | None) -> Document | None:
    if options is None:
        return None
    listed = []
    for option in options.options:
        fields = _without_defaults(
            code=option.code,
            text_key=option.text_key,
            missing=option.missing,
            exclusive=option.exclusive,
            other=option.other,
            counts=option.counts,
        )
        # Zero is a value too.
        listed.append(fields if option.value is None else {**fields, "value": option.value})
    return {"id": options.id, "options": listed, **({"polarity": options.polarity} if options.polarity else {})}


def _section(document: object) -> Section:
    found = _mapping(document)
    questions = tuple(question_from_document(question) for question in _list(found.get("questions", [])))
    return Section(_text(found.get("id")), questions, _optional(found.get("show_if"), from_json))


def _options(document: object) -> OptionList:
    found = _mapping(document)
    return OptionList(
        _text(found.get("id")),
        tuple(_option(option) for option in _list(found.get("options"))),
        as_polarity(found.get("polarity")),
    )


def _option(document: object) -> Option:
    found = _mapping(document)
    value, missing = found.get("value"), found.get("missing")
    if missing not in (None, "not_applicable", "dont_know"):
        raise ValueError(f"unknown sort of missing: {missing!r}")
    return Option(
        _text(found.get("code")),
        _text(found.get("text_key", "")),
        float(value) if isinstance(value, int | float) else None,
        missing,
        found.get("exclusive") is True,
        found.get("other") is True,
        as_side(found.get("counts")),
    )


def _row(document: object) -> Row:
    found = _mapping(document)
    show_if: Expression | None = _optional(found.get("show_if"), from_json)
    return Row(_text(found.get("code")), _text(found.get("text_key", "")), show_if)


def _check(document: object) -> Check:
    found = _mapping(document)
    return Check(from_json(found.get("condition")), _text(found.get("text_key", "")))


def _fewer_invited(document: object) -> FewerInvited:
    found = _mapping(document)
    return FewerInvited(_integer(found.get("than")), _options(found.get("options")))


def _member_kinds(document: object) -> MemberKinds:
    found = _mapping(document)
    return MemberKinds(_integer(found.get("at_least")), _text(found.get("rest")))


def _indicator(document: object) -> Indicator:
    found = _mapping(document)
    direction = found.get("direction")
    if direction == "up" or direction == "down" or direction == "none":
        return Indicator(_text(found.get("id")), _text(found.get("scale")), direction)
    raise ValueError(f"unknown direction: {direction!r}")


def _optional(value: object, read: Callable[[object], T]) -> T | None:
    return None if value is None else read(value)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ValueError("a part of the questionnaire is no object")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a part of the questionnaire is no list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a part of the questionnaire is no text")
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("a part of the questionnaire is no whole number")
    return value
