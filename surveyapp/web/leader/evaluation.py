"""The evaluation: its ten parts, edited one by one, taken away as a document, handed in."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.evaluation.blocks import to_json
from surveyapp.evaluation.evaluation import PART_KEYS, LeaderFacts, PartKey
from surveyapp.services import evaluations as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.evaluations import EvaluationDesk, Format
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.evaluation_forms import LeaderForm, PartForm, PreparedForm
from surveyapp.web.leader.lists import direction_label
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.evaluation import part_view, progress

SOURCES: Mapping[PartKey, str] = MappingProxyType(
    {
        PartKey.ASSOCIATION: "leader.members",
        PartKey.TASKS: "leader.plan",
        PartKey.PRIORITIES: "leader.plan",
        PartKey.DIRECTIONS: "leader.plan",
        PartKey.PARTNERS: "leader.plan",
        PartKey.PROPOSALS: "leader.proposals",
        PartKey.RECOMMENDATIONS: "leader.recommendations",
    }
)
"""The page on which what a part is filled from can be changed."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part as the pages show it: title and hints in the page's language, content in the association's."""

    number: int
    key: PartKey
    title: str
    hints: tuple[str, ...]
    ready: bool
    ticked: bool
    edited: bool
    revision: int
    blocks: tuple[dict[str, Any], ...]
    source: str | None
    """Endpoint of the page it is filled from."""


def _evaluation(desk: Desk) -> EvaluationDesk:
    return service.evaluation_of(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _lines(year: EvaluationDesk) -> list[PartLine]:
    return [_line(year, number) for number in range(1, len(PART_KEYS) + 1)]


def _line(year: EvaluationDesk, number: int) -> PartLine:
    if not 1 <= number <= len(PART_KEYS):
        raise NotFound("evaluation_part")
    part = year.evaluation.parts[number - 1]
    here = part_view(words(), part, direction_label)
    edit = part.edit
    return PartLine(
        number=number,
        key=part.key,
        title=here.title,
        hints=here.hints,
        ready=part.is_ready,
        ticked=edit is not None and edit.ready,
        edited=part.is_edited,
        revision=year.revision(number),
        blocks=tuple(to_json(year.view.parts[number - 1].blocks)),
        source=SOURCES.get(part.key),
    )


def _back(desk: Desk, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(
        url_for("leader.evaluation", association_id=desk.association.id, period=desk.period.id, _anchor=anchor)
    )


def _progress(year: EvaluationDesk) -> str:
    return progress(words(), year.evaluation.ready_count, len(PART_KEYS))


@blueprint.get("/evaluation")
@requires("leader")
def evaluation(association_id: uuid.UUID) -> ResponseReturnValue:
    """The evaluation as it would be handed in today."""
    desk = current_desk(association_id)
    year = _evaluation(desk)
    return render_template("leader/evaluation.html", desk=desk, year=year, parts=_lines(year), progress=_progress(year))


@blueprint.route("/evaluation/part/<int:number>", methods=["GET", "POST"])
@requires("leader")
def evaluation_part(association_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """One part: its text, what is missing, the tick."""
    desk = current_desk(association_id)
    year = _evaluation(desk)
    line = _line(year, number)
    stored = year.text(number)
    form = PartForm(revision=str(line.revision), text=stored, ready=line.ticked)
    newer = False
    if form.validate_on_submit():
        try:
            service.save_part(
                current_unit(),
                current_actor(),
                association_id,
                desk.period.id,
                number,
                form.text.data or "",
                ready=form.ready.data,
                revision=_revision(form.revision.data),
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        except Conflict as conflict:
            if conflict.code != "part_changed":
                raise
            newer = True
            form.revision.data = str(line.revision)
            form.form_errors.append(_("This was changed in another window meanwhile. Your text stands below, unsaved."))
        else:
            flash(_("Part %(number)s is saved.", number=number), "success")
            return _back(desk, f"part-{number}")
    return _part_page(desk, year, line, form, facts=_facts_form(year, line), stored=stored if newer else None)


def _revision(text: str | None) -> int:
    """The revision a form was read at; a forged one is no revision of any part."""
    return int(text) if text is not None and text.isdecimal() else -1


def _facts_form(year: EvaluationDesk, line: PartLine) -> Form | None:
    """Parts 1 and 10 have fields of their own."""
    if line.key is PartKey.LEADER:
        known = year.leader
        return LeaderForm(
            formdata=None,
            name=known.name,
            post=known.post,
            years_leading=known.years_leading,
            contact=known.contact,
        )
    if line.key is PartKey.PREPARED:
        return PreparedForm(
            formdata=None, prepared_by=year.prepared_by or year.leader.name, prepared_on=year.prepared_on
        )
    return None


def _part_page(
    desk: Desk, year: EvaluationDesk, line: PartLine, form: PartForm, *, facts: Form | None, stored: str | None = None
) -> ResponseReturnValue:
    page = render_template(
        "leader/evaluation_part.html",
        desk=desk,
        year=year,
        line=line,
        form=form,
        facts=facts,
        stored=stored,
        total=len(PART_KEYS),
    )
    return page, 422 if request.method == "POST" else 200


def _blank_part(year: EvaluationDesk, line: PartLine) -> PartForm:
    return PartForm(formdata=None, revision=str(line.revision), text=year.text(line.number), ready=line.ticked)


@blueprint.post("/evaluation/leader")
@requires("leader")
def evaluation_leader(association_id: uuid.UUID) -> ResponseReturnValue:
    """Save what the first part says of the leader."""
    desk = current_desk(association_id)
    form = LeaderForm()
    if form.validate():
        given = LeaderFacts(
            form.name.data or "", form.post.data or "", form.years_leading.data, form.contact.data or ""
        )
        try:
            service.save_leader(current_unit(), current_actor(), association_id, given)
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The first part is saved."), "success")
            return _back(desk, "part-1")
    year = _evaluation(desk)
    line = _line(year, PART_KEYS.index(PartKey.LEADER) + 1)
    return _part_page(desk, year, line, _blank_part(year, line), facts=form)


@blueprint.post("/evaluation/prepared")
@requires("leader")
def evaluation_prepared(association_id: uuid.UUID) -> ResponseReturnValue:
    """Save who prepared the evaluation, and when."""
    desk = current_desk(association_id)
    form = PreparedForm()
    if form.validate():
        try:
            service.save_prepared(
                current_unit(),
                current_actor(),
                association_id,
                desk.period.id,
                form.prepared_by.data or "",
                form.prepared_on.data,
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The last part is saved."), "success")
            return _back(desk, f"part-{len(PART_KEYS)}")
    year = _evaluation(desk)
    line = _line(year, PART_KEYS.index(PartKey.PREPARED) + 1)
    return _part_page(desk, year, line, _blank_part(year, line), facts=form)


@blueprint.post("/evaluation/part/<int:number>/anew")
@requires("leader")
def evaluation_part_anew(association_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Give up one's own text of a part and fill it from what is known."""
    desk = current_desk(association_id)
    service.fill_anew(
        current_unit(),
        current_actor(),
        association_id,
        desk.period.id,
        number,
        revision=_revision(request.form.get("revision")),
    )
    flash(_("Part %(number)s is filled anew from what is known.", number=number), "success")
    return _back(desk, f"part-{number}")


@blueprint.post("/evaluation/part/<int:number>/tick")
@requires("leader")
def evaluation_part_tick(association_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Tick a part as ready, or take the tick back."""
    desk = current_desk(association_id)
    service.tick_part(
        current_unit(),
        current_actor(),
        association_id,
        desk.period.id,
        number,
        ready=request.form.get("ready") == "yes",
        revision=_revision(request.form.get("revision")),
    )
    return _back(desk, f"part-{number}")


@blueprint.get("/evaluation/docx")
@requires("leader")
def evaluation_docx(association_id: uuid.UUID) -> ResponseReturnValue:
    """The evaluation as a Word document."""
    return _document(association_id, "docx")


@blueprint.get("/evaluation/pdf")
@requires("leader")
def evaluation_pdf(association_id: uuid.UUID) -> ResponseReturnValue:
    """The evaluation as PDF."""
    return _document(association_id, "pdf")


def _document(association_id: uuid.UUID, kind: Format) -> ResponseReturnValue:
    desk = current_desk(association_id)
    file = service.evaluation_document(current_unit(), current_actor(), association_id, desk.period.id, kind)
    return send_file(
        io.BytesIO(file.content), mimetype=file.mime_type, as_attachment=True, download_name=file.name, max_age=0
    )


@blueprint.route("/evaluation/hand-in", methods=["GET", "POST"])
@requires("leader")
def evaluation_hand_in(association_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then hand the evaluation in to the regional centre."""
    desk = current_desk(association_id)
    if request.method == "POST":
        try:
            service.hand_in(current_unit(), current_actor(), association_id, desk.period.id)
        except Invalid:
            flash(_("Say first who prepared the evaluation."), "error")
            return redirect(
                url_for(
                    "leader.evaluation_part",
                    association_id=association_id,
                    number=len(PART_KEYS),
                    period=desk.period.id,
                )
            )
        flash(_("The evaluation is handed in."), "success")
        return _back(desk)
    year = _evaluation(desk)
    waiting = [line for line in _lines(year) if not line.ready]
    return render_template("leader/evaluation_hand_in.html", desk=desk, waiting=waiting, progress=_progress(year))


@blueprint.post("/evaluation/take-back")
@requires("leader")
def evaluation_take_back(association_id: uuid.UUID) -> ResponseReturnValue:
    """Take the evaluation back, to go on writing."""
    desk = current_desk(association_id)
    service.take_back(current_unit(), current_actor(), association_id, desk.period.id)
    flash(_("The evaluation is with you again."), "success")
    return _back(desk)
