"""What the leader will see of one respondent's answers, as the page before sending shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from surveyapp.answering.completion import complete
from surveyapp.answering.piping import pipe
from surveyapp.answering.preview import preview
from surveyapp.answering.walk import walk
from surveyapp.definition.model import Question
from surveyapp.services.responding import Answering
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.problems import problem_sentence


@dataclass(slots=True)
class Seen:
    """One question with what is seen of its answer."""

    title: str
    lines: list[tuple[str, str]]
    """Row ("" for none) and label of each choice that is counted."""
    texts: list[str]
    calculated: bool = False
    """Nobody wrote it: it was calculated from other answers."""


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
            seen[question_id] = Seen(pipe(questionnaire, text, walked.answers, language), [], [], calculated)
        return seen[question_id]

    for counted in found.counted:
        question = questionnaire.question(counted.question_id)
        of(question.id).lines.append(_line(form, question, counted.row, counted.code))
    for question_id in found.none:
        own = questionnaire.text(questionnaire.question(question_id).text_key("none"), language)
        of(question_id).lines.append(("", own or _("I took part in none of these")))
    for written in found.written:
        question = questionnaire.question(written.question_id)
        label = questionnaire.option_label(question, written.row, language) if written.row else ""
        text = _("%(row)s: %(answer)s", row=label, answer=written.text) if label else written.text
        of(question.id).texts.append(text)
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


def _line(form: Answering, question: Question, row: str, code: str) -> tuple[str, str]:
    questionnaire, language = form.questionnaire, form.language
    if question.kind == "activity-rating" and question.row(code) is not None:
        return questionnaire.row_label(question, code, language), _("took part")
    label = questionnaire.option_label(question, code, language) or code
    return (questionnaire.row_label(question, row, language) if question.row(row) is not None else ""), label


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
                _anchor=problem.field,
            ),
            questionnaire.text(f"question.{problem.question_id}.text", form.language),
            problem_sentence(words, problem, lambda key: questionnaire.text(key, form.language)),
        )
        for problem in complete(questionnaire, form.answers).problems
    ]
