"""Words that mean the same in members' proposals, kept by the leader beside those of the region."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from surveyapp.services import synonyms as service
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.synonyms import saved_words, synonyms_form
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/proposals/words", methods=["GET", "POST"])
@requires("leader")
def proposals_words(association_id: uuid.UUID) -> ResponseReturnValue:
    """The association's tables, one for each language."""
    desk = current_desk(association_id)
    unit, actor = current_unit(), current_actor()
    stored = service.synonyms_of(unit, actor, association_id)
    form, saved = synonyms_form(stored, lambda lines: service.save_synonyms(unit, actor, association_id, lines))
    if saved:
        flash(saved_words(), "success")
        return redirect(url_for("leader.proposals", association_id=association_id, period=desk.period.id))
    page = render_template("leader/synonyms.html", desk=desk, form=form, stored=stored)
    return page, 422 if form.is_submitted() else 200
