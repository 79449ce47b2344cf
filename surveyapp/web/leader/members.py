"""The members of the association: adding, pasting a table, correcting, ending."""

from __future__ import annotations

import csv
import io
import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.services import members as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid
from surveyapp.services.members import MemberInput
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.survey_forms import MemberForm, MembersTableForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import choices, words
from surveyapp.wording.problems import problem_sentence
from surveyapp.wording.sorting import sorted_by

FEWEST_CELLS = 2
"""A pasted row has at least a name and an institution; an e-mail address may stand anywhere among the cells."""


@blueprint.get("/members")
@requires("leader")
def members(association_id: uuid.UUID) -> ResponseReturnValue:
    """Who is a member, and who was."""
    desk = current_desk(association_id)
    return render_template("leader/members.html", desk=desk, **_lists(desk))


def _lists(desk: Desk) -> dict[str, object]:
    everyone = service.members_of(current_unit(), current_actor(), desk.association.id)
    ordered = sorted_by(everyone, lambda member: member.name, page_language())
    return {
        "present": [member for member in ordered if member.left_on is None],
        "past": [member for member in ordered if member.left_on is not None],
    }


def _member_form(desk: Desk, **values: object) -> MemberForm:
    form = MemberForm(**{"language": desk.association.language, **values})
    form.institution_kind.choices = choices("institution_kind")
    form.language.choices = list(NAMES.items())
    return form


def _typed(form: MemberForm) -> MemberInput:
    return MemberInput(
        name=form.name.data or "",
        email=form.email.data or "",
        institution=form.institution.data or "",
        institution_kind=form.institution_kind.data,
        language=form.language.data,
    )


@blueprint.route("/members/add", methods=["GET", "POST"])
@requires("leader")
def members_add(association_id: uuid.UUID) -> ResponseReturnValue:
    """Add one member."""
    desk = current_desk(association_id)
    form = _member_form(desk)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                service.add_member(current_unit(), current_actor(), association_id, _typed(form))
            except Invalid as refusal:
                show_problems(form, refusal)
            except Conflict:
                form.email.errors = [_("Someone with this e-mail address is a member already.")]
            else:
                flash(_("%(name)s is a member now.", name=form.name.data), "success")
                return redirect(url_for("leader.members", association_id=association_id))
    return render_template("leader/member.html", desk=desk, form=form, member=None), status


@blueprint.route("/members/<uuid:membership_id>", methods=["GET", "POST"])
@requires("leader")
def members_edit(association_id: uuid.UUID, membership_id: uuid.UUID) -> ResponseReturnValue:
    """Correct what is known of a member."""
    desk = current_desk(association_id)
    member = service.member(current_unit(), current_actor(), membership_id)
    form = _member_form(
        desk,
        name=member.name,
        email=member.email,
        institution=member.institution,
        institution_kind=member.institution_kind,
        language=member.language,
    )
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                service.change_member(current_unit(), current_actor(), membership_id, _typed(form))
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("The change is kept."), "success")
                return redirect(url_for("leader.members", association_id=association_id))
    return render_template("leader/member.html", desk=desk, form=form, member=member), status


@blueprint.post("/members/<uuid:membership_id>/end")
@requires("leader")
def members_end(association_id: uuid.UUID, membership_id: uuid.UUID) -> ResponseReturnValue:
    """Let a membership end today."""
    service.end_membership(current_unit(), current_actor(), membership_id)
    flash(_("The membership ended today."), "success")
    return redirect(url_for("leader.members", association_id=association_id))


@blueprint.route("/members/table", methods=["GET", "POST"])
@requires("leader")
def members_table(association_id: uuid.UUID) -> ResponseReturnValue:
    """Add many members from a pasted table, all or none."""
    desk = current_desk(association_id)
    form = MembersTableForm(language=desk.association.language, institution_kind="other")
    form.institution_kind.choices = choices("institution_kind")
    form.language.choices = list(NAMES.items())
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            rows = read_table(form.table.data, form.institution_kind.data, form.language.data)
            try:
                count = service.add_members(current_unit(), current_actor(), association_id, rows)
            except Invalid as refusal:
                form.table.errors = _row_problems(refusal)
            else:
                flash(ngettext("%(num)s member is added.", "%(num)s members are added.", count), "success")
                return redirect(url_for("leader.members", association_id=association_id))
    return render_template("leader/members_table.html", desk=desk, form=form), status


def read_table(text: str, kind: str, language: str) -> tuple[MemberInput, ...]:
    """Rows as people paste them: cells between tabs, semicolons or commas; name, institution, e-mail in any order
    after the name. A row of one cell is a name without institution, which the service refuses by row.
    """
    members = []
    for line in text.splitlines():
        if not line.strip():
            continue
        separator = next((mark for mark in ("\t", ";", ",") if mark in line), "\t")
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=separator))]
        email = next((cell for cell in cells if "@" in cell), "")
        words_of_row = [cell for cell in cells if cell and cell != email]
        name = words_of_row[0] if words_of_row else ""
        institution = words_of_row[1] if len(words_of_row) >= FEWEST_CELLS else ""
        members.append(MemberInput(name, email, institution, kind, language))
    return tuple(members)


def _row_problems(refusal: Invalid) -> list[str]:
    """Each problem with the number of its row."""
    sentences = []
    for field, problem in refusal.fields.items():
        number, _dash, _name = field.partition("-")
        sentence = problem_sentence(words(), problem)
        if number.isdecimal():
            sentence = _("Line %(number)s: %(problem)s", number=number, problem=sentence)
        sentences.append(sentence)
    return sentences
