"""Regions and associations: the frame the accounts belong to."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.config import LANGUAGES
from surveyapp.services import accounts, structure
from surveyapp.services.errors import Invalid
from surveyapp.services.structure import AssociationInput, AssociationLine, LeaderInput
from surveyapp.web.admin.blueprint import blueprint
from surveyapp.web.admin.forms import AssociationForm, RegionForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_config, current_unit
from surveyapp.wording.sorting import sorted_by


def _named(names: dict[str, str]) -> str:
    return names.get(page_language()) or next(iter(names.values()))


def _regions() -> list[tuple[str, str]]:
    found = [(str(p.id), _named(p.names)) for p in accounts.places(current_unit(), current_actor()) if p.region]
    return sorted_by(found, lambda pair: pair[1], page_language())


def _names(form: AssociationForm | RegionForm) -> dict[str, str]:
    return {language: form[f"name_{language}"].data or "" for language in LANGUAGES}


@blueprint.get("/associations")
@requires("admin")
def associations() -> ResponseReturnValue:
    """All associations with their regions."""
    found = sorted_by(
        structure.associations(current_unit(), current_actor()), lambda line: _named(line.names), page_language()
    )
    return render_template("admin/associations.html", associations=found, regions=_regions(), named=_named)


@blueprint.route("/associations/new", methods=["GET", "POST"])
@requires("admin")
def associations_new() -> ResponseReturnValue:
    """Make an association."""
    return _association_page(None)


@blueprint.route("/associations/<uuid:association_id>", methods=["GET", "POST"])
@requires("admin")
def associations_edit(association_id: uuid.UUID) -> ResponseReturnValue:
    """Rename an association, or correct what is known of its leader."""
    return _association_page(structure.association(current_unit(), current_actor(), association_id))


def _association_form(line: AssociationLine | None) -> AssociationForm:
    values: dict[str, object] = {"language": current_config().language}
    if line is not None:
        values = {f"name_{language}": name for language, name in line.names.items()}
        values |= {
            "language": line.language,
            "region": str(line.region_id),
            "leader_name": line.leader.name,
            "leader_post": line.leader.post,
            "leader_years": line.leader.years_leading,
            "leader_contact": line.leader.contact,
        }
    form = AssociationForm(**values)
    form.language.choices = list(NAMES.items())
    form.region.choices = _regions()
    return form


def _association_page(line: AssociationLine | None) -> ResponseReturnValue:
    form = _association_form(line)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            given = AssociationInput(
                names=_names(form),
                language=form.language.data,
                region_id=uuid.UUID(form.region.data),
                leader=LeaderInput(
                    name=form.leader_name.data or "",
                    post=form.leader_post.data or "",
                    years_leading=form.leader_years.data,
                    contact=form.leader_contact.data or "",
                ),
                time_zone=current_config().time_zone,
            )
            try:
                if line is None:
                    structure.make_association(current_unit(), current_actor(), given)
                else:
                    structure.change_association(current_unit(), current_actor(), line.id, given)
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("The association is saved."), "success")
                return redirect(url_for("admin.associations"))
    title = _named(line.names) if line else _("Make an association")
    return render_template("admin/association.html", form=form, title=title), status


@blueprint.route("/regions/new", methods=["GET", "POST"])
@requires("admin")
def associations_region() -> ResponseReturnValue:
    """Make a region."""
    form = RegionForm()
    form.parent.choices = [("", _("no other region")), *_regions()]
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            parent = uuid.UUID(form.parent.data) if form.parent.data else None
            try:
                structure.make_region(current_unit(), current_actor(), _names(form), parent, current_config().time_zone)
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("The region is made."), "success")
                return redirect(url_for("admin.associations"))
    return render_template("admin/region.html", form=form), status
