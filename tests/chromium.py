"""The system's Chromium for the browser tests, and the rules of its use.

Where there is none the tests are skipped, loudly (`.ci/chromium` says so); under CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch_options() -> dict[str, Any]:
    """How to start the browser: for `browser_type.launch` and pytest-playwright's `browser_type_launch_args`."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "No Chromium on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {"executable_path": found, "args": [*FLAGS], "headless": True}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser, closed after the file."""
    options = launch_options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()
