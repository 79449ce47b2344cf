"""Filling an empty installation with the demonstration region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from surveyapp.demonstration.answers import texts_of
from surveyapp.demonstration.content import load_content
from surveyapp.demonstration.region import PASSWORD, Account, make_accounts, make_associations, make_region
from surveyapp.demonstration.surveys import follow_up, hold_survey
from surveyapp.demonstration.years import SURVEYED
from surveyapp.planning.years import year_from_key
from surveyapp.services import questionnaires, structure
from surveyapp.services.access import SYSTEM
from surveyapp.services.errors import Conflict
from surveyapp.services.installation import is_empty
from surveyapp.services.periods import ensure_period
from surveyapp.services.unit import Unit

SEED = "an invented region"


@dataclass(frozen=True, slots=True)
class DemonstrationSummary:
    """Who can sign in; the password is the same for all."""

    accounts: tuple[Account, ...]
    password: str
    associations: int


def _nothing(line: str) -> None:
    """Say nothing."""


def load(unit: Unit, say: Callable[[str], None] = _nothing) -> DemonstrationSummary:
    """Load the region: associations, members, plans, three years of surveys. ``say`` is told how far it has come.

    The same at every run, but for the ids and the days of the surveys that are open now. ``Conflict`` where accounts
    exist already: a demonstration is never mixed with real data.
    """
    if not is_empty(unit):
        raise Conflict("already_begun")
    content = load_content()
    questionnaires.take_in_bundled(unit)
    region_id, parts = make_region(unit, content)
    say(f"{len(content.associations)} associations with their members and plans")
    placed = make_associations(unit, content, parts)
    random = Random(SEED)  # noqa: S311 - the same draw at every run is what is wanted, nothing is kept secret by it
    texts = {language: texts_of(found, random) for language, found in content.languages.items()}
    codes: dict[str, dict[str, str]] = {place.content.key: {} for place in placed}
    for index, year in enumerate(SURVEYED):
        say(f"surveys of {year}")
        with unit.transaction() as session:
            period = ensure_period(session, year_from_key(year))
            period_id = period.id
        structure.announce_survey(unit, SYSTEM, region_id, period_id)
        for place in placed:
            language = content.languages[place.content.language]
            kept = codes[place.content.key]
            hold_survey(unit, place, index, texts[language.language], language.practice_cards, random, kept)
            if index < len(SURVEYED) - 1:
                follow_up(unit, place, index, language, random)
    # Accounts come last: an installation that was interrupted has none, and counts as empty.
    accounts = make_accounts(unit, content, region_id, placed)
    return DemonstrationSummary(accounts, PASSWORD, len(placed))
