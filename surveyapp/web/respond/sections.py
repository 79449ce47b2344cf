"""The sections of the questionnaire: shown, kept, kept by the script as one types."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveyapp.answering.merging import Shown
from surveyapp.answering.sections import section_problems
from surveyapp.answering.walk import walk
from surveyapp.config import LANGUAGES
from surveyapp.definition.kinds import Raw
from surveyapp.definition.model import Section
from surveyapp.definition.problems import Problem
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.responding import Answering, Kept, keep_section
from surveyapp.web.respond.entry import refused_page
from surveyapp.web.respond.forms import AnswersForm
from surveyapp.web.respond.own_copy import typed
from surveyapp.web.respond.section_page import section_page
from surveyapp.web.respond.visit import link_of, receipt_of, remember_receipt, speaking, visit
from surveyapp.web.shared.unit import current_unit

TAB_LENGTH = 24
TOKEN_REFUSED = _l("This page was open too long. Nothing is lost: please press the button once more.")
TOO_LONG = _l("Your texts together are longer than can be kept. Please shorten some of them, then go on.")


def show(run_id: uuid.UUID, section_id: str) -> ResponseReturnValue:
    """One section with what is kept of it. A section that the answers leave out leads to the first page."""
    form = visit(run_id)
    if page := refused_page(form):
        return page
    section = _section(form, section_id)
    if all(each.section is not section for each in walk(form.questionnaire, form.answers).sections):
        return redirect(url_for("respond.start", run_id=run_id))
    everything = "check" in request.args
    problems = section_problems(form.questionnaire, section_id, form.answers, form.language, everything=everything)
    with speaking(form.language):
        return section_page(form, section, problems)


def keep(run_id: uuid.UUID, section_id: str) -> ResponseReturnValue:
    """Keep what was posted, whichever button was pressed, and go where it leads.

    With mistakes it leads back to the page, which shows them: no page with answers is itself the answer to a form, so
    that "back" in the browser always finds pages it can show.
    """
    posted = typed()
    answers = AnswersForm()
    if not answers.validate_on_submit():
        return _again(run_id, section_id, posted, TOKEN_REFUSED), 400
    go, language = answers.go.data or "", answers.language.data or None
    try:
        kept = _keep(run_id, section_id, posted, language, send=go == "send")
    except Invalid as refusal:
        if "form" not in refusal.fields:
            raise
        return _again(run_id, section_id, posted, TOO_LONG), 422
    section = _section(kept.form, section_id)
    if kept.problems and (go in ("next", "send", "preview") or _left_open(section, kept.form)):
        if not any(_is_in(section, problem) for problem in kept.problems):
            mending = url_for("respond.preview", run_id=run_id)
        else:
            mending = url_for("respond.section", run_id=run_id, section_id=section_id, check=1)
        return _with_receipt(make_response(redirect(mending, 303)), kept)
    return _with_receipt(make_response(redirect(_next_page(kept, section, go), 303)), kept)


def _with_receipt(response: Response, kept: Kept) -> Response:
    """Keep a receipt code in this browser that was made just now."""
    run_id = kept.form.run_id
    if kept.receipt and kept.receipt != receipt_of(run_id):
        remember_receipt(response, run_id, link_of(run_id), kept.receipt)
    return response


def autosave(run_id: uuid.UUID, section_id: str) -> ResponseReturnValue:
    """Keep what the script sends while one types.

    Says whether it is kept, the version of the page from now on, and whether another page's answers were met.
    """
    answers = AnswersForm()
    if not answers.validate_on_submit():
        return {"saved": False, "reason": "token"}, 400
    try:
        kept = _keep(run_id, section_id, typed(), None)
    except Invalid:
        return {"saved": False, "reason": "too_long"}, 422
    told = {"saved": True, "made": kept.version, "elsewhere": kept.elsewhere, "clash": kept.clash}
    return _with_receipt(make_response(told), kept)


def _keep(run_id: uuid.UUID, section_id: str, posted: Raw, language: str | None, *, send: bool = False) -> Kept:
    spoken = request.form.get("spoken")
    return keep_section(
        current_unit(),
        link_of(run_id),
        section_id,
        posted,
        language,
        send=send,
        run_id=run_id,
        shown=_shown(),
        spoken=spoken if spoken in LANGUAGES else None,
        receipt=receipt_of(run_id),
    )


def _shown() -> Shown:
    """What the posted page says of itself."""
    form = request.form
    ends = {
        start: {name.removeprefix(start): value for name, value in form.items() if name.startswith(start)}
        for start in ("choose-", "offered-")
    }
    return Shown(form.get("made", ""), form.get("tab", "")[:TAB_LENGTH], ends["choose-"], ends["offered-"])


def _next_page(kept: Kept, section: Section, go: str) -> str:
    run_id = kept.form.run_id
    if kept.sent:
        return url_for("respond.receipt", run_id=run_id)
    if go == "preview":
        return url_for("respond.preview", run_id=run_id)
    if go == "save":
        with speaking(kept.form.language):
            if kept.form.code_first or kept.form.answered:
                saved = _("Your answers are saved. To go on with another device, use your link and your receipt code.")
            elif kept.form.handed:
                saved = _("Your answers are saved. You can go on at any time in this browser.")
            else:
                saved = _("Your answers are saved. You can go on at any time, on any device, with the same link.")
            flash(saved, "success")
    if go not in ("next", "back"):
        return url_for("respond.section", run_id=run_id, section_id=section.id)
    order = [each.id for each in kept.form.questionnaire.sections]
    here = order.index(section.id)
    on_path = [each.section.id for each in walk(kept.form.questionnaire, kept.form.answers).sections]
    if go == "next":
        later = [each for each in on_path if order.index(each) > here]
        return _address(run_id, later[0]) if later else url_for("respond.preview", run_id=run_id)
    earlier = [each for each in on_path if order.index(each) < here]
    return _address(run_id, earlier[-1]) if earlier else url_for("respond.start", run_id=run_id)


def _address(run_id: uuid.UUID, section_id: str) -> str:
    return url_for("respond.section", run_id=run_id, section_id=section_id)


def _section(form: Answering, section_id: str) -> Section:
    try:
        return form.questionnaire.section(section_id)
    except KeyError as error:
        raise NotFound("section") from error


def _is_in(section: Section, problem: Problem) -> bool:
    return any(question.id == problem.question_id for question in section.questions)


def _left_open(section: Section, form: Answering) -> bool:
    """Whether something on the page waits for its writer: it could not be understood, or was answered in two ways."""
    return any(f"{question.id}.{end}" in form.answers for question in section.questions for end in ("typed", "apart"))


def _again(run_id: uuid.UUID, section_id: str, posted: Raw, notice: LazyString) -> bytes:
    """The page once more with everything typed and a new token: nothing was kept, and nothing has to be typed again."""
    form = visit(run_id)
    if not form.open:
        raise Conflict("run_closed")
    section = _section(form, section_id)
    with speaking(form.language):
        flash(str(notice), "caution")
        return section_page(form, section, posted=posted)
