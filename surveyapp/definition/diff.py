"""The difference between two versions of a questionnaire, as what it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.tree_json import to_json

LOGIC = ("show_if", "rows_shown_if", "require_if", "calculate")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `structural` ones need a new version; `breaks` ones end comparability of the question's answers.

    Codes: question_added, question_removed, question_moved (section), questions_reordered, kind_changed (old, new),
    option_added (option), option_removed (option; in_use: answers that chose it), option_value_changed (option),
    options_reordered, row_added (row), row_removed (row), logic_changed (part), setting_changed (setting),
    indicator_changed (old, new), core_changed, required_changed, reworded (language, key), translation_added (language,
    key), language_added (language), language_removed (language).
    """

    code: str
    question_id: str = ""
    params: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    structural: bool = True
    breaks: bool = False


def difference(
    old: Questionnaire, new: Questionnaire, in_use: Mapping[str, Mapping[str, int]] | None = None
) -> tuple[Change, ...]:
    """All changes from `old` to `new`; `in_use` counts the answers so far per question and code."""
    before = {question.id: (section.id, question) for section in old.sections for question in section.questions}
    after = {question.id: (section.id, question) for section in new.sections for question in section.questions}
    changes: list[Change] = []
    for identity, (section, question) in before.items():
        if identity not in after:
            changes.append(Change("question_removed", identity, breaks=True))
            continue
        new_section, new_question = after[identity]
        if section != new_section:
            changes.append(_change("question_moved", question, section=new_section))
        changes.extend(_question(question, new_question, (in_use or {}).get(identity, {})))
    changes.extend(Change("question_added", identity) for identity in after if identity not in before)
    changes.extend(_order(list(before), list(after)))
    changes.extend(_texts(old, new))
    return tuple(changes)


def _question(old: Question, new: Question, in_use: Mapping[str, int]) -> Iterator[Change]:
    if old.kind != new.kind:
        yield _change("kind_changed", old, breaks=True, old=old.kind, new=new.kind)
        return
    yield from _options(old, new, in_use)
    old_rows, new_rows = [row.code for row in old.rows], [row.code for row in new.rows]
    yield from (_change("row_removed", old, breaks=True, row=code) for code in old_rows if code not in new_rows)
    yield from (_change("row_added", old, row=code) for code in new_rows if code not in old_rows)
    for part in LOGIC:
        first, second = getattr(old, part), getattr(new, part)
        if (to_json(first)["tree"] if first else None) != (to_json(second)["tree"] if second else None):
            yield _change("logic_changed", old, part=part)
    if [check.condition.root for check in old.checks] != [check.condition.root for check in new.checks]:
        yield _change("logic_changed", old, part="check")
    for setting in sorted({*old.settings, *new.settings}):
        if old.settings.get(setting) != new.settings.get(setting):
            yield _change("setting_changed", old, setting=setting)
    if old.indicator != new.indicator:
        yield _change("indicator_changed", old, breaks=True, old=old.indicator, new=new.indicator)
    if old.core != new.core:
        yield _change("core_changed", old)
    if old.required != new.required:
        yield _change("required_changed", old)


def _options(old: Question, new: Question, in_use: Mapping[str, int]) -> Iterator[Change]:
    before = old.options.options if old.options else ()
    after = new.options.options if new.options else ()
    new_codes = [option.code for option in after]
    for option in before:
        if option.code not in new_codes:
            yield _change("option_removed", old, breaks=True, option=option.code, in_use=in_use.get(option.code, 0))
    old_codes = [option.code for option in before]
    yield from (_change("option_added", old, breaks=True, option=code) for code in new_codes if code not in old_codes)
    for option in before:
        again = new.options.get(option.code) if new.options else None
        if again is not None and (again.value, again.missing) != (option.value, option.missing):
            yield _change("option_value_changed", old, breaks=True, option=option.code)
    kept_before = [code for code in old_codes if code in new_codes]
    if kept_before != [code for code in new_codes if code in old_codes]:
        yield _change("options_reordered", old)


def _order(before: Collection[str], after: Collection[str]) -> Iterator[Change]:
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield Change("questions_reordered")


def _texts(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    for language in new.languages:
        if language not in old.languages:
            yield Change("language_added", params=MappingProxyType({"language": language}), structural=False)
    for language in old.languages:
        if language not in new.languages:
            yield Change("language_removed", params=MappingProxyType({"language": language}), structural=False)
            continue
        first, second = old.texts[language], new.texts[language]
        for key in second:
            params = MappingProxyType({"language": language, "key": key})
            if key not in first:
                if key in old.texts[old.source_language]:
                    yield Change("translation_added", _owner(key), params, structural=False)
            elif first[key] != second[key]:
                yield Change("reworded", _owner(key), params, structural=False)


def _owner(key: str) -> str:
    """The question a text belongs to, "" for shared and general texts."""
    parts = key.split(".")
    return parts[1] if parts[0] == "question" else ""


def _change(code: str, question: Question, *, breaks: bool = False, **params: str | int) -> Change:
    return Change(code, question.id, MappingProxyType(params), breaks=breaks)
