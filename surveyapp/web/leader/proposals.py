"""The board of proposals: reading them, grouping them by hand, deciding what becomes of each group."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.services import board_work as work
from surveyapp.services import proposals as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.lists import DIRECTIONS
from surveyapp.services.proposals import Board, BoardState, GroupView, ProposalView
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.lists import direction_label, list_choices
from surveyapp.web.leader.practice import nearby
from surveyapp.web.leader.proposal_forms import DecisionForm, GroupForm
from surveyapp.web.leader.proposal_steps import step_name
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import labels
from surveyapp.wording.problems import problem_sentence
from surveyapp.wording.sorting import sorted_by

NEW_GROUP = "new"
NO_DIRECTION = "none"
FILTERS = ("language", "direction", "tag")


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the board is shown; "" shows all."""

    language: str
    direction: str
    tag: str = ""

    def lets_through(self, proposal: ProposalView) -> bool:
        """Whether a proposal is shown."""
        direction = proposal.direction or NO_DIRECTION
        return (
            self.language in ("", proposal.language or "")
            and self.direction in ("", direction)
            and (not self.tag or self.tag in proposal.tags)
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the board's form: ticked proposals, the group to put them into, wording, reason; and errors."""

    ticked: frozenset[uuid.UUID] = frozenset()
    target: str = NEW_GROUP
    wording: str = ""
    reason: str = ""
    tag: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    """Pairs of the id of a field and a sentence."""

    def error(self, field: str) -> str:
        """The sentence at a field; "" where nothing is wrong."""
        return next((sentence for name, sentence in self.errors if name == field), "")


def _board(desk: Desk) -> Board:
    return service.board(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _run_id(board: Board) -> uuid.UUID:
    if board.run_id is None or board.state is not BoardState.OPEN:
        raise Conflict("proposals_not_open")
    return board.run_id


def _back(desk: Desk, endpoint: str = "leader.proposals", **values: Any) -> ResponseReturnValue:
    return redirect(url_for(endpoint, association_id=desk.association.id, period=desk.period.id, **values))


def _ids(texts: Sequence[str]) -> frozenset[uuid.UUID]:
    """The proposals of a form. ``NotFound`` for what is no id."""
    try:
        return frozenset(uuid.UUID(text) for text in texts)
    except ValueError as error:
        raise NotFound("proposal") from error


@blueprint.get("/proposals")
@requires("leader")
def proposals(association_id: uuid.UUID) -> ResponseReturnValue:
    """The board, or why it is not open yet."""
    desk = current_desk(association_id)
    board = _board(desk)
    hint = request.args.get("alike", "")
    alike = board.alike[int(hint)] if hint.isdecimal() and int(hint) < len(board.alike) else ()
    return _page(desk, board, Typed(ticked=frozenset(alike)))


def _page(desk: Desk, board: Board, typed: Typed, status: int = 200) -> ResponseReturnValue:
    if board.state is not BoardState.OPEN:
        return render_template("leader/proposals_closed.html", desk=desk, board=board), status
    chosen = Filter(*(request.args.get(name, "") for name in FILTERS))
    history = work.history_of(current_unit(), current_actor(), _run_id(board))
    tags = [tag.label for tag in work.tags_of(current_unit(), current_actor(), _run_id(board))]
    everything = [*board.loose, *board.put_aside, *(item for group in board.groups for item in group.proposals)]
    directions = {item.direction for item in everything if item.direction}
    return (
        render_template(
            "leader/proposals.html",
            desk=desk,
            board=board,
            typed=typed,
            chosen=chosen,
            loose=[item for item in board.loose if chosen.lets_through(item)],
            groups=[group for group in board.groups if any(map(chosen.lets_through, group.proposals))],
            alike=[_together(board, group) for group in board.alike],
            languages=[(code, NAMES[code]) for code in NAMES if code in {item.language for item in everything}],
            directions=sorted_by(
                [(code, direction_label(code)) for code in directions], lambda pair: pair[1], page_language()
            ),
            no_direction=NO_DIRECTION if any(not item.direction for item in everything) else "",
            new_group=NEW_GROUP,
            tags=tags,
            tag_pairs=[(tag, tag) for tag in tags],
            history=[(step, step_name(step.action)) for step in history],
            undoable=next((step_name(step.action) for step in history if not step.undone), ""),
        ),
        status,
    )


def _together(board: Board, group: Sequence[uuid.UUID]) -> list[ProposalView]:
    by_id = {item.id: item for item in board.loose}
    return [by_id[proposal_id] for proposal_id in group]


@blueprint.post("/proposals/sort")
@requires("leader")
def proposals_sort(association_id: uuid.UUID) -> ResponseReturnValue:
    """Do with the ticked proposals what the button says."""
    desk = current_desk(association_id)
    board = _board(desk)
    run_id = _run_id(board)
    typed = Typed(
        ticked=_ids(request.form.getlist("proposal")),
        target=request.form.get("target", NEW_GROUP),
        wording=request.form.get("wording", ""),
        reason=request.form.get("reason", ""),
        tag=request.form.get("tag", ""),
    )
    try:
        said = _sorted(run_id, typed, request.form.get("action", ""))
    except Invalid as refusal:
        errors = tuple((name, _sort_error(name, refusal)) for name in refusal.fields)
        return _page(desk, board, replace(typed, errors=errors), 422)
    flash(said, "success")
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return _back(desk, **kept)


def _sort_error(name: str, refusal: Invalid) -> str:
    if name == "proposals":
        return str(_("Tick at least one proposal first."))
    if name == "tag":
        return str(_("Write the tag, or choose one there is."))
    if name == "reason" and refusal.fields[name].code == "required":
        return str(_("Please give a reason: whoever proposed it will read it."))
    return problem_sentence(words(), refusal.fields[name])


def _sorted(run_id: uuid.UUID, typed: Typed, action: str) -> str:
    unit, actor, count = current_unit(), current_actor(), len(typed.ticked)
    if action == "tag":
        work.tag_proposals(unit, actor, run_id, typed.ticked, typed.tag)
        return str(ngettext("%(num)s proposal is tagged.", "%(num)s proposals are tagged.", count))
    if action == "untag":
        work.untag_proposals(unit, actor, run_id, typed.ticked, typed.tag)
        return str(ngettext("The tag is off %(num)s proposal.", "The tag is off %(num)s proposals.", count))
    if action == "take_out":
        service.take_out(unit, actor, run_id, typed.ticked)
        return str(ngettext("%(num)s proposal is in no group now.", "%(num)s proposals are in no group now.", count))
    if action == "decline":
        service.decline_proposals(unit, actor, run_id, typed.ticked, typed.reason)
        return str(ngettext("%(num)s proposal is put aside.", "%(num)s proposals are put aside.", count))
    if typed.target == NEW_GROUP:
        service.make_group(unit, actor, run_id, typed.ticked, typed.wording)
        return str(ngettext("A group of %(num)s proposal is made.", "A group of %(num)s proposals is made.", count))
    (group_id,) = _ids([typed.target])
    service.put_into_group(unit, actor, run_id, group_id, typed.ticked)
    return str(ngettext("%(num)s proposal is in the group now.", "%(num)s proposals are in the group now.", count))


def _group_form(group: GroupView) -> GroupForm:
    form = GroupForm(version=group.version, wording=group.wording, direction=group.direction or "")
    form.direction.choices = list_choices(DIRECTIONS)
    return form


def _decision_form(group: GroupView) -> DecisionForm:
    form = DecisionForm(reason=group.reason)
    c = words()
    form.status.choices = [
        (status.value, labels.label(c, labels.PROPOSAL_STATUSES, status.value)) for status in group.next_statuses
    ]
    return form


def _others(desk: Desk, group: GroupView) -> list[tuple[str, str]]:
    """Groups that may be merged into this one: those no recommendation rests on."""
    mergeable = [each for each in _board(desk).groups if each.id != group.id and not each.is_evidence]
    return [(each.id.hex, each.wording[:80]) for each in mergeable]


def _group_page(
    desk: Desk, group: GroupView, form: GroupForm, decision: DecisionForm, status: int = 200, *, newer: bool = False
) -> ResponseReturnValue:
    return (
        render_template(
            "leader/proposals_group.html",
            desk=desk,
            group=group,
            form=form,
            decision=decision,
            newer=newer,
            nearby=nearby(desk, group.wording),
            others=_others(desk, group),
        ),
        status,
    )


@blueprint.route("/proposals/group/<uuid:group_id>", methods=["GET", "POST"])
@requires("leader")
def proposals_group(association_id: uuid.UUID, group_id: uuid.UUID) -> ResponseReturnValue:
    """One group: its wording, its originals, what becomes of it."""
    desk = current_desk(association_id)
    board = _board(desk)
    run_id = _run_id(board)
    group = board.group(group_id)
    form = _group_form(group)
    newer = False
    if form.validate_on_submit():
        try:
            service.reword_group(
                current_unit(),
                current_actor(),
                run_id,
                group_id,
                form.wording.data or "",
                form.direction.data or None,
                form.version.data or "",
            )
        except Invalid as refusal:
            show_problems(form, refusal)
        except Conflict as conflict:
            if conflict.code != "changed_meanwhile":
                raise
            newer = True
            form.version.data = group.version
            form.form_errors.append(_("This was changed in another window meanwhile. Your text stands below, unsaved."))
        else:
            flash(_("The wording is saved."), "success")
            return _back(desk)
    decision = DecisionForm(formdata=None, reason=group.reason)
    decision.status.choices = _decision_form(group).status.choices
    return _group_page(desk, group, form, decision, 422 if form.is_submitted() else 200, newer=newer)


@blueprint.post("/proposals/group/<uuid:group_id>/decide")
@requires("leader")
def proposals_group_decide(association_id: uuid.UUID, group_id: uuid.UUID) -> ResponseReturnValue:
    """Accept a group, keep it for later, decline it with a reason, or take that back."""
    desk = current_desk(association_id)
    board = _board(desk)
    run_id = _run_id(board)
    group = board.group(group_id)
    decision = _decision_form(group)
    if decision.validate():
        try:
            service.decide_group(
                current_unit(),
                current_actor(),
                run_id,
                group_id,
                ProposalStatus(decision.status.data),
                decision.reason.data or "",
            )
        except Invalid:
            decision.reason.errors = [_("Please give a reason: whoever proposed it will read it.")]
        else:
            flash(_("The decision is saved."), "success")
            return _back(desk)
    form = GroupForm(formdata=None, version=group.version, wording=group.wording, direction=group.direction or "")
    form.direction.choices = list_choices(DIRECTIONS)
    return _group_page(desk, group, form, decision, 422)


@blueprint.post("/proposals/group/<uuid:group_id>/take-out")
@requires("leader")
def proposals_group_take_out(association_id: uuid.UUID, group_id: uuid.UUID) -> ResponseReturnValue:
    """Take one proposal out of its group."""
    desk = current_desk(association_id)
    run_id = _run_id(_board(desk))
    service.take_out(current_unit(), current_actor(), run_id, _ids(request.form.getlist("proposal")))
    flash(_("The proposal is in no group now."), "success")
    return _back(desk, "leader.proposals_group", group_id=group_id)


@blueprint.post("/proposals/group/<uuid:group_id>/delete")
@requires("leader")
def proposals_group_delete(association_id: uuid.UUID, group_id: uuid.UUID) -> ResponseReturnValue:
    """Dissolve a group; its proposals stay."""
    desk = current_desk(association_id)
    service.delete_group(current_unit(), current_actor(), _run_id(_board(desk)), group_id)
    flash(_("The group is dissolved; its proposals are in no group now."), "success")
    return _back(desk)
