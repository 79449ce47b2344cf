"""Segments side by side and year over year: what shows, what does not and why, and forged addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from surveyapp.planning.years import SchoolYear
from surveyapp.services.closing import close_run
from surveyapp.services.modes import Mode
from surveyapp.services.periods import ensure_period
from surveyapp.services.unit import Unit
from tests.leaders import World
from tests.rounds import answer, answers_of, hold_round, open_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def held(new_unit: NewUnit, world: World, bands: list[str], invited: int = 30) -> None:
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, invited)
        answer(
            unit, run_id, [{**answers_of(n), **({"experience": band} if band else {})} for n, band in enumerate(bands)]
        )
        close_run(unit, world.leader, run_id)


def test_segments_show_from_five_and_say_why_others_do_not(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, ["under_3"] * 6 + ["3_to_10"] * 6 + ["over_20"] * 6)
    page = window.get("segments?by=experience&question=overall")
    assert len(page.findall(".//figure")) == 1
    assert "Less than 3 years" in text_of(page)
    said = text_of(window.get("segments?question=service_satisfaction"))
    assert said.count("unmet needs are counted from it") == 1, "once for all services"
    assert text_of(window.get("segments?by=experience&question=topics")).count("Most often") >= 1


def test_a_rest_that_agrees_closes_every_question_alike(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, ["under_3"] * 6 + ["3_to_10"] * 6 + ["11_to_20"] * 3 + ["over_20"] * 3)
    for question in ("overall", "topics"):
        page = window.get(f"segments?by=experience&question={question}")
        assert not page.findall(".//figure")
        assert "Nothing is split by this answer" in text_of(page)
    assert not window.get("results").findall(".//select[@id='results-who']")
    window.get("results?who=institution_kind:other", status=404)


def test_a_segment_too_small_is_not_shown(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, ["under_3"] * 8 + ["3_to_10"] * 2, invited=25)
    page = window.get("segments?by=experience&question=overall")
    assert not page.findall(".//figure")
    assert "A group is shown only if" in text_of(page)


@pytest.mark.parametrize(
    "forged", ["by=overall", "by=gone", "question=gone", "question=proposals", "by=experience&question=x'"]
)
def test_a_forged_filter_finds_no_page(window: Browser, new_unit: NewUnit, forged: str) -> None:
    held(new_unit, window.world, ["", ""] * 5)
    window.get(f"segments?{forged}", status=404)


@pytest.mark.parametrize("page", ["segments", "change", "texts"])
def test_below_five_the_pages_lead_to_what_can_be_done(window: Browser, new_unit: NewUnit, page: str) -> None:
    with new_unit() as unit:
        hold_round(
            unit, window.world.leader, window.world.association_id, window.world.period_id, invited=12, answered=3
        )
    answer_ = window.client.get(window.path(page), follow_redirects=True)
    assert answer_.status_code == 200
    assert "Too few answered to show numbers" in answer_.text


def test_years_are_compared_with_hints_and_without_proofs(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        with unit.transaction() as session:
            before = ensure_period(session, SchoolYear(2024)).id
        hold_round(unit, world.leader, world.association_id, before, invited=16, answered=12, shift=3)
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=12)
    page = text_of(window.get("change"))
    assert "suggests a rise" in page
    assert "Hints that chance alone would give if nothing differed: about " in page
    assert "No mark does not mean that nothing changed" in page
    assert "proof" in page
    assert "significant" not in page
    assert "The same members" not in page, "nothing pairs the years"


def test_a_year_like_the_last_is_not_said_to_have_stayed_the_same(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        with unit.transaction() as session:
            before = ensure_period(session, SchoolYear(2024)).id
        for period in (before, world.period_id):
            hold_round(unit, world.leader, world.association_id, period, invited=16, answered=12)
    page = text_of(window.get("change"))
    assert "0 hints of a change" in page
    assert "Nothing is marked as a hint." in page
    assert "No mark does not mean that nothing changed" in page
    assert "Hints that chance alone" not in page
    home = text_of(window.get(""))
    assert "No change is marked. In a group of this size that does not mean that nothing changed." in home


def test_each_chart_of_two_years_has_both_its_numbers_and_its_files(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        with unit.transaction() as session:
            before = ensure_period(session, SchoolYear(2024)).id
        hold_round(unit, world.leader, world.association_id, before, invited=20, answered=14, shift=3)
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=12)
    page = window.get("change")
    figures = page.findall(".//figure")
    assert {"chart-change-overall", "chart-change-needs"} <= {figure.get("id") for figure in figures}
    for figure in figures:
        said = text_of(figure)
        assert "Last year: n = " in said
        assert "This year: n = " in said
        assert "of N = 20" in said
        assert "How is this counted?" in said
        assert "%%" not in text_of(figure.find(".//script"))
        links = [link.get("href") or "" for link in figure.iterfind(".//a")]
        assert {window.client.get(link).status_code for link in links} == {200}, figure.get("id")
        svg = window.client.get(next(link for link in links if ".svg" in link)).text
        assert svg.startswith("<?xml")
        table = window.client.get(next(link for link in links if ".csv" in link)).text
        assert "Last year" in table
        # Of what only some were asked no range is told: it would count members who were not.
        ranged = "Interval from" in table
        assert ranged or figure.get("id") not in ("chart-change-overall", "chart-change-needs")
        assert not ranged or figure.get("id") != "chart-change-consult_access"
    assert text_of(page).replace("\N{NO-BREAK SPACE}", "").count("95%") == 1, "named once for all ranges of the page"
    window.get("change/chart/gone.png", status=404)
    window.get("change/chart/change-overall.gif", status=404)


@pytest.mark.parametrize("answered", [12, 11])
def test_the_same_members_are_compared_with_themselves(window: Browser, new_unit: NewUnit, answered: int) -> None:
    """Twelve of twelve in both years; or one fewer this year, who would stand alone and is not told apart."""
    world = window.world
    place = (world.leader, world.association_id)
    with new_unit() as unit:
        with unit.transaction() as session:
            before = ensure_period(session, SchoolYear(2024)).id
        hold_round(unit, *place, before, invited=12, answered=12, shift=3, mode=Mode.CONFIDENTIAL)
        hold_round(unit, *place, world.period_id, invited=12, answered=answered, mode=Mode.CONFIDENTIAL)
    page = text_of(window.get("change"))
    assert f"{answered} members are known in both years, without names." in page
    assert ("of 12 pairs: a rise" in page) == (answered == 12)
    assert "too few pairs" in page, "of questions that some left out, or all"
    assert "significant" not in page


def test_without_an_earlier_year_the_page_says_so(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        hold_round(unit, world.leader, world.association_id, world.period_id, invited=16, answered=9)
    assert "no earlier year" in text_of(window.get("change")) or "has no numbers" in text_of(window.get("change"))


def test_each_chart_of_segments_can_be_taken_away_and_says_of_whom(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, ["under_3"] * 8 + ["3_to_10"] * 8)
    for question, charts in (("overall", 1), ("topics", 2)):
        page = window.get(f"segments?by=experience&question={question}")
        links = [a.get("href") or "" for a in page.iterfind(".//figure//a")]
        assert len(page.findall(".//figure")) == charts
        for kind in ("/chart/", "/table/"):
            found = [window.client.get(link) for link in links if kind in link]
            assert len(found) == charts * (2 if kind == "/chart/" else 1)
            assert {answer.status_code for answer in found} == {200}
        kept = [link for link in links if "/evidence" in link or "/inputs" in link]
        assert len(kept) == charts
        assert {window.client.get(link).status_code for link in kept} == {200}
        svg = window.client.get(next(link for link in links if ".svg" in link)).text
        assert "Bērzkalve School Librarians" in svg
        table = window.client.get(next(link for link in links if ".csv" in link)).text
        assert "Members (N)" not in table
        assert "None" not in table


@pytest.mark.parametrize("key", ["gone", "overall-x", "topics"])
def test_a_forged_chart_of_segments_is_not_found(window: Browser, new_unit: NewUnit, key: str) -> None:
    held(new_unit, window.world, ["under_3"] * 8 + ["3_to_10"] * 8)
    for address in (f"segments/chart/{key}.png", f"segments/table/{key}.csv", "segments/chart/overall.pdf"):
        window.get(f"{address}?by=experience&question=overall", status=404)


def test_a_segment_beside_which_too_few_remain_is_not_looked_at(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, 30)
        told = ["Vairāk semināru rudenī"] * 8 + ["Gaidu ekskursijas"] * 8 + ["Sarunas", "Sarunas"]
        bands = ["under_3"] * 8 + ["3_to_10"] * 8 + ["over_20"] * 2
        answers = [
            {**answers_of(n), "experience": band, "comment": text}
            for n, (band, text) in enumerate(zip(bands, told, strict=True))
        ]
        answer(unit, run_id, answers)
        close_run(unit, world.leader, run_id)
    page = window.get("segments?by=experience&question=comment")
    assert "Not looked at, because they or what remains beside them are fewer than eight: " in text_of(page)
    assert len(page.findall(".//section[@aria-labelledby='words-title']/h3")) == 1


def held_words(window: Browser) -> list[str]:
    page = window.get("segments?by=experience&question=comment")
    return [text_of(item) for item in page.iterfind(".//section[@aria-labelledby='words-title']//li")]


def test_a_filter_shows_the_comments_of_its_group_alone(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, 40)
        answers = [
            {**answers_of(n), "experience": "under_3" if n < 8 else "over_20", "comment": f"teikums nr {n}"}
            for n in range(16)
        ]
        answer(unit, run_id, answers)
        close_run(unit, world.leader, run_id)
    page = window.get("results?who=experience:under_3")
    assert len(set(re.findall(r"teikums nr \d+", text_of(page)))) == 8


def test_words_come_with_counts_once_every_group_is_large_enough(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, 30)
        told = ["Vairāk semināru rudenī"] * 8 + ["Gaidu ekskursijas"] * 8
        answers = [
            {**answers_of(n), "experience": "under_3" if n < 8 else "3_to_10", "comment": text}
            for n, text in enumerate(told)
        ]
        answer(unit, run_id, answers)
        close_run(unit, world.leader, run_id)
    said = held_words(window)
    assert any("semināru" in each and "in 8 texts of this segment, in 0 of all others" in each for each in said)
    assert not any("Vairāk semināru rudenī" in each for each in said)


def test_who_answered_stands_as_a_table_with_small_numbers_hidden(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    with new_unit() as unit:
        run_id = open_round(unit, world.leader, world.association_id, world.period_id, 40)
        answers = [
            {**answers_of(n), "experience": "under_3" if n % 2 else "over_20", "institution_kind": "other"}
            for n in range(24)
        ]
        answer(unit, run_id, answers)
        close_run(unit, world.leader, run_id)
    page = window.get("segments?by=experience&question=overall")
    tables = [text_of(each) for each in page.iterfind(".//details//table") if "Together" in text_of(each)]
    assert all("24" in each for each in tables)
