"""What a visit of the year-end form costs a telephone, and the server."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services.unit import Unit
from tests.effort import calls
from tests.respondents import open_survey, questionnaire
from tests.web.respond.conftest import Device

FIRST_VISIT = 60_000
NEXT_SECTION = 15_000
FILLING = 10_000
"""Calls of functions; rendering the templates takes some hundred thousand."""
FONT = re.compile(r"url\(([^)]+\.woff2)\)")
ALONG = {"Accept-Encoding": "gzip"}


def _weight(client: FlaskClient, url: str) -> tuple[int, str]:
    """Bytes on the line, and the text."""
    answer = client.get(url, headers=ALONG)
    assert answer.status_code == 200
    if answer.headers.get("Content-Encoding") != "gzip":
        return len(answer.data), answer.get_data(as_text=True) if "text" in str(answer.mimetype) else ""
    assert answer.content_length == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]
    return len(answer.data), gzip.decompress(answer.data).decode("utf-8")


@pytest.mark.parametrize("language", ["lv", "lt", "ru", "en"])
def test_a_visit_is_light(device: Device, new_unit: Callable[[], AbstractContextManager[Unit]], language: str) -> None:
    with new_unit() as unit:
        survey = open_survey(unit, "year-end", language=language)
    device.open(f"/a/{survey.links[0]}")
    weight, page = _weight(device.client, f"/answer/{survey.run_id}/")
    tree = html.fromstring(page)
    asked = [str(each) for each in tree.xpath("//link[@rel='stylesheet']/@href | //script/@src")]
    assert len(asked) <= 2
    for url in [*asked, *tree.xpath("//link[@rel='icon']/@href")]:
        size, text = _weight(device.client, url)
        weight += size
        for font in FONT.findall(text):  # as if every letter of every script were on the page
            weight += _weight(device.client, f"/static/{font.strip(chr(34)).removeprefix('./')}")[0]
    assert weight <= FIRST_VISIT
    shown = 0
    for section in questionnaire("year-end").sections:
        url = f"/answer/{survey.run_id}/part/{section.id}"
        if device.client.get(url).status_code == 200:
            assert _weight(device.client, url)[0] <= NEXT_SECTION
            shown += 1
    assert shown > 5


def test_filling_a_page_is_little_work(device: Device, new_unit: Callable[[], AbstractContextManager[Unit]]) -> None:
    """A page is rendered once, and later put together: neither the form library nor the templates run again."""
    with new_unit() as unit:
        survey = open_survey(unit, "year-end")
    device.open(f"/a/{survey.links[0]}")
    section = questionnaire("year-end").sections[0]
    url = f"/answer/{survey.run_id}/part/{section.id}"
    device.client.get(url)
    # The whole request: opening the draft, walking the answers, filling the page, the test's own client.
    assert calls(lambda: device.client.get(url)) < FILLING


def test_what_is_refused_and_what_is_not_taken_compressed(device: Device) -> None:
    plain = device.client.get("/a/nothing")
    assert (plain.status_code, plain.headers.get("Content-Encoding")) == (404, None)
    packed = device.client.get("/a/nothing", headers=ALONG)
    assert gzip.decompress(packed.data) == plain.data
    assert device.client.get("/sign-in", headers=ALONG).headers.get("Content-Encoding") is None
    with device.client.get("/static/icon.svg", headers={**ALONG, "Range": "bytes=0-9"}) as icon:
        assert icon.headers.get("Content-Encoding") is None
