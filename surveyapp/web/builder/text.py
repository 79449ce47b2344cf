"""The questionnaire as the text of its files, for those who would rather write than click."""

from __future__ import annotations

import uuid
from types import MappingProxyType

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.errors import DefinitionError, DefinitionErrors
from surveyapp.definition.writing.folder import Folder
from surveyapp.definition.writing.states import states_after
from surveyapp.services import drafting
from surveyapp.services.draft_content import Content
from surveyapp.services.drafting import DraftView
from surveyapp.services.errors import NotFound
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.mistakes import mistake_sentence

MOST_MISTAKES = 60
LONGEST = 500_000


@blueprint.route("/draft/<uuid:draft_id>/text", methods=["GET", "POST"])
@builder_view
def text(draft_id: uuid.UUID) -> ResponseReturnValue:
    """One file at a time, with its mistakes at their places."""
    view = current_draft(draft_id)
    name = request.values.get("file", "questionnaire.yaml")
    if name not in view.content.files:
        raise NotFound("file")
    if request.method == "GET":
        return _page(view, name, view.content.files[name], view.loaded.errors)
    typed = request.form.get("content", "").replace("\r\n", "\n")[:LONGEST]

    def edit(content: Content) -> Content:
        before, files = Folder(content.files), {**content.files, name: typed}
        after = Folder(files)
        return Content(MappingProxyType(after.files()), states_after(before, after, content.states))

    try:
        drafting.change_content(
            current_unit(),
            current_actor(),
            draft_id,
            seen_revision(),
            "text_changed",
            edit,
            lambda folder: folder.files().get(name),
        )
    except DefinitionErrors as refusal:
        current_unit().session.rollback()
        return _page(current_draft(draft_id), name, typed, refusal.errors, refused=True), 422
    flash(_("Saved."), "success")
    return redirect(url_for("builder.text", draft_id=draft_id, file=name))


def _page(
    view: DraftView, name: str, content: str, errors: tuple[DefinitionError, ...], *, refused: bool = False
) -> str:
    c = words()
    here = [error for error in errors if error.file == name]
    lines = content.split("\n")
    return page(
        "builder/text.html",
        view,
        file=name,
        files=[
            (each, each) for each in sorted(view.content.files, key=lambda each: (each != "questionnaire.yaml", each))
        ],
        content=content,
        refused=refused,
        mistakes=[
            (
                error.line,
                error.column,
                mistake_sentence(c, error),
                lines[error.line - 1] if error.line <= len(lines) else "",
            )
            for error in here[:MOST_MISTAKES]
        ],
        more=len(here) - MOST_MISTAKES,
    )
