"""Words of mails: the same in text and HTML, people's text never markup."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.mails import MailFacts, OwnWords, compose, unknown_placeholder

FACTS = MailFacts(
    kind="invitation",
    name="Ilze <b>Kalna</b>",
    association="Rīta & Vakara MA",
    survey="Year-end survey",
    year_end=True,
    link="https://skolas.example/a/abc",
    sign_in=False,
    last_day=date(2026, 5, 30),
    mode="anonymous",
    message="Please <script>answer</script>!",
)


def of_kind(kind: str, **changes: object) -> MailFacts:
    values = {name: getattr(FACTS, name) for name in MailFacts.__slots__} | {"kind": kind} | changes
    return MailFacts(**values)


def test_peoples_words_are_never_markup() -> None:
    own = OwnWords("For {name}", "Dear {name} of {association}")
    mail = compose(catalogue("en"), FACTS, own)
    assert mail.subject == "For Ilze <b>Kalna</b>"
    assert "Dear Ilze <b>Kalna</b> of Rīta & Vakara MA" in mail.text
    assert "<script>" not in mail.html
    assert "<b>" not in mail.html
    assert "Rīta &amp; Vakara MA" in mail.html


@pytest.mark.parametrize("kind", ["invitation", "reminder", "extension"])
def test_link_last_day_and_promise_stand_in_every_mail_that_asks(kind: str) -> None:
    mail = compose(catalogue("en"), of_kind(kind), OwnWords("x", "y"))
    for part in (mail.text, mail.html):
        assert "https://skolas.example/a/abc" in part
        assert "30 May 2026" in part
        assert "sealed until the survey closes" in part


@pytest.mark.parametrize("kind", ["thanks", "closing"])
def test_after_closing_there_is_no_link_any_more(kind: str) -> None:
    mail = compose(catalogue("en"), of_kind(kind, answered=9, invited=12))
    assert "/a/abc" not in mail.text + mail.html
    assert "9\u00a0of\u00a012 answered." in mail.text


@pytest.mark.parametrize(("kind", "year_end"), [("invitation", True), ("invitation", False), ("reminder", True)])
def test_the_minutes_are_the_calculated_ones(kind: str, year_end: bool) -> None:
    assert "about 6 minutes" in compose(catalogue("en"), of_kind(kind, year_end=year_end, minutes=6)).text
    assert "about 1 minute" in compose(catalogue("en"), of_kind(kind, year_end=year_end, minutes=1)).text


def test_a_subject_is_one_line() -> None:
    mail = compose(catalogue("en"), FACTS, OwnWords("One\r\nBcc: everyone@x.example", ""))
    assert mail.subject == "One Bcc: everyone@x.example"


def test_words_in_braces_that_are_not_filled_in() -> None:
    assert unknown_placeholder("{name} {last_day}") is None
    assert unknown_placeholder("{name} {phone}") == "phone"
    assert unknown_placeholder("{0.__class__}") == "0.__class__"
