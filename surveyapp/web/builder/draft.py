"""A draft as a whole: its outline, what is missing, undoing, taking it away or along."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.answering.progress import minutes_estimate
from surveyapp.definition.versions import MOST_LOCAL_QUESTIONS
from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder, questions_of
from surveyapp.services import drafting
from surveyapp.services.errors import NotFound
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, home_url, page, seen_revision
from surveyapp.web.builder.home import zipped
from surveyapp.web.builder.outline import SectionLine, kind_labels, lacks_of, outline_of
from surveyapp.web.shared.unit import current_actor, current_unit

Edit = Callable[[Folder], object]


@blueprint.get("/draft/<uuid:draft_id>/", endpoint="draft")
@builder_view
def show(draft_id: uuid.UUID) -> ResponseReturnValue:
    """The outline: parts and questions, and what is still missing."""
    view = current_draft(draft_id)
    folder = view.folder()
    outline = outline_of(view, folder)
    questionnaire = view.questionnaire
    return page(
        "builder/draft.html",
        view,
        outline=outline,
        lacks=lacks_of(view),
        kinds=kind_labels(),
        count=sum(len(section.questions) for section in outline),
        minutes=minutes_estimate(questionnaire) if questionnaire is not None else 0,
        languages=folder.languages,
        at=request.args.get("at", ""),
        moved=_moved(outline, request.args.get("at", "")),
        full=view.run_id is not None and len(folder.question_ids) >= MOST_LOCAL_QUESTIONS,
    )


@blueprint.post("/draft/<uuid:draft_id>/outline")
@builder_view
def outline(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Move, double or take out what the button names: "up:<question>", "part-down:<part>" …"""
    deed, _colon, rest = request.form.get("go", "").partition(":")
    name = rest.partition(":")[0]
    edit, action = _deed(deed, rest)
    drafting.change(
        current_unit(), current_actor(), draft_id, seen_revision(), action, edit, partial(_about, deed=deed, name=name)
    )
    if deed in ("remove", "part-remove"):
        flash(_("It is taken out. “Undo” brings it back."), "success")
        return redirect(url_for("builder.draft", draft_id=draft_id, _anchor="outline"))
    if deed == "place":
        return redirect(url_for("builder.draft", draft_id=draft_id, _anchor=f"at-{name}"))
    # The button keeps the focus, which an address with a fragment would take away.
    return redirect(url_for("builder.draft", draft_id=draft_id, at=f"{deed}:{name}"))


def _moved(outline: tuple[SectionLine, ...], at: str) -> str:
    """Where the thing lies now that was moved by a button, for those who do not see it; "" where nothing was."""
    deed, _colon, name = at.partition(":")
    said = ""
    for number, section in enumerate(outline, 1):
        if deed in ("part-up", "part-down") and section.id == name:
            said = _("The part “%(title)s” lies at place %(place)s now.", title=section.title, place=number)
        for place, question in enumerate(section.questions, 1):
            if deed in ("up", "down") and question.id == name:
                said = _(
                    "“%(title)s” lies at place %(place)s of the part “%(part)s” now.",
                    title=question.text or question.id,
                    place=place,
                    part=section.title,
                )
    return said


def _about(folder: Folder, deed: str, name: str) -> object:
    """Moving something is about its being there; taking it out is about what it says."""
    if deed == "remove":
        return folder.question(name), [folder.question_texts(each, name) for each in folder.languages]
    if deed == "part-remove":
        return folder.section(name)
    return name in folder.question_ids or any(section["id"] == name for section in folder.sections)


def _deed(deed: str, rest: str) -> tuple[Edit, str]:
    name, _colon, place = rest.partition(":")
    deeds: dict[str, tuple[Edit, str]] = {
        "up": (lambda folder: changes.move_question(folder, name, -1), "question_moved"),
        "down": (lambda folder: changes.move_question(folder, name, 1), "question_moved"),
        "double": (lambda folder: changes.double_question(folder, name), "question_doubled"),
        "remove": (lambda folder: changes.remove_question(folder, name), "question_removed"),
        "part-up": (lambda folder: changes.move_section(folder, name, -1), "section_moved"),
        "part-down": (lambda folder: changes.move_section(folder, name, 1), "section_moved"),
        "part-remove": (lambda folder: changes.remove_section(folder, name), "section_removed"),
        "place": (lambda folder: _place(folder, name, place), "question_moved"),
    }
    if deed not in deeds:
        raise NotFound("deed")
    return deeds[deed]


def _place(folder: Folder, question_id: str, place: str) -> None:
    """Lay a question where it was dragged: "<part>:<place>"."""
    section_id, _colon, number = place.rpartition(":")
    changes.place_question(folder, question_id, section_id, int(number) if number.isdigit() else 0)


@blueprint.post("/draft/<uuid:draft_id>/undo")
@builder_view
def undo(draft_id: uuid.UUID) -> ResponseReturnValue:
    """One step back, or on again."""
    step = drafting.redo if request.form.get("go") == "redo" else drafting.undo
    step(current_unit(), current_actor(), draft_id)
    return redirect(url_for("builder.draft", draft_id=draft_id))


@blueprint.route("/draft/<uuid:draft_id>/delete", methods=["GET", "POST"])
@builder_view
def delete(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then take the draft away."""
    view = current_draft(draft_id)
    if request.method == "POST":
        drafting.delete_draft(current_unit(), current_actor(), draft_id)
        flash(_("The draft is deleted."), "success")
        return redirect(home_url(view.owner))
    return page("builder/delete.html", view)


@blueprint.get("/draft/<uuid:draft_id>/export")
@builder_view
def export(draft_id: uuid.UUID) -> ResponseReturnValue:
    """The draft as files, with their comments."""
    view = current_draft(draft_id)
    return zipped(str(view.folder().structure.get("key", "")), dict(view.content.files))


@blueprint.route("/draft/<uuid:draft_id>/part", methods=["POST"])
@builder_view
def add_section(draft_id: uuid.UUID) -> ResponseReturnValue:
    """A new part at the end."""
    title = " ".join(request.form.get("title", "").split())[:200]
    if not title:
        flash(_("Give the part a title."), "caution")
        return redirect(url_for("builder.draft", draft_id=draft_id, _anchor="new-part"))
    made: list[str] = []
    drafting.change(
        current_unit(),
        current_actor(),
        draft_id,
        seen_revision(),
        "section_added",
        lambda folder: made.append(changes.add_section(folder, title)),
        lambda folder: "always",
    )
    return redirect(url_for("builder.add", draft_id=draft_id, section=made[0] if made else None))


def first_section(folder: Folder) -> str:
    """Where a question goes when nobody says where: the last part that has questions, else the last."""
    filled = [section for section in folder.sections if questions_of(section)]
    return str((filled or folder.sections)[-1]["id"])
