"""How many were asked and how far they came, and what each reminder brought. Numbers only, without a time of anyone's.

What belongs to one kind of institution is told within the rules of disclosure: participation is an answer too.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from surveyapp.analysis.disclosure import choose_segments
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.errors import NotFound
from surveyapp.services.unit import Unit
from surveyapp.store.collecting import Reminder
from surveyapp.store.people import Membership
from surveyapp.store.questionnaires import QuestionnaireVersion
from surveyapp.store.regions import Institution
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Addressing, Invitation, Mode, Run, RunStatus, Survey

NO_KIND = ""
"""Members without an institution; shown with the kinds that are too small."""


@dataclass(frozen=True, slots=True)
class Participation:
    """How many were asked, and how far they came. "opened" counts the first interaction, not a visit."""

    invited: int
    """0 where one link went to all: nobody knows how many it reached."""
    opened: int
    answered: int
    begun: int = 0
    """Those who kept a part of the questionnaire, sent or not."""


def count_participation(session: Session, run_id: uuid.UUID) -> Participation:
    """Counts over the invitations that were not cancelled. Checks no actor: the caller has."""
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(cast(Invitation.opened, Integer)), 0),
            func.coalesce(func.sum(cast(Invitation.answered, Integer)), 0),
            func.coalesce(func.sum(cast(Invitation.begun, Integer)), 0),
        ).where(Invitation.run_id == run_id, ~Invitation.cancelled)
    ).one()
    shared = session.scalar(select(Run.addressing).where(Run.id == run_id)) == Addressing.SHARED
    return Participation(0 if shared else row[0], int(row[1]), int(row[2]), int(row[3]))


@dataclass(frozen=True, slots=True)
class KindParticipation:
    """One kind of institution. ``kind`` is None for those that are shown together because each is too small."""

    kind: str | None
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class RoundGain:
    """One reminder: what stood before it, and how many more had answered by the next one, or by now."""

    due_on: date
    sent_at: datetime
    reminded: int
    answered_before: int
    brought: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will have answered at closing, if this year goes as the past ones: the least, the mean, the most."""

    low: int
    expected: int
    high: int
    years: int


@dataclass(frozen=True, slots=True)
class ParticipationView:
    """The page of participation."""

    counts: Participation
    kinds: tuple[KindParticipation, ...]
    """Empty where no division may be shown."""
    silent: tuple[str, ...] | None
    """Names of those who have not answered; None in an anonymous run, where they are not told."""
    rounds: tuple[RoundGain, ...]
    forecast: Forecast | None
    """None without past years, after closing, and where one link went to all."""


def participation_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> ParticipationView:
    """A run's participation, for its leader. ``NotFound``, ``Forbidden``."""
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    counts = count_participation(unit.session, run.id)
    shared = run.addressing == Addressing.SHARED
    silent = unit.session.scalars(
        select(Invitation.name).where(Invitation.run_id == run.id, ~Invitation.cancelled, ~Invitation.answered)
    )
    return ParticipationView(
        counts=counts,
        kinds=() if shared else _kinds(unit, run),
        silent=None if run.mode == Mode.ANONYMOUS else tuple(silent),
        rounds=_rounds(unit.session, run.id, counts.answered),
        forecast=None if shared or run.status != RunStatus.OPEN else _forecast(unit.session, run, counts),
    )


def _kinds(unit: Unit, run: Run) -> tuple[KindParticipation, ...]:
    """By kind of institution: from as many members as answers are shown from, and so that none is left over alone.

    In an anonymous run nothing is told by kind while all of one kind, or none, have answered and others have not or
    have: that would say of each of its members whether they answered.
    """
    found_rows = unit.session.execute(
        select(
            Institution.kind,
            func.count(),
            func.coalesce(func.sum(cast(Invitation.answered, Integer)), 0),
        )
        .select_from(Invitation)
        .outerjoin(Membership, Membership.id == Invitation.membership_id)
        .outerjoin(Institution, Institution.id == Membership.institution_id)
        .where(Invitation.run_id == run.id, ~Invitation.cancelled)
        .group_by(Institution.kind)
    ).all()
    rows = [(kind or NO_KIND, count, int(answered)) for kind, count, answered in found_rows]
    invited = {kind: count for kind, count, _ in rows}
    if run.mode == Mode.ANONYMOUS:
        placed = {kind: count for kind, count in invited.items() if kind != NO_KIND}
        loose = invited.get(NO_KIND, 0)
        shown = set(choose_segments(placed, placed, unit.thresholds, unplaced=(loose, loose)).shown)
    else:
        shown = set(invited) - {NO_KIND}
    found = [KindParticipation(kind, count, answered) for kind, count, answered in rows if kind in shown]
    rest = [(count, answered) for kind, count, answered in rows if kind not in shown]
    if not found:
        return ()
    if rest:
        found.append(KindParticipation(None, sum(count for count, _ in rest), sum(done for _, done in rest)))
    told = any(each.answered in (0, each.invited) for each in found)
    total = (sum(each.answered for each in found), sum(each.invited for each in found))
    if run.mode == Mode.ANONYMOUS and told and 0 < total[0] < total[1]:
        return ()
    return tuple(sorted(found, key=lambda each: (each.kind is None, -each.invited, each.kind or "")))


def _rounds(session: Session, run_id: uuid.UUID, answered: int) -> tuple[RoundGain, ...]:
    rows = session.scalars(
        select(Reminder).where(Reminder.run_id == run_id, Reminder.round.is_not(None)).order_by(Reminder.round)
    ).all()
    stands = [row.answered for row in rows] + [answered]
    return tuple(
        RoundGain(row.due_on, row.queued_at, row.reminded, before, max(0, after - before))
        for row, (before, after) in zip(rows, pairwise(stands), strict=True)
        if row.queued_at is not None
    )


def _forecast(session: Session, run: Run, counts: Participation) -> Forecast | None:
    """From the final rates of the association's past runs of the same questionnaire; never below what has come in."""
    questionnaire = (
        select(QuestionnaireVersion.questionnaire_id)
        .where(QuestionnaireVersion.id == run.survey.version_id)
        .scalar_subquery()
    )
    past = session.execute(
        select(Run.invited, select(func.count()).where(Response.run_id == Run.id).scalar_subquery())
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .where(
            Run.association_id == run.association_id,
            Run.status == RunStatus.CLOSED,
            Run.invited > 0,
            QuestionnaireVersion.questionnaire_id == questionnaire,
        )
    ).all()
    rates = [min(1.0, answered / invited) for invited, answered in past]
    return _at_these_rates(rates, counts)


def _at_these_rates(rates: Sequence[float], counts: Participation) -> Forecast | None:
    if not rates or not counts.invited:
        return None

    def expected(rate: float) -> int:
        return min(counts.invited, max(counts.answered, round(rate * counts.invited)))

    return Forecast(expected(min(rates)), expected(sum(rates) / len(rates)), expected(max(rates)), len(rates))
