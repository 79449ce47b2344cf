"""A plan from a paper: handed in, shown as it was understood for correction, then stored as a whole."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.interchange.plan_papers import PlanPaper
from surveyapp.planning.model import Approval, Audience
from surveyapp.planning.periods import read_period
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.planning.reading.result import PlanReading
from surveyapp.planning.years import Year, year_from_key
from surveyapp.services import plan_reading as service
from surveyapp.services.activities import ActivityInput
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid
from surveyapp.services.lists import DIRECTIONS, FORMS
from surveyapp.services.plan_reading import ProposedRow
from surveyapp.services.plans import PlanHead
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.lists import list_choices
from surveyapp.web.leader.plan_reading_forms import PaperForm, ReadRowForm, ReviewForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import choices, words
from surveyapp.wording import dates
from surveyapp.wording.labels import PERIOD_PROBLEMS, PRECISIONS, label
from surveyapp.wording.papers import refusal_sentence
from surveyapp.wording.problems import problem_sentence

LONGEST_FORM = 8_000_000
"""A table of 300 rows in Russian, as browsers send it, is longer than forms may be elsewhere."""


@blueprint.url_value_preprocessor
def take_long_forms(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the two pages of this module take pasted tables and long corrections."""
    if endpoint in ("leader.plan_read", "leader.plan_read_confirm"):
        request.max_form_memory_size = LONGEST_FORM


@blueprint.route("/plan/read", methods=["GET", "POST"])
@requires("leader")
def plan_read(association_id: uuid.UUID) -> ResponseReturnValue:
    """Hand in a paper; what was understood of it is shown at once, and nothing is stored."""
    desk = current_desk(association_id)
    form = PaperForm()
    if form.validate_on_submit():
        upload = form.paper.data
        paper = PlanPaper(
            upload.read() if upload else b"", (upload.filename or "") if upload else "", form.pasted.data or ""
        )
        try:
            reading, rows = service.read_paper(current_unit(), current_actor(), association_id, paper, desk.period.year)
        except PaperRefused as refusal:
            field = form.paper if upload else form.pasted
            field.errors = [refusal_sentence(words(), refusal.code, refusal.params)]
        else:
            return _review(desk, _filled(desk, reading, rows))
    return render_template("leader/plan_reading.html", desk=desk, form=form), 422 if form.is_submitted() else 200


@blueprint.post("/plan/read/confirm")
@requires("leader")
def plan_read_confirm(association_id: uuid.UUID) -> ResponseReturnValue:
    """Store what was confirmed, all of it or nothing."""
    desk = current_desk(association_id)
    form = ReviewForm()
    _give_choices(desk, form)
    if form.validate_on_submit():
        taken = [place for place, row in enumerate(form.rows) if row.form.take.data]
        if not taken and not _head(form).goal and not form.use_tasks.data:
            form.form_errors.append(_("Nothing is ticked. Tick the rows to take over."))
        else:
            try:
                period = service.take_over(
                    current_unit(),
                    current_actor(),
                    association_id,
                    _chosen_year(desk, form),
                    _head(form),
                    [_given(form.rows[place].form) for place in taken],
                )
            except Invalid as refusal:
                _show_row_problems(form, refusal, taken)
            else:
                flash(
                    ngettext(
                        "%(num)s activity is in the plan now.", "%(num)s activities are in the plan now.", len(taken)
                    )
                    if taken
                    else _("The plan is saved."),
                    "success",
                )
                return redirect(url_for("leader.plan", association_id=association_id, period=period.id))
    return _review(desk, form), 422


def _review(desk: Desk, form: ReviewForm) -> str:
    year = _chosen_year(desk, form)
    stored = service.stored_rows(current_unit(), current_actor(), desk.association.id, year).plan
    understood = [_understood(row.form.period_text.data or "", year) for row in form.rows]
    return render_template(
        "leader/plan_reading_review.html", desk=desk, form=form, understood=understood, stored=stored
    )


def _understood(text: str, year: Year) -> str:
    """What the words of a period were read as, for the hint below them."""
    period = read_period(text, year)
    if period.start is None or period.end is None:
        return label(words(), PERIOD_PROBLEMS, period.problem or "not_understood")
    days = dates.span(words(), period.start, period.end)
    return f"{days} ({label(words(), PRECISIONS, period.precision.value)})"


def _filled(desk: Desk, reading: PlanReading, rows: Sequence[ProposedRow]) -> ReviewForm:
    """The form with what was read; rows the plan has already are not ticked, nor what it says already of its head."""
    year = reading.year or desk.period.year
    stored = service.stored_rows(current_unit(), current_actor(), desk.association.id, year)
    plan = stored.plan
    form = ReviewForm(
        formdata=None,
        data={
            "year": year.key,
            "paper_year": year.key,
            "goal": reading.goal,
            "use_goal": bool(reading.goal) and not (plan and plan.goal),
            "tasks": "\n".join(reading.tasks),
            "use_tasks": bool(reading.tasks) and not (plan and plan.tasks),
            "priorities": "\n".join(reading.priorities),
            "use_priorities": bool(reading.priorities) and not (plan and plan.priorities),
            "approval_body": reading.approval.body,
            "approval_date": reading.approval.day,
            "approval_number": reading.approval.number,
            "use_approval": reading.approval != Approval() and not (plan and plan.approval != Approval()),
            "rows": [_row_data(row, stored.holds(row.topic, row.period.text)) for row in rows],
            "unplaced": [{"text": text} for text in reading.unplaced],
        },
    )
    _give_choices(desk, form)
    return form


def _row_data(row: ProposedRow, known: bool) -> dict[str, object]:
    return {
        "take": not known,
        "known": "yes" if known else "",
        "topic": row.topic,
        "direction": row.direction or "",
        "direction_words": row.direction_words,
        "form_of_work": row.form or "",
        "form_words": row.form_words,
        "audience": row.audience.value,
        "period_text": row.period.text,
        "place": row.place,
        "responsible": row.responsible,
        "participants": row.participants,
        "participants_words": row.participants_words,
    }


def _give_choices(desk: Desk, form: ReviewForm) -> None:
    keys = dict.fromkeys((form.paper_year.data or desk.period.year.key, desk.period.year.key))
    years = [year for key in keys if (year := _year(key))]
    form.year.choices = [(year.key, dates.year(words(), year)) for year in years]
    directions, forms, audiences = list_choices(DIRECTIONS), list_choices(FORMS), choices("audience")
    for row in form.rows:
        row.form.direction.choices = directions
        row.form.form_of_work.choices = forms
        row.form.audience.choices = audiences


def _year(key: str) -> Year | None:
    try:
        year = year_from_key(key)
    except ValueError:
        return None
    return year if 1990 <= year.first <= 2100 else None


def _chosen_year(desk: Desk, form: ReviewForm) -> Year:
    return _year(form.year.data or "") or desk.period.year


def _head(form: ReviewForm) -> PlanHead:
    """What is ticked of the head; the rest is left empty, and so the plan as it is."""
    approval = Approval(form.approval_body.data or "", form.approval_date.data, form.approval_number.data or "")
    return PlanHead(
        goal=(form.goal.data or "") if form.use_goal.data else "",
        tasks=tuple((form.tasks.data or "").splitlines()) if form.use_tasks.data else (),
        priorities=tuple((form.priorities.data or "").splitlines()) if form.use_priorities.data else (),
        approval=approval if form.use_approval.data else Approval(),
    )


def _given(row: ReadRowForm) -> ActivityInput:
    return ActivityInput(
        topic=row.topic.data or "",
        period_text=row.period_text.data or "",
        starts_on=row.starts_on.data,
        ends_on=row.ends_on.data,
        direction=row.direction.data or None,
        form=row.form_of_work.data or None,
        place=row.place.data or "",
        responsible=row.responsible.data or "",
        audience=Audience(row.audience.data),
        participants=row.participants.data,
        participants_words=row.participants_words.data or "",
    )


def _show_row_problems(form: ReviewForm, refusal: Invalid, taken: Sequence[int]) -> None:
    """Put the problems of a row, named ``rows-3-topic`` among those taken, at the row's fields."""
    others = {}
    for name, problem in refusal.fields.items():
        if name.startswith("rows-"):
            _rows, place, field = name.split("-", 2)
            row = form.rows[taken[int(place)]].form
            shown = row._fields["form_of_work" if field == "form" else field]
            shown.errors = [*shown.errors, problem_sentence(words(), problem)]
        else:
            others[name] = problem
    show_problems(form, Invalid(others))
