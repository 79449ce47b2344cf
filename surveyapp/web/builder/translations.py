"""Translations side by side, and files for translators."""

from __future__ import annotations

import uuid

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.services import translating
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.unit import current_actor, current_unit

FILES = {
    "po": "text/x-gettext-translation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.route("/draft/<uuid:draft_id>/translations/", methods=["GET"])
@builder_view
def translations(draft_id: uuid.UUID) -> ResponseReturnValue:
    """How far each language is."""
    view = current_draft(draft_id)
    return page(
        "builder/translations.html",
        view,
        progress=translating.progress_of(view),
        names=NAMES,
        source=view.folder().languages[0] if view.folder().languages else "",
    )


@blueprint.route("/draft/<uuid:draft_id>/translations/<language>", methods=["GET", "POST"])
@builder_view
def translation(draft_id: uuid.UUID, language: str) -> ResponseReturnValue:
    """One language beside the source."""
    only = request.values.get("only", "")
    if request.method == "POST":
        texts = {name.removeprefix("t-"): text for name, text in request.form.items() if name.startswith("t-")}
        verified = frozenset(request.form.getlist("verified"))
        translating.save(current_unit(), current_actor(), draft_id, seen_revision(), language, texts, verified)
        flash(_("Saved."), "success")
        return redirect(url_for("builder.translation", draft_id=draft_id, language=language, only=only or None))
    view = current_draft(draft_id)
    rows = translating.rows_of(view, language)
    progress = next(each for each in translating.progress_of(view) if each.language == language)
    return page(
        "builder/translation.html",
        view,
        language=language,
        source=view.folder().languages[0],
        names=NAMES,
        rows=[
            row
            for row in rows
            if not only or row.state == only or (only == "open" and row.state in ("missing", "stale"))
        ],
        progress=progress,
        only=only,
        states=state_labels(),
    )


@blueprint.get("/draft/<uuid:draft_id>/translations/<language>.<form>")
@builder_view
def translation_file(draft_id: uuid.UUID, language: str, form: str) -> ResponseReturnValue:
    """The texts of a language for a translator."""
    if form not in FILES:
        raise NotFound("file")
    words = {
        "source": _("Source"),
        "translation": _("Translation"),
        "note": _("State"),
        "key": _("Key (leave as it is)"),
        **state_labels(),
    }
    data = translating.export(current_unit(), current_actor(), draft_id, language, form, words)
    name = f"{current_draft(draft_id).folder().structure.get('key', 'texts')}-{language}.{form}"
    return data, {"Content-Type": FILES[form], "Content-Disposition": f'attachment; filename="{name}"'}


@blueprint.post("/draft/<uuid:draft_id>/translations/<language>/take-in")
@builder_view
def translation_take_in(draft_id: uuid.UUID, language: str) -> ResponseReturnValue:
    """Translations out of a translator's file."""
    file = request.files.get("file")
    data = file.stream.read() if file is not None else b""
    try:
        count = translating.take_in(current_unit(), current_actor(), draft_id, seen_revision(), language, data)
    except Invalid:
        flash(_("This file cannot be read. Send the spreadsheet or the PO file that was made here."), "caution")
    else:
        flash(
            ngettext("%(num)s text was taken in.", "%(num)s texts were taken in.", count)
            if count
            else _("There was nothing new in the file."),
            "success",
        )
    return redirect(url_for("builder.translation", draft_id=draft_id, language=language))


def state_labels() -> dict[str, str]:
    """States of a translation, in words."""
    return {
        "missing": _("missing"),
        "stale": _("the source has changed"),
        "translated": _("translated"),
        "verified": _("verified"),
    }
