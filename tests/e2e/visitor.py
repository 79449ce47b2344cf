"""Somebody with a browser window, who looks closely at every page that is met.

`Visitor.look` is called wherever a page was reached. Each kind of page (its address without ids, and the status it came
with) is examined once in every language: axe, title, language, one heading, ids, labels, width, complaints of the
browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}")

HTML = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map((each) => each.id);
  const named = (field) => field.labels.length > 0 || field.ariaLabel || field.getAttribute("aria-labelledby");
  const targets = (attribute) => all(`[${attribute}]`).flatMap((each) => each.getAttribute(attribute).split(/\\s+/));
  return {
    title: document.title.trim(),
    language: document.documentElement.lang,
    headings: all("h1").length,
    doubled: ids.filter((id, place) => ids.indexOf(id) !== place),
    unlabelled: all("input:not([type=hidden]), select, textarea").filter((each) => !named(each)).map((each) => each.id),
    dangling: ["for", "aria-describedby", "aria-labelledby", "aria-controls"].flatMap(targets)
      .filter((id) => id && !ids.includes(id)),
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""
STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"


class Visitor:
    """A window of the browser and what was seen in it."""

    def __init__(
        self, browser: Browser, site: str, language: str, seen: set[str], *, phone: bool = False, scripts: bool = True
    ) -> None:
        self.site, self.language, self.seen, self.scripts = site, language, seen, scripts
        self.context = browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type] # a dict of its two words
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)

    def _heard(self, kind: str, text: str) -> None:
        # A form that comes back with its errors is 422, which the browser reports too.
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.complaints.append(text)

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            self.complaints.append(f"{response.status} {response.url}")

    def close(self) -> None:
        """Close the window and forget its cookies."""
        self.context.close()

    def go(self, path: str, status: int = 200) -> Page:
        """Open an address of the site, or a whole one, and look at the page."""
        response = self.page.goto(path if path.startswith("http") else self.site + path)
        assert response is not None
        assert response.status == status, (response.status, path)
        return self.look()

    def press(self, button: str | Locator, status: int = 200) -> Page:
        """Press a button or a link that leads to a page, and look at that."""
        found = self.page.locator(button).first if isinstance(button, str) else button
        with self.page.expect_navigation() as arrival:
            found.click()
        found_status = arrival.value.status
        assert found_status == status, (found_status, self.page.url, self.page.inner_text("main"))
        return self.look()

    def follow(self, endpoint: str) -> Page:
        """Follow the first link on the page whose address ends so, before any question mark."""
        links = self.page.locator("a[href]")
        found = next(each for each in links.all() if urlsplit(each.get_attribute("href") or "").path.endswith(endpoint))
        return self.press(found)

    def look(self) -> Page:
        """Examine the page that stands open, if none of its kind was examined before."""
        assert self.complaints == [], (self.page.url, self.complaints)
        name = f"{self.page.evaluate(STATUS)} " + IDS.sub("*", urlsplit(self.page.url).path)
        name += "" if self.scripts else " without scripts"
        if name not in self.seen:
            self.seen.add(name)
            if self.scripts and self.page.locator(".chart-plot").count():
                self.page.locator(".chart-plot .main-svg").first.wait_for()
            self._examine(name)
        return self.page

    def _examine(self, name: str) -> None:
        found: dict[str, Any] = self.page.evaluate(HTML)
        assert found.pop("title"), name
        language, headings = found.pop("language"), found.pop("headings")
        assert (language, headings) == (self.language, 1), name
        wrong = {about: each for about, each in found.items() if each}
        assert wrong == {}, (name, wrong)
        if self.scripts:
            self.page.evaluate(AXE)
            violations = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], name
        assert self.complaints == [], name

    def fill(self, **values: str) -> None:
        """Write into the fields of these names."""
        for name, value in values.items():
            field = self.page.locator(f'[name="{name}"]').first
            field.fill(value)

    def choose(self, **labels: str) -> None:
        """Choose the line of this label in the drop-down lists of these names."""
        for name, label in labels.items():
            self.page.locator(f'select[name="{name}"]').select_option(label=label)

    def tick(self, name: str, value: str | None = None) -> None:
        """Tick a box or a radio button, by its label as a finger would."""
        box = f'input[name="{name}"]' + (f'[value="{value}"]' if value is not None else "")
        self.page.locator(f"label:has({box})").first.click()
        assert self.page.locator(box).first.is_checked(), (name, value)

    def download(self, link: str | Locator) -> tuple[str, bytes]:
        """The name and the bytes of a file behind a link."""
        found = self.page.locator(link).first if isinstance(link, str) else link
        with self.page.expect_download() as waiting:
            found.click()
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()

    def file(self, ending: str) -> tuple[str, bytes]:
        """The file behind the first link whose address ends so, before any question mark."""
        return self.download(self.page.locator(f'a[href*="{ending}?"], a[href$="{ending}"]').first)


Open = Callable[..., Visitor]
"""Opens a window: ``open_window("lv", phone=True, scripts=False)``."""
