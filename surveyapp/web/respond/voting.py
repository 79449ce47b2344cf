"""The second round: a member's ballot, and after closing what the members said."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.config import LANGUAGES
from surveyapp.services.ballots import BallotView, ballot_of, cast_ballot
from surveyapp.services.codes import spell
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.receipts import new_receipt
from surveyapp.services.responding import Answering
from surveyapp.services.voting import Line, VoteState
from surveyapp.web.respond.forms import BallotForm, ReceiptForm
from surveyapp.web.respond.visit import association_name, link_of, receipt_of, remember_receipt, speaking, visit
from surveyapp.web.shared.unit import current_unit
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.dates import deadline
from surveyapp.wording.numbers import k_of_n, members


def vote(run_id: uuid.UUID) -> ResponseReturnValue:
    """The ballot; or, once the vote is closed, its result. ``NotFound`` where the link has no vote."""
    form, ballot = visit(run_id), _ballot(run_id)
    sent = BallotForm()
    language = form.language
    for wanted in (sent.spoken.data, sent.language.data):
        language = wanted if wanted in LANGUAGES else language
    with speaking(language):
        if request.method == "GET" or not ballot.open:
            return _first_look(form, ballot, language)
        ticked = {int(text) for text in request.form.getlist("option") if text.isdecimal()}
        if not sent.validate():
            page = ballot_page(form, ballot, language, ticked, _("This page was open too long. Send it once more."))
            return page, 400
        if sent.language.data:
            return ballot_page(form, ballot, language, ticked)
        try:
            receipt = cast_ballot(current_unit(), link_of(run_id), ticked, receipt_of(run_id))
        except Invalid:
            return ballot_page(form, ballot, language, ticked, _wrong(ballot, ticked)), 422
        except Conflict:
            return ballot_page(form, _ballot(run_id), language), 409
    answer = make_response(redirect(url_for("respond.vote", run_id=run_id), 303))
    remember_receipt(answer, run_id, link_of(run_id), receipt)
    return answer


def _first_look(form: Answering, ballot: BallotView, language: str) -> ResponseReturnValue:
    """The page with a receipt code in the browser before anything is sent: a click too many then changes nothing."""
    answer = make_response(ballot_page(form, ballot, language))
    if ballot.open and not ballot.locked and not receipt_of(form.run_id):
        remember_receipt(answer, form.run_id, link_of(form.run_id), new_receipt())
    return answer


def _ballot(run_id: uuid.UUID) -> BallotView:
    ballot = ballot_of(current_unit(), link_of(run_id), receipt_of(run_id))
    if ballot is None:
        raise NotFound("link")
    return ballot


def _wrong(ballot: BallotView, ticked: Collection[int]) -> str:
    if not ticked:
        return str(_("Please tick at least one proposal."))
    return str(ngettext("Please tick %(num)s proposal at most.", "Please tick %(num)s proposals at most.", ballot.most))


def ballot_page(
    form: Answering,
    ballot: BallotView,
    language: str,
    ticked: Collection[int] | None = None,
    problem: str = "",
    unlock: ReceiptForm | None = None,
) -> str:
    """The ballot, what a link shows that has voted, or the result."""
    result = ballot.result
    c = catalogue(language)
    return render_template(
        "respond/vote.html",
        form=form,
        ballot=ballot,
        association=association_name(form),
        association_language=next(iter(form.association_names), language),
        ticked=ballot.chosen if ticked is None else ticked,
        problem=problem,
        closes=deadline(c, ballot.closes_at, form.time_zone),
        sent=BallotForm(formdata=None, spoken=language),
        lines=[_said(language, line) for line in result.lines] if result else [],
        counted=result is not None and result.state is VoteState.CLOSED,
        receipt=spell(receipt_of(form.run_id)),
        unlock=unlock or ReceiptForm(formdata=None),
        answer_form="ballot" if ballot.open and not ballot.locked else None,
    )


def _said(language: str, line: Line) -> tuple[Line, str, str]:
    c, count = catalogue(language), line.count
    of_all = ""
    if count.interval is not None and count.population is not None and count.population > count.n:
        of_all = members(c, count.interval, count.population)
    return line, k_of_n(c, count.k, count.n), of_all
