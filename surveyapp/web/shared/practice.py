"""Looking for words among practice cards."""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.analysis.text_search import fold
from surveyapp.services.practice import Card


def filtered(cards: Iterable[Card], wanted: str) -> list[Card]:
    """The cards in which every word stands somewhere: text, school or association, without accents and capitals."""
    folded = [fold(word) for word in wanted.split()]
    return [card for card in cards if all(word in _whole(card) for word in folded)]


def _whole(card: Card) -> str:
    return fold(" ".join((card.text, card.school, *card.association.values())))
