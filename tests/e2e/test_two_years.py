"""Two school years: plan, survey, proposals, vote, recommendation, evaluation, next plan, review, next survey.

What no single page shows is here: that what was proposed in the first year is what the second year's survey begins
with, by way of a decision, an activity and a review. In Lithuanian, as the first walk is in the other two languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.e2e.clock import Clock, serving_by
from tests.e2e.handing import show_links
from tests.e2e.librarians import in_short
from tests.e2e.server import Site
from tests.e2e.staff import ADMIN, CENTRE, LEADER, PASSWORD, add_members, prepare, sign_in, write_part
from tests.e2e.visitor import Open, Visitor
from tests.e2e.words import LITHUANIAN as WORDS

pytestmark = pytest.mark.slow
PLAN = (
    "Tikslas: kad kiekvienoje mokykloje skaitymas būtų bendras reikalas.\n\n"
    "Eil. Nr.\tVeiklos turinys\tData\tVieta\tAtsakingas\n"
    "1.\tSeminaras „Skaitymo džiaugsmas“\t2026 m. spalio 22 d.\tGluosnynės gimnazija\tŽ. Gluosnytė\n"
    "2.\tMetodinė valanda „Fondo atnaujinimas“\t2026 m. IV ketv.\tUžupės mokykla\tB. Šermukšnytė\n"
    "3.\tKonsultacijos mažoms mokykloms\tVisus metus\t\tŽ. Gluosnytė\n"
)
"""As it is copied out of a word processor."""
HELD = ("Seminaras „Skaitymo džiaugsmas“", "Konsultacijos mažoms mokykloms")
PROPOSED = (
    "Daugiau apsilankymų mažose mokyklose, ir rudenį",
    "Dažniau lankyti mažas mokyklas",
    "Skaitmeninės bibliotekos mokymai pradedantiesiems",
    "Mokymai apie skaitmeninę biblioteką",
    "Bendra knygų mainų diena pavasarį",
    "",
)
VISITS, TRAINING, SWAPS = (
    "Apsilankyti kiekvienoje mažoje mokykloje bent kartą per metus",
    "Skaitmeninės bibliotekos mokymai",
    "Knygų mainų diena",
)
GROUPS = {VISITS: PROPOSED[0:2], TRAINING: PROPOSED[2:4], SWAPS: PROPOSED[4:5]}
NEXT_YEAR = "2027–2028"
REASON = "Mainų dieną rengia miesto biblioteka; prisijungsime prie jos."
OUTCOME = "Iki vasario aplankytos keturios mažos mokyklos iš šešių."
CHANGED = (WORDS.recommendation, OUTCOME, VISITS, SWAPS, REASON)
"""What every member reads a year later."""
RETURNED = "Prašau papildyti antrą dalį: ko mokyklos išmoko?"


@pytest.fixture
def clock() -> Clock:
    """It is September 2026."""
    return Clock(datetime(2026, 9, 10, 9, tzinfo=UTC))


@pytest.fixture
def site(clock: Clock, tmp_path: Path) -> Iterator[Site]:
    """An installation with a region and an admin."""
    options = {"region": WORDS.region, "language": WORDS.language, "name": "Admin", "email": ADMIN}
    init = [part for name, value in options.items() for part in (f"--{name}", value)]
    with serving_by(clock, tmp_path, *init, "--password", PASSWORD) as site:
        yield site


@pytest.fixture
def open_window(chromium: Browser, site: Site) -> Open:
    """Opens windows onto the site."""
    seen: set[str] = set()

    def open_one(language: str, *, phone: bool = False, scripts: bool = True) -> Visitor:
        return Visitor(chromium, site.url, language, seen, phone=phone, scripts=scripts)

    return open_one


def test_two_school_years(clock: Clock, open_window: Open) -> None:
    admin = open_window("lt")
    sign_in(admin, ADMIN)
    prepare(admin, WORDS)
    leader = open_window("lt")
    sign_in(leader, LEADER)
    add_members(leader, WORDS)
    read_plan(leader)

    clock.turn_to(2027, 5, 4)
    report_activities(leader)
    links = open_survey(leader)
    for link, proposal in zip(links[:6], PROPOSED, strict=True):
        answer(link, open_window, satisfied="2", overall="4", proposal=proposal)
    clock.turn_to(2027, 5, 20)
    close_survey(leader)
    group_proposals(leader)
    open_vote(leader)
    vote(links[:6], open_window)
    clock.turn_to(2027, 6, 4)
    close_vote(leader)
    decide(leader)
    recommend(leader)
    leader.follow("/evaluation")
    leader.follow("/evaluation/part/10")
    leader.fill(prepared_by=WORDS.leader)
    leader.press('form[action*="/evaluation/prepared"] button[type=submit]')
    hand_in(leader)
    centre = open_window("lt")
    sign_in(centre, CENTRE)
    answer_leader(centre, "return", RETURNED)
    leader.follow("/evaluation")
    assert RETURNED in leader.page.inner_text("main")
    write_part(leader, 2, WORDS.tasks_text)
    hand_in(leader)
    answer_leader(centre, "accept")

    clock.turn_to(2027, 9, 9)
    next_plan(leader)
    clock.turn_to(2028, 2, 3)
    review(leader)
    told(leader)
    read_mail(links[0], open_window)
    clock.turn_to(2028, 5, 4)
    turn_to_next_year(leader)
    links = open_survey(leader)
    read_what_changed(links[0], open_window)
    for link in links[:6]:
        answer(link, open_window, satisfied="4", overall="5")
    clock.turn_to(2028, 5, 22)
    close_survey(leader)
    compare_years(leader)


def read_plan(leader: Visitor) -> None:
    """The table of the plan, pasted, looked through and taken over."""
    leader.follow("/plan")
    leader.press("main form button[type=submit]")
    leader.follow("/plan/read")
    leader.fill(pasted=PLAN)
    leader.press("main form .actions button[type=submit]")
    assert leader.page.locator('main [name$="topic"]').count() == 3
    leader.press('form[action*="/confirm"] button[type=submit]')
    text = leader.page.inner_text("main")
    assert all(topic in text for topic in HELD)
    assert "skaitymas būtų bendras reikalas" in text


def report_activities(leader: Visitor) -> None:
    """Two of three were held."""
    leader.follow("/plan")
    for topic in HELD:
        leader.press(leader.page.locator("main tbody th a", has_text=topic))
        leader.tick("done", "yes")
        leader.fill(participants="7")
        leader.press("main form button[type=submit]")


def open_survey(leader: Visitor) -> list[str]:
    """Prepare and open the year-end survey; the links of the seven members."""
    leader.follow("/survey")
    leader.press("main form button[type=submit]")
    leader.press('form[action*="/open"] button[type=submit]')
    links = list(show_links(leader).values())
    assert len(links) == 7
    return links


def answer(link: str, open_window: Open, *, satisfied: str, overall: str, proposal: str = "") -> None:
    """One member answers on her phone."""
    window = open_window("lt", phone=True)
    in_short(link, window, satisfied=satisfied, overall=overall, proposal=proposal)
    window.close()


def close_survey(leader: Visitor) -> None:
    """Six of seven answered."""
    leader.follow("/survey")
    leader.follow("/close")
    leader.press('main form[action*="/close"] button[type=submit]')
    assert re.search(r"6\D+7", leader.page.inner_text(".rate"))


def group_proposals(leader: Visitor) -> None:
    """Those that say the same come together."""
    leader.follow("/proposals")
    for wording, proposals in GROUPS.items():
        for proposal in proposals:
            leader.page.locator("label.choice", has_text=proposal).click()
        leader.fill(wording=wording)
        leader.press('button[name="action"][value="group"]')
    assert all(wording in leader.page.inner_text("main") for wording in GROUPS)


def open_vote(leader: Visitor) -> None:
    """All three wordings go to the members, as they are ticked already."""
    leader.follow("/proposals/vote")
    assert leader.page.locator('main input[name="group"]:checked').count() == len(GROUPS)
    leader.press('main form[action*="/vote"] button[type=submit]')
    assert leader.page.locator("main h2 + ol li").count() == len(GROUPS)


def vote(links: list[str], open_window: Open) -> None:
    """By the link they answered with: five for visits, one for training."""
    for number, link in enumerate(links):
        window = open_window("lt", phone=True)
        window.go(link)
        if not window.page.locator("#ballot").count():
            window.follow("/vote")
        window.page.locator("label.choice", has_text=VISITS if number < 5 else TRAINING).click()
        window.press('#ballot button[value="vote"]')
        assert window.page.locator(".notification-success").count()
        window.close()


def close_vote(leader: Visitor) -> None:
    """It closed by its last day; five of six, as it was voted."""
    leader.follow("/proposals")
    leader.follow("/proposals/vote")
    if leader.page.locator('form[action*="/vote/close"]').count():
        leader.press('form[action*="/vote/close"] button[type=submit]')
    row = leader.page.locator("main tbody tr", has_text=VISITS)
    assert re.search(r"5\D+6", row.inner_text())


def decide(leader: Visitor) -> None:
    """Visits and training are accepted, swapping books is declined, with a reason."""
    for wording in GROUPS:
        leader.follow("/proposals")
        leader.press(leader.page.locator("article a[href*='/group/']", has_text=wording))
        leader.tick("status", "declined" if wording == SWAPS else "accepted")
        if wording == SWAPS:
            leader.press('form[action*="/decide"] button[type=submit]', status=422)
            leader.tick("status", "declined")
            leader.fill(reason=REASON)
        leader.press('form[action*="/decide"] button[type=submit]')


def recommend(leader: Visitor) -> None:
    """The clearest finding becomes a recommendation; it is accepted and becomes an activity of the next plan."""
    leader.follow("/inputs")
    sentence = leader.page.locator("article.finding h3").first.inner_text()
    leader.press(leader.page.locator("article.finding .actions a").first)
    leader.fill(text=WORDS.recommendation, owner=WORDS.leader)
    leader.press("main .actions button[type=submit]")
    assert sentence in leader.page.inner_text("main")
    leader.page.locator('[name="due_on"]').fill("2028-03-01")
    leader.press("main form[data-guard] button[type=submit]")
    leader.page.locator('form[action*="/status"] [name="status"]').first.wait_for()
    step(leader, "accepted")
    leader.press('form[action*="/plan"] button[type=submit]')


def step(leader: Visitor, status: str) -> None:
    """The next step of the recommendation that stands open."""
    field = leader.page.locator('form[action*="/status"] [name="status"]').first
    if field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(status)
    else:
        leader.tick("status", status)
    leader.press('form[action*="/status"] button[type=submit]')


def hand_in(leader: Visitor) -> None:
    """The evaluation goes to the regional centre."""
    leader.follow("/evaluation")
    leader.follow("/evaluation/hand-in")
    leader.press('form[action*="/hand-in"] button[type=submit]')
    assert leader.page.locator(".notification-success").count()


def answer_leader(centre: Visitor, answer: str, remark: str = "") -> None:
    """The regional centre reads it whole, and returns it with a remark on the second part, or accepts it."""
    centre.follow("/")
    centre.press(centre.page.locator("main tbody th a", has_text=WORDS.association))
    centre.follow("/evaluation")
    assert VISITS in centre.page.inner_text("main")
    if remark:
        centre.page.locator('details:has([name="part_2"]) summary').last.click()
        centre.fill(part_2=remark)
    centre.press(f'button[name="answer"][value="{answer}"]')
    assert centre.page.locator(".notification-success").count()


def turn_to_next_year(leader: Visitor) -> None:
    """By the switch that stands on every page of hers."""
    leader.follow("/plan")
    leader.page.locator("main details.years summary").click()
    leader.press(leader.page.locator("main details.years a", has_text=NEXT_YEAR))


def next_plan(leader: Visitor) -> None:
    """The plan of the new year begins with what was recommended; every page is of that year from here on."""
    turn_to_next_year(leader)
    assert WORDS.recommendation in leader.page.inner_text("main")


def review(leader: Visitor) -> None:
    """Half a year later: four fifths are done, and what was done is said."""
    leader.follow("/plan")
    leader.press(leader.page.locator("main tbody th a", has_text=WORDS.recommendation))
    leader.tick("done", "yes")
    leader.fill(participants="6")
    leader.press("main form button[type=submit]")
    leader.follow("/recommendations")
    leader.follow("/recommendations/review")
    leader.page.locator('[name^="percent-"]').fill("80")
    leader.page.locator('[name^="outcome-"]').fill(OUTCOME)
    leader.press('main form[action*="/review"] button[type=submit]')


def told(leader: Visitor) -> None:
    """The members get it by mail."""
    leader.follow("/recommendations/review")
    leader.press('form[action*="/tell"] button[type=submit]')
    assert leader.page.locator(".notification-success").count()


def read_mail(link: str, open_window: Open) -> None:
    """What the mail leads to, by last year's link: every decision, with its reason or outcome."""
    window = open_window("lt", phone=True)
    run = urlsplit(window.go(link).url).path.split("/")[2]
    said = window.go(f"/answer/{run}/changes").inner_text("main")
    assert [each for each in CHANGED if each not in said] == []
    window.close()


def read_what_changed(link: str, open_window: Open) -> None:
    """The first page of the second year's survey begins with it, before anything is asked."""
    window = open_window("lt", phone=True)
    said = window.go(link).text_content("main") or ""
    assert [each for each in CHANGED if each not in said] == []
    window.close()


def compare_years(leader: Visitor) -> None:
    """What changed since last year is told, with how sure it is: all were more content, and six say so."""
    leader.press(leader.page.locator("main a[href*='/change?']").first)
    text = leader.page.inner_text("main")
    assert re.search(r"0\siš\s6, šiais metais – 6\siš\s6", text), text
    leader.follow("/")
    assert re.search(r"6\D+7", leader.page.inner_text("main"))
