"""What the admin and a leader do about a survey: an association, accounts, members; a part of the evaluation."""

from __future__ import annotations

from tests.e2e.visitor import Visitor
from tests.e2e.words import Words

PASSWORD = "four plain words here"
ADMIN, LEADER, CENTRE = "admin@walk.example", "leader@walk.example", "centre@walk.example"


def sign_in(visitor: Visitor, email: str) -> None:
    """As one does on the first morning: by the start page, and not right at once."""
    visitor.go("/")
    visitor.follow("/sign-in")
    visitor.fill(email=email, password="not the password")
    visitor.press("main form button[type=submit]")
    visitor.fill(email=email, password=PASSWORD)
    visitor.press("main form button[type=submit]")


def prepare(admin: Visitor, words: Words) -> None:
    """Associations, the accounts of a leader and of the regional centre."""
    admin.follow("/admin/associations")
    admin.follow("/admin/regions/new")
    admin.press("main form button[type=submit]", status=422)
    admin.follow("/admin/associations")
    for name in (words.association, words.neighbour):
        admin.follow("/admin/associations/new")
        admin.fill(**{f"name_{words.language}": name, "leader_name": words.leader})
        admin.page.locator('[name="language"]').select_option(words.language)
        admin.choose(region=words.region)
        admin.press("main form button[type=submit]")
        assert name in admin.page.inner_text("main")
    for email, name, role, place in (
        (LEADER, words.leader, "leader", words.association),
        (CENTRE, words.centre, "regional_centre", words.region),
    ):
        admin.go("/admin/people")
        admin.follow("/admin/people/new")
        admin.fill(name=name, email=email, password=PASSWORD)
        admin.page.locator('[name="language"]').select_option(words.language)
        admin.page.locator('[name="role"]').select_option(role)
        admin.choose(place=place)
        admin.press("main form button[type=submit]")
        assert email in admin.page.inner_text("main")
    admin.press(admin.page.locator("main th a").first)
    for path in ("/admin/", "/admin/settings", "/admin/audit", "/password/change"):
        admin.go(path)
    admin.close()


def add_members(leader: Visitor, words: Words) -> None:
    """Two pasted tables, one for each language; then a mistake in one row, mended."""
    for rows, language in ((words.members, words.language), (words.other_members, words.other)):
        leader.follow("/members")
        leader.follow("/members/table")
        leader.fill(table=rows)
        leader.page.locator('[name="institution_kind"]').select_option("basic")
        leader.page.locator('[name="language"]').select_option(language)
        leader.press("main form button[type=submit]")
        leader.press('button[name="take_in"]')
    page = leader.page
    assert page.locator("main tbody tr").count() == 7
    leader.press(page.locator("main tbody th a").first)
    leader.fill(name="")
    leader.press("main form button[type=submit]", status=422)
    leader.follow("/members")


def write_part(leader: Visitor, number: int, text: str) -> None:
    """Write a part of the evaluation by hand, in the editor, and save it."""
    leader.follow("/evaluation")
    leader.follow(f"/evaluation/part/{number}")
    leader.page.locator("#editor-text").fill(text)
    leader.press("form[data-editor-form] .actions button[type=submit]")
