"""The second round: putting merged proposals to a vote, and reading what the members said."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.services import proposals as board_service
from surveyapp.services import voting as service
from surveyapp.services.associations import Desk
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.proposals import Board, BoardState, GroupView
from surveyapp.services.voting import MOST_OPTIONS, Line, VoteInput, VoteState, VoteView
from surveyapp.web.leader.blueprint import blueprint, current_desk
from surveyapp.web.leader.proposal_forms import DeviationForm, VoteForm
from surveyapp.web.leader.survey_days import last_day, last_moment
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import dates, numbers
from surveyapp.wording.problems import problem_sentence

DEFAULT_DAYS = 7
DEFAULT_SEATS = 3
OFFERED = (ProposalStatus.GROUPED, ProposalStatus.SHORTLISTED, ProposalStatus.ACCEPTED, ProposalStatus.LATER)


def _board(desk: Desk) -> Board:
    return board_service.board(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _vote(desk: Desk) -> VoteView | None:
    return service.vote_of(current_unit(), current_actor(), desk.association.id, desk.period.id)


def _run_id(board: Board) -> uuid.UUID:
    if board.run_id is None:
        raise NotFound("vote")
    return board.run_id


def _back(desk: Desk) -> ResponseReturnValue:
    return redirect(url_for("leader.vote", association_id=desk.association.id, period=desk.period.id))


@blueprint.get("/proposals/vote")
@requires("leader")
def vote(association_id: uuid.UUID) -> ResponseReturnValue:
    """The vote: its preparation, how many have voted, or what they said."""
    desk = current_desk(association_id)
    board = _board(desk)
    if board.state is not BoardState.OPEN:
        return render_template("leader/proposals_closed.html", desk=desk, board=board)
    found = _vote(desk)
    return _vote_page(desk, found) if found else _prepare(desk, board)


def _offered(board: Board) -> list[GroupView]:
    """Groups that may be put to a vote, the most supported first."""
    groups = [group for group in board.groups if group.proposals and group.status in OFFERED]
    return sorted(groups, key=lambda group: -len(group.proposals))


def _prepare(
    desk: Desk,
    board: Board,
    form: VoteForm | None = None,
    ticked: Sequence[uuid.UUID] | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    groups = _offered(board)
    today = current_unit().now().date()
    form = form or VoteForm(
        formdata=None,
        closes_on=today + timedelta(days=DEFAULT_DAYS),
        seats=max(1, min(DEFAULT_SEATS, len(groups) - 1)),
    )
    page = render_template(
        "leader/vote_prepare.html",
        desk=desk,
        run_id=_run_id(board),
        form=form,
        groups=groups,
        ticked=[group.id for group in groups[:MOST_OPTIONS]] if ticked is None else ticked,
        problem=problem,
        most=MOST_OPTIONS,
        fewest=service.FEWEST_OPTIONS,
    )
    return page, status


@blueprint.post("/proposals/vote")
@requires("leader")
def vote_open(association_id: uuid.UUID) -> ResponseReturnValue:
    """Open the vote, with a mail to every member."""
    desk = current_desk(association_id)
    board = _board(desk)
    form = VoteForm()
    try:
        ticked = [uuid.UUID(text) for text in request.form.getlist("group")]
    except ValueError as error:
        raise NotFound("proposal_group") from error
    problem = ""
    if form.validate_on_submit() and form.closes_on.data and form.seats.data:
        given = VoteInput(
            ticked,
            form.seats.data,
            last_moment(form.closes_on.data, desk.association.time_zone),
            form.message.data or "",
        )
        try:
            queued = service.open_vote(current_unit(), current_actor(), _run_id(board), given)
        except Invalid as refusal:
            if "groups" in refusal.fields:
                problem = _groups_problem(refusal)
            else:
                show_problems(form, refusal, {"closes_at": "closes_on"})
        else:
            flash(
                ngettext(
                    "The vote is open; %(num)s mail is on its way.",
                    "The vote is open; %(num)s mails are on their way.",
                    queued,
                ),
                "success",
            )
            return _back(desk)
    return _prepare(desk, board, form, ticked, problem, 422)


def _groups_problem(refusal: Invalid) -> str:
    found = refusal.fields["groups"]
    if found.code == "too_few_choices":
        return str(_("Tick at least two proposals: between fewer there is nothing to choose."))
    return problem_sentence(words(), found)


def _vote_page(
    desk: Desk, found: VoteView, deviation: DeviationForm | None = None, status: int = 200
) -> ResponseReturnValue:
    c = words()
    page = render_template(
        "leader/vote.html",
        desk=desk,
        vote=found,
        open=found.state is VoteState.OPEN,
        too_few=found.state is VoteState.TOO_FEW,
        last_day=dates.day(c, day) if (day := last_day(found.closes_at, desk.association.time_zone)) else "",
        lines=[(line, numbers.k_of_n(c, line.count.k, line.count.n), _members(line)) for line in found.lines],
        balanced=any(line.for_balance for line in found.lines),
        tied=any(line.tied for line in found.lines),
        deviation=deviation or DeviationForm(formdata=None, reason=found.deviation),
    )
    return page, status


def _members(line: Line) -> str:
    """How many of all members that may mean; "" where nobody is silent or nobody knows how many there are."""
    count = line.count
    if count.interval is None or count.population is None or count.population == count.n:
        return ""
    return numbers.members(words(), count.interval, count.population)


@blueprint.post("/proposals/vote/close")
@requires("leader")
def vote_close(association_id: uuid.UUID) -> ResponseReturnValue:
    """Close the vote now and count it."""
    desk = current_desk(association_id)
    counted = service.close_vote(current_unit(), current_actor(), _run_id(_board(desk)))
    flash(
        ngettext(
            "The vote is closed; %(num)s vote is counted.", "The vote is closed; %(num)s votes are counted.", counted
        )
        if counted >= current_unit().thresholds.show
        else _("The vote is closed."),
        "success",
    )
    return _back(desk)


@blueprint.post("/proposals/vote/take-back")
@requires("leader")
def vote_take_back(association_id: uuid.UUID) -> ResponseReturnValue:
    """Take the open vote back."""
    desk = current_desk(association_id)
    service.take_back_vote(current_unit(), current_actor(), _run_id(_board(desk)))
    flash(_("The vote is taken back; what was voted is thrown away unread."), "success")
    return _back(desk)


@blueprint.post("/proposals/vote/explain")
@requires("leader")
def vote_explain(association_id: uuid.UUID) -> ResponseReturnValue:
    """Keep why the leader chooses otherwise."""
    desk = current_desk(association_id)
    found = _vote(desk)
    if found is None:
        raise Conflict("vote_closed")
    form = DeviationForm()
    if not form.validate_on_submit():
        return _vote_page(desk, found, form, 422)
    service.explain_deviation(current_unit(), current_actor(), _run_id(_board(desk)), form.reason.data or "")
    flash(_("Your reason is kept."), "success")
    return _back(desk)
