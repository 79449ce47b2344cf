"""Title, introduction, key and languages of a questionnaire."""

from __future__ import annotations

import uuid

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.config import LANGUAGES
from surveyapp.definition.reader import CODE
from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder
from surveyapp.services import drafting
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.builder.outline import lacks_of
from surveyapp.web.builder.question_form import LONGEST
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.route("/draft/<uuid:draft_id>/settings", methods=["GET", "POST"])
@builder_view
def settings(draft_id: uuid.UUID) -> ResponseReturnValue:
    """What belongs to the questionnaire as a whole."""
    if request.method == "POST":
        posted = request.form
        first = posted.get("first_language", "")
        languages = [code for code in LANGUAGES if code in posted.getlist("languages") or code == first]
        languages.sort(key=lambda code: code != first)
        key = posted.get("key", "").strip()

        def edit(folder: Folder) -> None:
            for language in folder.languages:
                for part in ("title", "intro"):
                    if f"text-{language}-{part}" in posted:
                        folder.set_text(language, part, posted[f"text-{language}-{part}"].strip()[:LONGEST])
            if languages and languages != folder.languages:
                # Languages keep the order they have; new ones follow.
                old = [each for each in folder.languages if each in languages and each != languages[0]]
                new = [each for each in languages[1:] if each not in old]
                changes.set_languages(folder, [languages[0], *old, *new])
            if CODE.fullmatch(key):
                folder.structure["key"] = key

        def about(folder: Folder) -> object:
            texts = [folder.text(each, part) for each in folder.languages for part in ("title", "intro")]
            return texts, folder.languages, folder.structure.get("key")

        drafting.change(current_unit(), current_actor(), draft_id, seen_revision(), "settings_changed", edit, about)
        if not CODE.fullmatch(key):
            flash(_("The name in files was not changed: small Latin letters, digits and - only."), "caution")
        return redirect(url_for("builder.draft", draft_id=draft_id))
    view = current_draft(draft_id)
    folder = view.folder()
    return page(
        "builder/settings.html",
        view,
        texts={each: {part: folder.text(each, part) for part in ("title", "intro")} for each in folder.languages},
        languages=folder.languages,
        all_languages=NAMES,
        key=str(folder.structure.get("key", "")),
        lacks=[lack for lack in lacks_of(view) if not lack.question_id and not lack.section_id],
    )
