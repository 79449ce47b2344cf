"""The members of the association: adding, correcting, ending."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.services import members as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid
from surveyapp.services.institutions import known_institutions
from surveyapp.services.member_import import imports_of
from surveyapp.services.members import MemberInput, MemberView
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.survey_forms import MemberForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import choices
from surveyapp.wording.sorting import sorted_by


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
        "imports": [
            each for each in imports_of(current_unit(), current_actor(), desk.association.id) if not each.undone_at
        ],
    }


def _member_form(desk: Desk, **values: object) -> MemberForm:
    form = MemberForm(**{"language": desk.association.language, **values})
    form.institution_kind.choices = choices("institution_kind")
    form.language.choices = list(NAMES.items())
    return form


def _page(desk: Desk, form: MemberForm, member: MemberView | None, status: int) -> ResponseReturnValue:
    names = known_institutions(current_unit(), current_actor(), desk.association.id)
    known = sorted_by(names, lambda name: name, page_language())
    elsewhere = service.open_elsewhere(current_unit(), current_actor(), member.id) if member else ()
    page = render_template("leader/member.html", desk=desk, form=form, member=member, known=known, elsewhere=elsewhere)
    return page, status


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
                service.add_member(
                    current_unit(),
                    current_actor(),
                    association_id,
                    _typed(form),
                    shared_mailbox=form.shared_mailbox.data,
                )
            except Invalid as refusal:
                show_problems(form, refusal)
            except Conflict:
                form.email.errors = [_("There is already a member with this name and e-mail address.")]
            else:
                flash(_("%(name)s is a member now.", name=form.name.data), "success")
                return redirect(url_for("leader.members", association_id=association_id))
    return _page(desk, form, None, status)


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
                service.change_member(
                    current_unit(),
                    current_actor(),
                    membership_id,
                    _typed(form),
                    shared_mailbox=form.shared_mailbox.data,
                )
            except Invalid as refusal:
                show_problems(form, refusal)
            else:
                flash(_("The change is kept."), "success")
                if service.open_elsewhere(current_unit(), current_actor(), membership_id):
                    here = url_for("leader.members_edit", association_id=association_id, membership_id=membership_id)
                    return redirect(here)
                return redirect(url_for("leader.members", association_id=association_id))
    return _page(desk, form, member, status)


@blueprint.post("/members/<uuid:membership_id>/end")
@requires("leader")
def members_end(association_id: uuid.UUID, membership_id: uuid.UUID) -> ResponseReturnValue:
    """Let a membership end today."""
    service.end_membership(current_unit(), current_actor(), membership_id)
    flash(_("The membership ended today."), "success")
    return redirect(url_for("leader.members", association_id=association_id))


@blueprint.post("/members/<uuid:membership_id>/return")
@requires("leader")
def members_return(association_id: uuid.UUID, membership_id: uuid.UUID) -> ResponseReturnValue:
    """Let one who left be a member again."""
    service.return_member(current_unit(), current_actor(), membership_id)
    flash(_("Membership started again today."), "success")
    return redirect(url_for("leader.members", association_id=association_id))
