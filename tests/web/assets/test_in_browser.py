"""The scripts and style sheets in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.assets.conftest import Site

AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"


SMALL_TARGETS = """() => {
  const targets = [...document.querySelectorAll("form label, form button, form select, form textarea, form input")]
    .filter((each) => each.matches("label") ? each.querySelector("input") : !each.closest("label"))
    .filter((each) => each.type !== "hidden" && each.checkVisibility());
  return targets.map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect().height])
    .filter(([, height]) => height < 44);
}"""


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def quiet_window(window: Page) -> Iterator[Page]:
    """A page that must not complain: no error of a script, none of the content security policy."""
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    yield window
    assert complaints == []


def violations(page: Page) -> list[tuple[str, str]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


@pytest.mark.parametrize("path", ["/kinds", "/charts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible_and_fit(chromium: Browser, site: Site, path: str, width: int, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type] # two of its words
    page = context.new_page()
    page.goto(site.url + path)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_targets_are_large_enough_for_a_thumb(window: Page, site: Site) -> None:
    window.set_viewport_size({"width": 320, "height": 700})
    window.goto(site.url + "/kinds")
    small = window.evaluate(SMALL_TARGETS)
    assert small == []


def test_a_question_appears_with_the_answer_it_depends_on(quiet_window: Page, site: Site) -> None:
    quiet_window.goto(site.url + "/form")
    dependent = quiet_window.locator('[data-question="how"]')
    expect(dependent).to_be_hidden()
    quiet_window.get_by_label("Yes").check()
    expect(dependent).to_be_visible()
    quiet_window.get_by_label("No", exact=True).check()
    expect(dependent).to_be_hidden()


def test_what_is_typed_is_saved(quiet_window: Page, site: Site) -> None:
    quiet_window.goto(site.url + "/form")
    quiet_window.get_by_label("Yes").check()
    expect(quiet_window.locator("[data-save-state]")).to_have_text("Saved")
    assert site.saved[-1]["q-used"] == ["yes"]


def test_without_a_connection_answers_wait_and_go_out_later(window: Page, site: Site) -> None:
    window.goto(site.url + "/form")
    window.wait_for_load_state("networkidle")
    window.context.set_offline(True)
    window.get_by_label("Yes").check()
    window.get_by_label("How?").fill("by telephone")
    state = window.locator("[data-save-state]")
    expect(state).to_contain_text("No connection")
    window.get_by_role("button", name="Continue").click()
    assert site.saved == []
    assert window.get_by_label("How?").input_value() == "by telephone"
    window.context.set_offline(False)
    expect(state).to_have_text("Saved")
    assert site.saved[-1]["q-how"] == ["by telephone"]
    assert window.evaluate("localStorage.length") == 0


def test_answers_that_waited_outlive_the_page(window: Page, site: Site) -> None:
    window.goto(site.url + "/form")
    window.wait_for_load_state("networkidle")
    window.route("**/save", lambda route: route.abort())
    window.get_by_label("Yes").check()
    expect(window.locator("[data-save-state]")).to_contain_text("No connection")
    window.unroute("**/save")
    window.goto(site.url + "/form")
    expect(window.locator("[data-save-state]")).to_have_text("Saved")
    expect(window.get_by_label("Yes")).to_be_checked()
    assert site.saved[-1]["q-used"] == ["yes"]


def test_the_button_sends_once_what_was_just_typed(window: Page, site: Site) -> None:
    window.goto(site.url + "/form")
    window.get_by_label("Yes").check()
    window.get_by_role("button", name="Continue").dblclick()
    window.wait_for_load_state("networkidle")
    sent = [each for each in site.saved if "sent" in each]
    assert len(sent) == 1
    assert sent[0]["q-used"] == ["yes"]


def test_boxes_for_proposals_come_one_by_one(quiet_window: Page, site: Site) -> None:
    quiet_window.goto(site.url + "/form")
    boxes = quiet_window.locator("[data-repeat-item]:visible")
    expect(boxes).to_have_count(1)
    quiet_window.get_by_role("button", name="Add another proposal").click()
    expect(boxes).to_have_count(2)
    expect(quiet_window.get_by_label("Text of proposal 2")).to_be_focused()
    quiet_window.get_by_role("button", name="Remove this proposal").first.click()
    expect(boxes).to_have_count(1)


def test_everything_is_there_without_scripts(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + "/form")
    expect(page.locator('[data-question="how"]')).to_be_visible()
    expect(page.locator("[data-repeat-item]:visible")).to_have_count(3)
    expect(page.get_by_role("button", name="Add another proposal")).to_be_hidden()
    page.goto(site.url + "/charts")
    page.locator("summary").first.click()
    expect(page.get_by_role("cell", name="75%").first).to_be_visible()
    context.close()


def test_charts_are_drawn_and_turn_dark_with_the_system(quiet_window: Page, site: Site) -> None:
    quiet_window.emulate_media(color_scheme="light")
    quiet_window.goto(site.url + "/charts")
    plots = quiet_window.locator(".chart-plot .main-svg")
    bar = quiet_window.locator("#chart-forms .bars path").first
    expect(bar).to_be_visible()
    assert plots.count() >= 7
    light = bar.evaluate("(each) => getComputedStyle(each).fill")
    quiet_window.emulate_media(color_scheme="dark")
    quiet_window.wait_for_function(
        "(light) => getComputedStyle(document.querySelector('#chart-forms .bars path')).fill !== light", arg=light
    )


def test_a_first_visit_is_light(window: Page, site: Site) -> None:
    """One style sheet, one script, and with fonts under 50 kB before compression of the page itself."""
    asked_for: list[tuple[str, int]] = []
    window.on(
        "response",
        lambda response: asked_for.append((response.url, len(response.body()))) if "/static/" in response.url else None,
    )
    window.goto(site.url + "/form")
    window.wait_for_load_state("networkidle")
    styles_and_scripts = [url for url, _ in asked_for if url.endswith((".css", ".js"))]
    assert len(styles_and_scripts) == 2
    assert sum(size for url, size in asked_for if url.endswith(".woff2")) < 50_000
    assert sum(size for url, size in asked_for if not url.endswith(".woff2")) < 60_000
