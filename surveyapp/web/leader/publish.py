"""What the leader does with the page of results itself: arranging it, and releasing parts of it to the members."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from surveyapp.dataset import Labels
from surveyapp.services import published as service
from surveyapp.services.errors import NotFound
from surveyapp.services.published import NEEDS, PARTICIPATION, Publication
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, survey_title, view_address
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


class PublishForm(Form):
    """A few words to the members; the parts come as ticks."""

    message = TextAreaField(_l("A few words to the members"), validators=[Length(max=service.MESSAGE)])


def part_label(part: str, labels: Labels) -> str:
    """A part of the page, in words."""
    if part == PARTICIPATION:
        return str(_("Who answered"))
    if part == NEEDS:
        return str(_("Unmet needs"))
    return labels.question(part)


def section_label(section: str, labels: Labels) -> str:
    """A section of the page, in words."""
    return str(_("Unmet needs")) if section == NEEDS else labels.section(section)


@blueprint.get("/results/release")
@requires("leader")
def publish(association_id: uuid.UUID) -> ResponseReturnValue:
    """What members may see, and the order of the leader's own page."""
    desk = current_desk(association_id)
    found = service.publication(current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run())
    return _page(association_id, found, PublishForm(message=found.message))


def _page(association_id: uuid.UUID, found: Publication, form: PublishForm, status: int = 200) -> ResponseReturnValue:
    labels = found.results.labels(page_language())
    sections = [(section, True) for section in found.layout.shown] + [
        (section, False) for section in found.layout.hidden
    ]
    desk = current_desk(association_id)
    page = render_template(
        "leader/publish.html",
        desk=desk,
        view=view_address(desk, found.results),
        survey_title=survey_title(found.results.run) if found.results.run is not None else "",
        found=found,
        form=form,
        parts=[(part, part_label(part, labels), part in found.parts) for part in found.possible],
        sections=[(section, section_label(section, labels), shown) for section, shown in sections],
    )
    return page, status


@blueprint.post("/results/release")
@requires("leader")
def publish_save(association_id: uuid.UUID) -> ResponseReturnValue:
    """Release the ticked parts."""
    desk, form, run_id = current_desk(association_id), PublishForm(), asked_run()
    at = (current_unit(), current_actor(), desk.association.id, desk.period.id)
    if not form.validate_on_submit():
        return _page(association_id, service.publication(*at, run_id), form, 422)
    parts = request.form.getlist("part")
    service.publish_results(*at, parts, form.message.data or "", run_id)
    flash(_("The members can read this now.") if parts else _("Nothing is released to the members."), "success")
    return redirect(url_for("leader.publish", association_id=association_id, period=desk.period.id, run=run_id))


@blueprint.post("/results/arrange")
@requires("leader")
def arrange(association_id: uuid.UUID) -> ResponseReturnValue:
    """Remember the order of the page: one place per section, and a tick for those that are shown."""
    desk = current_desk(association_id)
    sections = request.form.getlist("section")
    try:
        places = {section: int(request.form.get(f"place-{section}", "0")) for section in sections}
    except ValueError as error:
        raise NotFound("place") from error
    ticked = set(request.form.getlist("shown"))
    ordered = sorted(sections, key=lambda section: (places[section], sections.index(section)))
    service.arrange(
        current_unit(),
        current_actor(),
        desk.association.id,
        desk.period.id,
        [section for section in ordered if section in ticked],
        [section for section in ordered if section not in ticked],
        asked_run(),
    )
    flash(_("The page of results is arranged so from now on."), "success")
    return redirect(url_for("leader.results", association_id=association_id, period=desk.period.id, run=asked_run()))
