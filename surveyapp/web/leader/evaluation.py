"""The evaluation: its ten parts, edited one by one, taken away as a document, handed in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from surveyapp.evaluation.blocks import Block, to_json
from surveyapp.evaluation.evaluation import PART_KEYS, LeaderFacts, PartKey
from surveyapp.evaluation.markup import read_html, write_html
from surveyapp.evaluation.writing import read_text, write_text
from surveyapp.services import evaluations as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.evaluation_files import attached_file
from surveyapp.services.evaluation_states import remarks_of
from surveyapp.services.evaluations import OPEN_STATES, EvaluationDesk, PartInput
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.evaluation_charts import Offered, offered_charts
from surveyapp.web.leader.evaluation_forms import MARKUP, LeaderForm, PartForm, PreparedForm, SignedFileForm
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


@blueprint.url_value_preprocessor
def take_long_texts(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the editor hand in what a word processor pasted."""
    if endpoint in ("leader.evaluation_part", "leader.evaluation_part_typed", "leader.evaluation_clean"):
        request.max_form_memory_size = 3 * MARKUP


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
    charts: tuple[str, ...]
    """Keys of the charts at its end."""
    remark: str
    """What the regional centre said of it, while it is the leader's turn."""


def evaluation_desk(desk: Desk) -> EvaluationDesk:
    return service.evaluation_of(current_unit(), current_actor(), desk.association.id, desk.period.id)


def part_lines(year: EvaluationDesk, remarks: Mapping[int, str] = MappingProxyType({})) -> list[PartLine]:
    """All ten parts."""
    return [_line(year, number, remarks) for number in range(1, len(PART_KEYS) + 1)]


def _line(year: EvaluationDesk, number: int, remarks: Mapping[int, str] = MappingProxyType({})) -> PartLine:
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
        charts=year.charts(number),
        remark=remarks.get(number, ""),
    )


def back_to_evaluation(desk: Desk, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(
        url_for("leader.evaluation", association_id=desk.association.id, period=desk.period.id, _anchor=anchor)
    )


def progress_line(year: EvaluationDesk) -> str:
    return progress(words(), year.evaluation.ready_count, len(PART_KEYS))


@blueprint.get("/evaluation")
@requires("leader")
def evaluation(association_id: uuid.UUID) -> ResponseReturnValue:
    """The evaluation as it would be handed in today."""
    return evaluation_page(current_desk(association_id), SignedFileForm(formdata=None))


def evaluation_page(desk: Desk, file_form: SignedFileForm, status: int = 200) -> ResponseReturnValue:
    """The page, with the form for the signed file as it stands."""
    unit, actor, at = current_unit(), current_actor(), (desk.association.id, desk.period.id)
    year = evaluation_desk(desk)
    remarks = remarks_of(unit, actor, *at)
    page = render_template(
        "leader/evaluation.html",
        desk=desk,
        year=year,
        open=year.state in OPEN_STATES,
        parts=part_lines(year, remarks.comments if year.state in OPEN_STATES else {}),
        progress=progress_line(year),
        remarks=remarks,
        file=attached_file(unit, actor, *at),
        file_form=file_form,
        charts=offered_charts(desk) if any(year.charts(number) for number in range(1, len(PART_KEYS) + 1)) else {},
    )
    return page, status


@blueprint.route("/evaluation/part/<int:number>", methods=["GET", "POST"])
@requires("leader")
def evaluation_part(association_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """One part: its text, its charts, what is missing, the tick."""
    desk = current_desk(association_id)
    year = evaluation_desk(desk)
    remarks = remarks_of(current_unit(), current_actor(), association_id, desk.period.id)
    line = _line(year, number, remarks.comments)
    stored = year.text(number)
    form = _blank_part(year, line) if request.method == "GET" else PartForm()
    newer = False
    if form.validate_on_submit():
        try:
            _save(desk, number, form)
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
            return back_to_evaluation(desk, f"part-{number}")
    return _part_page(desk, year, line, form, facts=_facts_form(year, line), stored=stored if newer else None)


def _save(desk: Desk, number: int, form: PartForm, *, as_typed: bool = False) -> int:
    return service.save_part(
        current_unit(),
        current_actor(),
        desk.association.id,
        desk.period.id,
        number,
        PartInput(_blocks(form), form.ready.data, form.charts.data or ()),
        revision=_revision(form.revision.data),
        as_typed=as_typed,
    )


def _blocks(form: PartForm) -> tuple[Block, ...]:
    """What was written, by either way."""
    text = form.text.data or ""
    return read_html(text) if form.writing.data == "html" else read_text(text)


@blueprint.post("/evaluation/part/<int:number>/typed")
@requires("leader")
def evaluation_part_typed(association_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Save while one types: the new revision, or what stands in the way."""
    desk = current_desk(association_id)
    form = PartForm()
    if not form.validate():
        return jsonify(state="refused"), 422
    try:
        revision = _save(desk, number, form, as_typed=True)
    except Invalid:
        return jsonify(state="refused"), 422
    except Conflict:
        return jsonify(state="conflict"), 409
    return jsonify(state="saved", revision=revision)


@blueprint.post("/evaluation/clean")
@requires("leader")
def evaluation_clean(association_id: uuid.UUID) -> ResponseReturnValue:
    """What was pasted, with nothing left of it but headings, lists, tables, links and words."""
    current_desk(association_id)
    return jsonify(html=write_html(read_html(request.form.get("html", ""))))


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
    offered = offered_charts(desk)
    chosen = [*(form.charts.data or ())]
    form.charts.choices = _choices(offered, chosen)
    blocks = _blocks(form)
    form.writing.data, form.text.data = "plain", write_text(blocks)
    form.writing.raw_data = form.text.raw_data = None
    page = render_template(
        "leader/evaluation_part.html",
        desk=desk,
        year=year,
        line=line,
        form=form,
        facts=facts,
        stored=stored,
        markup=Markup(write_html(blocks)),  # noqa: S704 - made of blocks alone, every word escaped
        total=len(PART_KEYS),
    )
    return page, 422 if request.method == "POST" else 200


def _choices(offered: Mapping[str, Offered], chosen: list[str]) -> list[tuple[str, str]]:
    """The charts there are; one chosen earlier that the results no longer give can only be taken away."""
    gone = [(key, _("%(key)s (not in the results any more)", key=key)) for key in chosen if key not in offered]
    named = [
        (key, _("%(finding)s – %(question)s", finding=each.title, question=each.asked) if each.asked else each.title)
        for key, each in offered.items()
    ]
    return [*named, *gone]


def _blank_part(year: EvaluationDesk, line: PartLine) -> PartForm:
    return PartForm(
        formdata=None,
        revision=str(line.revision),
        writing="plain",
        text=year.text(line.number),
        charts=list(line.charts),
        ready=line.ticked,
    )


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
            return back_to_evaluation(desk, "part-1")
    year = evaluation_desk(desk)
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
            return back_to_evaluation(desk, f"part-{len(PART_KEYS)}")
    year = evaluation_desk(desk)
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
    return back_to_evaluation(desk, f"part-{number}")


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
    return back_to_evaluation(desk, f"part-{number}")
