"""The receipt code: noted at the first opening, typed in on another device; and beginning again without it."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services.again import ask_to_begin_again, begin_again, what_begins_again
from surveyapp.services.ballots import ballot_of
from surveyapp.services.codes import spell
from surveyapp.services.receipts import read_receipt
from surveyapp.services.responding import open_form
from surveyapp.web.respond.entry import chosen_language, refused_page, sent_page
from surveyapp.web.respond.forms import ReceiptForm, StepForm
from surveyapp.web.respond.steps import first_question, start_page
from surveyapp.web.respond.visit import (
    forget_receipt,
    link_of,
    receipt_of,
    remember,
    remember_receipt,
    speaking,
    visit,
)
from surveyapp.web.respond.voting import ballot_page
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.unit import current_unit


def note_code(run_id: uuid.UUID) -> ResponseReturnValue:
    """The code of a form whose link came by hand, before its first question."""
    form = visit(run_id)
    receipt = receipt_of(run_id)
    if page := refused_page(form):
        return page
    if not receipt:
        return redirect(url_for("respond.start", run_id=run_id))
    with speaking(chosen_language(form)):
        return render_template("respond/note_code.html", form=form, receipt=spell(receipt), go_on=first_question(form))


def unlock(run_id: uuid.UUID) -> ResponseReturnValue:
    """Open with a code from one's notes what was kept under it, or the ballot."""
    form, link = visit(run_id), link_of(run_id)
    step = ReceiptForm()
    with speaking(form.language):
        valid = step.validate_on_submit()
        receipt = read_receipt(step.receipt.data or "") if valid else None
        ballot = ballot_of(current_unit(), link, receipt or "")
        opened = open_form(current_unit(), link, receipt) if receipt else None
        if receipt and opened and opened.held and not opened.locked:
            answer = redirect(url_for("respond.start", run_id=run_id), 303)
        elif receipt and ballot and ballot.chosen:
            answer = redirect(url_for("respond.vote", run_id=run_id), 303)
        else:
            if valid:
                wrong = _("This code opens nothing here.") if receipt else _("Please check this code: it is mistyped.")
                step.receipt.errors = [wrong]
            if ballot and ballot.open:
                return ballot_page(form, ballot, form.language, unlock=step), 422
            if form.locked and form.open:
                return sent_page(form, step), 422
            return refused_page(form) or start_page(form, unlock=step), 422
    remember_receipt(answer, run_id, link, receipt)
    return answer


def ask_again(run_id: uuid.UUID) -> ResponseReturnValue:
    """Send the mail with which the member begins again, to her own address."""
    form = visit(run_id)
    if not form.locked or not form.open:
        return redirect(url_for("respond.start", run_id=run_id), 303)
    if not StepForm().validate_on_submit():
        return sent_page(form), 400
    ask_to_begin_again(current_unit(), link_of(run_id))
    return sent_page(form, asked=True)


def again(token: str) -> ResponseReturnValue:
    """Ask, then make void what was sent; a visit changes nothing, since mail scanners visit too."""
    step = StepForm()
    if step.validate_on_submit():
        run_id, link = begin_again(current_unit(), token)
        answer = redirect(url_for("respond.start", run_id=run_id), 303)
        remember(answer, run_id, link)
        forget_receipt(answer, run_id)
        return answer
    asked = what_begins_again(current_unit(), token)
    names, language = asked.association_names, page_language()
    return render_template(
        "respond/again.html",
        asked=asked,
        title=asked.titles[language],
        association=names.get(language) or next(iter(names.values())),
        step=step,
    )
