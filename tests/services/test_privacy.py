"""The privacy notice: the product's words, a region's, an association's; and small segments before opening."""

from __future__ import annotations

import pytest

from surveyapp.services import closing, privacy, surveys
from surveyapp.services.access import Actor, Scope
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.modes import Mode
from surveyapp.services.roles import RoleName
from surveyapp.services.unit import Unit
from surveyapp.wording.privacy import PARTS
from tests.towns import Town


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


def texts(town: Town, run_id: object, language: str = "lv") -> dict[str, str]:
    return {part.code: part.text for part in privacy.notice_of_run(town.unit, run_id, language)}  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["lv", "lt", "ru", "en"])
@pytest.mark.parametrize("mode", list(Mode))
def test_every_survey_has_every_part_in_every_language(town: Town, mode: Mode, language: str) -> None:
    found = texts(town, town.open(mode), language)
    assert tuple(found) == PARTS
    assert all(found.values())


def test_modes_promise_different_things(town: Town) -> None:
    readers = {
        mode: next(
            part.text
            for part in privacy.notice_of_association(town.unit, town.leader, town.id, "en", mode)
            if part.code == "readers"
        )
        for mode in Mode
    }
    assert len(set(readers.values())) == 3
    assert "sealed" in readers[Mode.ANONYMOUS]


def test_an_associations_words_stand_before_the_regions_and_those_before_the_products(town: Town) -> None:
    run_id = town.open()
    centre = Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))
    usual = texts(town, run_id)
    privacy.set_regional_notice(
        town.unit, centre, town.region_id, "lv", {"controller": "Novada centrs", "basis": "Likums"}
    )
    privacy.set_notice(town.unit, town.leader, town.id, "lv", {"controller": "Apvienība", "basis": " "})
    found = texts(town, run_id)
    assert (found["controller"], found["basis"], found["rights"]) == ("Apvienība", "Likums", usual["rights"])
    assert texts(town, run_id, "ru")["controller"] != "Apvienība", "each language for itself"
    privacy.set_notice(town.unit, town.leader, town.id, "lv", {})
    assert texts(town, run_id)["controller"] == "Novada centrs"


def test_who_may_change_it_and_what_is_refused(town: Town) -> None:
    with pytest.raises(Forbidden):
        privacy.set_notice(town.unit, Actor(None, "", ()), town.id, "lv", {})
    with pytest.raises(Forbidden):
        privacy.set_regional_notice(town.unit, town.leader, town.region_id, "lv", {})
    with pytest.raises(Invalid):
        privacy.set_notice(town.unit, town.leader, town.id, "lv", {"basis": "x" * 2000})
    with pytest.raises(NotFound):
        privacy.set_notice(town.unit, town.leader, town.id, "lv", {"weather": "fine"})


def test_small_groups_are_named_before_opening(town: Town) -> None:
    run_id = surveys.start_run(town.unit, town.leader, town.id, town.period.id)
    small = privacy.small_segments(town.unit, town.leader, run_id)
    # three basic and three secondary schools, one gymnasium that joins the rest
    assert sum(each.members for each in small) == 7
    assert all(3 <= each.members < 5 for each in small)
    big = Town(town.unit, size=35)
    run_id = surveys.start_run(big.unit, big.leader, big.id, big.period.id)
    assert privacy.small_segments(big.unit, big.leader, run_id) == ()


def test_a_surveys_words_stand_before_all_others_until_it_is_closed(town: Town) -> None:
    run_id = town.open()
    privacy.set_notice(town.unit, town.leader, town.id, "lv", {"controller": "Apvienība", "basis": "Nolikums"})
    privacy.set_survey_notice(town.unit, town.leader, run_id, "lv", {"controller": "Rīkotāji"})
    found = {part.code: part for part in privacy.notice_of_survey(town.unit, town.leader, run_id, "lv")}
    assert (found["controller"].text, found["controller"].inherited) == ("Rīkotāji", "Apvienība")
    assert (found["basis"].text, found["basis"].own) == ("Nolikums", False)
    assert texts(town, run_id)["controller"] == "Rīkotāji"
    with pytest.raises(Forbidden):
        privacy.set_survey_notice(town.unit, Actor(None, "", ()), run_id, "lv", {})
    closing.close_run(town.unit, town.leader, run_id)
    with pytest.raises(Conflict):
        privacy.set_survey_notice(town.unit, town.leader, run_id, "lv", {"controller": "Citi"})


def test_a_region_reads_its_notice_before_anyone_has_words_of_their_own(town: Town) -> None:
    centre = Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))
    usual = privacy.notice_of_region(town.unit, centre, town.region_id, "ru")
    assert tuple(part.code for part in usual) == PARTS
    assert not any(part.own for part in usual)
    privacy.set_regional_notice(town.unit, centre, town.region_id, "ru", {"rights": "Пишите нам"})
    (rights,) = (
        part for part in privacy.notice_of_region(town.unit, centre, town.region_id, "ru") if part.code == "rights"
    )
    assert (rights.text, rights.own) == ("Пишите нам", True)
    with pytest.raises(Forbidden):
        privacy.notice_of_region(town.unit, town.leader, town.region_id, "ru")
