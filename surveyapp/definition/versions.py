"""Versions of a questionnaire: their hashes, freezing for one run, and an association's own questions."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from surveyapp.definition.document import structure_document
from surveyapp.definition.model import (
    PLAN_ACTIVITIES,
    MemberKinds,
    Option,
    OptionList,
    Question,
    Questionnaire,
    Row,
    Section,
)
from surveyapp.definition.reader import CODE
from surveyapp.definition.scales import says_the_rule

MOST_LOCAL_QUESTIONS = 5
LOCAL_SECTION = "local"
DEFAULT_MOST_ROWS = 12


class VersionError(ValueError):
    """A version that may not be made; `code` and `params` say why."""

    def __init__(self, code: str, /, **params: str | int) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params: Mapping[str, str | int] = MappingProxyType(params)


@dataclasses.dataclass(frozen=True, slots=True)
class PlanRow:
    """One held activity of the plan: a stable code, and its label, one for all languages or one per language."""

    code: str
    label: str | Mapping[str, str]


def structure_hash(questionnaire: Questionnaire) -> str:
    """SHA-256 over all that gives answers their meaning; the same after any rewording or translation.

    A scale that declares what its older versions mean by the rule of `scales` is the same scale.
    """
    sections = tuple(
        dataclasses.replace(section, questions=tuple(_as_before(question) for question in section.questions))
        for section in questionnaire.sections
    )
    return _hash(_without_sources(structure_document(dataclasses.replace(questionnaire, sections=sections))))


def texts_hash(questionnaire: Questionnaire) -> str:
    """SHA-256 over languages and texts."""
    texts = {language: dict(questionnaire.texts[language]) for language in questionnaire.languages}
    return _hash({"languages": list(questionnaire.languages), "texts": texts})


def freeze(
    questionnaire: Questionnaire,
    *,
    plan_rows: Sequence[PlanRow] = (),
    invited: int | None = None,
    member_kinds: Mapping[str, int] | None = None,
    anonymous: bool = True,
) -> Questionnaire:
    """The questionnaire of one run: activities filled in, background questions made safe.

    `plan_rows` become the rows of questions about the plan; with none these are not asked. In the anonymous mode
    `invited` (None = not known, taken for few) chooses between the lists of `when_fewer_invited`, and `member_kinds`
    (code of an option → members of that kind; None = not known) says which options of `only_members_of` are offered.
    Raises VersionError: `too_many_rows` (max), `duplicate_row` (code), `bad_row` (code).
    """
    texts = {language: dict(questionnaire.texts[language]) for language in questionnaire.languages}
    codes: set[str] = set()
    for row in plan_rows:
        if CODE.fullmatch(row.code) is None:
            raise VersionError("bad_row", code=row.code)
        if row.code in codes:
            raise VersionError("duplicate_row", code=row.code)
        codes.add(row.code)

    def frozen(question: Question) -> Question:
        if question.rows_from == PLAN_ACTIVITIES:
            question = _with_rows(question, plan_rows)
        if question.fewer_invited is not None:
            few = anonymous and (invited is None or invited < question.fewer_invited.than)
            options = question.fewer_invited.options if few else question.options
            question = dataclasses.replace(question, options=options, fewer_invited=None)
        if question.member_kinds is not None:
            question = _with_member_kinds(question, question.member_kinds, member_kinds, anonymous)
        return question

    sections = tuple(
        dataclasses.replace(section, questions=tuple(frozen(question) for question in section.questions))
        for section in questionnaire.sections
    )
    if any(question.rows_from == PLAN_ACTIVITIES for question in questionnaire.questions):
        for row in plan_rows:
            for language in questionnaire.languages:
                label = row.label if isinstance(row.label, str) else row.label.get(language, "")
                if label:
                    texts[language][f"row.plan.{row.code}"] = label
            if not texts[questionnaire.source_language].get(f"row.plan.{row.code}"):
                labels = row.label.values() if not isinstance(row.label, str) else (row.label,)
                # The source language is the fallback of all others: it must have a label, whichever there is.
                texts[questionnaire.source_language][f"row.plan.{row.code}"] = next(filter(None, labels), row.code)
    return dataclasses.replace(questionnaire, sections=sections, texts=_read_only(texts))


def with_local_questions(
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    texts: Mapping[str, Mapping[str, str]],
    *,
    section_id: str = LOCAL_SECTION,
) -> Questionnaire:
    """The questionnaire with an association's own questions at the end of a section.

    Where the section does not exist it is made, before the last one (which asks about the respondent); its title
    "section.<id>.title" must then be among `texts` (language → flat key → text), as must each question's text, in one
    language at least. Raises VersionError: `too_many_local_questions` (max), `duplicate_question` (question),
    `core_question` (question), `missing_text` (key).
    """
    present = [question for question in questionnaire.questions if question.local]
    if len(present) + len(questions) > MOST_LOCAL_QUESTIONS:
        raise VersionError("too_many_local_questions", max=MOST_LOCAL_QUESTIONS)
    taken = {question.id for question in questionnaire.questions}
    for question in questions:
        if question.id in taken:
            raise VersionError("duplicate_question", question=question.id)
        if question.core or question.indicator:
            raise VersionError("core_question", question=question.id)
        taken.add(question.id)
    own = tuple(dataclasses.replace(question, local=True) for question in questions)
    sections = list(questionnaire.sections)
    place = next((place for place, section in enumerate(sections) if section.id == section_id), None)
    needed = [question.text_key() for question in own]
    if place is not None:
        sections[place] = dataclasses.replace(sections[place], questions=(*sections[place].questions, *own))
    else:
        sections.insert(max(len(sections) - 1, 0), Section(section_id, own))
        needed.append(f"section.{section_id}.title")
    merged = {language: dict(questionnaire.texts[language]) for language in questionnaire.languages}
    for language, added in texts.items():
        if language in merged:
            merged[language].update({key: text for key, text in added.items() if text})
    for key in needed:
        found = next((merged[language][key] for language in questionnaire.languages if merged[language].get(key)), None)
        if found is None:
            raise VersionError("missing_text", key=key)
        merged[questionnaire.source_language].setdefault(key, found)
    return dataclasses.replace(questionnaire, sections=tuple(sections), texts=_read_only(merged))


def _with_rows(question: Question, plan_rows: Sequence[PlanRow]) -> Question:
    most = question.integer("max_rows", DEFAULT_MOST_ROWS)
    if len(plan_rows) > most:
        raise VersionError("too_many_rows", max=most)
    rows = tuple(Row(row.code, f"row.plan.{row.code}") for row in plan_rows)
    return dataclasses.replace(question, rows=rows, asked=bool(rows))


def _with_member_kinds(
    question: Question, rule: MemberKinds, counts: Mapping[str, int] | None, anonymous: bool
) -> Question:
    """Options with enough members; the rest merged; not asked where fewer than two would remain.

    Where the merged rest itself is too small, the smallest offered kind joins it, until it is large enough: else the
    rest would point at one or two people.
    """
    question = dataclasses.replace(question, member_kinds=None)
    if not anonymous or question.options is None:
        return question
    options = question.options
    known = {option.code: (counts or {}).get(option.code, 0) for option in options.options if option.missing is None}
    strangers = sum(count for code, count in (counts or {}).items() if code not in known)
    offered = {code: count for code, count in known.items() if code != rule.rest and count >= rule.at_least}
    rest = sum(known.values()) + strangers - sum(offered.values())
    while offered and 0 < rest < rule.at_least:
        smallest = min(offered, key=lambda code: (offered[code], code))
        rest += offered.pop(smallest)

    def stays(option: Option) -> bool:
        return option.missing is not None or option.code in offered or (option.code == rule.rest and rest > 0)

    left = tuple(option for option in options.options if stays(option))
    if len(offered) + (rest > 0) < 2:
        return dataclasses.replace(question, asked=False)
    return dataclasses.replace(question, options=dataclasses.replace(options, options=left))


def _as_before(question: Question) -> Question:
    """The question without declarations that say what held before there were any."""
    fewer = question.fewer_invited
    return dataclasses.replace(
        question,
        options=_undeclared(question.options) if question.options is not None else None,
        fewer_invited=dataclasses.replace(fewer, options=_undeclared(fewer.options)) if fewer is not None else None,
    )


def _undeclared(options: OptionList) -> OptionList:
    if options.polarity is None or not says_the_rule(options):
        return options
    return OptionList(
        options.id, tuple(dataclasses.replace(option, counts=None) for option in options.options), polarity=None
    )


def _without_sources(value: object) -> object:
    """The document without the expressions' spelling, which gives answers no meaning."""
    if isinstance(value, dict):
        return {
            name: _without_sources(part) for name, part in value.items() if not (name == "source" and "tree" in value)
        }
    return [_without_sources(part) for part in value] if isinstance(value, list) else value


def _hash(document: object) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _read_only(texts: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({language: MappingProxyType(dict(own)) for language, own in texts.items()})
