"""The results page at every size of a small group, its files, and who may open them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services.surveys import start_run
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from tests.leaders import World
from tests.rounds import COMMENTS, hold_activities, hold_round, open_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]


def held(new_unit: NewUnit, world: World, answered: int, invited: int = 16, shift: int = 0) -> None:
    with new_unit() as unit:
        at = (world.leader, world.association_id, world.period_id)
        hold_activities(unit, *at)
        hold_round(unit, *at, invited=invited, answered=answered, shift=shift)


def charts(page: html.HtmlElement) -> dict[str, html.HtmlElement]:
    return {figure.get("id").removeprefix("chart-"): figure for figure in page.iterfind(".//figure")}


@pytest.mark.parametrize("answered", [5, 6, 9, 12])
def test_every_chart_has_its_finding_its_n_and_its_table(window: Browser, new_unit: NewUnit, answered: int) -> None:
    held(new_unit, window.world, answered)

    page = window.get("results")

    drawn = charts(page)
    assert {"needs", "service_use", "service_satisfaction", "consult_access", "activities", "topics", "overall"} <= set(
        drawn
    )
    for key, figure in drawn.items():
        assert text_of(figure.find(".//*[@class='chart-title']")), key
        assert text_of(figure.find(".//*[@class='chart-summary']")), key
        assert "n = " in text_of(figure.find(".//*[@class='chart-footer']")) or key == "importance", key
        assert figure.findall(".//tbody/tr"), key
        assert f"chart/{key}.png" in html.tostring(figure, encoding="unicode")
    assert f"{answered} of 16 answered" in text_of(page)
    assert ("three parts" in text_of(page)) is (answered < 10)
    assert ("importance" in drawn) is (answered >= 10)
    assert ("The mean is" in text_of(page)) is (answered >= 10)


def test_a_chart_says_what_it_shows(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 12)

    overall = charts(window.get("results"))["overall"]

    assert text_of(overall.find(".//h4")) == "“Rather satisfied” or “Very satisfied”: 9 of 12"
    summary = text_of(overall.find(".//*[@class='chart-summary']"))
    assert summary.startswith("9 of 12; if the silent resemble them, 10 to 13 of 16 members.")
    assert "4 did not take part" in text_of(overall.find(".//*[@class='chart-footer']"))


def test_the_page_names_95_percent_once_and_opens_the_widest_range(window: Browser, new_unit: NewUnit) -> None:
    """Every chart of counts said it, and no page said what holds if nothing is assumed about the silent."""
    held(new_unit, window.world, 12)

    page = window.get("results")

    assert text_of(page.find(".//main")).count("95%") == 1
    drawn = charts(page)
    opened = drawn["overall"].find(".//details[@class='chart-bounds']")
    assert "If we assume nothing about those who did not answer: 9 to 13 of 16 members." in text_of(opened)
    assert all(figure.find(".//details[@class='chart-bounds']") is not None for figure in (drawn["needs"],))
    evidence = window.get("results/evidence/overall")
    assert text_of(evidence.find(".//main")).count("95%") == 1
    assert "If we assume nothing about those who did not answer" in text_of(evidence)


def test_where_more_are_dissatisfied_the_title_says_so(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 12, shift=3)

    overall = charts(window.get("results"))["overall"]

    assert text_of(overall.find(".//h4")) == "“Very dissatisfied” or “Rather dissatisfied”: 12 of 12"


def test_reasons_why_someone_is_missing_stand_apart(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 12)

    footer = text_of(charts(window.get("results"))["followed_up"].find(".//*[@class='chart-footer']"))

    assert "n = 9 of N = 16 · 3 did not know · 4 did not take part" in footer


def test_what_nobody_answered_gives_its_reason_instead_of_a_grey_box(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 6)

    page = window.get("results")

    assert "learning_form" not in charts(page)
    assert "Nobody answered this question." in text_of(page.get_element_by_id("question-learning_form"))


def test_comments_are_read_unsigned_once_there_are_enough(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 6)

    quotes = window.get("results").get_element_by_id("question-comment").findall(".//blockquote")

    assert sorted(text_of(quote) for quote in quotes) == sorted(COMMENTS)


def test_the_contents_lead_to_every_section(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 6)

    page = window.get("results")

    links = [link.get("href", "") for link in page.iterfind(".//nav[@class='contents']//a")]
    assert links[0] == "#needs"
    assert len(links) == 9
    for link in links:
        assert page.get_element_by_id(link.removeprefix("#")).tag == "section"


def test_below_five_answers_the_page_helps_and_shows_no_number_but_participation(
    window: Browser, new_unit: NewUnit
) -> None:
    held(new_unit, window.world, 3)

    page = window.get("results")

    assert "3 of 16 answered" in text_of(page)
    assert "An agenda for a meeting" in text_of(page)
    assert not charts(page)
    assert not [comment for comment in COMMENTS if comment in text_of(page)]
    for path in ("results/chart/overall.png", "results/table/overall.csv"):
        assert window.client.get(window.path(path)).status_code == 404


def test_nobody_answered(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 0)

    assert "Nobody answered" in text_of(window.get("results"))


def test_before_closing_the_page_says_what_to_do(window: Browser, new_unit: NewUnit) -> None:
    world = window.world
    assert "no survey for this year" in text_of(window.get("results"))

    with new_unit() as unit:
        open_round(unit, world.leader, world.association_id, world.period_id, invited=8)

    page = window.get("results")
    assert "After closing you see how many of 8 have answered" in text_of(page)
    assert "sealed until you close" in text_of(page)
    assert page.findall(".//form[@method='post']")


def test_a_survey_in_preparation(window: Browser, new_unit: NewUnit) -> None:
    from surveyapp.services.questionnaires import take_in_bundled

    with new_unit() as unit:
        take_in_bundled(unit)
        start_run(unit, window.world.leader, window.world.association_id, window.world.period_id)

    assert "not open yet" in text_of(window.get("results"))


def test_a_chart_is_taken_away_as_picture_and_as_table(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 12)
    keys = charts(window.get("results"))

    for key in ("needs", "importance", "service_satisfaction", "activities-rating", "topics"):
        assert key in keys
        png = window.client.get(window.path(f"results/chart/{key}.png"))
        assert (png.status_code, png.mimetype) == (200, "image/png")
        assert png.data.startswith(b"\x89PNG")
        assert f"filename={key}.png" in png.headers["Content-Disposition"]
    svg = window.client.get(window.path("results/chart/overall.svg"))
    assert svg.data.lstrip().startswith(b"<?xml")
    table = window.client.get(window.path("results/table/overall.csv")).data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0][:3] == ["What", "Count", "Answers (n)"]
    assert sum(int(row[1]) for row in rows[1:6]) == 12
    assert [row[0] for row in rows[6:]] == ["“Rather satisfied” or “Very satisfied”", "Mean"]
    together, mean = (dict(zip(rows[0], row, strict=True)) for row in rows[6:])
    ends = ("Count", "Interval from", "Interval to", "At least", "At most")
    assert [float(together[name]) for name in ends] == [9, 10, 13, 9, 13]
    assert float(mean["Mean from"]) < float(mean["Mean"]) < float(mean["Mean to"])
    for path in ("results/chart/overall.gif", "results/chart/nothing.png", "results/table/nothing.csv"):
        assert window.client.get(window.path(path)).status_code == 404


def test_how_it_is_counted_has_a_place_for_every_chart(window: Browser, new_unit: NewUnit) -> None:
    held(new_unit, window.world, 12)
    anchors = {
        link.get("href", "").rpartition("#")[2]
        for link in window.get("results").iterfind(".//*[@class='chart-tools']/a")
        if "/methods" in link.get("href", "")
    }

    methods = window.get("methods")

    assert {"counts", "ordinal", "need", "activities"} <= anchors
    for anchor in anchors:
        assert methods.get_element_by_id(anchor).find("h2") is not None


@pytest.mark.parametrize("page", ["results", "results/chart/overall.png", "results/table/overall.csv", "methods", ""])
def test_results_are_for_the_leader_alone(
    window: Browser,
    new_unit: NewUnit,
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
    page: str,
) -> None:
    world = window.world
    held(new_unit, world, 6)
    places = {
        "librarian": {"association_id": world.association_id},
        "regional_centre": {"region_id": world.region_id},
        "admin": {},
    }
    for role, place in places.items():
        sign_in(client, make_user(role, **place))
        assert client.get(window.path(page)).status_code == 403
