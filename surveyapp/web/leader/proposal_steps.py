"""Steps of the board beside sorting: merging whole groups, masking personal details, undoing."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.evaluation.masking import HIDDEN, suggested_mask
from surveyapp.services import board_work as work
from surveyapp.services import proposals as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.proposals import BoardState, ProposalView
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.proposal_forms import MaskForm
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


def step_name(action: str) -> str:
    """What a step did, in a few words."""
    names = {
        "grouped": _("proposals put into a group"),
        "taken_out": _("proposals taken out of their groups"),
        "put_aside": _("proposals put aside"),
        "reworded": _("a group reworded"),
        "decided": _("a decision about a group"),
        "dissolved": _("a group dissolved"),
        "merged": _("groups merged"),
        "masked": _("a proposal masked"),
        "tagged": _("proposals tagged"),
        "untagged": _("a tag taken off"),
    }
    return str(names[action])


def _back(desk: Desk) -> ResponseReturnValue:
    return redirect(url_for("leader.proposals", association_id=desk.association.id, period=desk.period.id))


def _open_run(desk: Desk) -> tuple[uuid.UUID, dict[uuid.UUID, ProposalView]]:
    """The run of an open board, and its proposals by id."""
    board = service.board(current_unit(), current_actor(), desk.association.id, desk.period.id)
    if board.run_id is None or board.state is not BoardState.OPEN:
        raise Conflict("proposals_not_open")
    everything = [*board.loose, *board.put_aside, *(item for group in board.groups for item in group.proposals)]
    return board.run_id, {item.id: item for item in everything}


@blueprint.post("/proposals/undo")
@requires("leader")
def proposals_undo(association_id: uuid.UUID) -> ResponseReturnValue:
    """Undo the newest step."""
    desk = current_desk(association_id)
    run_id, _proposals = _open_run(desk)
    action = work.undo(current_unit(), current_actor(), run_id)
    flash(_("Undone: %(step)s", step=step_name(action)), "success")
    return _back(desk)


@blueprint.post("/proposals/group/<uuid:group_id>/merge")
@requires("leader")
def proposals_group_merge(association_id: uuid.UUID, group_id: uuid.UUID) -> ResponseReturnValue:
    """Merge another group into this one."""
    desk = current_desk(association_id)
    run_id, _proposals = _open_run(desk)
    try:
        other = uuid.UUID(request.form.get("other", ""))
    except ValueError as error:
        raise NotFound("proposal_group") from error
    work.merge_groups(current_unit(), current_actor(), run_id, group_id, [other])
    flash(_("The groups are one now."), "success")
    return _back(desk)


@blueprint.route("/proposals/mask/<uuid:proposal_id>", methods=["GET", "POST"])
@requires("leader")
def proposals_mask(association_id: uuid.UUID, proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Write what is shown on instead of a proposal with personal details."""
    desk = current_desk(association_id)
    run_id, proposals = _open_run(desk)
    if proposal_id not in proposals:
        raise NotFound("proposal")
    proposal = proposals[proposal_id]
    form = MaskForm(masked=proposal.masked or suggested_mask(proposal.text))
    if form.validate_on_submit():
        try:
            work.mask_proposal(current_unit(), current_actor(), run_id, proposal_id, form.masked.data or "")
        except Invalid as refusal:
            show_problems(form, refusal)
        else:
            flash(_("It is shown on like this from now on."), "success")
            return _back(desk)
    page = render_template("leader/proposals_mask.html", desk=desk, proposal=proposal, form=form, hidden=HIDDEN)
    return page, 422 if form.is_submitted() else 200
