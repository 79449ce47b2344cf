"""The evaluation taken away as a document, handed in, taken back; the signed file beside it; its history."""

from __future__ import annotations

import io
import uuid

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.config import LANGUAGES
from surveyapp.documents.charts import chart_png
from surveyapp.evaluation.blocks import to_json
from surveyapp.evaluation.evaluation import PART_KEYS
from surveyapp.services import evaluation_files, evaluation_history, evaluation_states, evaluations
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.evaluation_documents import evaluation_document, format_of
from surveyapp.services.evaluations import OPEN_STATES
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.evaluation import (
    back_to_evaluation,
    evaluation_desk,
    evaluation_page,
    part_lines,
    progress_line,
)
from surveyapp.web.leader.evaluation_charts import figures_of, release_drawn
from surveyapp.web.leader.evaluation_forms import SignedFileForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.evaluation import PART_TITLES


@blueprint.get("/evaluation/document.<kind>")
@requires("leader")
def evaluation_document_file(association_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """The evaluation as DOCX, PDF or HTML, in its own language or in the one ``?language=`` asks for."""
    desk = current_desk(association_id)
    language = request.args.get("language") or None
    if language is not None and language not in LANGUAGES:
        raise NotFound("language")
    figures = figures_of(desk, evaluation_desk(desk), language)
    file = evaluation_document(
        current_unit(), current_actor(), association_id, desk.period.id, format_of(kind), figures, language
    )
    return _sent(file.content, file.mime_type, file.name)


@blueprint.get("/evaluation/documents")
@requires("leader")
def evaluation_documents(association_id: uuid.UUID) -> ResponseReturnValue:
    """All the documents: three formats, four languages."""
    desk = current_desk(association_id)
    return render_template(
        "leader/evaluation_documents.html", desk=desk, languages=[(code, NAMES[code]) for code in LANGUAGES]
    )


def _sent(content: bytes, mime_type: str, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=mime_type, as_attachment=True, download_name=name, max_age=0)


@blueprint.get("/evaluation/part/<int:number>/chart/<key>.png")
@requires("leader")
def evaluation_part_chart(association_id: uuid.UUID, number: int, key: str) -> ResponseReturnValue:
    """A chart of a part as it stands in the documents."""
    desk = current_desk(association_id)
    for chart in figures_of(desk, evaluation_desk(desk)).get(number, ()):
        if chart.frame.key == key:
            return Response(chart_png(chart), mimetype="image/png")
    raise NotFound("chart")


@blueprint.route("/evaluation/hand-in", methods=["GET", "POST"])
@requires("leader")
def evaluation_hand_in(association_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then hand the evaluation in to the regional centre."""
    desk = current_desk(association_id)
    year = evaluation_desk(desk)
    if request.method == "POST":
        # Asked before drawing: should the results change meanwhile, the charts are taken for old.
        release, figures = release_drawn(desk), figures_of(desk, year)
        try:
            evaluation_states.hand_in(current_unit(), current_actor(), association_id, desk.period.id, figures, release)
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
        return back_to_evaluation(desk)
    waiting = [line for line in part_lines(year) if not line.ready]
    return render_template("leader/evaluation_hand_in.html", desk=desk, waiting=waiting, progress=progress_line(year))


@blueprint.post("/evaluation/take-back")
@requires("leader")
def evaluation_take_back(association_id: uuid.UUID) -> ResponseReturnValue:
    """Take the evaluation back, to go on writing."""
    desk = current_desk(association_id)
    evaluation_states.take_back(current_unit(), current_actor(), association_id, desk.period.id)
    flash(_("The evaluation is with you again."), "success")
    return back_to_evaluation(desk)


@blueprint.post("/evaluation/file")
@requires("leader")
def evaluation_file_attach(association_id: uuid.UUID) -> ResponseReturnValue:
    """Attach the signed final file."""
    desk = current_desk(association_id)
    form = SignedFileForm()
    upload = form.file.data
    if form.validate():
        try:
            evaluation_files.attach_file(
                current_unit(),
                current_actor(),
                association_id,
                desk.period.id,
                (upload.filename or "") if upload else "",
                upload.read() if upload else b"",
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("The signed file is attached."), "success")
            return back_to_evaluation(desk, "signed-file")
    return evaluation_page(desk, form, 422)


@blueprint.get("/evaluation/file")
@requires("leader")
def evaluation_file(association_id: uuid.UUID) -> ResponseReturnValue:
    """The signed final file."""
    desk = current_desk(association_id)
    name, kind, content = evaluation_files.own_file(current_unit(), current_actor(), association_id, desk.period.id)
    return _sent(content, kind, name)


@blueprint.post("/evaluation/file/remove")
@requires("leader")
def evaluation_file_remove(association_id: uuid.UUID) -> ResponseReturnValue:
    """Remove the signed file."""
    desk = current_desk(association_id)
    evaluation_files.remove_file(current_unit(), current_actor(), association_id, desk.period.id)
    flash(_("The signed file is removed."), "success")
    return back_to_evaluation(desk, "signed-file")


@blueprint.get("/evaluation/history")
@requires("leader")
def evaluation_history_page(association_id: uuid.UUID) -> ResponseReturnValue:
    """Every step: saved, handed in, returned, accepted."""
    desk = current_desk(association_id)
    steps = evaluation_history.history_of(current_unit(), current_actor(), association_id, desk.period.id)
    return render_template("leader/evaluation_history.html", desk=desk, steps=steps, titles=_titles())


@blueprint.get("/evaluation/history/<int:number>")
@requires("leader")
def evaluation_step(association_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """What a step holds, beside what stands now or beside another step (``?with=``)."""
    desk = current_desk(association_id)
    other = request.args.get("with", "")
    if other and not other.isdecimal():
        raise NotFound("evaluation_step")
    page = evaluation_history.step_of(
        current_unit(), current_actor(), association_id, desk.period.id, number, int(other) if other else None
    )
    year = evaluation_desk(desk)
    return render_template(
        "leader/evaluation_step.html",
        desk=desk,
        page=page,
        titles=_titles(),
        open=year.state in OPEN_STATES,
        language=year.view.language,
        contents={part.number: to_json(part.blocks or ()) for part in page.parts},
        changed=ngettext("%(num)s part differs", "%(num)s parts differ", sum(part.changed for part in page.parts)),
    )


def _titles() -> dict[int, str]:
    return {number: PART_TITLES[key](words()) for number, key in enumerate(PART_KEYS, start=1)}


@blueprint.post("/evaluation/history/<int:number>/part/<int:part>/restore")
@requires("leader")
def evaluation_restore(association_id: uuid.UUID, number: int, part: int) -> ResponseReturnValue:
    """Bring a part back as it was at a step."""
    desk = current_desk(association_id)
    evaluations.restore_part(current_unit(), current_actor(), association_id, desk.period.id, part, number)
    flash(_("Part %(number)s is as it was then.", number=part), "success")
    return back_to_evaluation(desk, f"part-{part}")
