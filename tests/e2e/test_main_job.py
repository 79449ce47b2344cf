"""The main job, from an empty installation to the documents, as the four users do it, in order, in a real browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.e2e import neighbour
from tests.e2e.handing import show_links
from tests.e2e.librarians import answer_all
from tests.e2e.server import Site, serving
from tests.e2e.staff import ADMIN, CENTRE, LEADER, PASSWORD, add_members, prepare, sign_in, write_part
from tests.e2e.visitor import Open, Visitor
from tests.e2e.words import WORDS, Words

pytestmark = pytest.mark.slow
FEWEST_PAGES = 70
"""Kinds of pages of this walk: that none is left out unnoticed."""


@pytest.fixture(params=["lv", "ru"])
def words(request: pytest.FixtureRequest) -> Words:
    """What is written, in the language of the association."""
    return WORDS[str(request.param)]


@pytest.fixture
def site(words: Words, tmp_path: Path) -> Iterator[Site]:
    """An installation that holds a region and an admin, nothing else."""
    options = {"region": words.region, "language": words.language, "name": "Admin", "email": ADMIN}
    init = [part for name, value in options.items() for part in (f"--{name}", value)]
    with serving(tmp_path, *init, "--password", PASSWORD) as site:
        yield site


@pytest.fixture
def seen() -> set[str]:
    """The kinds of pages that were examined."""
    return set()


@pytest.fixture
def open_window(chromium: Browser, site: Site, seen: set[str]) -> Open:
    """Opens windows onto the site."""

    def open_one(language: str, *, phone: bool = False, scripts: bool = True) -> Visitor:
        return Visitor(chromium, site.url, language, seen, phone=phone, scripts=scripts)

    return open_one


def test_the_main_job(site: Site, words: Words, open_window: Open, seen: set[str]) -> None:
    admin = open_window(words.language)
    sign_in(admin, ADMIN)
    prepare(admin, words)
    leader = open_window(words.language)
    sign_in(leader, LEADER)
    add_members(leader, words)
    write_plan(leader, words)
    links = open_survey(leader, words)
    # Only now: what the leader asks must not have come from here.
    neighbour.hold_a_small_round(site, words.neighbour)
    answer_all(links, words, open_window)
    close_survey(leader)
    read_results(leader, words)
    sort_proposals(leader, words)
    recommend(leader, words)
    take_evaluation(leader, words)

    centre = open_window(words.language)
    sign_in(centre, CENTRE)
    compare(centre, words)
    assert "Traceback" not in site.log.read_text(encoding="utf-8")
    assert len(seen) >= FEWEST_PAGES, sorted(seen)


def write_plan(leader: Visitor, words: Words) -> None:
    """The goal, an activity, and that it was held."""
    leader.follow("/plan")
    leader.press("main form button[type=submit]")
    leader.follow("/plan/head")
    leader.fill(goal=words.goal)
    leader.press("main form button[type=submit]")
    leader.follow("/plan/activity/add")
    leader.press("main form button[type=submit]", status=422)
    leader.fill(topic=words.activity, period_text=words.when, place=words.place)
    leader.press("main form button[type=submit]")
    leader.press(leader.page.locator("main tbody th a").first)
    leader.tick("done", "yes")
    leader.fill(participants="23")
    leader.press("main form button[type=submit]")
    assert words.activity in leader.page.inner_text("main")


def open_survey(leader: Visitor, words: Words) -> list[str]:
    """Prepare and open the year-end survey, anonymous as it is unless told; the seven links, by name."""
    leader.follow("/survey")
    leader.press("main form button[type=submit]")
    leader.follow("/form")
    page = leader.page
    page.go_back()
    assert page.locator('input[name="mode"][value="anonymous"]').is_checked()
    leader.fill(message=words.message)
    leader.press('form[action*="/open"] button[type=submit]')
    links = show_links(leader)
    assert len(links) == 7
    first = [name for line in words.members.splitlines() for name in links if line.startswith(name)]
    others = [name for line in words.other_members.splitlines() for name in links if line.startswith(name)]
    assert (len(first), len(others)) == (5, 2)
    return [links[name] for name in (*first, *others)]


def close_survey(leader: Visitor) -> None:
    """Six of seven answered: until it is closed, not even how many is told, because that would leave one over."""
    leader.follow("/survey")
    assert "6" not in leader.page.inner_text(".rate")
    leader.follow("/invitations")
    leader.follow("/survey")
    leader.follow("/close")
    leader.press('main form[action*="/close"] button[type=submit]')


def read_results(leader: Visitor, words: Words) -> None:
    """Every chart states how many answered, and has its table."""
    page = leader.page
    assert re.search(r"6\D+7", page.inner_text(".rate"))
    charts = page.locator("figure.chart")
    assert charts.count() >= 4
    page.locator("figure.chart .main-svg").first.wait_for()
    for footer in page.locator("figure.chart .chart-footer p").all():
        assert re.search(r"n = [1-6]", footer.inner_text()), footer.inner_text()
    assert page.locator("figure.chart table").count() >= charts.count()
    assert words.comment in (page.text_content("main") or "")
    name, table = leader.file(".csv")
    assert name.endswith(".csv")
    assert table
    leader.follow("/methods")
    leader.follow("/")


def sort_proposals(leader: Visitor, words: Words) -> None:
    """Two that say the same become one wording, which is accepted."""
    leader.follow("/proposals")
    page = leader.page
    for proposal in words.proposals:
        page.locator("label.choice", has_text=proposal).click()
    leader.fill(wording=words.wording)
    leader.press('button[name="action"][value="group"]')
    leader.press(page.locator("article a", has_text=words.wording))
    leader.tick("status", "accepted")
    leader.press('form[action*="/decide"] button[type=submit]')


def recommend(leader: Visitor, words: Words) -> None:
    """A finding becomes a recommendation, which keeps its evidence."""
    leader.follow("/inputs")
    page = leader.page
    weightiest = page.locator("article.finding").first
    sentence = weightiest.locator("h3").inner_text()
    leader.press(weightiest.locator(".actions a").first)
    leader.press("main .actions button[type=submit]", status=422)
    leader.fill(text=words.recommendation)
    leader.press("main .actions button[type=submit]")
    assert sentence in page.inner_text("main")
    assert page.input_value('[name="text"]') == words.recommendation
    leader.follow("/recommendations")
    assert words.recommendation in page.inner_text("main")


def take_evaluation(leader: Visitor, words: Words) -> None:
    """A part written by hand, the tenth part, the two documents read back, handing in."""
    leader.follow("/evaluation")
    write_part(leader, 2, words.tasks_text)
    leader.follow("/evaluation/part/10")
    leader.fill(prepared_by=words.leader)
    leader.press('form[action*="/evaluation/prepared"] button[type=submit]')
    page = leader.page
    said = (words.association, words.activity, words.wording, words.recommendation, words.tasks_text, words.leader)
    name, content = leader.file("/evaluation/document.docx")
    assert name.endswith(".docx")
    written = text_of_docx(content)
    assert [each for each in said if each not in written] == []
    name, content = leader.file("/evaluation/document.pdf")
    assert name.endswith(".pdf")
    printed = squeezed("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages))
    assert [each for each in said if squeezed(each) not in printed] == []
    leader.follow("/evaluation/hand-in")
    leader.press('form[action*="/hand-in"] button[type=submit]')
    assert page.locator(".notification-success").count()
    handed_in = page.url
    leader.go(handed_in.replace("/evaluation", "/evaluation/part/2"))
    leader.press("main form .actions button[type=submit]", status=409)
    leader.go("/admin/", status=403)
    leader.go("/nowhere", status=404)
    leader.close()


def compare(centre: Visitor, words: Words) -> None:
    """Both associations stand side by side; of the one where four answered nothing but that is told."""
    page = centre.page
    own = page.locator("main tbody tr", has_text=words.association)
    few = page.locator("main tbody tr", has_text=words.neighbour)
    assert re.search(r"6\D+7", own.inner_text())
    assert re.search(rf"{neighbour.ANSWERED}\D+{neighbour.INVITED}", few.inner_text())
    assert own.locator("td").nth(1).locator("strong").count() == 1
    assert few.locator("td").nth(1).locator("strong").count() == 0
    name, content = centre.file(".xlsx")
    assert name.endswith(".xlsx")
    cells = cells_of(content)
    assert {words.association, words.neighbour} <= cells
    name, content = centre.file("participation.png")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.width > 400
    centre.press(own.locator("th a"))
    centre.page.locator("figure.chart .main-svg").first.wait_for()
    assert text_of_docx(centre.file("evaluation.docx")[1]).count(words.recommendation)
    centre.page.go_back()
    centre.press(page.locator("main tbody tr", has_text=words.neighbour).locator("th a"))
    assert page.locator("figure.chart").count() == 0
    centre.follow("/indicators")
    tables = page.locator("figure.chart table").all()
    assert tables
    for table in tables:
        rows = [row for row in table.locator("tbody tr").all() if words.neighbour in (row.text_content() or "")]
        assert not any(re.search(r"\d", row.locator("td").all_text_contents()[0]) for row in rows)
    centre.follow("/methods")
    centre.close()


def text_of_docx(content: bytes) -> str:
    """Paragraphs and cells of a Word document, in one string."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [paragraph.text for section in document.sections for paragraph in section.header.paragraphs]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells + heads)


def squeezed(text: str) -> str:
    """Without spaces, line ends and the hyphens that a page put in."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def cells_of(content: bytes) -> set[str]:
    """Every text in a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found = {str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value}
    book.close()
    return found
