"""The leader of an installation without mail hands out the links: shown one at a time, masked otherwise."""

from __future__ import annotations

from tests.e2e.visitor import Visitor


def show_links(leader: Visitor) -> dict[str, str]:
    """Name → link of every member, asked for one by one on the page of invitations."""
    rows = leader.page.locator("main tbody tr")
    links = {}
    for place in range(rows.count()):
        leader.press(rows.nth(place).locator('form[action*="/link"] button'))
        assert leader.page.locator("main tbody input.input").count() == 1, "one link is shown, no more"
        name = rows.nth(place).locator("th").inner_text().split("\n")[0].strip()
        links[name] = leader.page.input_value("#link-shown")
    return links
