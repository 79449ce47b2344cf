"""Taking a table of members in: pasting or uploading it, looking at what it would do, taking it in, undoing it.

The table travels with the forms; nothing of it is kept on the server before it is confirmed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from surveyapp.interchange.members import (
    Column,
    ReadMember,
    Rows,
    columns_of,
    headings,
    read_file_rows,
    read_members,
    read_text,
    write_text,
)
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.services import member_import as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Invalid
from surveyapp.services.member_import import ImportView, Outcome
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.survey_forms import MembersTableForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import choices, words
from surveyapp.wording.papers import refusal_sentence
from surveyapp.wording.problems import problem_sentence

SOURCES = ("pasted", "csv", "xlsx")
WHO = "who-"
"""Beginning of the names of fields that say whom a line means."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A table as the preview's form brought it back."""

    rows: Rows
    columns: tuple[Column, ...]
    headed: bool
    source: str
    kind: str
    language: str
    meant: dict[int, bool]
    """By line: whether the leader says that the member who has the address is meant."""

    @property
    def members(self) -> tuple[ReadMember, ...]:
        """The rows as members."""
        return read_members(self.rows, self.columns, first_is_headings=self.headed)


def _form(desk: Desk) -> MembersTableForm:
    form = MembersTableForm(language=desk.association.language, institution_kind="other")
    form.institution_kind.choices = choices("institution_kind")
    form.language.choices = list(NAMES.items())
    return form


@blueprint.route("/members/table", methods=["GET", "POST"])
@requires("leader")
def members_table(association_id: uuid.UUID) -> ResponseReturnValue:
    """Paste or upload a table, and look at what it would do."""
    desk = current_desk(association_id)
    form = _form(desk)
    if not form.is_submitted():
        return render_template("leader/members_table.html", desk=desk, form=form)
    if form.validate():
        sent = _received(form)
        if sent is not None:
            try:
                return _preview(desk, sent)
            except Invalid as refusal:
                show_problems(form, refusal)
    return render_template("leader/members_table.html", desk=desk, form=form), 422


def _received(form: MembersTableForm) -> _Sent | None:
    """The table of the first page; None with the problem at its field."""
    file: FileStorage | None = form.file.data
    rows: Rows = ()
    source = "pasted"
    if file is not None and file.filename:
        source = "xlsx" if file.filename.lower().endswith((".xlsx", ".xlsm")) else "csv"
        try:
            rows = read_file_rows(file.read(), file.filename)
        except PaperRefused as refusal:
            form.file.errors = [refusal_sentence(words(), refusal.code, refusal.params)]
            return None
    elif (form.table.data or "").strip():
        rows = read_text(str(form.table.data))
    if not rows:
        form.table.errors = [_("Paste the rows, or choose a file.")]
        return None
    return _Sent(rows, columns_of(rows), headings(rows), source, form.institution_kind.data, form.language.data, {})


@blueprint.post("/members/table/take-in")
@requires("leader")
def members_take_in(association_id: uuid.UUID) -> ResponseReturnValue:
    """Show the preview again with other columns, or take the table in."""
    desk = current_desk(association_id)
    sent = _brought_back(desk)
    missing = [
        sentence
        for columns, sentence in (
            ({Column.NAME, Column.FIRST_NAME, Column.SURNAME}, _("Say which column holds the names.")),
            ({Column.INSTITUTION}, _("Say which column holds the institutions.")),
        )
        if columns.isdisjoint(sent.columns)
    ]
    if missing or "take_in" not in request.form:
        return _preview(desk, sent, missing, 422 if missing else 200)
    try:
        done = service.take_in(
            current_unit(),
            current_actor(),
            association_id,
            sent.members,
            sent.kind,
            sent.language,
            source=sent.source,
            leave_out_faulty="leave_out" in request.form,
            meant=sent.meant,
        )
    except Invalid as refusal:
        sentences = [problem_sentence(words(), p) for field, p in refusal.fields.items() if field == "table"]
        return _preview(desk, sent, sentences or [_("Mend the lines with mistakes, or leave them out.")], 422)
    flash(_done(done), "success")
    return redirect(url_for("leader.members", association_id=association_id))


def _done(done: ImportView) -> str:
    lines = done.added + done.moved + done.corrected
    return str(ngettext("%(num)s line is taken in.", "%(num)s lines are taken in.", lines))


def _brought_back(desk: Desk) -> _Sent:
    rows = read_text(request.form.get("rows", ""))
    width = max((len(row) for row in rows), default=0)
    codes = set(Column)
    columns = tuple(
        Column(code) if (code := request.form.get(f"column-{place}", "")) in codes else Column.NOTHING
        for place in range(width)
    )
    source = request.form.get("source", "pasted")
    return _Sent(
        rows,
        columns,
        "headed" in request.form,
        source if source in SOURCES else "pasted",
        request.form.get("institution_kind", "other"),
        request.form.get("language", desk.association.language),
        {
            int(name[len(WHO) :]): value == "same"
            for name, value in request.form.items()
            if name.startswith(WHO) and name[len(WHO) :].isdecimal()
        },
    )


def _preview(desk: Desk, sent: _Sent, problems: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    plan = service.plan_import(
        current_unit(), current_actor(), desk.association.id, sent.members, sent.kind, sent.language, sent.meant
    )
    return (
        render_template(
            "leader/members_import.html",
            desk=desk,
            sent=sent,
            table_text=write_text(sent.rows),
            plan=plan,
            counts=[(outcome, plan.count(outcome)) for outcome in Outcome if plan.count(outcome)],
            columns=_column_names(),
            samples=[_sample(sent, place) for place in range(len(sent.columns))],
            outcomes=_outcome_names(),
            sentences={row.line: _cells(row.problems) for row in plan.rows},
            languages=NAMES,
            problems=problems or [],
        ),
        status,
    )


def _cells(problems: object) -> dict[str, str]:
    assert isinstance(problems, dict)
    return {field: problem_sentence(words(), problem) for field, problem in problems.items()}


def _sample(sent: _Sent, place: int) -> tuple[str, str]:
    """A column's heading and its first cell below."""
    cells = [row[place] if place < len(row) else "" for row in sent.rows]
    head = cells.pop(0) if sent.headed else ""
    return head, next((cell for cell in cells if cell), "")


def _column_names() -> list[tuple[str, str]]:
    return [
        (Column.NOTHING, _("not taken in")),
        (Column.NAME, _("Name and surname")),
        (Column.FIRST_NAME, _("First name")),
        (Column.SURNAME, _("Surname")),
        (Column.EMAIL, _("E-mail address")),
        (Column.INSTITUTION, _("Institution")),
        (Column.KIND, _("Kind of institution")),
        (Column.LANGUAGE, _("Language of invitations")),
    ]


def _outcome_names() -> dict[str, str]:
    return {
        Outcome.NEW: _("new member"),
        Outcome.MOVED: _("moved"),
        Outcome.CORRECTED: _("corrected"),
        Outcome.SAME: _("as before"),
        Outcome.DUPLICATE: _("repeated"),
        Outcome.FAULTY: _("has a mistake"),
    }


@blueprint.post("/members/imports/<uuid:import_id>/undo")
@requires("leader")
def members_import_undo(association_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Take an import back."""
    service.undo_import(current_unit(), current_actor(), import_id)
    flash(_("The table is taken back; the members stand as before."), "success")
    return redirect(url_for("leader.members", association_id=association_id))
