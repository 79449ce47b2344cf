"""Logic of a question: when it is shown, when it is compulsory, what its answer must meet."""

from __future__ import annotations

import uuid
from functools import partial

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.model import Question
from surveyapp.definition.writing.folder import Folder, Part
from surveyapp.definition.writing.nodes import Data
from surveyapp.services import drafting
from surveyapp.services.drafting import DraftView
from surveyapp.services.errors import NotFound
from surveyapp.web.builder import conditions
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.builder.conditions import Wrong
from surveyapp.web.builder.outline import items_of, text_of
from surveyapp.web.builder.questions import about_question
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/draft/<uuid:draft_id>/logic/<question_id>", methods=["GET", "POST"])
@builder_view
def logic(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Logic of a question."""
    view = current_draft(draft_id)
    folder = view.folder()
    if question_id not in folder.question_ids:
        raise NotFound("question")
    earlier = _earlier(view, question_id)
    wrong: list[Wrong] = []
    if request.method == "POST":
        data, texts = _posted(view, folder, question_id, earlier, wrong)
        if not wrong:

            def edit(folder: Folder) -> None:
                question = folder.question(question_id)
                for key, value in data.items():
                    if value:
                        question[key] = value
                    else:
                        question.pop(key, None)
                for (language, number), text in texts.items():
                    folder.set_text(language, f"question.{question_id}.check.{number}", text)

            drafting.change(
                current_unit(),
                current_actor(),
                draft_id,
                seen_revision(),
                "logic_changed",
                edit,
                partial(about_question, question_id=question_id),
            )
            if request.form.get("go") == "stay":
                flash(_("Saved."), "success")
                return redirect(url_for("builder.logic", draft_id=draft_id, question_id=question_id))
            return redirect(url_for("builder.draft", draft_id=draft_id, _anchor=f"at-{question_id}"))
    return _page(view, folder, question_id, earlier, wrong), 422 if wrong else 200


def _page(view: DraftView, folder: Folder, question_id: str, earlier: dict[str, Question], wrong: list[Wrong]) -> str:
    question = folder.question(question_id)
    kind = str(question["kind"])
    by_key = {each.key: each for each in wrong}
    return page(
        "builder/logic.html",
        view,
        question_id=question_id,
        title=text_of(folder, f"question.{question_id}.text") or question_id,
        blocks=[
            conditions.block(key, title, str(question.get(key, "")), earlier, by_key.get(key))
            for key, title in _blocks(kind)
        ],
        **conditions.choices(view.questionnaire, earlier),
        checks=[
            {
                "number": number,
                "text": by_key[f"check-{number}"].text if f"check-{number}" in by_key else check,
                "wrong": by_key.get(f"check-{number}"),
                "messages": {
                    each: folder.text(each, f"question.{question_id}.check.{number}") for each in folder.languages
                },
            }
            for number, check in enumerate([*_checks_of(question), ""], 1)
        ],
        can_check=kind not in ("statement", "calculated"),
        languages=folder.languages,
        names=NAMES,
        locked=question_id in view.locked,
        wrong=wrong,
        rows_text=by_key["rows_shown_if"].text if "rows_shown_if" in by_key else str(question.get("rows_shown_if", "")),
        rows_wrong=by_key.get("rows_shown_if"),
        rows_shown_if=kind in ("matrix", "activity-rating", "semantic-differential"),
    )


def _checks_of(question: Part) -> list[str]:
    checks = question.get("check")
    return [checks] if isinstance(checks, str) else [str(each) for each in items_of(checks)]


def _blocks(kind: str) -> list[tuple[str, str]]:
    found = [("show_if", _("Show this question only if"))]
    if kind not in ("statement", "calculated"):
        found.append(("require_if", _("An answer is compulsory if")))
    return found


def _posted(
    view: DraftView, folder: Folder, question_id: str, earlier: dict[str, Question], wrong: list[Wrong]
) -> tuple[Part, dict[tuple[str, int], str]]:
    """Logic as it was sent; what cannot be kept goes to `wrong`."""
    form = request.form
    question = folder.question(question_id)
    own = (
        next((each for each in view.questionnaire.questions if each.id == question_id), None)
        if view.questionnaire
        else None
    )
    data: Part = {
        key: conditions.posted(key, str(question.get(key, "")), earlier, wrong)
        for key, _title in _blocks(str(question["kind"]))
    }
    if "rows_shown_if" in form:
        data["rows_shown_if"] = " ".join(form["rows_shown_if"].split())
        conditions.check("rows_shown_if", str(data["rows_shown_if"]), earlier, wrong, rows=own)
    checks: list[Data] = []
    texts: dict[tuple[str, int], str] = {}
    known = {**earlier, own.id: own} if own is not None else earlier
    for number in range(1, 30):
        if f"check-{number}" not in form:
            break
        text = " ".join(form[f"check-{number}"].split())
        if text:
            checks.append(text)
            conditions.check(f"check-{number}", text, known, wrong)
            for language in folder.languages:
                texts[language, len(checks)] = form.get(f"check-{number}-{language}", "").strip()
    if "check-1" in form:
        data["check"] = checks[0] if len(checks) == 1 else checks
        for number in range(len(checks) + 1, len(_checks_of(question)) + 2):
            texts |= {(language, number): "" for language in folder.languages}
    return data, texts


def _earlier(view: DraftView, question_id: str) -> dict[str, Question]:
    """Questions before this one, as far as they can be read."""
    found: dict[str, Question] = {}
    for question in view.questionnaire.questions if view.questionnaire is not None else ():
        if question.id == question_id:
            return found
        found[question.id] = question
    return found
