"""A conflict's page speaks of the very refusal; what has no words of its own gets general ones."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from surveyapp.services.errors import Conflict


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("changed_meanwhile", "Somebody was faster"),
        ("handed_in", "The evaluation is handed in"),
        ("run_exists", "There is a survey for this year already"),
        ("something_new", "This cannot be done now"),
    ],
)
def test_headings_by_code(app: Flask, client: FlaskClient, code: str, heading: str) -> None:
    def refuse() -> str:
        raise Conflict(code)

    app.add_url_rule("/refuse", "refuse", refuse)
    page = client.get("/refuse", headers={"Accept-Language": "en"})
    assert page.status_code == 409
    tree = html.fromstring(page.text)
    assert tree.xpath("string(//h1)").strip() == heading
    assert len(tree.xpath("string(//p[@class='lede'])").strip()) > 30
