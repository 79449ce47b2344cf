"""The visitor of the walk sees what is wrong with a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor

GOOD = (
    '<!doctype html><html lang="lv"><head><title>Gads</title></head><body><main><h1>Gads</h1>'
    '<label for="name">Vārds</label><input id="name"></main></body></html>'
)


@pytest.fixture
def visitor(chromium: Browser) -> Visitor:
    """A window of a telephone on no site."""
    return Visitor(chromium, "", "lv", set(), phone=True)


def test_a_good_page_passes(visitor: Visitor) -> None:
    visitor.page.set_content(GOOD)
    visitor.look()
    visitor.close()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('lang="lv"', 'lang="en"'),
        ("<title>Gads</title>", "<title> </title>"),
        ("</h1>", "</h1><h1>Vēl</h1>"),
        ("</h1>", '</h1><p id="name">Divi</p>'),
        (' for="name"', ""),
        ("</h1>", '</h1><p aria-describedby="nowhere">Nekur</p>'),
        ("</h1>", '</h1><p style="width: 700px">Plats</p>'),
        ("</h1>", '</h1><img src="data:,">'),
        ("</h1>", '</h1><p style="color: #bbb">Bāls</p>'),
        ("</h1>", '</h1><script>console.error("Ak!")</script>'),
    ],
)
def test_a_fault_is_seen(visitor: Visitor, was: str, becomes: str) -> None:
    assert was in GOOD
    visitor.page.set_content(GOOD.replace(was, becomes, 1))
    with pytest.raises(AssertionError):
        visitor.look()
    visitor.close()
