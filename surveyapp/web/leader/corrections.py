"""Corrections and erasure after closing: whose answers can be found, mended, and taken out of the results."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.answering.piping import pipe
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.problems import Problem
from surveyapp.services import corrections as service
from surveyapp.services.associations import Desk
from surveyapp.services.corrections import AnsweredMember, CorrectionForm
from surveyapp.services.erasure import erase_response, erase_text
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.explore import explore
from surveyapp.services.surveys import RunView
from surveyapp.web.leader.blueprint import blueprint, current_desk, led_run
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.questions import Filled, QuestionView, question_view
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.problems import problem_sentence
from surveyapp.wording.sorting import sorted_by


@blueprint.get("/survey/<uuid:run_id>/corrections")
@requires("leader")
def corrections(association_id: uuid.UUID, run_id: uuid.UUID) -> ResponseReturnValue:
    """Whose answers can be corrected or erased, what waits, and why nobody's in an anonymous survey."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    found = service.correctable(current_unit(), current_actor(), run.id)
    members = sorted_by(found.members, lambda member: member.name, page_language())
    return render_template("leader/corrections.html", desk=desk, run=run, found=found, members=members)


@blueprint.route("/survey/<uuid:run_id>/corrections/<uuid:invitation_id>", methods=["GET", "POST"])
@requires("leader")
def corrections_member(association_id: uuid.UUID, run_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    """One member's answers: to be read and mended in a named survey, typed anew in a confidential one."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    unit, actor = current_unit(), current_actor()
    form = service.correction_form(unit, actor, run.id, invitation_id)
    if request.method == "GET":
        return _form_page(desk, run, form, _kept(form), {})
    raw = {name: several for name, several in request.form.lists() if name.startswith("q-")}
    try:
        service.correct_from_form(unit, actor, run.id, invitation_id, raw, page_language())
    except Invalid as refusal:
        return _form_page(desk, run, form, raw, refusal.fields), 422
    flash(
        _("The correction is laid aside. Now the member has to confirm it: by her own link, or signed in."), "success"
    )
    return _back(desk, run)


def _kept(form: CorrectionForm) -> dict[str, list[str]]:
    """The answers as the form values that would give them."""
    raw: dict[str, list[str]] = {}
    for question in form.questions:
        value = form.answers.get(question.id)
        if value is not None:
            raw |= kind_of(question).to_raw(question, value, str(form.answers.get(f"{question.id}.other", "")))
    return raw


def _form_page(
    desk: Desk, run: RunView, form: CorrectionForm, values: Mapping[str, Sequence[str]], refused: Mapping[str, Problem]
) -> str:
    questionnaire, language = form.questionnaire, page_language()

    def text(key: str) -> str:
        return pipe(questionnaire, questionnaire.text(key, language), form.answers, language)

    asked = {question.id for question in form.questions}
    sections: list[tuple[str, str, list[QuestionView]]] = [
        (
            section.id,
            text(f"section.{section.id}.title"),
            [
                question_view(questionnaire, question, language, "correction", text)
                for question in section.questions
                if question.id in asked
            ],
        )
        for section in questionnaire.sections
    ]
    sentences = {name: problem_sentence(words(), problem, text) for name, problem in refused.items()}
    about = {
        name: text(f"question.{problem.question_id}.text") if problem.question_id else ""
        for name, problem in refused.items()
    }
    return render_template(
        "leader/corrections_member.html",
        desk=desk,
        run=run,
        form=form,
        sections=[section for section in sections if section[2]],
        state=Filled(values, sentences),
        problems=[(name, about[name], sentence) for name, sentence in sentences.items()],
    )


@blueprint.post("/survey/<uuid:run_id>/corrections/<uuid:invitation_id>/back")
@requires("leader")
def corrections_back(association_id: uuid.UUID, run_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Take a correction back that waits."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    service.take_correction_back(current_unit(), current_actor(), run.id, invitation_id)
    flash(_("The correction is taken back."), "success")
    return _back(desk, run)


@blueprint.route("/survey/<uuid:run_id>/corrections/<uuid:invitation_id>/erase", methods=["GET", "POST"])
@requires("leader")
def corrections_erase(association_id: uuid.UUID, run_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Erase one member's answers, once it is sure that this is wanted."""
    desk = current_desk(association_id)
    run = led_run(desk, run_id)
    unit, actor = current_unit(), current_actor()
    if request.method == "POST":
        erase_response(unit, actor, run.id, invitation_id)
        flash(_("The answers are erased."), "success")
        return _back(desk, run)
    found = service.correctable(unit, actor, run.id)
    member = _member(found.members, invitation_id)
    return render_template("leader/corrections_erase.html", desk=desk, run=run, found=found, member=member)


def _member(members: Sequence[AnsweredMember], invitation_id: uuid.UUID) -> AnsweredMember:
    """The one with this invitation; ``NotFound`` where nobody answered by it, or nobody can tell."""
    for member in members:
        if member.invitation_id == invitation_id:
            return member
    raise NotFound("response")


@blueprint.route("/texts/erase/<hashed>", methods=["GET", "POST"])
@requires("leader")
def texts_erase(association_id: uuid.UUID, hashed: str) -> ResponseReturnValue:
    """Erase a text from the results, in every mode: a name that somebody wrote, words that must not stay."""
    desk = current_desk(association_id)
    unit, actor = current_unit(), current_actor()
    column = request.args.get("question", "")
    found = explore(unit, actor, desk.association.id, desk.period.id, column=column, like=hashed)
    if found.like is None:
        raise NotFound("text")
    text = found.like.text
    times = sum(each.text == text for each in found.found)
    here: dict[str, Any] = {"association_id": association_id, "period": desk.period.id, "question": found.column}
    if request.method == "POST":
        run_id = found.results.run_id
        unit.session.rollback()
        erase_text(unit, actor, run_id, found.column, text)
        flash(ngettext("The text is erased.", "The text is erased in all %(num)s places.", times), "success")
        return redirect(url_for("leader.texts", **here))
    return render_template("leader/texts_erase.html", desk=desk, here=here, hashed=hashed, text=text, times=times)


def _back(desk: Desk, run: RunView) -> ResponseReturnValue:
    here: dict[str, Any] = {"association_id": desk.association.id, "period": desk.period.id, "run_id": run.id}
    return redirect(url_for("leader.corrections", **here))
