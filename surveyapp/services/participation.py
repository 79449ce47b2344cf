"""How many were asked and how far they came, and what each reminder brought. Numbers only, without a time of anyone's.

In an anonymous run a number is told only where nobody can count out who answered (`analysis.participation`); what
belongs to one kind of institution, within the rules of disclosure: participation is an answer too.
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
from surveyapp.analysis.participation import Told, exactly, may_be_told, spaced, told
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
class Counts:
    """How many were asked, and how far they came. For this program alone: what may be told of it is `Participation`."""

    invited: int
    """0 where one link went to all: nobody knows how many it reached."""
    opened: int
    answered: int
    begun: int = 0
    """Those who kept a part of the questionnaire, sent or not."""


@dataclass(frozen=True, slots=True)
class Participation:
    """What may be told of it. "opened" counts the first interaction, not a visit."""

    invited: int
    """0 where one link went to all: nobody knows how many it reached."""
    told: Told
    """How many answered."""
    opened: int | None
    """None where it is not told, as with `begun`."""
    begun: int | None

    @property
    def answered(self) -> int:
        """How many answered, at the least."""
        return self.told.low


def count_participation(session: Session, run_id: uuid.UUID) -> Counts:
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
    return Counts(0 if shared else row[0], int(row[1]), int(row[2]), int(row[3]))


def told_answered(mode: str, status: str, answered: int, invited: int | None, threshold: int) -> Told:
    """How many answered a run, as far as it may be told; `invited` is None where one link went to all.

    After closing it is told: answered and invited are the base of every number of the results.
    """
    if mode != Mode.ANONYMOUS or status == RunStatus.CLOSED:
        return exactly(answered)
    return told(answered, invited, threshold)


def tell_participation(run: Run, counts: Counts, threshold: int) -> Participation:
    """What may be told of a run's counts, to whoever may see the run. Checks no actor."""
    invited = None if run.addressing == Addressing.SHARED else counts.invited
    answered = told_answered(run.mode, run.status, counts.answered, invited, threshold)
    steps = (counts.opened - counts.begun, counts.begun - counts.answered, counts.answered)
    silent = () if invited is None else (invited - counts.opened,)
    if run.mode != Mode.ANONYMOUS or may_be_told((*silent, *steps), threshold):
        return Participation(counts.invited, answered, counts.opened, counts.begun)
    return Participation(counts.invited, answered, None, None)


@dataclass(frozen=True, slots=True)
class KindParticipation:
    """One kind of institution. ``kind`` is None for those that are shown together because each is too small."""

    kind: str | None
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class RoundGain:
    """One reminder: what stood before it, and how many more had answered by the next one, or by now.

    None where a number is not told.
    """

    due_on: date
    sent_at: datetime
    reminded: int | None
    answered_before: int | None
    brought: int | None


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

    participation: Participation
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
    seen = tell_participation(run, counts, unit.thresholds.show)
    shared = run.addressing == Addressing.SHARED
    silent = unit.session.scalars(
        select(Invitation.name).where(Invitation.run_id == run.id, ~Invitation.cancelled, ~Invitation.answered)
    )
    return ParticipationView(
        participation=seen,
        kinds=() if shared else _kinds(unit, run),
        silent=None if run.mode == Mode.ANONYMOUS else tuple(silent),
        rounds=rounds_of(unit, run, counts),
        forecast=None if shared or run.status != RunStatus.OPEN else _forecast(unit.session, run, seen),
    )


def _kinds(unit: Unit, run: Run) -> tuple[KindParticipation, ...]:
    """By kind of institution: from as many members as answers are shown from, and so that none is left over alone.

    In an anonymous run nothing is told by kind while of one kind fewer than that have answered, or have not.
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
        shown = set(choose_segments(placed, loose, unit.thresholds.show))
    else:
        shown = set(invited) - {NO_KIND}
    found = [KindParticipation(kind, count, answered) for kind, count, answered in rows if kind in shown]
    rest = [(count, answered) for kind, count, answered in rows if kind not in shown]
    if not found:
        return ()
    if rest:
        found.append(KindParticipation(None, sum(count for count, _ in rest), sum(done for _, done in rest)))
    cells = [cell for each in found for cell in (each.answered, each.invited - each.answered)]
    if run.mode == Mode.ANONYMOUS and not may_be_told(cells, unit.thresholds.show):
        return ()
    return tuple(sorted(found, key=lambda each: (each.kind is None, -each.invited, each.kind or "")))


def rounds_of(unit: Unit, run: Run, counts: Counts) -> tuple[RoundGain, ...]:
    """What may be told of each reminder that went out, oldest first. Checks no actor.

    In an anonymous run how many were reminded is told only where it says nothing new of those without an address.
    """
    session, threshold = unit.session, unit.thresholds.show
    rows = session.scalars(
        select(Reminder).where(Reminder.run_id == run.id, Reminder.round.is_not(None)).order_by(Reminder.round)
    ).all()
    stands = [row.answered for row in rows] + [counts.answered]
    secret = run.mode == Mode.ANONYMOUS
    newest = told_answered(run.mode, run.status, counts.answered, counts.invited, threshold)
    apart = spaced(stands[:-1], counts.answered, threshold)
    shown = [
        not secret or (newest.exact and far and told(row.answered, row.invited, threshold).exact)
        for row, far in zip(rows, apart, strict=True)
    ]
    shown.append(newest.exact)
    with_address = _with_address(session, run.id)
    gains = []
    for place, (row, (before, after)) in enumerate(zip(rows, pairwise(stands), strict=True)):
        if row.queued_at is None:
            continue
        cells = _by_address(row, with_address)
        gains.append(
            RoundGain(
                row.due_on,
                row.queued_at,
                row.reminded if not secret or (shown[place] and may_be_told(cells, threshold)) else None,
                before if shown[place] else None,
                max(0, after - before) if shown[place] and shown[place + 1] else None,
            )
        )
    return tuple(gains)


def _with_address(session: Session, run_id: uuid.UUID) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Invitation)
            .where(Invitation.run_id == run_id, ~Invitation.cancelled, Invitation.email.is_not(None))
        )
        or 0
    )


def _by_address(row: Reminder, with_address: int) -> tuple[int, ...]:
    """Those with an address and those without, each divided into answered and not, as a reminder found them."""
    with_, without = with_address, row.invited - with_address
    answered_with = with_ - row.reminded
    cells = (row.reminded, answered_with)
    if without == 0:
        return cells
    answered_without = row.answered - answered_with
    return (*cells, answered_without, without - answered_without)


def _forecast(session: Session, run: Run, counts: Participation) -> Forecast | None:
    """From the final rates of the association's past runs of the same questionnaire; never below what is told."""
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
