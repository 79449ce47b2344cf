"""The regional centre reads an evaluation, returns it with remarks or accepts it; its own template of the document."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from surveyapp.documents.charts import chart_png
from surveyapp.documents.docx_template import BadTemplate
from surveyapp.evaluation.blocks import to_json
from surveyapp.evaluation.figures import alternative_text
from surveyapp.evaluation.placeholders import WHOLE, WORDS
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.services import evaluation_states as service
from surveyapp.services import evaluation_templates as templates
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.evaluation_documents import DocumentFile, format_of
from surveyapp.services.evaluation_files import overseen_file
from surveyapp.services.evaluation_history import overseen_history
from surveyapp.services.evaluation_states import Reading, Remarks
from surveyapp.services.regions import RegionYear
from surveyapp.web.region.blueprint import blueprint, current_year
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.evaluation import PLACEHOLDERS, STATES, progress
from surveyapp.wording.papers import mistake_sentence, refusal_sentence
from surveyapp.wording.problems import problem_sentence


class TemplateForm(Form):
    """A file to become the region's template."""

    template = FileField(_l("Template (DOCX)"))


def _period(year: RegionYear) -> uuid.UUID:
    if year.period is None:
        raise NotFound("evaluation")
    return year.period.id


def _reading(year: RegionYear, association_id: uuid.UUID) -> Reading:
    return service.read_evaluation(current_unit(), current_actor(), year.id, association_id, _period(year))


def _sent(file: DocumentFile) -> Response:
    return send_file(
        io.BytesIO(file.content), mimetype=file.mime_type, as_attachment=True, download_name=file.name, max_age=0
    )


@blueprint.get("/association/<uuid:association_id>/evaluation")
@requires("regional_centre")
def association_evaluation(region_id: uuid.UUID, association_id: uuid.UUID) -> ResponseReturnValue:
    """An evaluation as it was handed in, with room for remarks, or with those of its return; else what passed."""
    return _page(current_year(region_id), association_id)


def _page(
    year: RegionYear,
    association_id: uuid.UUID,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    unit, actor = current_unit(), current_actor()
    own = year.association(association_id)
    try:
        read = _reading(year, association_id)
    except NotFound:
        read = None
    page = render_template(
        "region/evaluation.html",
        year=year,
        own=own,
        name=own.name(words().language),
        read=read,
        parts=_parts(read) if read is not None else [],
        steps=overseen_history(unit, actor, year.id, association_id, _period(year)),
        given=given or {},
        errors=errors or {},
        progress=progress(words(), sum(part.ready for part in read.view.parts), len(read.view.parts)) if read else "",
        state=STATES[own.evaluation_state](words()),
        longest=service.REMARK,
    )
    return page, 422 if errors else 200


def _parts(read: Reading) -> list[dict[str, object]]:
    """The parts as they were handed in, with what was said of them before."""
    return [
        {
            "number": part.number,
            "title": part.title,
            "blocks": to_json(part.blocks),
            "charts": [(chart.frame.key, alternative_text(chart)) for chart in read.figures.get(part.number, ())],
            "before": read.before.comments.get(part.number, ""),
        }
        for part in read.view.parts
    ]


@blueprint.post("/association/<uuid:association_id>/evaluation")
@requires("regional_centre")
def association_evaluation_answer(region_id: uuid.UUID, association_id: uuid.UUID) -> ResponseReturnValue:
    """Return it with remarks, or accept it."""
    year = current_year(region_id)
    given = {name: text.replace("\r\n", "\n") for name, text in request.form.items()}
    comments = {number: given.get(f"part_{number}", "") for number in range(1, 11) if given.get(f"part_{number}")}
    step = given.get("step", "")
    accepts = given.get("answer") == "accept"
    answer = service.accept_evaluation if accepts else service.return_evaluation
    try:
        answer(
            current_unit(),
            current_actor(),
            year.id,
            association_id,
            _period(year),
            Remarks(given.get("message", ""), comments),
            step=int(step) if step.isdecimal() else -1,
        )
    except Invalid as refusal:
        c = words()
        errors = {name: problem_sentence(c, problem) for name, problem in refusal.fields.items()}
        return _page(year, association_id, given, errors)
    flash(_("The evaluation is accepted.") if accepts else _("The evaluation is returned to its leader."), "success")
    return redirect(
        url_for("region.association_evaluation", region_id=year.id, association_id=association_id, period=_period(year))
    )


@blueprint.get("/association/<uuid:association_id>/evaluation.<kind>")
@requires("regional_centre")
def association_evaluation_file(region_id: uuid.UUID, association_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """An evaluation as it was handed in, as DOCX, PDF or HTML."""
    year = current_year(region_id)
    return _sent(
        service.handed_in_document(
            current_unit(), current_actor(), year.id, association_id, _period(year), format_of(kind)
        )
    )


@blueprint.get("/association/<uuid:association_id>/evaluation/part/<int:number>/chart/<key>.png")
@requires("regional_centre")
def association_evaluation_chart(
    region_id: uuid.UUID, association_id: uuid.UUID, number: int, key: str
) -> ResponseReturnValue:
    """A chart of a part as it was handed in."""
    for chart in _reading(current_year(region_id), association_id).figures.get(number, ()):
        if chart.frame.key == key:
            return Response(chart_png(chart), mimetype="image/png")
    raise NotFound("chart")


@blueprint.get("/association/<uuid:association_id>/evaluation/signed")
@requires("regional_centre")
def association_evaluation_signed(region_id: uuid.UUID, association_id: uuid.UUID) -> ResponseReturnValue:
    """The signed file beside an evaluation that was handed in."""
    year = current_year(region_id)
    name, kind, content = overseen_file(current_unit(), current_actor(), year.id, association_id, _period(year))
    return _sent(DocumentFile(name, kind, content))


@blueprint.route("/evaluation-template", methods=["GET", "POST"])
@requires("regional_centre")
def evaluation_template(region_id: uuid.UUID) -> ResponseReturnValue:
    """The template of the evaluation's DOCX: which stands, how to make one's own, a new one."""
    year = current_year(region_id)
    form = TemplateForm()
    if form.validate_on_submit():
        upload = form.template.data
        name, content = ((upload.filename or ""), upload.read()) if upload else ("", b"")
        c = words()
        try:
            templates.replace_template(current_unit(), current_actor(), region_id, name, content)
        except PaperRefused as refusal:
            form.template.errors = [refusal_sentence(c, refusal.code, refusal.params)]
        except BadTemplate as bad:
            form.template.errors = [mistake_sentence(c, mistake) for mistake in bad.mistakes] or [
                refusal_sentence(c, "template_damaged", {})
            ]
        else:
            flash(_("This template stands from now on."), "success")
            return _to_template(year)
    page = render_template(
        "region/evaluation_template.html",
        year=year,
        form=form,
        standing=templates.template_of(current_unit(), current_actor(), region_id),
        words=[(name, PLACEHOLDERS[name](words())) for name in WORDS if name in PLACEHOLDERS],
        whole=[(name, PLACEHOLDERS[name](words())) for name in WHOLE if name in PLACEHOLDERS],
    )
    return page, 422 if form.is_submitted() else 200


def _to_template(year: RegionYear) -> ResponseReturnValue:
    period = year.period.id if year.period else None
    return redirect(url_for("region.evaluation_template", region_id=year.id, period=period))


@blueprint.post("/evaluation-template/give-up")
@requires("regional_centre")
def evaluation_template_give_up(region_id: uuid.UUID) -> ResponseReturnValue:
    """Go back to the bundled template."""
    year = current_year(region_id)
    templates.give_up_template(current_unit(), current_actor(), region_id)
    flash(_("The template of before stands again."), "success")
    return _to_template(year)


@blueprint.get("/evaluation-template/<which>.docx")
@requires("regional_centre")
def evaluation_template_file(region_id: uuid.UUID, which: str) -> ResponseReturnValue:
    """The template that stands, the bundled one, or a preview of an evaluation after it."""
    unit, actor = current_unit(), current_actor()
    if which in ("current", "bundled"):
        return _sent(templates.template_file(unit, actor, region_id, bundled=which == "bundled"))
    if which == "preview":
        return _sent(templates.preview(unit, actor, region_id, _period(current_year(region_id))))
    raise NotFound("evaluation_template")
