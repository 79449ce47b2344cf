"""The bank of a region: lists, indicators and questions, by search, with how often each is used."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.services import bank as shared
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.questionnaires import Owner
from surveyapp.web.builder.blueprint import blueprint, builder_view, home_url
from surveyapp.web.builder.home import owner_name
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.mistakes import mistake_sentence

KINDS = ("list", "indicator", "question")
LONGEST = 100_000

NEW_LIST = """options:
  - code: "1"
    value: 1
    texts: {lv: …, lt: …, ru: …, en: …}
  - code: "2"
    value: 2
    texts: {lv: …, lt: …, ru: …, en: …}
"""
NEW_INDICATOR = """indicators:
  - id: new.indicator
    scale: quality-5
    direction: up
    meaning: {lv: …, lt: …, ru: …, en: …}
"""


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


@blueprint.route("/region/<uuid:region_id>/bank/<kind>/<key>", methods=["GET", "POST"])
@requires("regional_centre")
def bank_entry(region_id: uuid.UUID, kind: str, key: str) -> ResponseReturnValue:
    """A list or an indicator as text, with its history; a new one under the key "new"."""
    unit, actor = current_unit(), current_actor()
    if kind not in ("list", "indicator"):
        raise NotFound("bank_entry")
    mistakes: list[str] = []
    if request.method == "POST":
        name = request.form.get("key", key).strip()
        typed = request.form.get("content", "").replace("\r\n", "\n")[:LONGEST]
        try:
            shared.save(unit, actor, region_id, kind, name, typed)
            flash(_("Saved. What is published keeps the state it was published with."), "success")
            return redirect(url_for("builder.bank_entry", region_id=region_id, kind=kind, key=name))
        except Invalid:
            mistakes = [_("The name has to be in small Latin letters; an indicator's name stands in its file too.")]
        except DefinitionErrors as refusal:
            mistakes = [
                _("Line %(line)s: %(sentence)s", line=error.line, sentence=mistake_sentence(words(), error))
                for error in refusal.errors
            ]
        unit.session.rollback()
    elif key == "new":
        name, typed = "", NEW_LIST if kind == "list" else NEW_INDICATOR
    else:
        name, typed = key, shared.file_of(unit, actor, region_id, kind, key)
    return (
        render_template(
            "builder/bank_entry.html",
            home_url=home_url(Owner(region_id=region_id)),
            region_id=region_id,
            kind=kind,
            key=key,
            name=name,
            content=typed,
            mistakes=mistakes,
            states=shared.states(unit, actor, region_id, kind, key),
            kinds=kind_names(),
        ),
        422 if mistakes else 200,
    )


@blueprint.post("/region/<uuid:region_id>/bank/question/<key>/retire")
@requires("regional_centre")
def bank_retire(region_id: uuid.UUID, key: str) -> ResponseReturnValue:
    """No longer offer a question."""
    shared.retire(current_unit(), current_actor(), region_id, "question", key, retired=True)
    flash(_("The question is no longer offered. Where it stands, it stays."), "success")
    return redirect(url_for("builder.bank", region_id=region_id, kind="question"))


@blueprint.post("/draft/<uuid:draft_id>/question/<question_id>/share")
@builder_view
def share(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Put a question of the region's draft into the bank."""
    shared.share_question(current_unit(), current_actor(), draft_id, question_id)
    flash(_("The question is in the bank: every association of the region finds it there."), "success")
    return redirect(url_for("builder.question", draft_id=draft_id, question_id=question_id))


def kind_names() -> dict[str, str]:
    """What is shared, in words."""
    return {"list": _("List of answers"), "indicator": _("Indicator"), "question": _("Question")}
