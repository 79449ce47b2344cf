"""The practice shelf: signed examples, each read by those its writer has let read it.

A librarian says on the card who may read it: her association, the region, or everyone. A leader reads the cards of her
own association, of the region's other associations where they are for the region, and what is public anywhere. The
regional centre reads what is for the region or public.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from surveyapp.analysis.similarity import similar_texts, terms
from surveyapp.services.access import Actor, regions_under, require_leader, require_region
from surveyapp.services.periods import PeriodView, view
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, RoleName
from surveyapp.store.plans import Period
from surveyapp.store.regions import Association, Region
from surveyapp.store.responses import PracticeCard

BESIDE = 3
"""How many cards are laid beside a proposal."""
SHARED_WORDS = 2
"""Words with a meaning that a proposal and a card have in common before one is laid beside the other."""


@dataclass(frozen=True, slots=True)
class Card:
    """One example with its contact."""

    id: uuid.UUID
    association_id: uuid.UUID
    association: Mapping[str, str]
    """Names by language."""
    association_language: str
    period: PeriodView
    language: str
    text: str
    school: str
    contact: str
    own: bool
    """Of the reader's own association."""
    public: bool

    def association_name(self, language: str) -> str:
        """The association's name in a language, else in its own."""
        return self.association.get(language) or self.association[self.association_language]


def cards_for_leader(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[Card, ...]:
    """Every card a leader may read, the newest year first. ``NotFound``, ``Forbidden``."""
    association = require_leader(unit, actor, association_id)
    return _for_association(unit, association)


def _for_association(unit: Unit, association: Association) -> tuple[Card, ...]:
    region = regions_under(unit.session, (_centre_of(unit, association.region_id),))
    readable = or_(
        PracticeCard.association_id == association.id,
        and_(PracticeCard.share_region, Association.region_id.in_(region)),
        PracticeCard.share_public,
    )
    return _cards(unit, readable, association.id)


def _centre_of(unit: Unit, region_id: uuid.UUID) -> uuid.UUID:
    """The nearest region above that has a regional centre; the region itself where none has.

    That is what a librarian means by "the whole region": not the country at the top of the tree.
    """
    parents = {row[0]: row[1] for row in unit.session.execute(select(Region.id, Region.parent_id))}
    centres = set(unit.session.scalars(select(Grant.region_id).where(Grant.role == RoleName.REGIONAL_CENTRE)))
    here: uuid.UUID | None = region_id
    while here is not None:
        if here in centres:
            return here
        here = parents.get(here)
    return region_id


def cards_for_region(unit: Unit, actor: Actor, region_id: uuid.UUID) -> tuple[Card, ...]:
    """The cards of a region's associations that are for the region or public. ``NotFound``, ``Forbidden``."""
    require_region(unit, actor, region_id)
    region = regions_under(unit.session, (region_id,))
    readable = and_(Association.region_id.in_(region), or_(PracticeCard.share_region, PracticeCard.share_public))
    return _cards(unit, readable, None)


def _cards(unit: Unit, readable: ColumnElement[bool], own: uuid.UUID | None) -> tuple[Card, ...]:
    rows = unit.session.execute(
        select(PracticeCard, Period)
        .join(Association, Association.id == PracticeCard.association_id)
        .join(Period, Period.id == PracticeCard.period_id)
        .options(joinedload(PracticeCard.association))
        .where(readable)
        .order_by(Period.starts_on.desc(), PracticeCard.school, PracticeCard.id)
    )
    return tuple(
        Card(
            id=row.id,
            association_id=row.association_id,
            association=row.association.names,
            association_language=row.association.language,
            period=view(period),
            language=row.language,
            text=row.text,
            school=row.school,
            contact=row.contact,
            own=row.association_id == own,
            public=row.share_public,
        )
        for row, period in rows
    )


def cards_beside(cards: Sequence[Card], text: str, language: str) -> tuple[Card, ...]:
    """Cards of the same language that speak of the same thing, the most alike first, three at most."""
    wanted = set(terms(text, language))
    needed = min(SHARED_WORDS, len(wanted))
    alike = [card for card in cards if card.language == language and _shared(wanted, card) >= max(1, needed)]
    order = similar_texts([text, *(card.text for card in alike)], 0, BESIDE, language=language)
    return tuple(alike[found.text - 1] for found in order)


def _shared(wanted: set[str], card: Card) -> int:
    return len(wanted.intersection(terms(card.text, card.language)))
