"""The bank of a region: lists, indicators and questions, by search, with how often each is used."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import bank as shared
from surveyapp.services import bank_entries
from surveyapp.services.questionnaires import Owner
from surveyapp.web.builder.blueprint import blueprint, builder_view, home_url
from surveyapp.web.builder.home import owner_name
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit

KINDS = ("list", "indicator", "question")


@blueprint.get("/region/<uuid:region_id>/bank/")
@requires("regional_centre")
def bank(region_id: uuid.UUID) -> ResponseReturnValue:
    """Everything that is shared, or what a search finds of it."""
    unit, actor = current_unit(), current_actor()
    owner, search = Owner(region_id=region_id), request.args.get("search", "")
    kind = request.args.get("kind", "")
    found = shared.lines(unit, actor, region_id, page_language(), search)
    return render_template(
        "builder/bank.html",
        owner_name=owner_name(unit, actor, owner),
        home_url=home_url(owner),
        region_id=region_id,
        search=search,
        kind=kind,
        kinds=kind_names(),
        lines=[each for each in found if kind not in KINDS or each.kind == kind],
    )


@blueprint.post("/draft/<uuid:draft_id>/question/<question_id>/share")
@builder_view
def share(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Put a question of the region's draft into the bank."""
    bank_entries.share_question(current_unit(), current_actor(), draft_id, question_id)
    flash(_("The question is in the bank: every association of the region finds it there."), "success")
    return redirect(url_for("builder.question", draft_id=draft_id, question_id=question_id))


def kind_names() -> dict[str, str]:
    """What is shared, in words."""
    return {"list": _("List of answers"), "indicator": _("Indicator"), "question": _("Question")}
