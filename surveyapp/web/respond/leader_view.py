"""What the leader will see of one respondent's answers, as the page before sending shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from flask import url_for
from flask_babel import gettext as _

from surveyapp.answering.completion import complete
from surveyapp.answering.merging import not_understood
from surveyapp.answering.piping import pipe
from surveyapp.answering.preview import Counted, Written, preview, seen_of
from surveyapp.answering.walk import walk
from surveyapp.definition.kinds import Raw, kind_of
from surveyapp.definition.model import Question
from surveyapp.services.responding import Answering
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.dates import day
from surveyapp.wording.problems import figure, problem_sentence


@dataclass(slots=True)
class Seen:
    """One question with what is seen of its answer."""

    title: str
    lines: list[tuple[str, str]]
    """Row ("" for none) and label of each choice that is counted."""
    texts: list[str]
    """Numbers, days and texts, as people write them."""
    note: Literal["", "written", "calculated"] = ""
    """How the texts came about, where that is worth saying: read word for word, or calculated from other answers."""


def leader_view(form: Answering) -> dict[str, Any]:
    """What `respond/preview.html` shows: seen, proposals, hidden, problems, and the way back."""
    questionnaire, language = form.questionnaire, form.language
    walked = walk(questionnaire, form.answers)
    found = preview(questionnaire, form.answers, form.mode.value)
    seen: dict[str, Seen] = {}

    def of(question_id: str) -> Seen:
        if question_id not in seen:
            text = questionnaire.text(f"question.{question_id}.text", language)
            calculated = questionnaire.question(question_id).kind == "calculated"
            note: Literal["", "calculated"] = "calculated" if calculated else ""
            seen[question_id] = Seen(pipe(questionnaire, text, walked.answers, language), [], [], note)
        return seen[question_id]

    for counted in found.counted:
        of(counted.question_id).lines.append(_line(form, questionnaire.question(counted.question_id), counted))
    for question_id in found.none:
        of(question_id).lines.append(("", _took_part_in_none(form, questionnaire.question(question_id))))
    for written in found.written:
        item = of(written.question_id)
        item.texts.append(_words(form, questionnaire.question(written.question_id), written))
        if written.type == "text":
            item.note = "written"
    order = [question.id for question in questionnaire.questions]
    return {
        "seen": [seen[question_id] for question_id in sorted(seen, key=order.index)],
        "proposals": [
            (
                each.text,
                questionnaire.option_label(questionnaire.question(each.question_id), each.direction, language)
                if each.direction
                else "",
            )
            for each in found.proposals
        ],
        "hidden": [_hidden(code) for code in found.hidden],
        "problems": _problems(form),
        "back": url_for("respond.section", run_id=form.run_id, section_id=walked.sections[-1].section.id),
    }


def answer_lines(form: Answering, question: Question, raw: Raw) -> list[str]:
    """The answer that form values give, in words; what cannot be understood as it was typed. Empty for no answer."""
    parsed = kind_of(question).parse(question, raw, form.language)
    typed = [text for several in not_understood(question, parsed, raw).values() for text in several]
    if question.kind == "proposals":
        return [
            _with_direction(form, question, each["text"], each.get("direction", ""))
            for each in (parsed.value if isinstance(parsed.value, list) else ())
        ]
    if parsed.value is None:
        return typed
    if question.kind == "activity-rating" and not parsed.value:
        return [_took_part_in_none(form, question), *typed]
    counted, written = seen_of(question, parsed.value, parsed.other)
    lines = [_line(form, question, each) for each in counted]
    said = [_("%(row)s: %(answer)s", row=row, answer=label) if row else label for row, label in lines]
    return [*said, *(_words(form, question, each) for each in written), *typed]


def _line(form: Answering, question: Question, counted: Counted) -> tuple[str, str]:
    questionnaire, language = form.questionnaire, form.language
    if question.kind == "activity-rating" and question.row(counted.code) is not None:
        return questionnaire.row_label(question, counted.code, language), _("took part")
    label = questionnaire.option_label(question, counted.code, language) or counted.code
    named = question.row(counted.row) is not None
    return (questionnaire.row_label(question, counted.row, language) if named else ""), label


def _took_part_in_none(form: Answering, question: Question) -> str:
    own = form.questionnaire.text(question.text_key("none"), form.language)
    return own or _("I took part in none of these")


def _words(form: Answering, question: Question, written: Written) -> str:
    """A text as it is, a number and a day as the language writes them, with what it is about."""
    words = catalogue(form.language)
    text = written.text
    if written.type == "number":
        text = figure(words, text)
    elif written.type == "date":
        text = day(words, date.fromisoformat(text))
    label = form.questionnaire.option_label(question, written.row, form.language) if written.row else ""
    if written.type == "date" and written.row:
        label = {"start": _("First day"), "end": _("Last day")}[written.row]
    return _("%(row)s: %(answer)s", row=label, answer=text) if label else text


def _with_direction(form: Answering, question: Question, text: str, direction: str) -> str:
    label = form.questionnaire.option_label(question, direction, form.language) if direction else ""
    return f"{text} ({label})" if label else text


def _hidden(code: str) -> str:
    sentences: dict[str, str] = {
        "member": _("your name"),
        "institution": _("your school"),
        "time": _("when you answered"),
        "language": _("in which language you answered"),
        "answers_together": _("which answers belong together"),
    }
    return sentences[code]


def _problems(form: Answering) -> list[tuple[str, str, str]]:
    """What has to be mended before sending: address of the field, question, sentence."""
    questionnaire, words = form.questionnaire, catalogue(form.language)
    places = {question.id: section.id for section in questionnaire.sections for question in section.questions}
    return [
        (
            url_for(
                "respond.section",
                run_id=form.run_id,
                section_id=places[problem.question_id],
                check=1,
                _anchor=problem.field,
            ),
            questionnaire.text(f"question.{problem.question_id}.text", form.language),
            problem_sentence(words, problem, lambda key: questionnaire.text(key, form.language)),
        )
        for problem in complete(questionnaire, form.answers).problems
    ]
