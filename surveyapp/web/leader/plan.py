"""The plan of the year: goal, tasks, activities and what became of them, partners."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.planning.model import Approval, Audience, Partner
from surveyapp.services import activities, plans
from surveyapp.services.activities import ActivityInput
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid
from surveyapp.services.lists import DIRECTIONS, FORMS
from surveyapp.services.plans import ActivityView, PlanHead, PlanView
from surveyapp.services.pulse import pulses_of
from surveyapp.services.surveys import RunView
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.lists import list_choices
from surveyapp.web.leader.plan_forms import ActivityForm, PartnerForm, PlanHeadForm, PriorityReportForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import choices

DONE = {"yes": True, "no": False, "": None}


def _plan(desk: Desk) -> PlanView:
    return plans.plan_view(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _pulses(desk: Desk) -> Mapping[uuid.UUID, RunView]:
    return pulses_of(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _back(desk: Desk, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("leader.plan", association_id=desk.association.id, period=desk.period.id, _anchor=anchor))


def _saved(form: Form, save: Callable[[], None], names: dict[str, str] | None = None) -> tuple[bool, bool]:
    """Whether the form was saved, and whether something newer is stored.

    What was typed stays in the form; sending it once more replaces what is stored then.
    """
    if not form.validate_on_submit():
        return False, False
    try:
        save()
    except Invalid as refusal:
        show_problems(form, refusal, names)
        return False, False
    except Conflict as conflict:
        if conflict.code != "changed_meanwhile":
            raise
        form.form_errors.append(_("This was changed in another window meanwhile. Your text stands below, unsaved."))
        return False, True
    return True, False


def _status(form: Form) -> int:
    return 422 if form.is_submitted() else 200


@blueprint.get("/plan")
@requires("leader")
def plan(association_id: uuid.UUID) -> ResponseReturnValue:
    """The plan as a whole."""
    desk = current_desk(association_id)
    return render_template("leader/plan.html", desk=desk, view=_plan(desk), pulses=_pulses(desk))


@blueprint.post("/plan/begin")
@requires("leader")
def plan_begin(association_id: uuid.UUID) -> ResponseReturnValue:
    """Begin the plan of this year, or of the one that follows."""
    desk = current_desk(association_id)
    year = desk.period.year.next if request.form.get("year") == "next" else desk.period.year
    period = plans.begin_plan(current_unit(), current_actor(), association_id, year)
    return redirect(url_for("leader.plan", association_id=association_id, period=period.id))


@blueprint.route("/plan/head", methods=["GET", "POST"])
@requires("leader")
def plan_head(association_id: uuid.UUID) -> ResponseReturnValue:
    """Goal, tasks, priorities and approval."""
    desk = current_desk(association_id)
    view = _plan(desk)
    stored = view.plan
    form = PlanHeadForm(
        version=view.version,
        goal=stored.goal,
        tasks="\n".join(stored.tasks),
        priorities="\n".join(stored.priorities),
        approval_body=stored.approval.body,
        approval_date=stored.approval.day,
        approval_number=stored.approval.number,
    )
    saved, newer = _saved(form, lambda: _save_head(desk, form))
    if saved:
        flash(_("The plan is saved."), "success")
        return _back(desk)
    if newer:
        form.version.data = view.version
    return render_template("leader/plan_head.html", desk=desk, form=form, stored=stored, newer=newer), _status(form)


def _save_head(desk: Desk, form: PlanHeadForm) -> None:
    approval = Approval(form.approval_body.data or "", form.approval_date.data, form.approval_number.data or "")
    head = PlanHead(
        goal=form.goal.data or "",
        tasks=tuple((form.tasks.data or "").splitlines()),
        priorities=tuple((form.priorities.data or "").splitlines()),
        approval=approval,
    )
    plans.save_head(current_unit(), current_actor(), desk.association.id, desk.period.id, head, form.version.data or "")


@blueprint.route("/plan/report", methods=["GET", "POST"])
@requires("leader")
def plan_report(association_id: uuid.UUID) -> ResponseReturnValue:
    """How the year's priority was carried out."""
    desk = current_desk(association_id)
    view = _plan(desk)
    form = PriorityReportForm(version=view.version, priority_report=view.plan.priority_report)
    saved, newer = _saved(
        form,
        lambda: plans.save_priority_report(
            current_unit(),
            current_actor(),
            desk.association.id,
            desk.period.id,
            form.priority_report.data or "",
            form.version.data or "",
        ),
    )
    if saved:
        flash(_("The text is saved; it stands in the evaluation's fourth part."), "success")
        return _back(desk, "priorities")
    if newer:
        form.version.data = view.version
    return render_template("leader/plan_report.html", desk=desk, form=form, view=view, newer=newer), _status(form)


def _activity_form(row: ActivityView | None) -> ActivityForm:
    if row is None:
        form = ActivityForm(audience=Audience.TEACHERS.value)
    else:
        activity = row.activity
        form = ActivityForm(
            version=row.version,
            topic=activity.topic,
            direction=activity.direction or "",
            form_of_work=activity.form or "",
            audience=activity.audience.value,
            period_text=activity.period.text,
            starts_on=activity.period.start,
            ends_on=activity.period.end,
            place=activity.place,
            responsible=activity.responsible,
            done={True: "yes", False: "no", None: ""}[activity.done],
            work_done=activity.work_done,
            participants=activity.participants,
            participants_words=activity.participants_words,
        )
    form.direction.choices = list_choices(DIRECTIONS)
    form.form_of_work.choices = list_choices(FORMS)
    form.audience.choices = choices("audience")
    form.done.choices = [("", _("Not said yet")), ("yes", _("Yes, it was held")), ("no", _("No"))]
    return form


def _typed(form: ActivityForm) -> ActivityInput:
    return ActivityInput(
        topic=form.topic.data or "",
        period_text=form.period_text.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        direction=form.direction.data or None,
        form=form.form_of_work.data or None,
        place=form.place.data or "",
        responsible=form.responsible.data or "",
        audience=Audience(form.audience.data),
        done=DONE[form.done.data or ""],
        work_done=form.work_done.data or "",
        participants=form.participants.data,
        participants_words=form.participants_words.data or "",
    )


@blueprint.route("/plan/activity/add", methods=["GET", "POST"])
@requires("leader")
def plan_activity_add(association_id: uuid.UUID) -> ResponseReturnValue:
    """Add an activity at the end of the plan."""
    desk = current_desk(association_id)
    form = _activity_form(None)
    if form.validate_on_submit():
        try:
            activity_id = activities.add_activity(
                current_unit(), current_actor(), association_id, desk.period.id, _typed(form)
            )
        except Invalid as refusal:
            show_problems(form, refusal, {"form": "form_of_work"})
        else:
            flash(_("The activity is added."), "success")
            if request.form.get("next") == "another":
                return redirect(
                    url_for("leader.plan_activity_add", association_id=association_id, period=desk.period.id)
                )
            return _back(desk, f"activity-{activity_id}")
    return render_template("leader/plan_activity.html", desk=desk, form=form, row=None), _status(form)


@blueprint.route("/plan/activity/<uuid:activity_id>", methods=["GET", "POST"])
@requires("leader")
def plan_activity(association_id: uuid.UUID, activity_id: uuid.UUID) -> ResponseReturnValue:
    """Change an activity, and say what was done."""
    desk = current_desk(association_id)
    row = _plan(desk).activity(activity_id)
    form = _activity_form(row)
    saved, newer = _saved(
        form,
        lambda: activities.edit_activity(
            current_unit(), current_actor(), association_id, activity_id, _typed(form), form.version.data or ""
        ),
        {"form": "form_of_work"},
    )
    if saved:
        flash(_("The activity is saved."), "success")
        return _back(desk, f"activity-{activity_id}")
    if newer:
        form.version.data = row.version
    asked = _pulses(desk).get(activity_id)
    page = render_template("leader/plan_activity.html", desk=desk, form=form, row=row, newer=newer, pulse=asked)
    return page, _status(form)


@blueprint.post("/plan/activity/<uuid:activity_id>/move")
@requires("leader")
def plan_activity_move(association_id: uuid.UUID, activity_id: uuid.UUID) -> ResponseReturnValue:
    """Move an activity one place up or down."""
    desk = current_desk(association_id)
    step = -1 if request.form.get("direction") == "up" else 1
    activities.move_activity(current_unit(), current_actor(), association_id, activity_id, step)
    return _back(desk, f"activity-{activity_id}")


@blueprint.route("/plan/activity/<uuid:activity_id>/remove", methods=["GET", "POST"])
@requires("leader")
def plan_activity_remove(association_id: uuid.UUID, activity_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then take an activity out of the plan."""
    desk = current_desk(association_id)
    row = _plan(desk).activity(activity_id)
    if request.method == "GET":
        return render_template("leader/plan_activity_remove.html", desk=desk, row=row)
    activities.remove_activity(current_unit(), current_actor(), association_id, activity_id)
    flash(_("The activity is out of the plan."), "success")
    return _back(desk, "activities")


@blueprint.route("/plan/partner/add", methods=["GET", "POST"])
@requires("leader")
def plan_partner_add(association_id: uuid.UUID) -> ResponseReturnValue:
    """Add a cooperation partner."""
    desk = current_desk(association_id)
    form = PartnerForm()
    if form.validate_on_submit():
        partner = Partner(form.name.data or "", form.work.data or "")
        try:
            plans.add_partner(current_unit(), current_actor(), association_id, desk.period.id, partner)
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The partner is added."), "success")
            return _back(desk, "partners")
    return render_template("leader/plan_partner.html", desk=desk, form=form, partner=None), _status(form)


@blueprint.route("/plan/partner/<uuid:partner_id>", methods=["GET", "POST"])
@requires("leader")
def plan_partner(association_id: uuid.UUID, partner_id: uuid.UUID) -> ResponseReturnValue:
    """Change a partner, and say what was done together."""
    desk = current_desk(association_id)
    row = _plan(desk).partner(partner_id)
    form = PartnerForm(version=row.version, name=row.partner.name, work=row.partner.work)
    saved, newer = _saved(
        form,
        lambda: plans.edit_partner(
            current_unit(),
            current_actor(),
            association_id,
            partner_id,
            Partner(form.name.data or "", form.work.data or ""),
            form.version.data or "",
        ),
    )
    if saved:
        flash(_("The partner is saved."), "success")
        return _back(desk, "partners")
    if newer:
        form.version.data = row.version
    return render_template("leader/plan_partner.html", desk=desk, form=form, partner=row, newer=newer), _status(form)


@blueprint.post("/plan/partner/<uuid:partner_id>/remove")
@requires("leader")
def plan_partner_remove(association_id: uuid.UUID, partner_id: uuid.UUID) -> ResponseReturnValue:
    """Take a partner out of the plan."""
    desk = current_desk(association_id)
    plans.remove_partner(current_unit(), current_actor(), association_id, partner_id)
    flash(_("The partner is out of the plan."), "success")
    return _back(desk, "partners")
