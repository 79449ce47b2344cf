"""Coming in by the link, and the pages for those who cannot."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.config import LANGUAGES
from surveyapp.services.again import was_replaced
from surveyapp.services.ballots import ballot_of
from surveyapp.services.errors import Conflict, DatabaseAway, NotFound
from surveyapp.services.modes import RunStatus
from surveyapp.services.own_corrections import own_correction
from surveyapp.services.responding import Answering, run_of_link
from surveyapp.web.respond.forms import ReceiptForm, StepForm
from surveyapp.web.respond.own_copy import own_copy, typed
from surveyapp.web.respond.visit import association_name, link_of, receipt_of, remember, speaking, visit
from surveyapp.web.shared.errors import RETRY_SECONDS, error_page
from surveyapp.web.shared.language import COOKIE, page_language
from surveyapp.web.shared.logging import log_away
from surveyapp.web.shared.unit import current_unit, stop_asking


def enter(link: str) -> ResponseReturnValue:
    """Take the link into a cookie and go on without it. Changes nothing: mail scanners visit links too."""
    run_id = run_of_link(current_unit(), link)
    ballot = ballot_of(current_unit(), link)
    response = redirect(url_for("respond.vote" if ballot and ballot.open else "respond.start", run_id=run_id))
    remember(response, run_id, link)
    return response


def no_link(error: NotFound) -> ResponseReturnValue:
    """The page for a link that opens nothing, and for a browser that has forgotten it, in the visitor's language."""
    if error.code not in ("link", "no_link"):
        return error_page(404, code=error.code, params=error.params)
    place = request.view_args or {}
    link = place.get("link") or (link_of(place["run_id"]) if error.code == "link" and "run_id" in place else "")
    return (
        render_template(
            "respond/no_link.html",
            forgotten=error.code == "no_link",
            replaced=was_replaced(current_unit(), link),
            posted=request.method == "POST",
        ),
        404,
    )


def takes_no_answers(error: Conflict) -> ResponseReturnValue:
    """The page for a survey that is closed, or not yet open; or for a link with which something was sent already."""
    place = request.view_args or {}
    if place.get("run_id") is None:
        return no_link(NotFound("link"))
    form = visit(place["run_id"])
    section_id = place.get("section_id", "")
    if error.code == "already_sent" and form.open:
        return sent_page(form, section_id=section_id), 409
    return closed_page(form, section_id), 409


def refused_page(form: Answering) -> str | None:
    """What a link shows where it takes no answers now, or opens none without the receipt code; else None."""
    if not form.open:
        return closed_page(form)
    return sent_page(form) if form.locked else None


def chosen_language(form: Answering) -> str:
    """The language of a page without a form of answers: the one chosen in this browser, else that of the answers."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else form.language


def sent_page(form: Answering, code: ReceiptForm | None = None, section_id: str = "", *, asked: bool = False) -> str:
    """What a link shows with which something was sent: that it was, and nothing of it.

    What was typed on a page that was open meanwhile can be kept by its writer. ``asked``: the mail is on its way.
    """
    with speaking(chosen_language(form)):
        raw = typed()
        return render_template(
            "respond/sent.html",
            form=form,
            association=association_name(form),
            code=code or ReceiptForm(formdata=None),
            step=StepForm(formdata=None),
            asked=asked,
            copy=own_copy(form, section_id, raw) if raw else "",
            section_id=section_id,
            typed=[(name, value) for name, several in raw.items() for value in several],
        )


def closed_page(form: Answering, section_id: str = "") -> str:
    """What a link shows while no answers are taken; what was answered meanwhile can be kept by its writer."""
    closed = form.status == RunStatus.CLOSED
    ballot = ballot_of(current_unit(), link_of(form.run_id), receipt_of(form.run_id)) if closed else None
    with speaking(form.language):
        raw = typed()
        return render_template(
            "respond/closed.html",
            form=form,
            association=association_name(form),
            ballot=ballot,
            correction=own_correction(current_unit(), link_of(form.run_id)) if closed else None,
            copy=own_copy(form, section_id, raw) if closed else "",
            late=request.method == "POST",
            section_id=section_id,
            typed=[(name, value) for name, several in raw.items() for value in several],
        )


def database_away(error: DatabaseAway) -> ResponseReturnValue:
    """The page for a database that is stopped or full. What was typed stands on it and can be sent once more.

    Nothing can be looked up now, so the page's language comes with the form.
    """
    log_away(error)
    stop_asking()
    later = {"Retry-After": str(RETRY_SECONDS)}
    if request.endpoint == "respond.autosave":
        return {"saved": False, "reason": "away"}, 503, later
    spoken = request.form.get("spoken")
    with speaking(spoken if spoken in LANGUAGES else page_language()):
        sent = list(request.form.items(multi=True))
        return render_template("respond/away.html", typed=sent, answer_form="again" if sent else None), 503, later
