"""Before and after the questions: the first page, what the leader will see, the receipt, the practice card."""

from __future__ import annotations

import uuid

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from surveyapp.answering.progress import minutes_estimate
from surveyapp.answering.walk import may_require, walk
from surveyapp.config import LANGUAGES
from surveyapp.services.changes import Change, ChangeKind, what_changed
from surveyapp.services.codes import spell
from surveyapp.services.errors import Invalid
from surveyapp.services.periods import period_by_id
from surveyapp.services.practice_cards import CARD_TEXT_LIMIT, PracticeCardInput, give_practice_card
from surveyapp.services.privacy import notice_of_run
from surveyapp.services.receipts import new_receipt
from surveyapp.services.responding import (
    Answering,
    change_language,
    codes_before,
    open_form,
    send_draft,
    type_code_in,
)
from surveyapp.web.respond.entry import refused_page, sent_page
from surveyapp.web.respond.forms import PracticeForm, ReceiptForm, StartForm, StepForm
from surveyapp.web.respond.leader_view import leader_view
from surveyapp.web.respond.visit import (
    association_name,
    forget,
    link_of,
    receipt_of,
    remember_receipt,
    speaking,
    visit,
)
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.unit import current_config, current_unit
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.dates import deadline, year
from surveyapp.wording.labels import PROPOSAL_STATUSES, RECOMMENDATION_STATUSES

ABOUT = {"csrf_token": _l("This page"), "share_association": _l("Who may read the card?")}
"""What the summary of mistakes says instead of a field's label."""


def start(run_id: uuid.UUID) -> ResponseReturnValue:
    """The first page: what this is, who reads it, how long it takes. Also where one comes back to."""
    form = visit(run_id)
    return refused_page(form) or start_page(form)


def begin(run_id: uuid.UUID) -> ResponseReturnValue:
    """Begin, or go on where it was left; or change the language of the first page.

    From here on the browser holds a receipt code, so that whatever is sent, and sent again after a broken line, goes
    under one code. Where drafts hang on it too, it is shown to be noted before the first question.
    """
    form = visit(run_id)
    step = StartForm()
    if not step.validate_on_submit():
        return start_page(form, step), 400
    link = link_of(run_id)
    receipt = receipt_of(run_id) or new_receipt()
    change_language(current_unit(), link, step.language.data or form.language, receipt=receipt)
    answer = make_response(_after_begin(form, step, link, receipt))
    remember_receipt(answer, run_id, link, receipt)
    return answer


def _after_begin(form: Answering, step: StartForm, link: str, receipt: str) -> ResponseReturnValue:
    run_id = form.run_id
    if "code" in request.form:
        try:
            type_code_in(current_unit(), link, step.code.data or "", receipt=receipt)
        except Invalid as refusal:
            form = open_form(current_unit(), link, receipt)
            with speaking(form.language):
                show_problems(step, refusal)
            return start_page(form, step), 422
    if step.language.data:
        return redirect(url_for("respond.start", run_id=run_id), 303)
    if step.go.data == "preview":
        return redirect(url_for("respond.preview", run_id=run_id), 303)
    if form.code_first and not form.answers:
        return redirect(url_for("respond.note_code", run_id=run_id), 303)
    return redirect(first_question(form), 303)


def first_question(form: Answering) -> str:
    """The address at which answering goes on."""
    return url_for("respond.section", run_id=form.run_id, section_id=_where_left(form))


def _where_left(form: Answering) -> str:
    """The first section without an answer; the first of all where everything has one, or was sent."""
    sections = [visible.section for visible in walk(form.questionnaire, form.answers).sections]
    for section in sections:
        if not form.answered and not any(question.id in form.answers for question in section.questions):
            return section.id
    return sections[0].id


def start_page(form: Answering, step: StartForm | None = None, unlock: ReceiptForm | None = None) -> str:
    """The first page, for whoever holds the form or has not begun."""
    unit = current_unit()
    if step is None:
        step = StartForm(formdata=None, code=spell(form.code.typed) if form.code is not None else "")
    words = catalogue(form.language)
    with speaking(form.language):
        return render_template(
            "respond/start.html",
            form=form,
            title=form.questionnaire.text("title", form.language),
            intro=form.questionnaire.text("intro", form.language),
            association=association_name(form),
            year=year(words, period_by_id(unit, form.period_id).year),
            compulsory=may_require(form.questionnaire),
            minutes=max(1, round(minutes_estimate(form.questionnaire, form.language))),
            closes=_closes(form),
            notice=notice_of_run(unit, run_id=form.run_id, language=form.language),
            changes=[
                _change_line(change, form.language)
                for change in what_changed(unit, form.association_id, form.period_id)
            ],
            codes_before=form.code is not None and codes_before(unit, form),
            step=step,
            unlock=unlock or ReceiptForm(formdata=None),
            answer_form="step",
        )


def _change_line(change: Change, language: str) -> dict[str, str]:
    labels = RECOMMENDATION_STATUSES if change.kind == ChangeKind.RECOMMENDATION else PROPOSAL_STATUSES
    return {
        "text": change.text,
        "status": labels[change.status](catalogue(language)),
        "outcome": change.outcome,
        "reason": change.reason,
    }


def preview(run_id: uuid.UUID) -> ResponseReturnValue:
    """What the leader will see of these answers, before they are sent."""
    form = visit(run_id)
    return refused_page(form) or _preview_page(form)


def _preview_page(form: Answering) -> str:
    with speaking(form.language):
        return render_template(
            "respond/preview.html",
            form=form,
            **leader_view(form),
            step=StepForm(),
            answer_form="step",
        )


def send(run_id: uuid.UUID) -> ResponseReturnValue:
    """Send the answers as they are kept, or switch the language of the preview."""
    form = visit(run_id)
    if page := refused_page(form):
        return page, 409
    step = StepForm()
    if not step.validate_on_submit():
        return _preview_page(form), 400
    link, known = link_of(run_id), receipt_of(run_id)
    if step.language.data:
        change_language(current_unit(), link, step.language.data, receipt=known)
        return redirect(url_for("respond.preview", run_id=run_id), 303)
    try:
        receipt = send_draft(current_unit(), link, receipt=known)
    except Invalid:
        # The preview says itself what hinders sending.
        return redirect(url_for("respond.preview", run_id=run_id), 303)
    answer = make_response(redirect(url_for("respond.receipt", run_id=run_id), 303))
    remember_receipt(answer, run_id, link, receipt)
    return answer


def receipt(run_id: uuid.UUID) -> ResponseReturnValue:
    """That the answers arrived, until when they can be changed, and how. Without answers, back to the first page."""
    form = visit(run_id)
    if form.open and form.locked:
        return sent_page(form)
    if not form.answered:
        return redirect(url_for("respond.start", run_id=run_id))
    with speaking(form.language):
        return render_template(
            "respond/receipt.html",
            form=form,
            association=association_name(form),
            closes=_closes(form),
            link=current_config().public_url + url_for("respond.enter", link=link_of(run_id)),
            receipt=spell(receipt_of(run_id)),
            step=StepForm(),
            answer_form="step" if form.open else None,
        )


def after_receipt(run_id: uuid.UUID) -> ResponseReturnValue:
    """Leave: take the link out of this browser. Or read the receipt in another language."""
    form = visit(run_id)
    step = StepForm()
    if not step.validate_on_submit():
        return redirect(url_for("respond.receipt", run_id=run_id), 303)
    if step.go.data == "leave":
        return _leave(form)
    if step.language.data:
        change_language(current_unit(), link_of(run_id), step.language.data, receipt=receipt_of(run_id))
    return redirect(url_for("respond.receipt", run_id=run_id), 303)


def _leave(form: Answering) -> ResponseReturnValue:
    with speaking(form.language):
        response = make_response(render_template("respond/left.html"))
    forget(response, form.run_id)
    return response


def practice(run_id: uuid.UUID) -> ResponseReturnValue:
    """The signed practice card, open after closing too. Nothing of it connects with the answers."""
    form = visit(run_id)
    card = PracticeForm()
    asked_for = card.language.data or card.spoken.data
    language = asked_for if asked_for in LANGUAGES else form.language
    with speaking(language):
        if card.language.data or not card.validate_on_submit():
            return _practice_page(form, card), 422 if card.errors else 200
        given = PracticeCardInput(
            text=card.text.data or "",
            school=card.school.data or "",
            contact=card.contact.data or "",
            share_association=card.share_association.data,
            share_region=card.share_region.data,
            share_public=card.share_public.data,
        )
        give_practice_card(current_unit(), link_of(run_id), given, language)
        return render_template("respond/thanks.html", form=form)


def _practice_page(form: Answering, card: PracticeForm) -> str:
    problems = [
        (name, ABOUT.get(name) or card[name].label.text, sentence)
        for name, sentences in card.errors.items()
        for sentence in sentences[:1]
    ]
    return render_template(
        "respond/practice.html", form=form, card=card, problems=problems, limit=CARD_TEXT_LIMIT, answer_form="card"
    )


def _closes(form: Answering) -> str:
    return deadline(catalogue(form.language), form.closes_at, form.time_zone) if form.closes_at else ""
