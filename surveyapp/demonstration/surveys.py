"""The surveys of the demonstration: opened, answered, closed and followed up as people would, at the dates they would.

Everything goes the way of the real thing, through the services: invitations, sealed envelopes, closing, release.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from surveyapp.demonstration.answers import Texts, respondents
from surveyapp.demonstration.content import LanguageContent, PracticeCard
from surveyapp.demonstration.region import Placed
from surveyapp.demonstration.years import STORIES, SURVEYED, Story
from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services import (
    closing,
    evaluation_states,
    invitations,
    practice_cards,
    proposals,
    recommendations,
    responding,
    surveys,
)
from surveyapp.services.access import SYSTEM
from surveyapp.services.modes import Mode
from surveyapp.services.receipts import new_receipt
from surveyapp.services.unit import Unit

OPENS: Final = (5, 4)
CLOSES: Final = (6, 12)
"""Month and day of the end of the school year."""
OPEN_DAYS: Final = 10
DAYS_LEFT: Final = 14
TIME_ZONES: Final[Mapping[str, str]] = {"lt": "Europe/Vilnius"}
HANDED_IN: Final = ("berzkalve", "lipozersk", "smilgvale")
"""Associations whose evaluation of the present year lies with the regional centre already."""

STEPS: Final[Mapping[str, tuple[tuple[RecommendationStatus, int | None], ...]]] = {
    "done": (
        (RecommendationStatus.ACCEPTED, None),
        (RecommendationStatus.IN_PROGRESS, 40),
        (RecommendationStatus.DONE, 100),
    ),
    "in_progress": ((RecommendationStatus.ACCEPTED, None), (RecommendationStatus.IN_PROGRESS, 60)),
    "declined": ((RecommendationStatus.DECLINED, None),),
}


@dataclass(frozen=True, slots=True)
class Year:
    """One association's survey of one school year."""

    place: Placed
    key: str
    index: int
    story: Story

    @property
    def present(self) -> bool:
        """Whether it is the year being reported now."""
        return self.index == len(SURVEYED) - 1

    @property
    def period_id(self) -> uuid.UUID:
        """The period in the database."""
        return self.place.periods[self.key].id


def _at(unit: Unit, moment: datetime) -> Unit:
    return replace(unit, now=lambda: moment)


def hold_survey(
    unit: Unit,
    place: Placed,
    index: int,
    texts: Texts,
    cards: Sequence[PracticeCard],
    random: Random,
    codes: dict[str, str],
) -> None:
    """Hold the survey of a year: as far as the association's story says. Practice cards come with the present one.

    ``codes`` are those that members kept of their receipts, by address; this year's are put in.
    """
    year = Year(place, SURVEYED[index], index, STORIES[place.content.key])
    run_id = surveys.start_run(unit, SYSTEM, place.id, year.period_id)
    state = year.story.state if year.present else "closed"
    if state == "draft":
        return
    spring = int(year.key[-4:])
    opens = datetime(spring, *OPENS, 7, tzinfo=UTC)
    closes = datetime(spring, *CLOSES, 21, tzinfo=UTC)
    if state == "open":
        opens = unit.now() - timedelta(days=OPEN_DAYS)
        closes = _end_of_day(unit.now() + timedelta(days=DAYS_LEFT), place.content.language)
    surveys.open_run(
        _at(unit, opens),
        SYSTEM,
        run_id,
        mode=Mode(year.story.mode),
        closes_at=closes,
        year_codes=year.story.year_codes,
    )
    _answer(_at(unit, opens + timedelta(days=1)), year, run_id, texts, random, codes)
    if year.present:
        _give_cards(unit, year, run_id, cards)
    if state == "closed":
        closing.close_run(_at(unit, closes), SYSTEM, run_id)
        if not year.present or place.content.key in HANDED_IN:
            evaluation_states.hand_in(_at(unit, closes + timedelta(days=9)), SYSTEM, place.id, year.period_id)


def _end_of_day(moment: datetime, language: str) -> datetime:
    """The end of a moment's day where the association lives, as the leader's page sets it."""
    zone = ZoneInfo(TIME_ZONES.get(language, "Europe/Riga"))
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _answer(unit: Unit, year: Year, run_id: uuid.UUID, texts: Texts, random: Random, codes: dict[str, str]) -> None:
    questionnaire = surveys.preview_form(unit, SYSTEM, run_id)
    links = sorted((row.email or "", row.id) for row in invitations.invitations_of(unit, SYSTEM, run_id))
    kinds = {member.email.lower(): member.institution.kind for member in year.place.members}
    # The first member keeps the account to try: where the survey is open, the answers are still to be given.
    own = year.place.members[0].email.lower()
    asked = [pair for pair in links if year.story.state == "closed" or pair[0] != own]
    chosen = random.sample(asked, year.story.answered[year.index])
    answered = respondents(
        questionnaire, year.story.tendency(year.index), texts, [kinds[email] for email, _ in chosen], random
    )
    for (email, invitation_id), answers in zip(chosen, answered, strict=True):
        link, receipt = invitations.link_of(unit, invitation_id), new_receipt()
        if email in codes:
            responding.type_code_in(unit, link, codes[email], receipt=receipt)
        responding.submit(unit, link, answers, year.place.content.language, receipt=receipt)
        if year.story.year_codes and (given := responding.open_form(unit, link, receipt).code) is not None:
            codes[email] = given.shown


def _give_cards(unit: Unit, year: Year, run_id: uuid.UUID, cards: Sequence[PracticeCard]) -> None:
    """Signed examples, given by those who wrote them after their receipt."""
    ids = {row.email: row.id for row in invitations.invitations_of(unit, SYSTEM, run_id)}
    own = {member.institution.name: member for member in year.place.members}
    for number, card in enumerate(cards):
        if card.institution not in own:
            continue
        given = practice_cards.PracticeCardInput(
            text=f"{card.title}\n\n{card.story}\n\n{card.advice}",
            school=card.institution,
            contact=f"{card.author}, {card.email}",
            share_association=True,
            share_region=True,
            share_public=number % 3 == 0,
        )
        link = invitations.link_of(unit, ids[own[card.institution].email.lower()])
        practice_cards.give_practice_card(unit, link, given, year.place.content.language)


def follow_up(unit: Unit, place: Placed, index: int, content: LanguageContent, random: Random) -> None:
    """What the leader made of a past year: proposals grouped, recommendations, and what became of them."""
    period_id = place.periods[SURVEYED[index]].id
    board = proposals.board(unit, SYSTEM, place.id, period_id)
    if board.state != proposals.BoardState.OPEN:
        return
    told = [entry for entry in content.recommendations if entry.school_year == SURVEYED[index]]
    chosen = random.sample(told, min(2, len(told)))
    for number, entry in enumerate(chosen):
        due = date(int(SURVEYED[index][-4:]) + 1, 3 + number, 30)
        given = recommendations.RecommendationInput(
            entry.text, entry.direction, place.content.leader.person.full_name, due
        )
        made = recommendations.write_recommendation(unit, SYSTEM, place.id, period_id, given)
        for status, percent in STEPS[entry.status]:
            declined = status == RecommendationStatus.DECLINED
            recommendations.change_status(
                unit,
                SYSTEM,
                place.id,
                made,
                status,
                reason=entry.outcome if declined else "",
                percent_done=percent,
                outcome=None if declined else entry.outcome,
            )
