"""Reading one posted section into the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from surveyapp.answering.merging import Merged, Shown, bases, has_room, joined, kept_raw, merge, not_understood
from surveyapp.answering.walk import Answers, VisibleQuestion, Walk, walk
from surveyapp.definition.evaluate import evaluate
from surveyapp.definition.kinds import Parsed, Raw, kind_of
from surveyapp.definition.kinds.base import field_name, first
from surveyapp.definition.kinds.choice import other_option
from surveyapp.definition.kinds.proposals import places
from surveyapp.definition.model import Question, Questionnaire, Section
from surveyapp.definition.problems import Problem


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """The whole draft after the section was posted, and what is wrong in the section.

    `revealed` are questions of the section which the posted answers brought to light while the page had no field for
    them: without JavaScript the section is to be shown again.
    """

    answers: Answers
    problems: tuple[Problem, ...]
    revealed: tuple[str, ...]
    version: str = ""
    """The version of the page as it stands in the browser, for its next posting."""
    elsewhere: bool = False
    """Whether another page's answers were kept where this page shows others."""
    clash: bool = False
    """Whether this page and another one said different things."""


def parse_section(
    questionnaire: Questionnaire,
    section_id: str,
    raw: Raw,
    answers_so_far: Answers,
    language: str = "",
    *,
    shown: Shown | None = None,
    key: bytes = b"",
) -> ParsedSection:
    """Read a section's form values as written by a reader of a language; KeyError where there is no such section.

    Answers to hidden questions and rows stay in the draft unless the page posted others; only visible questions can
    have problems. A wrong answer is kept as far as it was understood, and what was not as it was typed
    ("<question>.typed"), so that the respondent can mend it. With ``shown`` what another page kept meanwhile stays too
    (`merging`); without, the page counts as made from the draft as it is.
    """
    section = questionnaire.section(section_id)
    before = walk(questionnaire, answers_so_far)
    draft = dict(answers_so_far)
    raw = _without_unticked(section, raw, answers_so_far)
    base = bases(section, shown) if shown is not None else {}
    parsed: dict[str, Parsed] = {}
    merged: list[Merged] = []
    posted: set[str] = set()
    for question in section.questions:
        kind = kind_of(question)
        if any(name in raw for name in kind.names(question)):
            posted.add(question.id)
        read = kind.parse(question, raw, language)
        join = merge(question, answers_so_far, raw, read, key, shown, base.get(question.id, ()))
        merged.append(join)
        parsed[question.id] = kind.parse(question, join.raw, language)
        _put(questionnaire, draft, question, parsed[question.id])
        typed = not_understood(question, parsed[question.id], join.raw)
        for part, left in (("typed", typed), ("apart", join.apart), ("tab", join.tabs)):
            draft.pop(f"{question.id}.{part}", None)
            if left:
                draft[f"{question.id}.{part}"] = left
    after = walk(questionnaire, draft)
    for question in section.questions:
        visible = after.question(question.id)
        gone = question.id not in draft and question.id in answers_so_far
        # What was not on the page was not taken back by leaving it empty.
        if gone and question.id not in posted and (visible is None or before.question(question.id) is None):
            for name in (question.id, f"{question.id}.other"):
                if name in answers_so_far:
                    draft[name] = answers_so_far[name]
    after = walk(questionnaire, draft)
    problems: list[Problem] = []
    revealed: list[str] = []
    for question in section.questions:
        visible = after.question(question.id)
        if visible is None:
            continue
        if before.question(question.id) is None and question.id not in posted and kind_of(question).names(question):
            revealed.append(question.id)
        else:
            problems.extend(_shown(visible, parsed[question.id].problems))
            problems.extend(_undecided(question, draft))
        problems.extend(required_and_checks(visible, after, problems))
    return ParsedSection(
        MappingProxyType(draft),
        tuple(problems),
        tuple(revealed),
        joined([each.digests for each in merged]),
        any(each.elsewhere for each in merged),
        any(each.clash for each in merged),
    )


def left_open(visible: VisibleQuestion, answers: Answers, language: str = "") -> list[Problem]:
    """What a draft keeps of a question that is no answer yet: typed and not understood, or answered in two ways."""
    question = visible.question
    problems = _undecided(question, answers)
    if f"{question.id}.typed" in answers:
        raw = kept_raw(question, answers)
        problems += _shown(visible, kind_of(question).parse(question, raw, language).problems)
    return problems


def section_problems(
    questionnaire: Questionnaire, section_id: str, answers: Answers, language: str, *, everything: bool
) -> tuple[Problem, ...]:
    """What is wrong with a section as it is kept: what was left open, and with ``everything`` what hinders sending."""
    after = walk(questionnaire, answers)
    problems: list[Problem] = []
    for visible in after.questions:
        if all(question is not visible.question for question in questionnaire.section(section_id).questions):
            continue
        found = left_open(visible, answers, language)
        if everything and not found and visible.question.id in after.answers and visible.question.kind != "calculated":
            found = list(kind_of(visible.question).validate(visible.question, after.answers[visible.question.id]))
        problems.extend(found)
        if everything:
            problems.extend(required_and_checks(visible, after, problems))
    return tuple(problems)


def _undecided(question: Question, answers: Answers) -> list[Problem]:
    """The problem of a question with an answer laid aside."""
    if f"{question.id}.apart" not in answers:
        return []
    if has_room(question, answers):
        return [Problem(question.id, choice_name(question), "answered_twice")]
    params = MappingProxyType({"max": len(places(question))})
    return [Problem(question.id, choice_name(question), "no_room_for_both", params)]


def choice_name(question: Question) -> str:
    """The name of the field in which one of two answers is chosen."""
    return f"choose-{question.id}"


def required_and_checks(visible: VisibleQuestion, after: Walk, problems: list[Problem]) -> list[Problem]:
    """Missing compulsory answers and failed checks; none where the question has a problem already."""
    question = visible.question
    if any(problem.question_id == question.id for problem in problems):
        return []
    names = kind_of(question).names(question)
    if question.id not in after.answers:
        return [Problem(question.id, names[0], "required")] if visible.required else []
    return [
        Problem(
            question.id,
            names[0] if names else "",
            "check_failed",
            MappingProxyType({"text_key": check.text_key}),
        )
        for check in question.checks
        if evaluate(check.condition, after.answers) is False
    ]


def _without_unticked(section: Section, raw: Raw, answers_so_far: Answers) -> Raw:
    """The form without texts of "other" that stood there with their tick and stay without it: taken back on purpose."""
    gone: set[str] = set()
    for question in section.questions:
        kept, option = answers_so_far.get(f"{question.id}.other"), other_option(question)
        name = field_name(question, "other")
        if kept and option and first(raw, name) == kept and option not in raw.get(field_name(question), ()):
            gone.add(name)
    return {name: values for name, values in raw.items() if name not in gone} if gone else raw


def _put(questionnaire: Questionnaire, draft: dict[str, object], question: Question, parsed: Parsed) -> None:
    """Lay a parsed answer into the draft; rows that are hidden keep their answers unless others were posted."""
    old = draft.pop(question.id, None)
    draft.pop(f"{question.id}.other", None)
    value = parsed.value
    if question.rows and isinstance(old, Mapping) and (value is None or isinstance(value, dict)):
        visible = walk(questionnaire, draft).question(question.id)
        shown = {row.code for row in visible.rows} if visible is not None else set()
        hidden = {row: answer for row, answer in old.items() if row not in shown}
        value = {**hidden, **(value or {})} or value
    if value is not None:
        draft[question.id] = value
        if parsed.other:
            draft[f"{question.id}.other"] = parsed.other


def _shown(visible: VisibleQuestion, problems: tuple[Problem, ...]) -> list[Problem]:
    """Problems of rows that are shown."""
    question = visible.question
    if not question.rows:
        return list(problems)
    hidden = {row.code for row in question.rows} - {row.code for row in visible.rows}
    fields = {f"q-{question.id}-{code}{end}" for code in hidden for end in ("", "-rating")}
    return [problem for problem in problems if problem.field not in fields]
