"""The questionnaire as a librarian will meet it: in every language, on a phone or a desk, with answers tried out."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.answering.piping import pipe
from surveyapp.answering.walk import Walk, walk
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import PLAN_ACTIVITIES, Question, Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.definition.versions import PlanRow, freeze
from surveyapp.definition.writing.folder import Folder
from surveyapp.services.drafting import draft_with
from surveyapp.services.translating import progress_of
from surveyapp.web.builder import question_form
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.questions import Filled, QuestionView, question_view
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.problems import problem_sentence


@dataclass(frozen=True, slots=True)
class Shown:
    """A part on the preview: its texts, the questions that are shown, and how many are not."""

    id: str
    title: str
    intro: str
    questions: list[tuple[QuestionView, bool]]
    """Each with whether it is hidden by the answers so far."""


@blueprint.route("/draft/<uuid:draft_id>/preview", methods=["GET", "POST"])
@builder_view
def preview(draft_id: uuid.UUID) -> ResponseReturnValue:
    """The whole questionnaire on one page."""
    view = current_draft(draft_id)
    questionnaire = view.questionnaire
    values = {name: several for name, several in request.form.lists() if name.startswith("q-")}
    language = _language(questionnaire)
    width = "phone" if request.values.get("width") == "phone" else "desktop"
    context = _context(questionnaire, language, values, check=request.form.get("go") == "check")
    return page(
        "builder/preview.html",
        view,
        names={code: NAMES[code] for code in (questionnaire.languages if questionnaire else ())},
        language=language,
        width=width,
        question_at=request.args.get("question", ""),
        untranslated=next((each.missing for each in progress_of(view) if each.language == language), 0),
        source=NAMES[questionnaire.source_language] if questionnaire else "",
        **context,
    )


@blueprint.post("/draft/<uuid:draft_id>/question/<question_id>/preview")
@builder_view
def preview_question(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """One question as the form now has it, for the preview beside the form; nothing is kept."""

    def edit(folder: Folder) -> None:
        question_form.write(folder, question_id, request.form)

    view = draft_with(current_unit(), current_actor(), draft_id, edit)
    questionnaire = view.questionnaire
    language = _language(questionnaire)
    context = _context(questionnaire, language, {}, only=question_id)
    return render_template("builder/preview_fragment.html", language=language, **context)


def _language(questionnaire: Questionnaire | None) -> str:
    known = questionnaire.languages if questionnaire else ()
    for wanted in (request.values.get("language", ""), page_language()):
        if wanted in known:
            return wanted
    return known[0] if known else page_language()


def _context(
    questionnaire: Questionnaire | None,
    language: str,
    values: dict[str, list[str]],
    *,
    only: str = "",
    check: bool = False,
) -> dict[str, object]:
    if questionnaire is None:
        return {"sections": [], "state": Filled({}), "elsewhere": "{}"}
    words = catalogue(language)
    asked = _with_activities(questionnaire, words.gettext("Example of an activity"))
    answers: dict[str, object] = {}
    problems: list[Problem] = []
    for question in asked.questions if values else ():
        parsed = kind_of(question).parse(question, values, language)
        problems.extend(parsed.problems)
        if parsed.value is not None:
            answers[question.id] = parsed.value
        if parsed.other:
            answers[f"{question.id}.other"] = parsed.other
    walked = walk(asked, answers)
    sentences = {
        each.field: problem_sentence(words, each, lambda key: asked.text(key, language)) for each in problems if check
    }
    return {
        "sections": [shown for shown in _sections(asked, walked, language, only) if shown.questions or not only],
        "state": Filled(values, sentences),
        "elsewhere": json.dumps({}),
    }


def _sections(questionnaire: Questionnaire, walked: Walk, language: str, only: str) -> list[Shown]:
    def text(key: str) -> str:
        return pipe(questionnaire, questionnaire.text(key, language), walked.answers, language)

    visible = {each.question.id for each in walked.questions}
    return [
        Shown(
            section.id,
            text(f"section.{section.id}.title"),
            text(f"section.{section.id}.intro"),
            [
                (question_view(questionnaire, question, language, "preview", text), question.id not in visible)
                for question in section.questions
                if (not only or question.id == only) and _can_be_shown(question)
            ],
        )
        for section in questionnaire.sections
    ]


def _can_be_shown(question: Question) -> bool:
    """Whether there is enough of a question to draw it."""
    kind = kind_of(question)
    enough = (kind.options_need != "yes" or (question.options is not None and question.options.options)) and (
        kind.rows_need != "yes" or question.rows
    )
    return bool(enough) and not (
        question.kind == "best-worst" and question.options is not None and len(question.options.options) < 3
    )


def _with_activities(questionnaire: Questionnaire, example: str) -> Questionnaire:
    """Examples in place of the plan's activities, and the background questions of a large association."""
    rows = tuple(PlanRow(f"example-{number}", f"{example} {number}") for number in (1, 2))
    if not any(question.rows_from == PLAN_ACTIVITIES for question in questionnaire.questions):
        rows = ()
    return freeze(questionnaire, plan_rows=rows, invited=100, anonymous=False)
