"""What an evaluation is filled from: association, plan, survey, recommendations, good practice.

Nothing here checks an actor: the callers have.
"""

from __future__ import annotations

import uuid
from collections import Counter

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from surveyapp.analysis.disclosure import Withheld, proposals_open, view_texts
from surveyapp.evaluation.evaluation import AssociationFacts, LeaderFacts, PracticeExample, PreparedFacts, Sources
from surveyapp.services.errors import Conflict
from surveyapp.services.invitations import current_memberships
from surveyapp.services.periods import PeriodView
from surveyapp.services.plans import find_plan, plan_of
from surveyapp.services.proposals import groups_of, responses_of
from surveyapp.services.recommended import recommendations_in
from surveyapp.services.results import release_of
from surveyapp.services.surveys import year_end_run
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import Evaluation
from surveyapp.store.regions import INSTITUTION_KINDS, Association
from surveyapp.store.responses import PracticeCard
from surveyapp.store.surveys import Run, RunStatus

PRACTICE_QUESTION = "good_practice"
"""The question of the year-end questionnaire in which examples of good practice are described."""


def leader_of(association: Association) -> LeaderFacts:
    """What is kept of the association's leader."""
    kept = association.leader
    years = kept.get("years_leading")
    return LeaderFacts(
        name=str(kept.get("name", "")),
        post=str(kept.get("post", "")),
        years_leading=int(years) if years is not None else None,
        contact=str(kept.get("contact", "")),
    )


def sources_of(unit: Unit, association: Association, period: PeriodView, row: Evaluation | None) -> Sources:
    """Everything that is known today. *row* says who prepared the evaluation, where that was written."""
    session = unit.session
    leader = leader_of(association)
    plan = find_plan(session, association.id, period.id)
    run = year_end_run(unit, association.id, period.id)
    closed = run is not None and run.status == RunStatus.CLOSED
    answered = responses_of(session, run.id) if run is not None and closed else None
    opened = answered is not None and proposals_open(answered, unit.thresholds, closed=True) is None
    name = (row.prepared_by if row else "") or leader.name
    return Sources(
        association=_association(unit, association, period),
        year=period.year,
        leader=leader,
        plan=plan_of(plan) if plan else None,
        answered=answered,
        invited=run.invited if run is not None and closed else None,
        examples=(*_examples(session, association.id, period.id), *_unsigned(unit, run if closed else None)),
        groups=groups_of(session, run.id) if run is not None and opened else (),
        recommendations=recommendations_in(session, association.id, period.id),
        prepared=PreparedFacts(
            name=name, post=leader.post if name == leader.name else "", day=row.prepared_on if row else None
        ),
    )


def _association(unit: Unit, association: Association, period: PeriodView) -> AssociationFacts:
    """Whom it unites at the end of the year, or today while the year lasts."""
    day = min(unit.now().date(), period.ends_on)
    members = current_memberships(unit.session, association.id, day)
    institutions = {member.institution.id: member.institution.kind for member in members if member.institution}
    counted = Counter(institutions.values())
    return AssociationFacts(
        name=association.name(association.language),
        institutions=tuple((kind, counted[kind]) for kind in INSTITUTION_KINDS if counted[kind]),
        members=len(members),
    )


def _examples(session: Session, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[PracticeExample, ...]:
    """Signed examples whose writers let the region read them: the evaluation goes there."""
    cards = session.scalars(
        select(PracticeCard)
        .where(
            PracticeCard.association_id == association_id,
            PracticeCard.period_id == period_id,
            or_(PracticeCard.share_region, PracticeCard.share_public),
        )
        .order_by(PracticeCard.school, PracticeCard.id)
    )
    return tuple(PracticeExample(card.text, card.school) for card in cards)


def _unsigned(unit: Unit, run: Run | None) -> tuple[PracticeExample, ...]:
    """Examples described in the survey itself, where enough answered for texts to be shown."""
    if run is None or run.release_id is None:
        return ()
    try:
        release = release_of(unit, run)
    except Conflict:
        return ()
    if PRACTICE_QUESTION not in release.structure.columns:
        return ()
    texts = view_texts(release, PRACTICE_QUESTION, unit.thresholds)
    return () if isinstance(texts, Withheld) else tuple(PracticeExample(text) for text in texts)
