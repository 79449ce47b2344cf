"""One list, indicator or question of a region's bank: as a form, as text, and how it became what it is."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.lists import LANGUAGES
from surveyapp.definition.writing.shared import data_of, file_with
from surveyapp.services import bank, bank_entries
from surveyapp.services.bank_history import History, Past, history
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.questionnaires import Owner
from surveyapp.web.builder import bank_form
from surveyapp.web.builder.bank import kind_names
from surveyapp.web.builder.bank_form import Fields, Wrong
from surveyapp.web.builder.blueprint import blueprint, home_url
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.differences import change_sentence, language_name
from surveyapp.wording.mistakes import mistake_sentence
from surveyapp.wording.sorting import sorted_by

NEW = "new"
LONGEST = 100_000
EDITED = ("list", "indicator")


@blueprint.route("/region/<uuid:region_id>/bank/<kind>/<key>", methods=["GET", "POST"])
@requires("regional_centre")
def bank_entry(region_id: uuid.UUID, kind: str, key: str) -> ResponseReturnValue:
    """A list or an indicator as a form; a new one under the key "new"."""
    before = _file(region_id, kind, key)
    if request.method == "GET":
        return _form(region_id, kind, key, bank_form.fields_of(kind, "" if key == NEW else key, data_of(before)))
    name = request.form.get("key", "").strip() if key == NEW else key
    fields = bank_form.posted_fields(kind, name, request.form)
    go = request.form.get("go", "")
    if bank_form.is_deed(go):
        return _form(region_id, kind, key, fields, at=bank_form.focus_after(go))
    fields = bank_form.coded(fields)
    wrong = bank_form.mistakes_of(kind, fields, _lists(region_id), _taken(region_id, kind) if key == NEW else ())
    if wrong:
        return _form(region_id, kind, key, fields, wrong), 422
    file = file_with(kind, before, bank_form.data_with(kind, fields, data_of(before)))
    try:
        return _saved(region_id, kind, name, file)
    except DefinitionErrors as refusal:
        first = {"key": mistake_sentence(words(), refusal.errors[0])}
        return _form(region_id, kind, key, fields, first), 422
    except Conflict:
        current_unit().session.rollback()
        return _form(region_id, kind, key, fields, changed=True), 409


@blueprint.route("/region/<uuid:region_id>/bank/<kind>/<key>/text", methods=["GET", "POST"])
@requires("regional_centre")
def bank_text(region_id: uuid.UUID, kind: str, key: str) -> ResponseReturnValue:
    """A list or an indicator as the text of its file."""
    content, mistakes, changed = _file(region_id, kind, key), [], False
    if request.method == "POST":
        content = request.form.get("content", "").replace("\r\n", "\n")[:LONGEST]
        try:
            return _saved(region_id, kind, key, content)
        except Invalid:
            mistakes = [_("The indicator's name in the text has to be the one above.")]
        except DefinitionErrors as refusal:
            mistakes = [
                _("Line %(line)s: %(sentence)s", line=error.line, sentence=mistake_sentence(words(), error))
                for error in refusal.errors
            ]
        except Conflict:
            changed = True
        current_unit().session.rollback()
    page = _page("builder/bank_text.html", region_id, kind, key, content=content, mistakes=mistakes, changed=changed)
    return page, 409 if changed else 422 if mistakes else 200


@blueprint.get("/region/<uuid:region_id>/bank/<kind>/<key>/history")
@requires("regional_centre")
def bank_history(region_id: uuid.UUID, kind: str, key: str) -> ResponseReturnValue:
    """Who changed it, when and what that means; which questionnaires it stands in."""
    if kind not in kind_names():
        raise NotFound("bank_entry")
    found = history(current_unit(), current_actor(), region_id, kind, key, page_language())
    return _page(
        "builder/bank_history.html",
        region_id,
        kind,
        key,
        history=found,
        told=[(each, _meanings(each), _rewordings(each)) for each in found.states],
        label=_label(found),
        texts=_texts(found) if kind == "question" else {},
    )


@blueprint.post("/region/<uuid:region_id>/bank/question/<key>/retire")
@requires("regional_centre")
def bank_retire(region_id: uuid.UUID, key: str) -> ResponseReturnValue:
    """No longer offer a question, or offer it again."""
    retired = request.form.get("go") != "offer"
    bank_entries.retire(current_unit(), current_actor(), region_id, "question", key, retired=retired)
    if retired:
        flash(_("The question is no longer offered. Where it stands, it stays."), "success")
    else:
        flash(_("The question is offered again."), "success")
    return redirect(url_for("builder.bank_history", region_id=region_id, kind="question", key=key))


def _file(region_id: uuid.UUID, kind: str, key: str) -> str:
    if kind not in EDITED:
        raise NotFound("bank_entry")
    return "" if key == NEW else bank_entries.file_of(current_unit(), current_actor(), region_id, kind, key)


def _saved(region_id: uuid.UUID, kind: str, key: str, file: str) -> ResponseReturnValue:
    seen = request.form.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    bank_entries.save(current_unit(), current_actor(), region_id, kind, key, file, number)
    flash(_("Saved. What is published keeps the state it was published with."), "success")
    return redirect(url_for("builder.bank_entry", region_id=region_id, kind=kind, key=key))


def _page(template: str, region_id: uuid.UUID, kind: str, key: str, **context: Any) -> str:
    kept = bank_entries.states(current_unit(), current_actor(), region_id, kind, key)
    return render_template(
        template,
        home_url=home_url(Owner(region_id=region_id)),
        region_id=region_id,
        kind=kind,
        key=key,
        seen=kept[0].number if kept else 0,
        kinds=kind_names(),
        names=NAMES,
        **context,
    )


def _form(
    region_id: uuid.UUID,
    kind: str,
    key: str,
    fields: Fields,
    wrong: Wrong | None = None,
    *,
    at: str = "",
    changed: bool = False,
) -> str:
    return _page(
        "builder/bank_entry.html",
        region_id,
        kind,
        key,
        fields=fields,
        wrong=wrong or {},
        at=at,
        moved=bool(at),
        changed=changed,
        lacking=[] if key == NEW else _lacking(fields),
        lists=sorted_by(list(_lists(region_id).items()), lambda pair: pair[1], page_language()),
    )


def _lists(region_id: uuid.UUID) -> dict[str, str]:
    owner = Owner(region_id=region_id)
    return bank.list_titles(bank.shelf(current_unit(), owner), page_language(), {})


def _taken(region_id: uuid.UUID, kind: str) -> list[str]:
    found = bank.shelf(current_unit(), Owner(region_id=region_id))
    return [NEW, *(bank.list_titles(found, "en", {}) if kind == "list" else bank.indicator_titles(found, "en"))]


def _lacking(fields: Fields) -> list[tuple[str, int]]:
    """Languages in which texts are missing, with how many."""
    lines = [line.texts for line in fields.lines if not line.empty] or [fields.meaning]
    counts = [(each, sum(1 for texts in lines if not texts.get(each))) for each in LANGUAGES]
    return [(language_name(words(), language), count) for language, count in counts if count]


def _meanings(state: Past) -> list[tuple[str, bool]]:
    """What a state changed, as sentences, and whether it ends a comparison."""
    before = state.before
    if before is None:
        return []
    return [
        (change_sentence(words(), change, before, state.after), change.breaks)
        for change in state.changes
        if change.structural
    ]


def _rewordings(state: Past) -> list[tuple[str, str, str]]:
    """What is read otherwise: language, text before, text now."""
    before = state.before
    if before is None:
        return []
    found = []
    for change in state.changes:
        if not change.structural:
            language, text = str(change.params["language"]), str(change.params["key"])
            found.append((language, before.texts[language].get(text, ""), state.after.texts[language][text]))
    return found


def _label(found: History) -> str:
    question = next(found.now.questions)
    return found.now.text(question.text_key(), page_language())


def _texts(found: History) -> dict[str, list[str]]:
    """A question in its languages: what it asks, then its answers."""
    now, question = found.now, next(found.now.questions)
    options = question.options.options if question.options else ()
    return {
        language: [now.text(question.text_key(), language), *(now.text(each.text_key, language) for each in options)]
        for language in now.languages
    }
