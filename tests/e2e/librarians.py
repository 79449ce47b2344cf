"""Six librarians answer the year-end survey on their phones, each in a way of her own."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.e2e.visitor import Open, Visitor
from tests.e2e.words import Words

SERVICES = ("consultations", "library_visits", "seminars")
SECTIONS = ("services", "consultations", "activities", "information", "next_year", "practice", "overall", "about")
WANTING = "library_visits"
"""What all find important and most are not content with."""


def answer_all(links: list[str], words: Words, open_window: Open) -> None:
    """Six of the seven links are used; the last two belong to those who prefer the other language."""
    from_beginning_to_end(links[0], words, open_window(words.language, phone=True))
    with_language_switched(links[1], words, open_window(words.language, phone=True))
    on_two_devices(links[2], words, open_window)
    with_a_mistake(links[3], open_window(words.language, phone=True))
    without_scripts(links[5], open_window(words.other, phone=True, scripts=False))
    hurriedly(links[6], open_window(words.other, phone=True))


def from_beginning_to_end(link: str, words: Words, visitor: Visitor) -> None:
    """Every section, two proposals, what the leader will see, the receipt, a change afterwards, a practice card."""
    page = visitor.go(link)
    assert words.message in page.inner_text("main")
    _begin(visitor, link)
    _services(visitor, satisfied="2")
    _next(visitor, "consultations")
    for question in ("consult_access", "consult_timeliness", "consult_competence"):
        visitor.tick(f"q-{question}", "4")
    _next(visitor, "activities")
    assert words.activity in page.inner_text("main")
    attended = page.locator('.activity input[type="checkbox"]').first.get_attribute("name") or ""
    visitor.tick(attended)
    visitor.tick(f"{attended}-rating", "5")
    visitor.tick("q-applied", "yes")
    page.locator('[name="q-applied_example"]').fill(words.place)
    _next(visitor, "information")
    visitor.tick("q-info_timely", "5")
    visitor.tick("q-info_channels", "email")
    _next(visitor, "next_year")
    visitor.tick("q-topics", "reading")
    page.locator('[name="q-proposals-1-text"]').fill(words.proposals[0])
    page.locator("[data-repeat-add]").click()
    page.locator('[name="q-proposals-2-text"]').fill(words.proposals[1])
    _next(visitor, "practice")
    page.locator('[name="q-good_practice"]').fill(words.practice)
    _next(visitor, "overall")
    visitor.tick("q-overall", "4")
    visitor.tick("q-followed_up", "partly")
    page.locator('[name="q-comment"]').fill(words.comment)
    _next(visitor, "about")
    _next(visitor, "preview")
    text = page.inner_text("main")
    assert all(proposal in text for proposal in words.proposals)
    assert words.comment in text
    _send(visitor)
    assert page.input_value("#own-link") == link
    visitor.follow("/answer/" + page.url.split("/answer/")[1].split("/")[0] + "/")
    visitor.press('#step button[value="begin"]')
    assert page.locator('input[name="q-service_use-seminars"][value="once_or_twice"]').is_checked()
    visitor.press('main button[name="go"][value="next"]')
    visitor.go(page.url.split("/part/")[0] + "/preview")
    _send(visitor)
    visitor.follow("/practice")
    visitor.press('#card button[name="go"]', status=422)
    visitor.fill(text=words.practice, school=words.place, contact="zina@skola.example")
    page.locator("#share_association").check()
    visitor.press('#card button[name="go"]')
    visitor.close()


def with_language_switched(link: str, words: Words, visitor: Visitor) -> None:
    """She begins in one language and goes on in the other; what was typed and not yet sent stays."""
    page = _begin(visitor, link)
    _services(visitor, satisfied="1")
    heading = page.inner_text("h1")
    visitor.language = words.other
    visitor.press(f'button[name="language"][value="{words.other}"]')
    assert _where(visitor) == "services"
    assert page.inner_text("h1") != heading
    assert page.locator(f'input[name="q-service_satisfaction-{WANTING}"][value="1"]').is_checked()
    for section in SECTIONS[1:-2]:
        _next(visitor, section)
    _next(visitor, "overall")
    visitor.tick("q-overall", "5")
    _to_preview(visitor)
    _send(visitor)
    visitor.close()


def on_two_devices(link: str, words: Words, open_window: Open) -> None:
    """She begins on one telephone, which saves as she types, and ends on another by the same link and her code."""
    first = open_window(words.language, phone=True)
    first.go(link)
    code = start(first)
    first.tick(f"q-service_importance-{WANTING}", "5")
    first.page.locator('[data-save-state][data-state="saved"]').wait_for()
    first.close()
    second = open_window(words.language, phone=True)
    page = second.go(link)
    page.locator("details:has(#receipt) > summary").click()
    page.locator("#receipt").fill(code.lower())
    second.press("details form button[type=submit]")
    second.press('#step button[value="begin"]')
    if _where(second) != "services":
        second.press('main button[name="go"][value="back"]')
    assert page.locator(f'input[name="q-service_importance-{WANTING}"][value="5"]').is_checked()
    _services(second, satisfied="2")
    _to_overall(second)
    second.tick("q-overall", "4")
    _to_preview(second)
    _send(second)
    second.close()


def with_a_mistake(link: str, visitor: Visitor) -> None:
    """Her telephone never got the script that would have stopped her; the server says what is wrong; she mends it."""
    visitor.page.route("**/respond*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = _begin(visitor, link)
    _services(visitor, satisfied="2")
    for section in SECTIONS[1:4]:
        _next(visitor, section)
    for channel in ("email", "website", "meetings"):
        visitor.tick("q-info_channels", channel)
    visitor.press('main button[name="go"][value="next"]')
    assert _where(visitor) == "information"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") == "q-info_channels"
    page.locator('label:has(input[name="q-info_channels"][value="meetings"])').click()
    for section in SECTIONS[4:7]:
        _next(visitor, section)
    visitor.tick("q-overall", "3")
    _to_preview(visitor)
    _send(visitor)
    visitor.close()


def without_scripts(link: str, visitor: Visitor) -> None:
    """Everything there is, with scripts turned off."""
    page = _begin(visitor, link)
    _services(visitor, satisfied="2")
    for section in SECTIONS[1:3]:
        _next(visitor, section)
    visitor.tick(page.locator('.activity input[type="checkbox"]').first.get_attribute("name") or "")
    for section in SECTIONS[3:7]:
        _next(visitor, section)
    visitor.tick("q-overall", "4")
    _to_preview(visitor)
    _send(visitor)
    visitor.press('main button[name="go"][value="leave"]')
    visitor.close()


def hurriedly(link: str, visitor: Visitor) -> None:
    """The services and nothing else; the link leads her back to the first page, and from there she sends."""
    _begin(visitor, link)
    _services(visitor, satisfied="5")
    _next(visitor, "consultations")
    visitor.go(link)
    visitor.press('#step button[value="preview"]')
    _send(visitor)
    visitor.close()


def in_short(link: str, visitor: Visitor, *, satisfied: str, overall: str, proposal: str = "") -> None:
    """The services, what she proposes, and how it was overall; her window stays open."""
    _begin(visitor, link)
    _services(visitor, satisfied)
    for section in SECTIONS[1:5]:
        _next(visitor, section)
    if proposal:
        visitor.page.locator('[name="q-proposals-1-text"]').fill(proposal)
    for section in SECTIONS[5:7]:
        _next(visitor, section)
    visitor.tick("q-overall", overall)
    _to_preview(visitor)
    _send(visitor)


def _begin(visitor: Visitor, link: str) -> Page:
    page = visitor.go(link)
    assert link.rpartition("/")[2] not in page.url
    start(visitor)
    assert _where(visitor) == "services"
    return page


def start(visitor: Visitor) -> str:
    """Begin, or go on; the receipt code that a link handed out by the leader brings first, to be noted."""
    visitor.press('#step button[value="begin"]')
    code = visitor.page.locator("#receipt-code")
    if not code.count():
        return ""
    noted = code.input_value()
    visitor.press("main .actions a")
    return noted


def _services(visitor: Visitor, satisfied: str) -> None:
    for service in SERVICES:
        visitor.tick(f"q-service_use-{service}", "once_or_twice")
        visitor.tick(f"q-service_importance-{service}", "5" if service == WANTING else "3")
        visitor.tick(f"q-service_satisfaction-{service}", satisfied if service == WANTING else "4")


def _next(visitor: Visitor, expected: str) -> None:
    visitor.press('main button[name="go"][value="next"]')
    assert _where(visitor) == expected


def _to_overall(visitor: Visitor) -> None:
    for section in SECTIONS[1:7]:
        _next(visitor, section)


def _to_preview(visitor: Visitor) -> None:
    _next(visitor, "about")
    _next(visitor, "preview")


def _send(visitor: Visitor) -> None:
    visitor.press('#step button[value="send"]')
    assert _where(visitor) == "receipt"


def _where(visitor: Visitor) -> str:
    """The last word of the address; what follows a number sign stays there when a form is sent."""
    return urlsplit(visitor.page.url).path.rpartition("/")[2]
