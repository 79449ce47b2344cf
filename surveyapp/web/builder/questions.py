"""Adding, editing and moving a question."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.kinds import KINDS
from surveyapp.definition.reader import ID
from surveyapp.definition.versions import MOST_LOCAL_QUESTIONS
from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder
from surveyapp.services import bank, drafting
from surveyapp.services.drafting import DraftView
from surveyapp.services.errors import NotFound
from surveyapp.web.builder import question_form
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.builder.outline import kind_labels, lacks_of, outline_of, text_of
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.wording.sorting import sorted_by

MORE = 6


def about_question(folder: Folder, question_id: str) -> object:
    """What a change of a question is about."""
    return folder.question(question_id), [folder.question_texts(each, question_id) for each in folder.languages]


@blueprint.route("/draft/<uuid:draft_id>/add", methods=["GET", "POST"])
@builder_view
def add(draft_id: uuid.UUID) -> ResponseReturnValue:
    """A new question: its part, its kind, its words; or one out of the bank."""
    view = current_draft(draft_id)
    folder = view.folder()
    sections = [str(section["id"]) for section in folder.sections]
    if view.run_id is not None and len(folder.question_ids) >= MOST_LOCAL_QUESTIONS:
        flash(_("There are five questions of your own already."), "caution")
        return redirect(url_for("builder.draft", draft_id=draft_id))
    chosen = request.values.get("section", sections[-1] if sections else "")
    if request.method == "POST":
        if chosen not in sections or request.form.get("kind") not in KINDS:
            raise NotFound("section")
        made: list[str] = []
        text = " ".join(request.form.get("text", "").split())[: question_form.LONGEST]
        drafting.change(
            current_unit(),
            current_actor(),
            draft_id,
            seen_revision(),
            "question_added",
            lambda folder: made.append(changes.add_question(folder, chosen, request.form["kind"], text)),
            lambda folder: chosen in [section["id"] for section in folder.sections],
        )
        return redirect(url_for("builder.question", draft_id=draft_id, question_id=made[-1], new="yes"))
    search = request.args.get("search", "")
    return page(
        "builder/add.html",
        view,
        kinds=kind_labels(),
        outline=outline_of(view, folder),
        section=chosen,
        search=search,
        found=bank.search_questions(current_unit(), current_actor(), view.owner, search, page_language())
        if search
        else (),
        language=page_language(),
    )


@blueprint.post("/draft/<uuid:draft_id>/add-from-bank")
@builder_view
def add_from_bank(draft_id: uuid.UUID) -> ResponseReturnValue:
    """A question out of the bank, with its texts in the draft's languages."""
    view = current_draft(draft_id)
    found = bank.question(current_unit(), current_actor(), view.owner, request.form.get("question", ""))
    section = request.form.get("section", "")
    made: list[str] = []

    def edit(folder: Folder) -> None:
        data = dict(found.data)
        if data.get("indicator") in [folder.question(name).get("indicator") for name in folder.question_ids]:
            data.pop("indicator", None)
        if view.owner.association_id is not None:
            data.pop("core", None)
        made.append(changes.put_question(folder, section, data, dict(found.texts)))

    drafting.change(
        current_unit(), current_actor(), draft_id, seen_revision(), "question_added", edit, lambda folder: "always"
    )
    return redirect(url_for("builder.question", draft_id=draft_id, question_id=made[-1]))


@blueprint.route("/draft/<uuid:draft_id>/question/<question_id>", methods=["GET", "POST"])
@builder_view
def question(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """All of a question but its logic."""
    if request.method == "POST":
        return _save(draft_id, question_id)
    view = current_draft(draft_id)
    folder = view.folder()
    if question_id not in folder.question_ids:
        raise NotFound("question")
    more = MORE if request.args.get("more") else question_form.SPARE
    fields = question_form.fields_of(folder, question_id, more)
    shelf = bank.shelf(current_unit(), view.owner)
    own = [
        name.removeprefix("lists/").removesuffix(".yaml") for name in view.content.files if name.startswith("lists/")
    ]
    names = bank.list_titles(shelf, page_language(), {name: view.content.files[f"lists/{name}.yaml"] for name in own})
    number, place = folder.place(question_id)
    return page(
        "builder/question.html",
        view,
        fields=fields,
        kind_name=kind_labels()[fields.kind.name][0],
        lists=sorted_by(list(names.items()), lambda pair: pair[1], page_language()),
        indicators=sorted_by(
            list(bank.indicator_titles(shelf, page_language()).items()), lambda pair: pair[1], page_language()
        ),
        list_options=bank.list_labels(shelf, view, fields.list_name, page_language()),
        lacks=[lack for lack in lacks_of(view) if lack.question_id == question_id],
        locked=question_id in view.locked,
        names=NAMES,
        section=str(folder.sections[number]["id"]),
        place=place,
        sections=[(str(each["id"]), text_of(folder, f"section.{each['id']}.title")) for each in folder.sections],
        number=folder.question_ids.index(question_id) + 1,
        count=len(folder.question_ids),
        order=folder.question_ids,
        at=request.args.get("at", ""),
        new=request.args.get("new") == "yes",
        conditions=_conditions(folder, question_id),
        setting_labels=setting_labels(),
        part_labels=part_labels(),
    )


def _conditions(folder: Folder, question_id: str) -> list[str]:
    found = folder.question(question_id)
    return [str(found[key]) for key in ("show_if", "require_if", "rows_shown_if") if key in found]


def _save(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    posted, go = request.form, request.form.get("go", "")
    wanted = posted.get("id", question_id).strip()

    def edit(folder: Folder) -> None:
        if posted.get("kind") in KINDS:
            folder.question(question_id)["kind"] = posted["kind"]
        question_form.write(folder, question_id, posted)
        if wanted != question_id and ID.fullmatch(wanted) and wanted not in folder.question_ids:
            changes.rename_question(folder, question_id, wanted)

    drafting.change(
        current_unit(),
        current_actor(),
        draft_id,
        seen_revision(),
        "question_changed",
        edit,
        partial(about_question, question_id=question_id),
    )
    view = current_draft(draft_id)
    name = wanted if wanted in view.folder().question_ids else question_id
    if wanted != name:
        flash(_("The name has to be free, and made of small Latin letters, digits and _."), "caution")
    return redirect(_next(view, draft_id, name, go))


def _next(view: DraftView, draft_id: uuid.UUID, question_id: str, go: str) -> str:
    here: dict[str, Any] = {"draft_id": draft_id, "question_id": question_id}
    if go == "another":
        folder = view.folder()
        section = str(folder.sections[folder.place(question_id)[0]]["id"])
        return url_for("builder.add", draft_id=draft_id, section=section)
    if go == "logic":
        return url_for("builder.logic", **here)
    if go == "preview":
        return url_for("builder.preview", draft_id=draft_id, question=question_id)
    if go == "more":
        return url_for("builder.question", **here, more="yes", _anchor="options")
    if ":" in go or go == "list":
        return url_for("builder.question", **here, at=go)
    if go == "stay":
        flash(_("Saved."), "success")
        return url_for("builder.question", **here)
    return url_for("builder.draft", draft_id=draft_id, _anchor=f"at-{question_id}")


@blueprint.post("/draft/<uuid:draft_id>/question/<question_id>/place")
@builder_view
def place(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Lay the question into another part, or at another place of its own."""
    section, number = request.form.get("section", ""), request.form.get("place", "1")
    to = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 5 else 0
    drafting.change(
        current_unit(),
        current_actor(),
        draft_id,
        seen_revision(),
        "question_moved",
        lambda folder: changes.place_question(folder, question_id, section, to),
        lambda folder: question_id in folder.question_ids,
    )
    return redirect(url_for("builder.draft", draft_id=draft_id, _anchor=f"at-{question_id}"))


def setting_labels() -> dict[str, str]:
    """Settings of all kinds, in words."""
    return {
        "display": _("Shown as"),
        "radio": _("A list of buttons to choose from"),
        "drop-down": _("A list that opens"),
        "buttons": _("Buttons side by side"),
        "min": _("Least"),
        "max": _("Most"),
        "decimals": _("Places behind the decimal comma"),
        "max_length": _("Longest text, in characters"),
        "several": _("Several answers in each row"),
        "total": _("Points to give out"),
        "points": _("Steps between the two words"),
        "per_set": _("Things in a set"),
        "offer_none": _("Offer “I took part in none of these”"),
        "max_rows": _("Most activities asked about"),
        "visible": _("The respondent sees the value"),
        "min_date": _("Earliest day"),
        "max_date": _("Latest day"),
    }


def part_labels() -> dict[str, str]:
    """Texts of a question, in words."""
    return {
        "text": _("Question"),
        "help": _("Explanation below the question"),
        "low": _("Words at the low end"),
        "high": _("Words at the high end"),
        "unit": _("Unit behind the number"),
        "other": _("What to write beside “other”"),
        "none": _("Words for “took part in none”"),
    }
