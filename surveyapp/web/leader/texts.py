"""The texts of a survey: search in four languages, words in context, recurring words, similar texts, codes."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from surveyapp.services import explore as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.explore import Texts
from surveyapp.services.results import ResultsState, results_of
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, view_address
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.results_words import withheld
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import numbers

ON_A_PAGE = 50


class CodeForm(Form):
    """A code and its definition."""

    label = StringField(_l("Code"), validators=[DataRequired(), Length(max=service.LABEL)])
    definition = TextAreaField(_l("When it applies"), validators=[Length(max=service.DEFINITION)])


def _asked_id(name: str) -> uuid.UUID | None:
    """An id from the address; ``NotFound`` for one that is none."""
    given = request.args.get(name, "")
    try:
        return uuid.UUID(given) if given else None
    except ValueError as error:
        raise NotFound(name) from error


def _texts(desk: Desk) -> Texts:
    return service.explore(
        current_unit(),
        current_actor(),
        desk.association.id,
        desk.period.id,
        asked_run(),
        column=request.args.get("question", ""),
        query=request.args.get("q", ""),
        code=_asked_id("code"),
        like=request.args.get("like", ""),
    )


def column_label(found: Texts, column: str) -> str:
    """The question a text answers; of a choice's "other", the question with that added."""
    labels = found.results.labels(page_language())
    if column.endswith(".other.text"):
        question = labels.question(column.removesuffix(".other.text"))
        return str(_("%(question)s – other answers", question=question))
    return labels.question(column)


@blueprint.get("/texts")
@requires("leader")
def texts(association_id: uuid.UUID) -> ResponseReturnValue:
    """Reading and searching."""
    return _page(current_desk(association_id), CodeForm())


def _page(desk: Desk, form: CodeForm, status: int = 200) -> ResponseReturnValue:
    results = results_of(current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run())
    view = view_address(desk, results)
    if results.state is not ResultsState.SHOWN:
        return redirect(url_for("leader.results", **view))
    found = _texts(desk)
    place = _place()
    page = render_template(
        "leader/texts.html",
        desk=desk,
        view=view,
        found=found,
        form=form,
        query=request.args.get("q", ""),
        code=request.args.get("code", ""),
        columns=[(column, column_label(found, column), count) for column, count in found.columns],
        withheld=withheld(found.withheld) if found.withheld is not None else "",
        shown=found.found[place : place + ON_A_PAGE],
        place=place,
        on_a_page=ON_A_PAGE,
        alphas=[
            (each.label, _agreement(each.alpha), _agreement(each.kappa), _reliability(each.word))
            for each in (found.agreement.codes if found.agreement else ())
        ],
    )
    return page, status


def _agreement(value: float | None) -> str:
    return numbers.decimal(words(), value, 2) if value is not None else "–"


def _place() -> int:
    try:
        return max(0, int(request.args.get("from", "0")))
    except ValueError as error:
        raise NotFound("page") from error


def _reliability(word: str) -> str:
    sentences = {
        "reliable": _("reliable"),
        "tentative": _("tentative: conclude with care"),
        "unreliable": _("too low: sharpen the definition"),
        "": _("not computed yet"),
    }
    return str(sentences[word])


def _back(desk: Desk, anchor: str) -> ResponseReturnValue:
    names = ("run", "question", "q", "code", "from")
    kept: dict[str, Any] = {name: value for name in names if (value := request.args.get(name))}
    return redirect(
        url_for("leader.texts", association_id=desk.association.id, period=desk.period.id, _anchor=anchor, **kept)
    )


@blueprint.post("/texts/codes")
@requires("leader")
def texts_code_save(association_id: uuid.UUID) -> ResponseReturnValue:
    """Add a code, or change the one named in the address."""
    desk, form = current_desk(association_id), CodeForm()
    if form.validate_on_submit():
        try:
            service.save_code(
                current_unit(),
                current_actor(),
                association_id,
                form.label.data or "",
                form.definition.data or "",
                _asked_id("edit"),
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The code was saved."), "success")
            return _back(desk, "codebook")
    return _page(desk, form, 422)


@blueprint.post("/texts/codes/<uuid:code_id>/remove")
@requires("leader")
def texts_code_remove(association_id: uuid.UUID, code_id: uuid.UUID) -> ResponseReturnValue:
    """Take a code out of the codebook."""
    desk = current_desk(association_id)
    service.remove_code(current_unit(), current_actor(), association_id, code_id)
    flash(_("The code was removed."), "success")
    return _back(desk, "codebook")


@blueprint.post("/texts/coding/<hashed>")
@requires("leader")
def texts_coding(association_id: uuid.UUID, hashed: str) -> ResponseReturnValue:
    """Give a text its codes."""
    desk = current_desk(association_id)
    try:
        codes = frozenset(uuid.UUID(given) for given in request.form.getlist("code"))
    except ValueError as error:
        raise NotFound("code") from error
    column = request.args.get("question", "")
    service.code_text(
        current_unit(), current_actor(), association_id, desk.period.id, column, hashed, codes, asked_run()
    )
    place = request.args.get("text", "")
    return _back(desk, f"text-{place}" if place in map(str, range(1, ON_A_PAGE + 1)) else "read-title")
