"""The pages that read a plan from a paper: nothing is stored before it is confirmed, then all of it or nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from lxml import html

from surveyapp.planning.years import SchoolYear
from surveyapp.services.activities import ActivityInput
from surveyapp.services.errors import Forbidden
from surveyapp.services.plan_reading import stored_rows, take_over
from surveyapp.services.plans import PlanHead, PlanView, plan_view
from surveyapp.services.unit import Unit
from tests.interchange.papers import SAMPLES, document, docx_of, with_entries
from tests.leaders import YEAR, World
from tests.web.leader.conftest import Browser, checked, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]

PLAN = (
    "Bērzkalves skolu bibliotekāru metodiskās apvienības darba plāns 2025./2026. m. g.\n"
    "Mērķis: Lasīt kopā.\nUzdevumi:\n1. Pirmais\n2. Otrais\n\n"
    "Nr.\tPasākums\tLaiks\tVieta\tAtbildīgais\tDalībnieku skaits\n"
    "1.\tSeminārs par katalogu\t2025. gada oktobris\tBērzkalve\tI. Zvirbule\t16\n"
    "2.\tDziesmu diena\tkaut kad\tParks\tM. Egle\tvisi\n"
    "Piezīme: plāns var mainīties.\n"
)


def stored(new_unit: NewUnit, world: World) -> PlanView:
    with new_unit() as unit:
        return plan_view(unit, world.leader, world.association_id, world.period_id)


def hand_in(
    window: Browser, content: bytes | None = None, name: str = "plan.docx", pasted: str = "", status: int = 200
) -> html.HtmlElement:
    before = window.client.get(window.path("plan/read"))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', before.text)
    assert token
    data: dict[str, object] = {"csrf_token": token[1], "pasted": pasted}
    if content is not None:
        data["paper"] = (io.BytesIO(content), name)
    return checked(window.client.post(window.path("plan/read"), data=data), status)


def fields_of(page: html.HtmlElement) -> dict[str, str]:
    """What the review's form would send."""
    (form,) = page.xpath("//form[contains(@action, 'plan/read/confirm')]")
    # A browser drops the line break with which a text area begins.
    return {str(name): str(value).removeprefix("\n") for name, value in form.form_values()}


def confirm(window: Browser, fields: dict[str, str], status: int = 200) -> html.HtmlElement:
    answer = window.client.post(window.path("plan/read/confirm"), data=fields, follow_redirects=True)
    return checked(answer, status)


def test_what_was_understood_is_shown_and_nothing_is_stored(window: Browser, new_unit: NewUnit, world: World) -> None:
    page = hand_in(window, pasted=PLAN)
    fields = fields_of(page)

    assert fields["rows-0-topic"] == "Seminārs par katalogu"
    assert fields["rows-0-form_of_work"] == "seminar"
    assert fields["rows-0-participants"] == "16"
    assert fields["rows-1-participants_words"] == "visi"
    assert fields["goal"] == "Lasīt kopā."
    assert fields["tasks"].splitlines() == ["Pirmais", "Otrais"]
    assert re.search(r"Oct 1.–.31, 2025 \(a month\)", text_of(page))
    assert "These words were not understood as a period" in text_of(page)
    assert "Piezīme: plāns var mainīties." in text_of(page.get_element_by_id("unplaced").getparent())
    assert not stored(new_unit, world).exists


def test_what_is_confirmed_is_stored_with_its_corrections(window: Browser, new_unit: NewUnit, world: World) -> None:
    fields = fields_of(hand_in(window, pasted=PLAN))
    fields |= {
        "rows-1-topic": "Lielā dziesmu diena",
        "rows-1-starts_on": "2026-05-02",
        "rows-1-direction": "cooperation",
    }
    answer = confirm(window, fields)

    assert "2 activities are in the plan now." in text_of(answer)
    plan = stored(new_unit, world).plan
    assert (plan.goal, plan.tasks) == ("Lasīt kopā.", ("Pirmais", "Otrais"))
    first, second = plan.activities
    assert (first.topic, first.form, first.place, first.participants) == (
        "Seminārs par katalogu",
        "seminar",
        "Bērzkalve",
        16,
    )
    assert str(first.period.start) == "2025-10-01"
    assert (second.topic, second.direction, second.participants_words) == ("Lielā dziesmu diena", "cooperation", "visi")
    assert (str(second.period.start), second.period.text) == ("2026-05-02", "kaut kad")


def test_rows_left_out_are_not_stored_whatever_they_hold(window: Browser, new_unit: NewUnit, world: World) -> None:
    fields = fields_of(hand_in(window, pasted=PLAN))
    del fields["rows-1-take"]
    fields["rows-1-starts_on"] = "never"
    confirm(window, fields)
    assert [row.topic for row in stored(new_unit, world).plan.activities] == ["Seminārs par katalogu"]


def test_one_wrong_row_and_nothing_is_stored(window: Browser, new_unit: NewUnit, world: World) -> None:
    fields = fields_of(hand_in(window, pasted=PLAN))
    fields |= {"rows-1-topic": " ", "rows-1-starts_on": "2026-05-03", "rows-1-ends_on": "2026-05-01"}
    page = confirm(window, fields, status=422)

    assert [link.get("href") for link in page.xpath("//div[@class='error-summary']//a")] == [
        "#rows-1-topic",
        "#rows-1-ends_on",
    ]
    assert fields_of(page)["rows-0-topic"] == "Seminārs par katalogu"
    assert "Piezīme: plāns var mainīties." in text_of(page)
    assert not stored(new_unit, world).exists

    confirm(window, fields_of(page) | {"rows-1-topic": "Dziesmas", "rows-1-ends_on": "2026-05-04"})
    assert len(stored(new_unit, world).plan.activities) == 2


def test_rows_the_plan_has_are_marked_and_its_goal_is_kept(window: Browser, new_unit: NewUnit, world: World) -> None:
    confirm(window, fields_of(hand_in(window, pasted=PLAN)))
    page = hand_in(window, pasted=PLAN.replace("Dziesmu diena", "Deju diena").replace("Lasīt kopā", "Citādi"))
    fields = fields_of(page)
    assert "rows-0-take" not in fields
    assert "rows-1-take" in fields
    assert "use_goal" not in fields
    assert "in the plan already" in text_of(page.get_element_by_id("row-1"))
    assert "in the plan already" not in text_of(page.get_element_by_id("row-2"))

    confirm(window, fields)
    plan = stored(new_unit, world).plan
    assert [row.topic for row in plan.activities] == ["Seminārs par katalogu", "Dziesmu diena", "Deju diena"]
    assert plan.goal == "Lasīt kopā."


def test_a_paper_of_another_year_goes_where_the_leader_says(window: Browser, new_unit: NewUnit, world: World) -> None:
    page = hand_in(window, document(SAMPLES["lv"]))
    assert "The paper is about another year" in text_of(page)
    fields = fields_of(page)
    assert fields["year"] == "2026/2027"
    confirm(window, fields)
    assert not stored(new_unit, world).exists
    with new_unit() as unit:
        rows = stored_rows(unit, world.leader, world.association_id, SchoolYear(2026))
    assert rows.plan is not None
    assert len(rows.plan.activities) == 4
    assert rows.plan.approval.number == "4"

    confirm(window, fields | {"year": "2025/2026"})
    assert len(stored(new_unit, world).plan.activities) == 4


def test_visits_and_studies_of_experience_become_rows(window: Browser) -> None:
    page = hand_in(
        window,
        pasted="Mērķis\tSkolas\nUzskaite\tBērzu skola; Ozolu skola\n\n"
        "Tēma\tMērķis\tAutors\tPosms\tApkopojuma forma\nLasīšanas stunda\tApkopot\tM. Egle\tpirmais\tRaksts\n",
    )
    fields = fields_of(page)
    assert (fields["rows-0-topic"], fields["rows-0-place"], fields["rows-0-form_of_work"]) == (
        "Uzskaite", "Bērzu skola, Ozolu skola", "library_visit",
    )  # fmt: skip
    assert (fields["rows-1-responsible"], fields["rows-1-direction"]) == ("M. Egle", "best_practice")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.docx", "There is nothing in it."),
        (b"PK\x03\x04 not a document", "plan.docx", "The file is damaged."),
        (b"%PDF-1.7", "plan.pdf", "A PDF keeps no tables"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.doc", "save it as DOCX"),
        (docx_of(["Plāns bez tabulas"]), "plan.docx", "No table of activities was found."),
    ],
    ids=["empty", "damaged", "pdf", "doc", "no table"],
)
def test_papers_that_cannot_be_read_say_what_to_do(
    window: Browser, new_unit: NewUnit, world: World, content: bytes, name: str, sentence: str
) -> None:
    page = hand_in(window, content, name, status=422)
    assert sentence in text_of(page.find_class("error-summary")[0])
    assert not stored(new_unit, world).exists


def test_more_rows_than_can_be_corrected_are_refused(window: Browser) -> None:
    rows = "".join(f"{number}.\tSeminārs {number}\t2026. gada maijs\n" for number in range(1, 302))
    page = hand_in(window, pasted="Nr.\tPasākums\tLaiks\n" + rows, status=422)
    assert "at most 300 rows" in text_of(page)


def test_three_hundred_rows_in_russian_come_through(window: Browser, new_unit: NewUnit, world: World) -> None:
    rows = "".join(f"{number}.\t{'Семинар для библиотекарей ' * 6}{number}\tмай 2026\n" for number in range(1, 301))
    page = hand_in(window, pasted="№\tМероприятие\tСрок\n" + rows)
    confirm(window, fields_of(page))
    assert len(stored(new_unit, world).plan.activities) == 300


def test_nothing_ticked_is_said(window: Browser) -> None:
    fields = fields_of(hand_in(window, pasted="Pasākums\tLaiks\tVieta\nSeminārs\t2026. gada maijs\tSkola\n"))
    del fields["rows-0-take"]
    assert "Nothing is ticked." in text_of(confirm(window, fields, status=422))


def test_a_file_with_macros_is_refused_by_name(window: Browser) -> None:
    page = hand_in(window, with_entries(document(SAMPLES["en"]), word__vbaProject_bin=b"x"), "plan.docm", status=422)
    assert "The file holds macros, and was not opened." in text_of(page)


def test_strangers_are_refused(new_unit: NewUnit, world: World, window: Browser) -> None:
    elsewhere = f"/association/{world.region_id}/plan/read"
    assert window.client.get(elsewhere).status_code == 404
    with new_unit() as unit:
        for stranger in world.strangers:
            with pytest.raises(Forbidden):
                stored_rows(unit, stranger, world.association_id, YEAR)
            with pytest.raises(Forbidden):
                take_over(unit, stranger, world.association_id, YEAR, PlanHead("Goal"), [ActivityInput("Topic")])
    assert not stored(new_unit, world).exists
