"""Publishing, versions and what they change, new wording for surveys that run."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.diff import Change
from surveyapp.definition.model import Questionnaire
from surveyapp.services import publishing, questionnaires
from surveyapp.services.associations import desk
from surveyapp.services.errors import NotFound
from surveyapp.services.roles import RoleName
from surveyapp.web.builder.blueprint import (
    blueprint,
    builder_view,
    current_draft,
    home_url,
    owner_values,
    page,
    seen_revision,
)
from surveyapp.web.builder.outline import lacks_of
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.differences import change_sentence


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, as it is read."""

    about: str
    """The question it is about, "" for the whole."""
    sentence: str
    structural: bool
    breaks: bool


@blueprint.route("/draft/<uuid:draft_id>/publish", methods=["GET", "POST"])
@builder_view
def publish(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Say what publishing means, then do it."""
    view = current_draft(draft_id)
    if view.run_id is not None:
        raise NotFound("draft")
    if request.method == "POST":
        version = publishing.publish_draft(current_unit(), current_actor(), draft_id, seen_revision())
        flash(_("Version %(number)s is published.", number=version.number), "success")
        return redirect(url_for("builder.version", version_id=version.id))
    found = publishing.publication(current_unit(), view)
    questionnaire = view.questionnaire
    return page(
        "builder/publish.html",
        view,
        lacks=lacks_of(view),
        found=found,
        empty=questionnaire is None or not any(questionnaire.questions),
        changes=change_lines(found.changes, found.last.questionnaire, questionnaire)
        if found.last is not None and questionnaire is not None
        else [],
        languages=[NAMES[code] for code in (questionnaire.languages if questionnaire else ())],
    )


def change_lines(changes: tuple[Change, ...], old: Questionnaire, new: Questionnaire) -> list[ChangeLine]:
    """Changes in words, those which end a series first."""
    language = page_language()
    lines = []
    for change in changes:
        about = ""
        for questionnaire in (new, old):
            if change.question_id and not about:
                key = f"question.{change.question_id}.text"
                shown = language if language in questionnaire.languages else questionnaire.source_language
                about = questionnaire.text(key, shown)
        lines.append(
            ChangeLine(
                about or change.question_id,
                change_sentence(words(), change, old, new),
                change.structural,
                change.breaks,
            )
        )
    return sorted(dict.fromkeys(lines), key=lambda line: (not line.breaks, not line.structural))


@blueprint.get("/version/<uuid:version_id>/")
@requires("leader", "regional_centre")
def version(version_id: uuid.UUID) -> ResponseReturnValue:
    """A published version: what it holds, what it changed, what can be done with it."""
    unit, actor = current_unit(), current_actor()
    view = publishing.readable_version(unit, actor, version_id)
    mine = view.owner.association_id is not None or (view.owner.region_id is not None and bool(actor.regions()))
    versions = questionnaires.versions_of(unit, actor, view.owner, view.key) if mine else (view,)
    earlier = next((each for each in versions if each.number < view.number), None)
    language = page_language()
    led = actor.associations(RoleName.LEADER)
    return render_template(
        "builder/version.html",
        version=view,
        versions=versions,
        earlier=earlier,
        changes=change_lines(
            publishing.compare(unit, actor, earlier.id, view.id), earlier.questionnaire, view.questionnaire
        )
        if earlier is not None
        else [],
        language=language if language in view.questionnaire.languages else view.questionnaire.source_language,
        names=NAMES,
        running=publishing.surveys_to_advance(unit, actor, version_id) if mine else (),
        ask_values={"association": str(led[0]), "version": str(version_id)} if led else {},
        period=desk(unit, actor, led[0]).period if led else None,
        back_url=home_url(view.owner) if mine else None,
        copy_values={**owner_values(view.owner), "version": str(version_id)} if mine else {},
    )


@blueprint.post("/version/<uuid:version_id>/advance")
@requires("leader", "regional_centre")
def advance(version_id: uuid.UUID) -> ResponseReturnValue:
    """Let running surveys speak in the words of this version."""
    unit, actor = current_unit(), current_actor()
    chosen = request.form.getlist("run")
    done = 0
    for running in publishing.surveys_to_advance(unit, actor, version_id):
        if str(running.run_id) in chosen:
            publishing.advance_texts(unit, actor, running.run_id, version_id)
            done += 1
    if done:
        flash(_("The running survey has the new wording. Answers given so far stay as they are."), "success")
    return redirect(url_for("builder.version", version_id=version_id))
