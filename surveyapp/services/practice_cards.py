"""Signed examples of good practice, handed on after the receipt; nothing of one connects with the answers."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.definition.problems import Problem
from surveyapp.services.errors import Invalid, invalid
from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from surveyapp.store.regions import LANGUAGES
from surveyapp.store.responses import PracticeCard

CARD_TEXT_LIMIT = 3000
CARD_LINE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class PracticeCardInput:
    """A signed example of good practice, as the librarian gives it."""

    text: str
    school: str
    contact: str
    share_association: bool
    share_region: bool
    share_public: bool


def give_practice_card(unit: Unit, link: str, card: PracticeCardInput, language: str) -> None:
    """Keep a signed practice card. It knows the association and the period, and no response or invitation.

    ``Invalid`` where text, school or contact is missing or too long, or nobody may read it.
    """
    fields = {"text": (card.text, CARD_TEXT_LIMIT), "school": (card.school, CARD_LINE_LIMIT)}
    fields["contact"] = (card.contact, CARD_LINE_LIMIT)
    problems = {}
    for name, (value, limit) in fields.items():
        if not value.strip():
            problems[name] = Problem("", name, "required")
        elif len(value) > limit:
            problems[name] = Problem("", name, "too_long", {"max": limit, "length": len(value)})
    if not (card.share_association or card.share_region or card.share_public):
        problems["share"] = Problem("", "share", "choose_readers")
    if problems:
        raise Invalid(problems)
    if language not in LANGUAGES:
        raise invalid("language", "unknown_choice")
    with unit.transaction() as session:
        form = open_form(unit, link)
        session.add(
            PracticeCard(
                association_id=form.association_id,
                period_id=form.period_id,
                language=language,
                text=card.text.strip(),
                school=card.school.strip(),
                contact=card.contact.strip(),
                share_association=card.share_association,
                share_region=card.share_region,
                share_public=card.share_public,
            )
        )
