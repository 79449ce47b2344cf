"""One form open on two pages or devices: what one keeps, the other never empties or overwrites unasked.

Each test opens the part on two pages before either is sent, as two tabs or a telephone and a computer do. On both
databases, without scripts; `test_two_pages_in_browser` does the same with them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from surveyapp.services.responding import open_form
from surveyapp.services.unit import Unit
from tests.conftest import KINDS
from tests.respondents import OpenSurvey
from tests.web.respond.conftest import Device, Values
from tests.web.respond.test_html import check_page

NewUnit = Callable[[], AbstractContextManager[Unit]]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """A fresh migrated database, once of each kind."""
    return new_database(request.param)


def _answers(new_unit: NewUnit, survey: OpenSurvey) -> dict[str, Any]:
    """What is kept as answers, without what waits for a decision."""
    with new_unit() as unit:
        kept = open_form(unit, survey.links[0]).answers
    return {name: answer for name, answer in kept.items() if "." not in name or name.endswith(".other")}


def _open(survey: OpenSurvey, part: str, *devices: Device, kept: Values | None = None) -> None:
    """The part on every device, made from the same draft."""
    for place, device in enumerate(devices):
        device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
        device.open(f"/answer/{survey.run_id}/part/{part}")
        if place == 0 and kept:
            device.press("go=save", kept)


def _choices(device: Device) -> list[str]:
    return [str(each) for each in device.tree.xpath("//button[@value='here']/@name")]


FILLED: list[tuple[str, Values, dict[str, Any]]] = [
    ("work", {"q-used": "often", "q-use-seminars": "some"}, {"used": "often", "use": {"seminars": "some"}}),
    ("wishes", {"q-topics": ["media"], "q-comment": "Paldies!"}, {"topics": ["media"], "comment": "Paldies!"}),
    ("wishes", {"q-visits_wanted": "3", "q-day": "5.3.27"}, {"visits_wanted": "3", "day": "2027-03-05"}),
    (
        "wishes",
        {"q-stay-start": "2027-07-01", "q-stay-end": "2027-07-02"},
        {"stay": {"start": "2027-07-01", "end": "2027-07-02"}},
    ),
    ("order", {"q-ranked-talks": "1", "q-hours-talks": "10"}, {"ranked": ["talks"], "hours": {"talks": 10}}),
    ("order", {"q-tone-pace": "2"}, {"tone": {"pace": "2"}}),
    ("order", {"q-attended-autumn-rating": "3"}, {"attended": {"autumn": {"attended": True, "rating": "3"}}}),
    ("order", {"q-attended-none": "yes"}, {"attended": {}}),
]


@pytest.mark.parametrize(("part", "values", "kept"), FILLED)
@pytest.mark.parametrize("button", ["go=next", "go=back", "go=save"])
def test_an_empty_page_empties_nothing(
    device: Device,
    other_device: Device,
    survey: OpenSurvey,
    new_unit: NewUnit,
    part: str,
    values: Values,
    kept: dict[str, Any],
    button: str,
) -> None:
    _open(survey, part, device, other_device)
    device.press("go=next", values)
    other_device.press(button)
    assert _answers(new_unit, survey) == kept
    assert not other_device.tree.xpath("//*[@role='alert'][@data-focus]"), "nobody is asked about what is clear"


def test_a_page_without_a_version_counts_as_an_empty_one(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "work", device, other_device)
    stale = other_device.fields()
    device.press("go=next", {"q-used": "often"})
    for version in ("", "x", "....", "a.b.c"):
        other = MultiDict(stale)
        other["made"], other["go"] = version, "next"
        other_device.client.post(other_device.url, data=other)
        assert _answers(new_unit, survey) == {"used": "often"}
        other["q-used"] = "never"
        other_device.client.post(other_device.url, data=other)
        assert _answers(new_unit, survey) == {"used": "often"}


def test_what_each_page_changed_stays_row_by_row(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "work", device, other_device, kept={"q-used": "often", "q-use-seminars": "some"})
    device.open(f"/answer/{survey.run_id}/part/work")
    device.press("go=next", {"q-use-visits": "none"})
    other_device.press("go=next", {"q-access": "4", "q-use-seminars": "none"})
    assert _answers(new_unit, survey) == {"used": "often", "access": "4", "use": {"seminars": "none", "visits": "none"}}


def test_what_the_page_showed_can_be_cleared(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "wishes", device, other_device, kept={"q-comment": "Paldies", "q-visits_wanted": "3"})
    device.open(f"/answer/{survey.run_id}/part/wishes").press("go=next", {"q-comment": "", "q-visits_wanted": ""})
    assert _answers(new_unit, survey) == {}
    other_device.press("go=next")
    assert _answers(new_unit, survey) == {}


CLASHES: list[tuple[str, str, Values, Values, Values]] = [
    ("work", "used", {"q-used": "often"}, {"q-used": "never"}, {"q-used": "seldom"}),
    ("work", "use", {"q-use-visits": "some"}, {"q-use-visits": "none"}, {}),
    ("wishes", "topics", {"q-topics": ["media"]}, {"q-topics": ["reading", "catalogue"]}, {"q-topics": ["reading"]}),
    ("wishes", "comment", {"q-comment": "Pirmais\nteksts"}, {"q-comment": "Otrais <b>"}, {"q-comment": "Trešais"}),
    ("wishes", "visits_wanted", {"q-visits_wanted": "3"}, {"q-visits_wanted": "4"}, {"q-visits_wanted": "5"}),
    ("wishes", "visits_wanted", {"q-visits_wanted": "3"}, {"q-visits_wanted": "trīs"}, {"q-visits_wanted": "5"}),
    ("wishes", "day", {"q-day": "2027-03-05"}, {"q-day": "6.3.2027"}, {"q-day": "7.3.2027"}),
    ("wishes", "stay", {"q-stay-start": "1.7.2027", "q-stay-end": "2.7.2027"}, {"q-stay-start": "3.7.2027"}, {}),
    (
        "order",
        "ranked",
        {"q-ranked-talks": "1"},
        {"q-ranked-trips": "1"},
        {"q-ranked-talks": "2", "q-ranked-practice": "1"},
    ),
    ("order", "hours", {"q-hours-talks": "10"}, {"q-hours-trips": "10"}, {}),
    ("order", "tone", {"q-tone-pace": "2"}, {"q-tone-pace": "1"}, {}),
    ("order", "importance", {"q-importance-1-best": "talks"}, {"q-importance-1-best": "practice"}, {}),
    ("order", "attended", {"q-attended-autumn-rating": "3"}, {"q-attended-autumn-rating": "1"}, {}),
]


@pytest.mark.parametrize(("part", "question", "first", "second", "third"), CLASHES)
def test_a_clash_shows_both_and_one_is_chosen(
    device: Device,
    other_device: Device,
    survey: OpenSurvey,
    new_unit: NewUnit,
    part: str,
    question: str,
    first: Values,
    second: Values,
    third: Values,
) -> None:
    for choice in ("there", "here", *(["anew"] if third else [])):
        _open(survey, part, device, other_device, kept=dict.fromkeys({**first, **second}, ""))
        other_device.open(f"/answer/{survey.run_id}/part/{part}")
        device.open(f"/answer/{survey.run_id}/part/{part}")
        device.press("go=next", first)
        kept = _answers(new_unit, survey)
        other_device.press("go=next", second)
        assert _answers(new_unit, survey) == kept, "newer answers are never overwritten unasked"
        assert other_device.url.endswith(f"/part/{part}")
        assert _choices(other_device) == [f"choose-{question}"]
        (link,) = [href for href in other_device.tree.xpath("//*[@data-focus]//a/@href") if "choose" in href]
        assert other_device.tree.xpath("//*[@id=$id]", id=link.removeprefix("#"))
        check_page(other_device.tree, "lv")
        # Not choosing is not choosing, on any device, and nothing is sent meanwhile.
        assert _choices(other_device.press("go=next")) == [f"choose-{question}"]
        sent = device.open(f"/answer/{survey.run_id}/preview").press("go=send", form="step")
        assert sent.url.endswith("/preview")
        assert _choices(device.open(f"/answer/{survey.run_id}/part/{part}")) == [f"choose-{question}"]
        if choice == "anew":
            other_device.press("go=next", third)
            assert _answers(new_unit, survey) != kept
        else:
            other_device.press(f"choose-{question}={choice}")
            assert (_answers(new_unit, survey) == kept) == (choice == "there")
        assert _choices(device.open(f"/answer/{survey.run_id}/part/{part}")) == []
        device.press("go=save", dict.fromkeys({**first, **second, **third}, ""))


def test_both_answers_stand_there_in_words(device: Device, other_device: Device, survey: OpenSurvey) -> None:
    _open(survey, "wishes", device, other_device)
    device.press("go=next", {"q-comment": "Viens\nteksts", "q-day": "5.3.27", "q-help": "yes"})
    other_device.press("go=next", {"q-comment": "Cits <i>teksts</i>", "q-day": "6.3.27", "q-help": "no"})
    said = [" ".join(each.text_content().split()) for each in other_device.tree.xpath("//*[@class='clash-answer']")]
    for place, word in enumerate(("2027. gada 5. marts", "2027. gada 6. marts", "Jā", "Nē", "Viens", "Cits <i>teksts")):
        assert word in said[place], (word, said)


def test_proposals_of_both_pages_stay(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "wishes", device, other_device)
    device.press("go=next", {"q-proposals-1-text": "Viens"})
    other_device.press("go=next", {"q-proposals-1-text": "Divi", "q-proposals-1-direction": "visits"})
    texts = [each["text"] for each in _answers(new_unit, survey)["proposals"]]
    assert texts == ["Viens", "Divi"]
    # Sent twice, or by the script and the button, one proposal stays one.
    device.open(f"/answer/{survey.run_id}/part/wishes")
    sent = device.fields()
    sent["q-proposals-3-text"], sent["go"] = "Trīs", "save"
    for _ in range(2):
        device.client.post(device.url, data=sent)
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Viens", "Divi", "Trīs"]
    # One more than there is room for: nothing is dropped, one chooses.
    other_device.press("go=back")
    device.open(f"/answer/{survey.run_id}/part/wishes")
    other_device.open(f"/answer/{survey.run_id}/part/wishes")
    device.press("go=save", {"q-proposals-1-text": ""})
    third = other_device.fields()
    device.open(f"/answer/{survey.run_id}/part/wishes").press("go=save", {"q-proposals-3-text": "Četri"})
    third["q-proposals-1-text"], third["go"] = "Viens un vēl", "next"
    page = other_device.client.post(other_device.url, data=third)
    assert page.headers["Location"].endswith("check=1")
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Divi", "Trīs", "Četri"]
    other_device.open(page.headers["Location"])
    for text in ("Viens un vēl", "Četri"):
        assert text in other_device.text
    other_device.press("choose-proposals=here")
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Divi", "Trīs", "Četri"]
    other_device.press("choose-proposals=here", {"q-proposals-2-text": ""})
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Divi", "Četri", "Viens un vēl"]


def test_more_proposals_than_there_is_room_for(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "wishes", device, other_device)
    device.press("go=next", {"q-proposals-1-text": "Viens", "q-proposals-2-text": "Divi"})
    other_device.press("go=next", {"q-proposals-1-text": "Trīs", "q-proposals-2-text": "Četri"})
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Viens", "Divi"]
    other_device.press("choose-proposals=here")
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Trīs", "Četri"]


def test_one_proposal_changed_on_both_pages(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "wishes", device, other_device, kept={"q-proposals-1-text": "Viens", "q-proposals-2-text": "Divi"})
    device.open(f"/answer/{survey.run_id}/part/wishes").press("go=next", {"q-proposals-1-text": "Viens, mainīts"})
    other_device.press("go=next", {"q-proposals-1-text": "Viens, citādi", "q-proposals-2-text": ""})
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Viens, mainīts"]
    other_device.press("choose-proposals=here")
    assert [each["text"] for each in _answers(new_unit, survey)["proposals"]] == ["Viens, citādi"]


def test_a_newer_answer_is_not_chosen_unseen(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "work", device, other_device)
    device.press("go=next", {"q-used": "often"})
    other_device.press("go=next", {"q-used": "never"})
    device.open(f"/answer/{survey.run_id}/part/work").press("choose-used=there")
    device.open(f"/answer/{survey.run_id}/part/work").press("go=save", {"q-used": "seldom"})
    other_device.press("choose-used=here")
    assert _answers(new_unit, survey)["used"] == "seldom"


def test_the_script_is_told(device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit) -> None:
    _open(survey, "wishes", device, other_device)
    (url,) = device.tree.xpath("//form/@data-autosave-url")
    sent = other_device.fields()
    device.press("go=next", {"q-comment": "Viens"})
    sent["q-help"] = "yes"
    said = other_device.client.post(url, data=sent).get_json()
    assert (said["saved"], said["elsewhere"], said["clash"]) == (True, True, False)
    sent["made"], sent["q-comment"] = said["made"], "Divi"
    said = other_device.client.post(url, data=sent).get_json()
    assert (said["saved"], said["clash"]) == (True, True)
    sent["made"], sent["q-comment"] = said["made"], "Divi un"
    said = other_device.client.post(url, data=sent).get_json()
    assert (said["saved"], said["clash"]) == (True, True)
    assert _answers(new_unit, survey) == {"comment": "Viens", "help": "yes"}
    page = other_device.open(f"/answer/{survey.run_id}/part/wishes")
    assert "Divi un" in page.text
    page.press("choose-comment=here")
    assert _answers(new_unit, survey) == {"comment": "Divi un", "help": "yes"}


def test_a_lost_answer_to_the_script_is_no_clash(
    device: Device, other_device: Device, survey: OpenSurvey, new_unit: NewUnit
) -> None:
    _open(survey, "wishes", device, other_device)
    (url,) = device.tree.xpath("//form/@data-autosave-url")
    sent = device.fields()
    sent["tab"] = "a1"
    for text in ("P", "Pal", "Paldies"):
        sent["q-comment"] = text  # the version of the page stays the first: no answer ever arrived
        assert device.client.post(url, data=sent).get_json()["clash"] is False
    assert _answers(new_unit, survey) == {"comment": "Paldies"}
    other = other_device.fields()
    other["tab"], other["q-comment"] = "b2", "Cits"
    assert other_device.client.post(url, data=other).get_json()["clash"] is True


def test_at_the_same_moment(app: Flask, survey: OpenSurvey, new_unit: NewUnit) -> None:
    devices = [Device(app.test_client()) for _ in range(4)]
    _open(survey, "wishes", *devices)
    together = Barrier(len(devices))
    fields = ("q-comment", "q-visits_wanted", "q-why_help", "q-day")
    values = ("Teksts", "3", "Tāpēc", "2027-03-05")

    def post(place: int) -> None:
        sent = devices[place].fields()
        sent[fields[place]], sent["go"] = values[place], "next"
        sent["q-topics"] = "media"
        together.wait()
        devices[place].client.post(devices[place].url, data=sent)

    threads = [Thread(target=post, args=(place,)) for place in range(len(devices))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _answers(new_unit, survey) == {
        "comment": "Teksts",
        "visits_wanted": "3",
        "why_help": "Tāpēc",
        "day": "2027-03-05",
        "topics": ["media"],
    }
