"""A member who alone writes in a language is not known by what is kept beside her proposals."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from surveyapp.services import closing, responding
from surveyapp.services.access import SYSTEM
from surveyapp.services.modes import Mode
from surveyapp.services.proposals import board
from surveyapp.services.unit import Unit
from surveyapp.store.responses import Proposal, Response
from tests.towns import Town

WROTE = {"lv": 4, "ru": 1, "lt": 2}
"""Members by language; each writes three proposals, so that there are enough of them in every language."""


def written(unit: Unit, mode: Mode) -> tuple[Town, uuid.UUID]:
    """A closed survey whose members answered in these languages, whatever stands in the list of members."""
    town = Town(unit)
    run_id = town.open(mode)
    languages = [language for language, members in WROTE.items() for _ in range(members)]
    for link, language in zip(town.links(run_id), languages, strict=True):
        proposals = [{"id": uuid.uuid4().hex, "text": f"{language} {number}"} for number in range(3)]
        responding.change_language(town.unit, link, language)
        responding.submit(town.unit, link, {"overall": "4", "proposals": proposals}, language)
    closing.close_run(town.unit, SYSTEM, run_id)
    unit.session.rollback()
    return town, run_id


@pytest.mark.parametrize("mode", list(Mode))
def test_a_language_of_few_members_is_kept_nowhere(unit: Unit, mode: Mode) -> None:
    _, run_id = written(unit, mode)
    kept = unit.session.execute(select(Proposal.text, Proposal.language).where(Proposal.run_id == run_id)).all()
    assert len(kept) == 21
    assert {language for _, language in kept} == {"lv", None}
    assert all((language == "lv") == text.startswith("lv") for text, language in kept)
    for response in unit.session.scalars(select(Response).where(Response.run_id == run_id)):
        assert not {"ru", "lt"} & {str(value) for value in response.answers.values()}


def test_neither_the_board_nor_its_hints_tell_it(unit: Unit) -> None:
    town, _ = written(unit, Mode.ANONYMOUS)
    seen = board(town.unit, town.leader, town.id, town.period.id)
    assert {item.language for item in seen.loose} == {"lv", None}
    rare = {item.id for item in seen.loose if item.language is None}
    assert not [group for group in seen.alike if rare & set(group)]
    assert [item.id for item in seen.loose] == sorted(item.id for item in seen.loose), "by ids made by chance"


def test_an_installation_that_asks_for_more_keeps_less(unit: Unit) -> None:
    stricter = replace(unit, thresholds=replace(unit.thresholds, proposals=5))
    _, run_id = written(stricter, Mode.ANONYMOUS)
    assert set(unit.session.scalars(select(Proposal.language).where(Proposal.run_id == run_id))) == {None}
