"""Mails to members: subject, text and HTML, in the member's language. Short, with one link.

Subject and opening words may be an association's own; the rest (the link, the last day, the promise of the mode) is
the product's, so that no mail goes out without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue

PLACEHOLDERS = ("name", "association", "survey", "last_day")
"""What may stand in braces in an association's own words: ``{name}``."""

_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail ready to be sent: subject in one line, the same text plain and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """An association's own subject and opening words; empty where the product's stand."""

    subject: str = ""
    opening: str = ""


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a mail tells."""

    kind: str
    """invitation, reminder, extension, thanks, closing, vote or changes; again, new_link or link_replaced."""
    name: str
    association: str
    survey: str
    """The questionnaire's title."""
    year_end: bool
    link: str
    sign_in: bool
    """Whether one comes in by signing in, instead of by a link of one's own."""
    last_day: date | None
    mode: str
    message: str
    """The leader's words on the first page."""
    answered: int | None = None
    """None where it would name those who answered, and where a mail does not tell it."""
    invited: int = 0
    minutes: int = 1
    """How long answering takes."""


def unknown_placeholder(text: str) -> str | None:
    """The first word in braces that is not filled in; None where there is none."""
    return next((word for word in _BRACED.findall(text) if word not in PLACEHOLDERS), None)


def mode_promise(c: Catalogue, mode: str) -> str:
    """What a mode of anonymity means for whoever answers, in one sentence."""
    if mode == "anonymous":
        return c.gettext(
            "Your answers are sealed until the survey closes, and nobody can connect them with you afterwards."
        )
    if mode == "confidential":
        return c.gettext("Your name is used for counting only; the leader does not see who gave which answer.")
    return c.gettext("The leader sees your answers with your name.")


def usual_subject(c: Catalogue, facts: MailFacts) -> str:
    """The product's own subject for a kind of mail."""
    words = {"survey": facts.survey, "association": facts.association}
    if facts.kind == "reminder":
        return c.gettext("Reminder: %(survey)s, %(association)s", **words)
    if facts.kind == "extension":
        return c.gettext("More time to answer: %(survey)s, %(association)s", **words)
    if facts.kind == "thanks":
        return c.gettext("Thank you for your answers: %(survey)s, %(association)s", **words)
    if facts.kind == "closing":
        return c.gettext("The survey is closed: %(survey)s, %(association)s", **words)
    if facts.kind == "vote":
        return c.gettext("Which proposals first? Vote of %(association)s", **words)
    if facts.kind == "changes":
        return c.gettext("What your proposals changed: %(association)s", **words)
    if facts.kind == "again":
        return c.gettext("To begin again: %(survey)s, %(association)s", **words)
    if facts.kind == "new_link":
        return c.gettext("Your new link: %(survey)s, %(association)s", **words)
    if facts.kind == "link_replaced":
        return c.gettext("Your link was replaced: %(survey)s, %(association)s", **words)
    return c.gettext("%(survey)s, %(association)s", **words)


def usual_opening(c: Catalogue, facts: MailFacts) -> str:
    """The product's own opening words for a kind of mail."""
    if facts.kind == "reminder":
        return c.ngettext(
            "We have not had your answers yet, and they count: the fewer answer, the less can be said about what "
            "librarians need. It takes about %(count)s minute, on a phone too.",
            "We have not had your answers yet, and they count: the fewer answer, the less can be said about what "
            "librarians need. It takes about %(count)s minutes, on a phone too.",
            facts.minutes,
            count=facts.minutes,
        )
    if facts.kind == "extension":
        return c.gettext("There is more time to answer, and your answers are still welcome.")
    if facts.kind == "thanks":
        return c.gettext("Thank you for taking the time to answer.")
    if facts.kind == "closing":
        return c.gettext("The survey is closed. Thank you to everyone who answered.")
    if facts.kind == "vote":
        return c.gettext(
            "The proposals of the survey are gathered. Which should come first next year? Choose those that matter "
            "most to you; it takes a minute."
        )
    if facts.kind == "changes":
        return c.gettext(
            "You made proposals. Here is what became of them: what was accepted, what is done, and what was declined "
            "and why."
        )
    if facts.kind in _ABOUT_LINKS:
        return _ABOUT_LINKS[facts.kind](c)
    if facts.year_end:
        return c.ngettext(
            "How was this year's consultative work for you, and what should be done next year? Your answers become "
            "the recommendations for next year's plan. Answering takes about %(count)s minute, on a phone too.",
            "How was this year's consultative work for you, and what should be done next year? Your answers become "
            "the recommendations for next year's plan. Answering takes about %(count)s minutes, on a phone too.",
            facts.minutes,
            count=facts.minutes,
        )
    return c.ngettext(
        "We ask for about %(count)s minute of your time, and for your honest answers.",
        "We ask for about %(count)s minutes of your time, and for your honest answers.",
        facts.minutes,
        count=facts.minutes,
    )


_ABOUT_LINKS: Mapping[str, Callable[[Catalogue], str]] = {
    "again": lambda c: c.gettext(
        "Someone who has your link asked to begin the survey again. If it was you, open the address below and confirm: "
        "what was sent with your link then no longer counts, nobody will have read it, and you send your answers anew. "
        "If it was not you, do nothing: what was sent goes on counting."
    ),
    "new_link": lambda c: c.gettext(
        "Your leader has given you a new link. Your former link opens nothing any more. If you had sent answers with "
        "it, they no longer count: please answer again. If you did not ask for this, ask your leader why; it is noted "
        "who did it and when."
    ),
    "link_replaced": lambda c: c.gettext(
        "Your leader has given you a new link, which goes to another address than this one. Your former link opens "
        "nothing any more, and what was sent with it no longer counts. If you did not ask for this, ask your leader "
        "why; it is noted who did it and when."
    ),
}


def compose(c: Catalogue, facts: MailFacts, own: OwnWords | None = None) -> MailText:
    """One mail in the catalogue's language."""
    own = own or OwnWords()
    filled = {
        "name": facts.name,
        "association": facts.association,
        "survey": facts.survey,
        "last_day": dates.day(c, facts.last_day) if facts.last_day else "",
    }
    subject = _fill(own.subject, filled) if own.subject.strip() else usual_subject(c, facts)
    opening = _fill(own.opening, filled) if own.opening.strip() else usual_opening(c, facts)
    before = [c.gettext("Hello,"), *opening.strip().split("\n\n")]
    after: list[str] = []
    over = facts.kind in ("thanks", "closing", "link_replaced")
    if facts.kind in ("thanks", "closing"):
        if facts.answered is not None and facts.invited:
            before.append(
                c.gettext("%(answered)s of %(invited)s answered.", answered=facts.answered, invited=facts.invited)
            )
        after.append(
            c.gettext(
                "What comes of it you will read on the first page of next year's survey: what was accepted, what was "
                "declined and why."
            )
        )
    elif not over:
        if facts.kind in ("invitation", "vote") and facts.message.strip():
            before.extend(facts.message.strip().split("\n\n"))
        before.append(_before_link(c, facts))
        after.extend(_terms(c, facts))
        if not facts.sign_in:
            after.append(c.gettext("The link is yours alone: please do not pass it on."))
    link = () if over else (facts.link,)
    return MailText(
        " ".join(subject.split()),
        "\n\n".join((*before, *link, *after)) + "\n",
        as_html(c, subject, before, (_button(c, facts.kind), "" if over else facts.link), after),
    )


def _before_link(c: Catalogue, facts: MailFacts) -> str:
    if facts.kind == "again":
        return c.gettext("To begin again, open this address. It holds for one use:")
    return c.gettext("Sign in and choose the survey:") if facts.sign_in else c.gettext("Your personal link:")


def _terms(c: Catalogue, facts: MailFacts) -> list[str]:
    """Until when one can answer or vote, and who learns of it."""
    day = dates.last_day(c, facts.last_day) if facts.last_day else ""
    if facts.kind == "changes":
        return []
    if facts.kind == "vote":
        until = [c.gettext("Votes are taken until the end of %(until)s.", until=day)] if day else []
        return [*until, c.gettext("Your vote is sealed until the vote closes, and nobody can see who voted for what.")]
    until = [c.gettext("Answers are taken until the end of %(until)s.", until=day)] if day else []
    return [*until, mode_promise(c, facts.mode)]


def _button(c: Catalogue, kind: str) -> str:
    if kind == "vote":
        return c.gettext("Vote")
    if kind == "changes":
        return c.gettext("Read what changed")
    if kind == "again":
        return c.gettext("Begin again")
    return c.gettext("Answer the survey")


def _fill(text: str, values: dict[str, str]) -> str:
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)


def as_html(c: Catalogue, subject: str, before: list[str], button_to: tuple[str, str], after: list[str]) -> str:
    """The same words with a button, label and address, where there is an address.

    Mail programs read no style sheets, so the few styles stand at the elements.
    """

    def paragraphs(texts: list[str]) -> str:
        return "".join(f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text in texts)

    button = ""
    label, link = button_to
    if link:
        address = escape(link, quote=True)
        button = (
            f'<p><a href="{address}" style="display:inline-block;padding:12px 20px;border-radius:4px;'
            f'background:#1f5a7a;color:#ffffff;text-decoration:none;font-weight:bold">'
            f"{escape(label)}</a></p>"
            f'<p style="word-break:break-all">{address}</p>'
        )
    return (
        f'<!doctype html><html lang="{c.language}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        '<body style="margin:0;padding:24px;font-family:Georgia,serif;font-size:17px;line-height:1.5;color:#1c2326;'
        'background:#ffffff"><div style="max-width:34em">'
        f"{paragraphs(before)}{button}{paragraphs(after)}</div></body></html>"
    )
