"""Somebody who uses no mouse: all is reached by Tab, chosen by arrows, written, and pressed by Enter or blank."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.visitor import Visitor

MOST_TABS = 500


class Keyboard:
    """The keys of a visitor's window. Nothing here clicks, and nothing is focused by a script."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page

    def to(self, selector: str) -> None:
        """Press Tab until what the selector names has the focus."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("(wanted) => document.activeElement?.matches(wanted) ?? false", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError((f"never reached: {selector}", self.page.url, self.page.inner_text("main")))

    def write(self, selector: str, text: str) -> None:
        """Write into a field, in place of what stands there."""
        self.to(selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, selector: str) -> None:
        """Tick a box."""
        self.to(selector)
        self.page.keyboard.press("Space")
        assert self.page.locator(selector).is_checked()

    def radio(self, name: str, value: str) -> None:
        """Choose a radio button with the arrows of its group."""
        self.to(f'input[type="radio"][name="{name}"]')
        wanted = self.page.locator(f'input[name="{name}"][value="{value}"]')
        if not self.page.locator(f'input[name="{name}"]:checked').count():
            self.page.keyboard.press("Space")
        for _ in range(40):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError((name, value))

    def choose(self, selector: str, value: str) -> None:
        """Choose a line of a drop-down list with the arrows."""
        self.to(selector)
        self.page.keyboard.press("Home")
        for _ in range(300):
            if self.page.input_value(selector) == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError((selector, value))

    def press(self, selector: str) -> None:
        """Go to a button or a link, press it, and look at the page it leads to."""
        self.to(selector)
        with self.page.expect_navigation() as arrival:
            self.page.keyboard.press("Enter")
        assert arrival.value.status == 200, (self.page.url, self.page.inner_text("main"))
        self.visitor.look()
