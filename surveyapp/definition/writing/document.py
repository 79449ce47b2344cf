"""A questionnaire as files: what `surveyapp questionnaire export` writes, and what a copy of a version begins with."""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import PLAN_ACTIVITIES, Option, OptionList, Question, Questionnaire, Side
from surveyapp.definition.scales import polarity_of, sides_of
from surveyapp.definition.writing.emit import as_text
from surveyapp.definition.writing.folder import path_of
from surveyapp.definition.writing.nodes import Data

Part = dict[str, Data]


def to_files(questionnaire: Questionnaire, *, leave_out: Iterable[str] = ()) -> dict[str, str]:
    """Files which load as this questionnaire: structure, texts, the lists and indicators it uses.

    `leave_out` names shared lists that need no file; indicators come in "indicators.yaml" unless "indicators" is named.
    A form frozen for a run has no such files: rows of the plan and chosen lists are gone from it.
    """
    left_out = set(leave_out)
    structure: Part = {
        "key": questionnaire.key,
        "languages": list(questionnaire.languages),
        "sections": [
            {
                "id": section.id,
                **({"show_if": section.show_if.source} if section.show_if else {}),
                "questions": [_question(question) for question in section.questions],
            }
            for section in questionnaire.sections
        ],
    }
    made = {"questionnaire.yaml": as_text(structure)}
    for language in questionnaire.languages:
        made[f"texts/{language}.yaml"] = as_text(_texts(questionnaire, language))
    for name, options in shared_lists(questionnaire).items():
        if name not in left_out:
            made[f"lists/{name}.yaml"] = as_text(_list(questionnaire, options))
    if questionnaire.indicators and "indicators" not in left_out:
        made["indicators.yaml"] = as_text(_indicators(questionnaire))
    return made


def shared_lists(questionnaire: Questionnaire) -> dict[str, OptionList]:
    """The lists questions name, by name; rows out of a list give its codes."""
    found: dict[str, OptionList] = {}
    for question in questionnaire.questions:
        lists = [question.options, question.fewer_invited.options if question.fewer_invited else None]
        for options in lists:
            if options is not None and options.id and kind_of(question).options_need != "no":
                found[options.id] = options
        if question.rows_from and question.rows_from != PLAN_ACTIVITIES:
            own = tuple(Option(row.code, f"option.{question.rows_from}.{row.code}") for row in question.rows)
            found.setdefault(question.rows_from, OptionList(question.rows_from, own))
    return found


def _question(question: Question) -> Data:
    kind = kind_of(question)
    made: Part = {"id": question.id, "kind": question.kind}
    options = question.options
    by_default = options is not None and bool(kind.default_list) and options.id == kind.default_list
    if options is not None and kind.options_need != "no" and not by_default:
        key = "scale" if options.id and options.is_scale else "options"
        scale = not options.id and kind.measure(question) == "ordinal"
        sides = sides_of(options) if scale else {}
        made[key] = options.id or [_option(option, sides.get(option.code)) for option in options.options]
        if scale and (polarity := polarity_of(options)) is not None:
            made["polarity"] = polarity
    if kind.rows_need != "no":
        made["rows"] = question.rows_from or [
            {"code": row.code, "show_if": row.show_if.source} if row.show_if else row.code for row in question.rows
        ]
    if question.order != "fixed":
        made["order"] = question.order
    made.update(question.settings)
    for flag in ("required", "core"):
        if getattr(question, flag):
            made[flag] = True
    if question.indicator:
        made["indicator"] = question.indicator
    for name in ("show_if", "rows_shown_if", "require_if", "calculate"):
        expression = getattr(question, name)
        if expression is not None:
            made[name] = expression.source
    if question.checks:
        sources: list[Data] = [check.condition.source for check in question.checks]
        made["check"] = sources[0] if len(sources) == 1 else sources
    if question.fewer_invited is not None:
        made["when_fewer_invited"] = {"than": question.fewer_invited.than, "options": question.fewer_invited.options.id}
    if question.member_kinds is not None:
        made["only_members_of"] = {"at_least": question.member_kinds.at_least, "rest": question.member_kinds.rest}
    return made


def _option(option: Option, side: Side | None) -> Data:
    made: Part = {"code": option.code}
    if option.value is not None:
        made["value"] = option.value
    if side is not None:
        made["counts"] = side
    if option.missing is not None:
        made["missing"] = option.missing
    for flag in ("exclusive", "other"):
        if getattr(option, flag):
            made[flag] = True
    return made if len(made) > 1 else option.code


def _texts(questionnaire: Questionnaire, language: str) -> Part:
    made: Part = {}
    texts = questionnaire.texts[language]
    for key in own_keys(questionnaire):
        text = texts.get(key, "")
        if not text:
            continue
        at = made
        *above, last = path_of(key)
        for part in above:
            below = at.setdefault(part, {})
            assert isinstance(below, dict)
            at = below
        at[last] = text
    questions = made.get("questions", {})
    for question in questionnaire.questions:
        own = questions.get(question.id) if isinstance(questions, dict) else None
        if question.checks and isinstance(own, dict) and isinstance(own.get("check"), dict):
            # Messages stand in a list, in the order of the checks.
            messages: list[Data] = [texts.get(check.text_key, "") for check in question.checks]
            own["check"] = messages[0] if len(messages) == 1 else messages
    return made


def own_keys(questionnaire: Questionnaire) -> list[str]:
    """Keys of all texts of a questionnaire's own, written or not, in its order: what there is to translate."""
    keys = ["title", "intro"]
    for section in questionnaire.sections:
        keys += [f"section.{section.id}.title", f"section.{section.id}.intro"]
        for question in section.questions:
            keys += question_keys(question)
    return keys


def question_keys(question: Question) -> list[str]:
    """Keys of all texts of a question's own."""
    kind = kind_of(question)
    keys = [question.text_key(part) for part in ("text", "help", *kind.texts)]
    if question.options is not None and question.options.id == "" and kind.options_need != "no":
        keys += [option.text_key for option in question.options.options]
    if question.rows and not question.rows_from:
        ends = ("low", "high") if question.kind == "semantic-differential" else ("",)
        keys += [f"{row.text_key}.{end}" if end else row.text_key for row in question.rows for end in ends]
    return keys + [check.text_key for check in question.checks]


def _list(questionnaire: Questionnaire, options: OptionList) -> Part:
    """The file of a list. What an older version means by the rule of `scales` is declared in it."""
    made: Part = {}
    if (polarity := polarity_of(options)) is not None:
        made["polarity"] = polarity
    sides = sides_of(options)
    for end in ("low", "high"):
        texts = _by_language(questionnaire, f"list.{options.id}.{end}")
        if texts:
            made[end] = texts
    listed: list[Data] = []
    for option in options.options:
        data = _option(option, sides.get(option.code))
        part: Part = data if isinstance(data, dict) else {"code": option.code}
        listed.append({**part, "texts": _by_language(questionnaire, option.text_key)})
    made["options"] = listed
    return made


def _indicators(questionnaire: Questionnaire) -> Part:
    return {
        "indicators": [
            {
                "id": indicator.id,
                **({"scale": indicator.scale} if indicator.scale else {}),
                "direction": indicator.direction,
                "meaning": _by_language(questionnaire, f"indicator.{indicator.id}.meaning"),
            }
            for indicator in questionnaire.indicators
        ]
    }


def _by_language(questionnaire: Questionnaire, key: str) -> Part:
    return {
        language: questionnaire.texts[language][key]
        for language in questionnaire.languages
        if questionnaire.texts[language].get(key)
    }
