"""Recommendations: the list of the year, each with its evidence, its steps, its history."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.planning.years import year_from_key
from surveyapp.services import recommendations as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid
from surveyapp.services.follow_up import carried_over
from surveyapp.services.lists import DIRECTIONS
from surveyapp.services.recommendation_plans import plan_activity
from surveyapp.services.recommendations import (
    HistoryEntry,
    RecommendationInput,
    Recommendations,
    RecommendationView,
)
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.finding_words import finding_view
from surveyapp.web.leader.lists import list_choices
from surveyapp.web.leader.practice import nearby
from surveyapp.web.leader.recommendation_forms import StatusForm, WatchingForm
from surveyapp.web.leader.watching import watch_choices, watched_view
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import dates, labels, numbers


def _year(desk: Desk) -> Recommendations:
    return service.recommendations_of(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _back(desk: Desk, recommendation_id: uuid.UUID | None = None) -> ResponseReturnValue:
    association_id, period = desk.association.id, desk.period.id
    if recommendation_id is None:
        return redirect(url_for("leader.recommendations", association_id=association_id, period=period))
    return redirect(
        url_for(
            "leader.recommendations_item",
            association_id=association_id,
            recommendation_id=recommendation_id,
            period=period,
        )
    )


@blueprint.get("/recommendations")
@requires("leader")
def recommendations(association_id: uuid.UUID) -> ResponseReturnValue:
    """The recommendations of the year."""
    desk = current_desk(association_id)
    before = carried_over(current_unit(), current_actor(), association_id, desk.period)
    return render_template("leader/recommendations.html", desk=desk, year=_year(desk), before=before)


def _input(form: WatchingForm) -> RecommendationInput:
    return RecommendationInput(
        form.text.data or "",
        form.direction.data or None,
        form.owner.data or "",
        form.due_on.data,
        form.watch.data or "",
    )


@blueprint.route("/recommendations/add", methods=["GET", "POST"])
@requires("leader")
def recommendations_add(association_id: uuid.UUID) -> ResponseReturnValue:
    """Write a recommendation of one's own."""
    desk = current_desk(association_id)
    form = WatchingForm()
    form.direction.choices = list_choices(DIRECTIONS)
    form.watch.choices = watch_choices(desk)
    if form.validate_on_submit():
        try:
            made = service.write_recommendation(
                current_unit(), current_actor(), association_id, desk.period.id, _input(form)
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The recommendation is made."), "success")
            return _back(desk, made)
    page = render_template("leader/recommendations_add.html", desk=desk, form=form)
    return page, 422 if form.is_submitted() else 200


def _edit_form(desk: Desk, item: RecommendationView, *, blank: bool = False) -> WatchingForm:
    """The form of what was written; *blank* ignores what another form of the page has sent."""
    kept = item.recommendation
    sent: dict[str, Any] = {"formdata": None} if blank else {}
    form = WatchingForm(
        **sent,
        version=item.version,
        text=kept.text,
        direction=kept.direction or "",
        owner=kept.owner,
        due_on=kept.due_on,
        watch=kept.watch.key if kept.watch else "",
    )
    form.direction.choices = list_choices(DIRECTIONS)
    form.watch.choices = watch_choices(desk, kept.watch)
    return form


def _status_form(item: RecommendationView, *, blank: bool = False) -> StatusForm:
    kept = item.recommendation
    sent: dict[str, Any] = {"formdata": None} if blank else {}
    form = StatusForm(
        **sent,
        status=kept.status.value,
        percent_done=kept.percent_done,
        reason=kept.reason,
        outcome=kept.outcome,
    )
    c = words()
    form.status.choices = [
        (status.value, labels.label(c, labels.RECOMMENDATION_STATUSES, status.value))
        for status in (kept.status, *item.next_statuses)
    ]
    return form


def _item_page(
    desk: Desk,
    year: Recommendations,
    item: RecommendationView,
    form: WatchingForm,
    status_form: StatusForm,
    status: int = 200,
    *,
    newer: bool = False,
) -> ResponseReturnValue:
    evidence = [
        (kept, finding_view(desk, kept.finding, year.structures.get(kept.release_id or "")) if kept.current else None)
        for kept in item.evidence
    ]
    page = render_template(
        "leader/recommendations_item.html",
        desk=desk,
        item=item,
        form=form,
        status_form=status_form,
        evidence=evidence,
        history=[(entry, said(entry)) for entry in reversed(item.history)],
        newer=newer,
        watched=watched_view(desk, item),
        nearby=nearby(desk, item.recommendation.text),
    )
    return page, status


@blueprint.route("/recommendations/<uuid:recommendation_id>", methods=["GET", "POST"])
@requires("leader")
def recommendations_item(association_id: uuid.UUID, recommendation_id: uuid.UUID) -> ResponseReturnValue:
    """One recommendation: its text, evidence, steps and history."""
    desk = current_desk(association_id)
    year = _year(desk)
    item = year.item(recommendation_id)
    form = _edit_form(desk, item)
    newer = False
    if form.validate_on_submit():
        try:
            service.edit_recommendation(
                current_unit(),
                current_actor(),
                association_id,
                recommendation_id,
                _input(form),
                form.version.data or "",
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        except Conflict as conflict:
            if conflict.code != "changed_meanwhile":
                raise
            newer = True
            form.version.data = item.version
            form.form_errors.append(_("This was changed in another window meanwhile. Your text stands below, unsaved."))
        else:
            flash(_("The recommendation is saved."), "success")
            return _back(desk, recommendation_id)
    status = 422 if form.is_submitted() else 200
    return _item_page(desk, year, item, form, _status_form(item, blank=True), status, newer=newer)


@blueprint.post("/recommendations/<uuid:recommendation_id>/status")
@requires("leader")
def recommendations_item_status(association_id: uuid.UUID, recommendation_id: uuid.UUID) -> ResponseReturnValue:
    """Take a step, say how far it has come and what was done."""
    desk = current_desk(association_id)
    year = _year(desk)
    item = year.item(recommendation_id)
    form = _status_form(item)
    if form.validate():
        try:
            service.change_status(
                current_unit(),
                current_actor(),
                association_id,
                recommendation_id,
                RecommendationStatus(form.status.data),
                reason=form.reason.data or "",
                percent_done=form.percent_done.data,
                outcome=form.outcome.data or "",
            )
        except Invalid as refusal:
            if "reason" in refusal.fields:
                form.reason.errors = [labels.label(words(), labels.STATUS_ERRORS, "reason_required")]
            else:
                form.percent_done.errors = [labels.label(words(), labels.STATUS_ERRORS, "percent_out_of_range")]
        else:
            flash(_("The step is saved."), "success")
            return _back(desk, recommendation_id)
    return _item_page(desk, year, item, _edit_form(desk, item, blank=True), form, 422)


@blueprint.post("/recommendations/<uuid:recommendation_id>/plan")
@requires("leader")
def recommendations_item_plan(association_id: uuid.UUID, recommendation_id: uuid.UUID) -> ResponseReturnValue:
    """Make it an activity of next year's plan."""
    desk = current_desk(association_id)
    planned = plan_activity(current_unit(), current_actor(), association_id, recommendation_id)
    year = dates.year(words(), planned.period.year)
    flash(_("It is an activity of the plan for %(year)s now.", year=year), "success")
    return _back(desk, recommendation_id)


@blueprint.post("/recommendations/<uuid:recommendation_id>/delete")
@requires("leader")
def recommendations_item_delete(association_id: uuid.UUID, recommendation_id: uuid.UUID) -> ResponseReturnValue:
    """Delete a draft."""
    desk = current_desk(association_id)
    service.delete_recommendation(current_unit(), current_actor(), association_id, recommendation_id)
    flash(_("The draft is deleted."), "success")
    return _back(desk)


def said(entry: HistoryEntry) -> tuple[str, ...]:
    """A change of a recommendation as sentences."""
    change = entry.change
    match change["kind"]:
        case "made":
            return (_("Made"),)
        case "planned":
            year = dates.year(words(), year_from_key(change["year"]))
            return (_("Made an activity of the plan for %(year)s", year=year),)
        case "edited":
            names = {
                "text": _("Text changed"),
                "direction": _("Direction of work changed"),
                "owner": _("Another person takes care of it"),
                "due_on": _("Another date"),
                "watch": _("Another indicator to watch"),
            }
            return tuple(names[name] for name in change["after"])
        case _:
            return _steps(change["before"], change["after"])


def _steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    c = words()
    steps = []
    if "status" in after:
        old, new = (labels.label(c, labels.RECOMMENDATION_STATUSES, side["status"]) for side in (before, after))
        steps.append(_("%(before)s → %(after)s", before=old, after=new))
    if "percent_done" in after:
        steps.append(_("%(share)s done", share=numbers.percent_done(c, after["percent_done"])))
    if after.get("reason"):
        steps.append(_("Reason: %(reason)s", reason=after["reason"]))
    if after.get("outcome"):
        steps.append(_("What was done: %(outcome)s", outcome=after["outcome"]))
    return tuple(steps) or (_("Text about what was done removed"),)
