"""The difference between two versions of a questionnaire, as what it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from surveyapp.definition.model import OptionList, Question, Questionnaire
from surveyapp.definition.scales import polarity_of, sides_of
from surveyapp.definition.tree import Expression
from surveyapp.definition.tree_json import to_json

LOGIC = ("show_if", "rows_shown_if", "require_if", "calculate")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `structural` ones need a new version; `breaks` ones end comparability of the question's answers.

    Codes: question_added, question_removed, question_moved (section), questions_reordered, kind_changed (old, new),
    option_added (option), option_removed (option; in_use: answers that chose it), option_value_changed (option),
    option_rule_changed (option), sides_changed, polarity_changed (old, new), options_reordered, order_changed,
    list_changed (list), row_added (row), row_removed (row), row_logic_changed (row), rows_reordered,
    rows_source_changed, logic_changed (part), setting_changed (setting), background_changed, indicator_changed (old,
    new), core_changed, required_changed, section_logic_changed (section), sections_changed, indicator_redefined
    (indicator), key_changed (old, new), reworded (language, key), translation_added (language, key), language_added
    (language), language_removed (language).
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
    changes.extend(_sections(old, new))
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
    yield from _rows(old, new)
    for part in LOGIC:
        if _tree(getattr(old, part)) != _tree(getattr(new, part)):
            yield _change("logic_changed", old, part=part)
    if [check.condition.root for check in old.checks] != [check.condition.root for check in new.checks]:
        yield _change("logic_changed", old, part="check")
    for setting in sorted({*old.settings, *new.settings}):
        if old.settings.get(setting) != new.settings.get(setting):
            yield _change("setting_changed", old, setting=setting)
    if (old.fewer_invited, old.member_kinds) != (new.fewer_invited, new.member_kinds):
        yield _change("background_changed", old, breaks=True)
    if old.indicator != new.indicator:
        yield _change("indicator_changed", old, breaks=True, old=old.indicator, new=new.indicator)
    if old.core != new.core:
        yield _change("core_changed", old)
    if old.required != new.required:
        yield _change("required_changed", old)


def _rows(old: Question, new: Question) -> Iterator[Change]:
    before = {row.code: row for row in old.rows}
    after = {row.code: row for row in new.rows}
    for code in before.keys() & after.keys():
        if _tree(before[code].show_if) != _tree(after[code].show_if):
            yield _change("row_logic_changed", old, row=code)
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield _change("rows_reordered", old)
    if old.rows_from != new.rows_from:
        yield _change("rows_source_changed", old)


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
        if again is not None and (again.exclusive, again.other) != (option.exclusive, option.other):
            yield _change("option_rule_changed", old, option=option.code)
    yield from _scale(old, new)
    kept_before = [code for code in old_codes if code in new_codes]
    if kept_before != [code for code in new_codes if code in old_codes]:
        yield _change("options_reordered", old)
    if old.order != new.order:
        yield _change("order_changed", old)
    if old.options and new.options and old.options.id != new.options.id:
        yield _change("list_changed", old, list=new.options.id)


def _scale(old: Question, new: Question) -> Iterator[Change]:
    """What the answers mean, declared or by the rule for older versions: to declare the rule changes nothing."""
    if old.options is None or new.options is None:
        return
    before, after = polarity_of(old.options), polarity_of(new.options)
    if before is None or after is None:
        return
    if before != after:
        yield _change("polarity_changed", old, old=before, new=after)
    kept = sides_of(old.options).keys() & sides_of(new.options).keys()
    first, second = ({code: sides_of(each)[code] for code in kept} for each in (old.options, new.options))
    if first != second:
        yield _change("sides_changed", old, breaks=_high(old.options, kept) != _high(new.options, kept))


def _high(options: OptionList, kept: Collection[str]) -> set[str]:
    return {code for code, side in sides_of(options).items() if side == "high" and code in kept}


def _order(before: Collection[str], after: Collection[str]) -> Iterator[Change]:
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield Change("questions_reordered")


def _sections(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    before = {section.id: section.show_if for section in old.sections}
    for section in new.sections:
        if section.id in before and _tree(before[section.id]) != _tree(section.show_if):
            yield Change("section_logic_changed", params=MappingProxyType({"section": section.id}))
    if list(before) != [section.id for section in new.sections]:
        yield Change("sections_changed")
    meanings = {indicator.id: (indicator.scale, indicator.direction) for indicator in old.indicators}
    for indicator in new.indicators:
        if meanings.get(indicator.id, (indicator.scale, indicator.direction)) != (indicator.scale, indicator.direction):
            yield Change("indicator_redefined", params=MappingProxyType({"indicator": indicator.id}), breaks=True)
    if old.key != new.key:
        yield Change("key_changed", params=MappingProxyType({"old": old.key, "new": new.key}))


def _tree(expression: Expression | None) -> object:
    return to_json(expression)["tree"] if expression else None


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
