"""Title, introduction and condition of a part."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.model import Question
from surveyapp.definition.writing.folder import Folder
from surveyapp.services import drafting
from surveyapp.services.drafting import DraftView
from surveyapp.services.errors import NotFound
from surveyapp.web.builder import conditions
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.builder.conditions import Wrong
from surveyapp.web.builder.outline import lacks_of, text_of
from surveyapp.web.builder.question_form import LONGEST
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.unit import current_actor, current_unit

PARTS = ("title", "intro")

Texts = Mapping[str, Mapping[str, str]]
"""language → "title" or "intro" → text."""


@blueprint.route("/draft/<uuid:draft_id>/part/<section_id>", methods=["GET", "POST"])
@builder_view
def section(draft_id: uuid.UUID, section_id: str) -> ResponseReturnValue:
    """A part: its texts in every language, and when it is shown."""
    view = current_draft(draft_id)
    folder = view.folder()
    if section_id not in [each["id"] for each in folder.sections]:
        raise NotFound("section")
    before = str(folder.section(section_id).get("show_if", ""))
    earlier = _earlier(view, section_id)
    if request.method == "GET":
        return _page(view, section_id, _kept(folder, section_id), before, earlier, [])
    wrong: list[Wrong] = []
    condition = conditions.posted("show_if", before, earlier, wrong)
    sent = {
        language: {part: request.form.get(f"text-{language}-{part}", "").strip()[:LONGEST] for part in PARTS}
        for language in folder.languages
    }
    if wrong:
        return _page(view, section_id, sent, before, earlier, wrong), 422

    def edit(folder: Folder) -> None:
        for language, own in sent.items():
            for part, text in own.items():
                folder.set_text(language, f"section.{section_id}.{part}", text)
        found = folder.section(section_id)
        if condition:
            found["show_if"] = condition
        else:
            found.pop("show_if", None)

    def about(folder: Folder) -> object:
        return folder.section(section_id).get("show_if"), _kept(folder, section_id)

    drafting.change(current_unit(), current_actor(), draft_id, seen_revision(), "section_changed", edit, about)
    return redirect(url_for("builder.draft", draft_id=draft_id, _anchor=f"part--{section_id}"))


def _page(
    view: DraftView, section_id: str, texts: Texts, condition: str, earlier: dict[str, Question], wrong: list[Wrong]
) -> str:
    folder = view.folder()
    return page(
        "builder/section.html",
        view,
        section_id=section_id,
        title=text_of(folder, f"section.{section_id}.title") or section_id,
        texts=texts,
        block=conditions.block("show_if", _("Show this part only if"), condition, earlier, next(iter(wrong), None)),
        wrong=wrong,
        **conditions.choices(view.questionnaire, earlier),
        languages=folder.languages,
        names=NAMES,
        lacks=[lack for lack in lacks_of(view) if lack.section_id == section_id and not lack.question_id],
    )


def _kept(folder: Folder, section_id: str) -> Texts:
    return {
        each: {part: folder.text(each, f"section.{section_id}.{part}") for part in PARTS} for each in folder.languages
    }


def _earlier(view: DraftView, section_id: str) -> dict[str, Question]:
    """Questions of the parts before this one, as far as they can be read."""
    found: dict[str, Question] = {}
    for each in view.questionnaire.sections if view.questionnaire is not None else ():
        if each.id == section_id:
            return found
        found |= {question.id: question for question in each.questions}
    return found
