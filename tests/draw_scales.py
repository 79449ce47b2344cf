"""Draw every kind of scale at 6, 12 and 400 answers, to be looked at: `python -m tests.draw_scales FOLDER`.

Pages at 360 and 1280 pixels, light and dark, in Latvian and Russian, and the same charts as PNG for paper.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from flask import Flask, render_template_string, request
from flask_babel import Babel
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from surveyapp.analysis.charts import Chart, SmallMultiples
from surveyapp.analysis.results import association_results
from surveyapp.documents.charts import chart_png
from surveyapp.web.leader.results_page import as_rows
from surveyapp.web.shared import assets
from surveyapp.web.shared.chart_pages import chart_page
from surveyapp.web.shared.results_charts import Charts
from tests.chromium import launch_options
from tests.scales import release_of

WEB = Path(assets.__file__).resolve().parents[1]
SIZES = ((6, 9), (12, 16), (400, 520))
LOOKS = ((360, "light", "ru"), (1280, "light", "lv"), (1280, "dark", "ru"), (360, "dark", "lv"))
PAGE = """
{% extends "base_staff.html" %}
{% from "components/figures.html" import chart %}
{% block title %}n = {{ n }}{% endblock %}
{% block content %}{% for page in pages %}{{ chart(page, "/methods") }}{% endfor %}{% endblock %}
"""


def charts_of(n: int, invited: int, language: str, folder: Path) -> Iterator[Chart]:
    """All charts of a release of so many answers, in a request's language."""
    release = release_of(folder, n, invited)
    results = association_results(release)
    charts = Charts(results, release.structure.labels(language))
    for section in results.sections:
        for question in section.questions:
            yield from charts.of_question(question)


def site(folder: Path) -> Flask:
    """Pages made of the templates alone."""
    app = Flask("scales", template_folder=WEB / "templates", static_folder=WEB / "static")
    app.config.update(SECRET_KEY="for looking", BABEL_TRANSLATION_DIRECTORIES=str(WEB.parent / "translations"))
    Babel(app, locale_selector=lambda: request.args.get("language", "lv"))
    app.jinja_env.globals.update(asset_url=assets.asset_url, csrf_token=lambda: "token")

    @app.get("/<int:n>/<int:invited>")
    def page(n: int, invited: int) -> str:
        language = request.args.get("language", "lv")
        pages = [chart_page(chart) for chart in charts_of(n, invited, language, folder)]
        shell = SimpleNamespace(
            title="n", language=language, languages=[], theme=request.args.get("theme", "light"), home_url="/", nav=[],
            user_name="", sign_out_url="#", footer=None,
        )  # fmt: skip
        return render_template_string(PAGE, shell=shell, pages=pages, n=n)

    return app


def draw(target: Path) -> None:
    """Write all pictures into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as kept:
        app = site(Path(kept))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            for n, invited in SIZES:
                for width, theme, language in LOOKS:
                    page = browser.new_page(viewport={"width": width, "height": 900})
                    page.goto(f"http://127.0.0.1:{server.port}/{n}/{invited}?language={language}&theme={theme}")
                    page.wait_for_timeout(1500)
                    page.screenshot(path=target / f"{n}-{width}-{theme}-{language}.png", full_page=True)
                    page.close()
            browser.close()
        server.shutdown()
        for n, invited in SIZES:
            with app.test_request_context("/?language=lv"):
                for chart in charts_of(n, invited, "lv", Path(kept)):
                    drawn = as_rows(chart, chart.frame) if isinstance(chart, SmallMultiples) else chart
                    (target / f"paper-{n}-{chart.frame.key}.png").write_bytes(chart_png(drawn))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
