"""The plan's pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from lxml import html

from surveyapp.services.plans import PlanHead, PlanView, plan_view, save_head
from surveyapp.services.unit import Unit
from tests.leaders import World
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]

ACTIVITY = {
    "topic": "Seminārs par katalogu",
    "direction": "consultations",
    "form_of_work": "course",
    "audience": "teachers",
    "period_text": "2025. gada oktobris",
    "place": "Bērzkalve",
    "responsible": "Ieva",
    "done": "",
}


def stored(new_unit: NewUnit, world: World) -> PlanView:
    with new_unit() as unit:
        return plan_view(unit, world.leader, world.association_id, world.period_id)


def field(page: html.HtmlElement, name: str) -> str:
    (found,) = page.xpath(f"//*[@name='{name}']")
    return str(found.text if found.tag == "textarea" else found.get("value") or "")


def test_a_plan_is_begun_and_gets_its_goal(window: Browser, new_unit: NewUnit, world: World) -> None:
    assert "There is no plan for this year yet" in text_of(window.get("plan"))
    window.send("plan/begin", opened="plan")

    page = window.get("plan/head")
    answer = window.send(
        "plan/head",
        {"goal": "Lasīt vairāk", "tasks": "Pirmais\n\nOtrais", "priorities": "", "version": field(page, "version")},
    )

    assert "The plan is saved." in text_of(answer)
    assert "Lasīt vairāk" in text_of(answer)
    assert stored(new_unit, world).plan.tasks == ("Pirmais", "Otrais")


def test_an_activity_is_added_read_changed_and_moved(window: Browser, new_unit: NewUnit, world: World) -> None:
    window.send("plan/begin", opened="plan")
    window.send("plan/activity/add", ACTIVITY)
    page = window.send("plan/activity/add", {**ACTIVITY, "topic": "Grāmatu galds", "period_text": "kaut kad"})
    assert "2025. gada oktobris" in text_of(page)
    assert "not understood as a date" in text_of(page)

    first, second = stored(new_unit, world).activities
    window.send(f"plan/activity/{second.id}/move", {"direction": "up"}, opened="plan")
    assert [row.activity.topic for row in stored(new_unit, world).activities] == [
        "Grāmatu galds",
        "Seminārs par katalogu",
    ]

    edit = f"plan/activity/{first.id}"
    page = window.get(edit)
    assert field(page, "starts_on") == "2025-10-01"
    assert "a month" in text_of(page)
    answer = window.send(
        edit,
        {
            **ACTIVITY,
            "starts_on": "2025-10-14",
            "ends_on": "2025-10-14",
            "done": "yes",
            "participants": "17",
            "version": field(page, "version"),
        },
    )
    assert "17 participants" in text_of(answer)
    answer = window.send(f"plan/activity/{first.id}/remove")
    assert "out of the plan" in text_of(answer)
    assert len(stored(new_unit, world).activities) == 1


def test_what_cannot_be_is_said_at_the_field(window: Browser) -> None:
    page = window.send(
        "plan/activity/add",
        {**ACTIVITY, "topic": " ", "participants": "some", "starts_on": "2025-10-14", "ends_on": "2025-10-01"},
        status=422,
    )

    summary = [link.get("href") for link in page.iterfind(".//div[@class='error-summary']//a")]
    assert "#topic" in summary
    assert "#participants" in summary

    page = window.send(
        "plan/activity/add", {**ACTIVITY, "starts_on": "2025-10-14", "ends_on": "2025-10-01"}, status=422
    )
    assert page.xpath("//*[@id='ends_on']/@aria-invalid") == ["true"]


def test_a_second_window_sees_both_versions(window: Browser, new_unit: NewUnit, world: World) -> None:
    window.send("plan/begin", opened="plan")
    version = field(window.get("plan/head"), "version")
    with new_unit() as unit:
        save_head(unit, world.leader, world.association_id, world.period_id, PlanHead(goal="Cits logs"), version)

    mine = {"goal": "Mans logs", "tasks": "", "priorities": ""}
    page = window.send("plan/head", {**mine, "version": version}, status=422)

    assert "Cits logs" in text_of(page)
    assert field(page, "goal").strip() == "Mans logs"
    assert stored(new_unit, world).plan.goal == "Cits logs"
    window.send("plan/head", {**mine, "version": field(page, "version")})
    assert stored(new_unit, world).plan.goal == "Mans logs"


def test_partners_and_the_report_on_priorities(window: Browser, new_unit: NewUnit, world: World) -> None:
    window.send("plan/begin", opened="plan")
    window.send("plan/partner/add", {"name": "", "work": "x"}, status=422)
    page = window.send("plan/partner/add", {"name": "Novada muzejs", "work": "Izstāde"})
    assert "Novada muzejs" in text_of(page)
    (partner,) = stored(new_unit, world).partners
    edit = f"plan/partner/{partner.id}"
    window.send(edit, {"name": "Muzejs", "work": "", "version": field(window.get(edit), "version")})
    window.send(f"{edit}/remove", opened=edit)
    assert stored(new_unit, world).partners == ()

    version = field(window.get("plan/report"), "version")
    page = window.send("plan/report", {"priority_report": "Seši semināri", "version": version})
    assert "Seši semināri" in text_of(page)


def test_the_next_years_plan_is_one_step_away(window: Browser) -> None:
    window.send("plan/begin", opened="plan")
    page = window.send("plan/begin", {"year": "next"}, opened="plan")
    assert "2026/2027" in text_of(page)


def test_the_plan_is_a_calendar_too(window: Browser, new_unit: NewUnit, world: World) -> None:
    assert "There is no plan for this year yet" in text_of(window.get("plan/calendar"))
    window.get("plan/calendar.ics", 404)
    window.send("plan/begin", opened="plan")
    window.send("plan/activity/add", ACTIVITY)
    window.send("plan/activity/add", {**ACTIVITY, "topic": "Konsultācijas", "period_text": "visu gadu"})

    page = window.get("plan/calendar")
    (october,) = page.xpath("//section[h2[contains(., 'October 2025')]]")
    assert "Seminārs par katalogu" in text_of(october)
    assert "Konsultācijas" in text_of(page.xpath("//section[h2[@id='unplaced']]")[0])
    file = window.client.get(window.path("plan/calendar.ics"))
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert file.text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_plan_is_taken_away_as_a_document(window: Browser, kind: str, begins: bytes) -> None:
    address = window.path(f"plan/file.{kind}")
    assert window.client.get(address).status_code == 404
    window.send("plan/begin", opened="plan")
    answer = window.client.get(address)
    assert answer.status_code == 200
    assert answer.data.startswith(begins)
    assert "attachment" in answer.headers["Content-Disposition"]
