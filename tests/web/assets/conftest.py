"""Pages made of the templates alone, served to a real browser under the content security policy of the product."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, Response, render_template_string, request
from flask_babel import Babel
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from surveyapp.definition.kinds import KINDS
from surveyapp.web.shared import assets
from surveyapp.web.shared.chart_pages import chart_page
from tests.chromium import chromium
from tests.web.shared.chart_samples import samples
from tests.web.shared.question_samples import State, asked, option

__all__ = ["Site", "chromium"]

WEB = Path(assets.__file__).resolve().parents[1]
POLICY = (
    "default-src 'none'; script-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "img-src 'self' data: blob:; "
    # Plotly sets an empty style attribute.
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
)
FORM = """
{% extends "base_respond.html" %}
{% from "components/questions.html" import question %}
{% from "components/respond.html" import save_state %}
{% block title %}Consultations{% endblock %}
{% block content %}
  <form id="answers" method="post" data-answers-form data-autosave-url="/save" data-answers="{}" novalidate>
    {% for q in questions %}{{ question(q, state) }}{% endfor %}
    <div class="actions"><button class="button" type="submit">Continue</button></div>
  </form>
  {{ save_state() }}
{% endblock %}
"""
CHARTS = """
{% extends "base_staff.html" %}
{% from "components/figures.html" import chart, response_rate, stat, stats %}
{% block title %}Results{% endblock %}
{% block content %}
  {{ response_rate(12, 16, "12 of 16 answered", mark=10) }}
  {% call stats() %}{{ stat("Overall", "4.3", "of 5") }}{{ stat("Clearest need", "7 of 12", kind="low") }}{% endcall %}
  <h2>Services</h2>
  {% for page in pages %}{{ chart(page, "/methods") }}{% endfor %}
{% endblock %}
"""


@dataclass
class Site:
    """A running site: where it is, and what was saved there."""

    url: str
    saved: list[dict[str, list[str]]] = field(default_factory=list)


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    """A page of its own, with nothing remembered."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def shell() -> SimpleNamespace:
    names = {"lv": "Latviešu", "lt": "Lietuvių", "ru": "Русский", "en": "English"}
    return SimpleNamespace(
        title="School librarians’ year",
        language="en",
        languages=[
            SimpleNamespace(code=code, name=name, url="#", current=code == "en") for code, name in names.items()
        ],
        theme="auto",
        home_url="/",
        nav=[
            SimpleNamespace(label=label, url="#", current=label == "Results") for label in ("Plan", "Survey", "Results")
        ],
        user_name="Ilze Paraudziņa",
        sign_out_url="#",
        footer=None,
    )


def conditional() -> list[SimpleNamespace]:
    """A choice, and a text that is asked only after one of its answers."""
    yes_no = [option("yes", "Yes"), option("no", "No")]
    used = asked("single", id="used", name="q-used", text="Did you use it?", options=yes_no)
    show_if = '["==",["answer","used"],["literal","yes"]]'
    return [
        used,
        asked("short-text", id="how", name="q-how", text="How?", show_if=show_if),
        asked("proposals", id="p", name="q-p"),
    ]


@pytest.fixture
def site() -> Iterator[Site]:
    """One page of every kind of question, one with a condition, one with every chart."""
    app = Flask("site", template_folder=WEB / "templates", static_folder=WEB / "static")
    app.config.update(SECRET_KEY="for tests")
    Babel(app, default_locale="en")
    app.jinja_env.globals.update(asset_url=assets.asset_url, csrf_token=lambda: "token")
    saved: list[dict[str, list[str]]] = []

    @app.get("/kinds")
    def kinds() -> str:
        questions = [asked(kind, id=f"k{place}", name=f"q-k{place}") for place, kind in enumerate(sorted(KINDS))]
        progress = SimpleNamespace(number=2, total=8)
        return render_template_string(
            FORM, shell=shell(), questions=questions, state=State(), progress=progress, answer_form="answers"
        )

    @app.route("/form", methods=["GET", "POST"])
    def form() -> str:
        if request.method == "POST":
            saved.append({**request.form.to_dict(flat=False), "sent": ["yes"]})
        return render_template_string(FORM, shell=shell(), questions=conditional(), state=State())

    @app.post("/save")
    def save() -> Response:
        saved.append(request.form.to_dict(flat=False))
        return Response(status=204)

    @app.get("/charts")
    def charts() -> str:
        return render_template_string(CHARTS, shell=shell(), pages=[chart_page(spec) for spec in samples()])

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", saved)
    server.shutdown()
    thread.join()
    server.server_close()
