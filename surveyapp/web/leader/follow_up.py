"""Progress during the year: a review of everything under way on one page, and telling the members what changed."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.services import follow_up as service
from surveyapp.services.errors import Invalid
from surveyapp.services.follow_up import UNDER_WAY, Progress
from surveyapp.services.recommendations import RecommendationView, recommendations_of
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.problems import problem_sentence


@blueprint.route("/recommendations/review", methods=["GET", "POST"])
@requires("leader")
def recommendations_review(association_id: uuid.UUID) -> ResponseReturnValue:
    """Say of each recommendation under way how far it has come."""
    desk = current_desk(association_id)
    year = recommendations_of(current_unit(), current_actor(), association_id, desk.period.id)
    items = [item for item in year.items if item.recommendation.status in UNDER_WAY]
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            given = [_progress(item) for item in items if f"percent-{item.id.hex}" in request.form]
            changed = service.review(current_unit(), current_actor(), association_id, given)
        except Invalid as refusal:
            problems = {name: problem_sentence(words(), problem) for name, problem in refusal.fields.items()}
        else:
            flash(ngettext("%(num)s recommendation updated.", "%(num)s recommendations updated.", changed), "success")
            return redirect(url_for("leader.recommendations", association_id=association_id, period=desk.period.id))
    page = render_template(
        "leader/recommendations_review.html",
        desk=desk,
        year=year,
        items=items,
        typed=request.form,
        problems=problems,
        today=current_unit().now().date(),
        telling=service.telling(current_unit(), current_actor(), association_id, desk.period.id),
    )
    return page, 422 if problems else 200


def _progress(item: RecommendationView) -> Progress:
    typed = request.form.get(f"percent-{item.id.hex}", "").strip().removesuffix("%").strip()
    percent = int(typed) if typed.isdecimal() else item.recommendation.percent_done if not typed else -1
    return Progress(item.id, percent, request.form.get(f"outcome-{item.id.hex}", ""))


@blueprint.post("/recommendations/tell")
@requires("leader")
def recommendations_tell(association_id: uuid.UUID) -> ResponseReturnValue:
    """Mail the members what became of their proposals."""
    desk = current_desk(association_id)
    queued = service.tell_members(current_unit(), current_actor(), association_id, desk.period.id)
    flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", queued), "success")
    if not queued:
        flash(_("No member has an e-mail address."), "caution")
    return redirect(url_for("leader.recommendations", association_id=association_id, period=desk.period.id))
