"""Results of any questionnaire: every kind drawn, at every size, filtered, released, and whatever the address says."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update

from surveyapp.dataset import open_release
from surveyapp.services.closing import UNREADABLE, ensure_release, mend_releases
from surveyapp.services.errors import Conflict
from surveyapp.services.findings import inputs_of
from surveyapp.services.recommendations import recommendations_of
from surveyapp.services.results import kept_results, results_of
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Run
from tests.closed import close_survey
from tests.leaders import World
from tests.rounds import hold_round
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]
DRAWN = {
    "used", "use", "satisfaction", "topics", "visits_wanted", "day", "stay-start", "stay-end", "help", "ranked",
    "hours", "importance", "tone", "attended", "attended-rating", "twice",
}  # fmt: skip


def closed(
    new_unit: NewUnit, world: World, key: str = "every-kind", *, answered: int, invited: int | None = None
) -> uuid.UUID:
    with new_unit() as unit:
        return close_survey(unit, world, key, answered=answered, invited=invited)


def charts(page: html.HtmlElement) -> dict[str, html.HtmlElement]:
    return {figure.get("id").removeprefix("chart-"): figure for figure in page.iterfind(".//figure")}


@pytest.mark.parametrize("answered", [0, 3, 5, 6, 9, 12, 40])
def test_every_kind_at_every_size(window: Browser, new_unit: NewUnit, answered: int) -> None:
    run = closed(new_unit, window.world, answered=answered)

    page = window.get(f"results?run={run}")

    drawn = charts(page)
    if answered < 5:
        assert not drawn
        assert "5 answers" in text_of(page) if answered else "Nobody answered" in text_of(page)
        return
    if answered >= 12:
        assert set(drawn) >= DRAWN
    for key, figure in drawn.items():
        assert text_of(figure.find(".//*[@class='chart-title']")), key
        assert text_of(figure.find(".//*[@class='chart-summary']")), key
        assert "n = " in text_of(figure.find(".//*[@class='chart-footer']")), key
        assert figure.findall(".//tbody/tr"), key
        assert "methods" in html.tostring(figure, encoding="unicode")
        assert ("Use as evidence" in text_of(figure)) is (key != "importance"), key
        for kind in ("png", "svg"):
            assert f"chart/{key}.{kind}" in html.tostring(figure, encoding="unicode")
    if answered < 10:
        assert not [each for each in page.iterfind(".//th") if text_of(each) in ("Mean", "Points on average")]
        assert "on average" not in text_of(page)


def test_ten_thousand_answers(window: Browser, new_unit: NewUnit) -> None:
    run = closed(new_unit, window.world, answered=10_000, invited=12_000)

    page = window.get(f"results?run={run}")

    assert set(charts(page)) >= DRAWN
    assert "of N = 12,000" in text_of(page)


def test_a_chart_goes_away_as_picture_and_table(window: Browser, new_unit: NewUnit) -> None:
    run = closed(new_unit, window.world, answered=12)

    for key in sorted(DRAWN):
        answer = window.client.get(window.path(f"results/chart/{key}.svg?run={run}"))
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml"), key
        table = window.client.get(window.path(f"results/table/{key}.csv?run={run}"))
        rows = list(csv.reader(io.StringIO(table.get_data().decode("utf-8-sig"))))
        assert len(rows) > 1, key
        assert len({len(row) for row in rows}) == 1, key


def test_everybody_left_everything_out(window: Browser, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        run = close_survey(unit, window.world, answered=12, answers=[{}] * 12)

    page = window.get(f"results?run={run}")

    assert not charts(page)
    assert "Nobody answered this question." in text_of(page)


def test_everybody_chose_one_answer(window: Browser, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        answers = [{"used": "never", "visits_wanted": "4", "day": "2026-03-02", "help": "yes"}] * 6
        run = close_survey(unit, window.world, answered=6, answers=answers)

    page = window.get(f"results?run={run}")

    assert {"used", "visits_wanted", "day", "help"} <= set(charts(page))
    assert "March 2026 (6 of 6)" in text_of(page)
    assert text_of(page).count("Everyone in a small group gave the same answer") == 4


def test_a_kind_that_came_later(window: Browser, new_unit: NewUnit) -> None:
    run = closed(new_unit, window.world, answered=8)
    with new_unit() as unit:
        at = (window.world.leader, window.world.association_id, window.world.period_id, run)
        release = open_release(unit.releases, results_of(unit, *at).shown.release)
        sidecar = unit.releases / f"{release.id}.json"
    document = json.loads(sidecar.read_text(encoding="utf-8"))
    for asked in document["structure"]["questions"]:
        if asked["id"] == "ranked":
            asked["kind"] = asked["measure"] = "dial"
    sidecar.write_text(json.dumps(document), encoding="utf-8")
    kept_results.cache_clear()

    page = window.get(f"results?run={run}")

    assert "ranked" not in charts(page)
    assert "of a kind that this version of the program does not know" in text_of(page)
    assert "used" in charts(page)


def test_an_answer_that_does_not_fit_its_question_shows_no_number(window: Browser, new_unit: NewUnit) -> None:
    """Rows that were written past the program: the page says so, and the rest of the year goes on."""
    run = closed(new_unit, window.world, answered=12)
    with new_unit() as unit:
        with unit.transaction() as session:
            session.execute(update(Response).where(Response.run_id == run).values(answers={"used": ["never", 7]}))
            session.execute(update(Run).where(Run.id == run).values(release_id=None))
        with pytest.raises(Conflict) as refusal:
            ensure_release(unit, run)
        assert (refusal.value.code, refusal.value.params["question"]) == (UNREADABLE, "used")
        assert mend_releases(unit) == 0

    for address in ("results", "segments", "texts", "change"):
        answer = window.client.get(window.path(f"{address}?run={run}"), follow_redirects=True)
        assert answer.status_code == 200, address
        page = html.fromstring(answer.text)
        assert "The answers do not fit the questionnaire" in text_of(page)
        assert not charts(page)
    for address in ("results/chart/used.png", "results/table/used.csv", "change/chart/change-used.png"):
        assert window.client.get(window.path(f"{address}?run={run}")).status_code == 404, address
    for address in ("", "survey", "inputs", "evaluation", "proposals", "recommendations"):
        window.get(address)


@pytest.mark.parametrize("who", ["gone:often", "experience:gone", "topics:reading", "experience", "experience:"])
def test_a_forged_filter_shows_no_number(window: Browser, new_unit: NewUnit, who: str) -> None:
    run = closed(new_unit, window.world, "needs-assessment", answered=14)

    page = window.get(f"results?run={run}&who={who}", 404)

    assert "does not have the group you asked for" in text_of(page)
    assert not charts(page)
    assert " of 18" not in text_of(page)
    answer = window.client.get(window.path(f"results/chart/topics.png?run={run}&who={who}"))
    assert answer.status_code == 404


def test_a_group_shows_only_what_tells_on_nobody(window: Browser, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        one = {"experience": "under_3", "topic_level": "beginning"}
        other = {"experience": "3_to_10", "topic_level": "practising"}
        run = close_survey(unit, window.world, "needs-assessment", answered=16, answers=[one] * 6 + [other] * 10)
        offered = results_of(
            unit, window.world.leader, window.world.association_id, window.world.period_id, run
        ).segments

    plain = window.get(f"results?run={run}")
    codes = [option.get("value") for option in plain.iterfind(".//select[@id='results-who']//option")]
    assert set(codes) == {"", *(each.address for each in offered)}

    chosen = "experience:under_3"
    page = window.get(f"results?run={run}&who={chosen}")
    assert "chart/topic_level.png?" in html.tostring(page, encoding="unicode")
    assert "who=experience" in html.tostring(page, encoding="unicode")
    assert "Only the answers of this group are shown" in text_of(page)
    for figure in charts(page).values():
        assert "of N" not in text_of(figure)


@pytest.mark.parametrize("asked", ["nonsense", "265cb9ca-599b-4143-b2ed-947d5370c97e"])
def test_another_run_is_not_found(window: Browser, new_unit: NewUnit, asked: str) -> None:
    closed(new_unit, window.world, answered=6)
    for page in ("results", "segments", "texts", "change", "results/release", "results/evidence/used"):
        assert window.client.get(window.path(f"{page}?run={asked}")).status_code == 404, page


def test_several_surveys_of_a_year_stand_apart(window: Browser, new_unit: NewUnit) -> None:
    with new_unit() as unit:
        at = (window.world.leader, window.world.association_id, window.world.period_id)
        hold_round(unit, *at, invited=9, answered=7)
    other = closed(new_unit, window.world, answered=12)

    own = window.get("results")
    assert "7 of 9 answered" in text_of(own)
    rows = [text_of(row) for row in own.iterfind(".//tbody/tr") if row.find(".//a") is not None]
    assert [row for row in rows if "12 of 16" in row and "Closed" in row]
    listed = window.get("survey")
    addresses = [link.get("href") for link in listed.iterfind(".//a")]
    assert [address for address in addresses if "/results?" in address and str(other) in address]
    page = window.get(f"results?run={other}")
    assert "12 of 16 answered" in text_of(page)
    assert "7 of 9" in text_of(page)


def test_proposals_of_another_survey_are_read_with_it(window: Browser, new_unit: NewUnit) -> None:
    run = closed(new_unit, window.world, answered=4)
    with new_unit() as unit, unit.transaction() as session:
        session.add(Proposal(run_id=run, text="Vairāk prakses semināros", language="lv"))

    assert "Vairāk prakses semināros" in text_of(window.get(f"results?run={run}"))


def test_an_answer_becomes_evidence(window: Browser, new_unit: NewUnit) -> None:
    run = closed(new_unit, window.world, answered=12)
    page = window.get(f"results/evidence/topics?run={run}")
    offered = [box.get("value") for box in page.iterfind(".//input[@name='finding']")]
    assert len(offered) == 3

    refused = window.send(f"results/evidence/topics?run={run}", {"finding": offered[:2]}, status=422)
    assert refused.find(".//*[@class='error-summary']") is not None
    given = {"finding": offered[:2], "text": "Vairāk par katalogu", "direction": ""}
    made = window.send(f"results/evidence/topics?run={run}", given)

    assert "Vairāk par katalogu" in text_of(made)
    with new_unit() as unit:
        at = (unit, window.world.leader, window.world.association_id, window.world.period_id)
        kept = recommendations_of(*at).items[0].evidence
        assert [each.current for each in kept] == [True, True]
        assert {each.finding.query.question for each in kept} == {"topics"}
        assert inputs_of(*at).items == ()
    assert f"run={run}" in html.tostring(made, encoding="unicode")
    window.get("results/evidence/story", 404)


def test_results_are_released_to_the_members(
    window: Browser,
    new_unit: NewUnit,
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
) -> None:
    run = closed(new_unit, window.world, answered=12)
    window.send(f"results/release?run={run}", {"part": ["participation", "used", "day"], "message": "Paldies!"})

    sign_in(client, make_user("librarian", association_id=window.world.association_id))

    home = html.fromstring(client.get("/me/").text)
    assert client.get(f"/me/results/{run}").status_code == 200
    assert str(run) in html.tostring(home, encoding="unicode")
    read = html.fromstring(client.get(f"/me/results/{run}").text)
    assert set(charts(read)) == {"used", "day"}
    assert "12 of 16 answered" in text_of(read)
