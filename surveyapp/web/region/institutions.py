"""Institutions of the region: its list, and what associations have typed in besides."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from surveyapp.services import institutions as service
from surveyapp.services.errors import Invalid
from surveyapp.web.region.blueprint import blueprint, current_year
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import choices
from surveyapp.wording.sorting import sorted_by


class InstitutionForm(Form):
    """An institution of the region's list."""

    name = StringField(_l("Institution"), validators=[InputRequired(), Length(max=service.INSTITUTION_LIMIT)])
    kind = SelectField(_l("Kind of institution"))


@blueprint.get("/institutions")
@requires("regional_centre")
def institutions(region_id: uuid.UUID) -> ResponseReturnValue:
    """The list, and what is not on it yet."""
    year = current_year(region_id)
    found = service.institutions_of_region(current_unit(), current_actor(), region_id)
    ordered = sorted_by(found, lambda row: row.name, page_language())
    return render_template(
        "region/institutions.html",
        year=year,
        listed=[row for row in ordered if row.association_names is None],
        typed=[row for row in ordered if row.association_names is not None],
        several=len({tuple(sorted(row.region_names.items())) for row in found}) > 1,
    )


@blueprint.post("/institutions/all")
@requires("regional_centre")
def institutions_all(region_id: uuid.UUID) -> ResponseReturnValue:
    """Take into the list whatever associations agree about."""
    listed = service.list_all(current_unit(), current_actor(), region_id)
    flash(
        ngettext("%(num)s institution is now on the list.", "%(num)s institutions are now on the list.", listed),
        "success",
    )
    return redirect(url_for("region.institutions", region_id=region_id))


@blueprint.route("/institutions/<uuid:institution_id>", methods=["GET", "POST"])
@requires("regional_centre")
def institutions_one(region_id: uuid.UUID, institution_id: uuid.UUID) -> ResponseReturnValue:
    """Correct one, or take one into the list."""
    year = current_year(region_id)
    unit, actor = current_unit(), current_actor()
    row = service.institution(unit, actor, institution_id)
    form = InstitutionForm(name=row.name, kind=row.kind)
    form.kind.choices = choices("institution_kind")
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                service.keep_institution(unit, actor, institution_id, form.name.data or "", form.kind.data)
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("%(name)s is now on the list.", name=form.name.data), "success")
                return redirect(url_for("region.institutions", region_id=region_id))
    return render_template("region/institution.html", year=year, row=row, form=form), status
