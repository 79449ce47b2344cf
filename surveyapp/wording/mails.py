"""Mails to members: subject and text, in the member's language. Plain text, short, with one link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail ready to be sent: subject in one line, text with line breaks."""

    subject: str
    text: str


def mode_promise(c: Catalogue, mode: str) -> str:
    """What a mode of anonymity means for whoever answers, in one sentence."""
    if mode == "anonymous":
        return c.gettext(
            "Your answers are sealed until the survey closes, and nobody can connect them with you afterwards."
        )
    if mode == "confidential":
        return c.gettext("Your name is used for counting only; the leader does not see who gave which answer.")
    return c.gettext("The leader sees your answers with your name.")


def invitation(
    c: Catalogue, *, association: str, link: str, last_day: date | None, mode: str, message: str, reminder: bool
) -> MailText:
    """An invitation, or a reminder of it."""
    subject = (
        c.gettext("Reminder: the year-end survey of %(association)s", association=association)
        if reminder
        else c.gettext("The year-end survey of %(association)s", association=association)
    )
    lines = [
        c.gettext("Hello,"),
        c.gettext(
            "How was this year's consultative work for you, and what should be done next year? Your answers become the "
            "recommendations for next year's plan. Answering takes about seven minutes, on a phone too."
        ),
    ]
    if message.strip():
        lines.append(message.strip())
    lines.append(c.gettext("Your personal link:"))
    lines.append(link)
    if last_day is not None:
        lines.append(c.gettext("Answers are taken until the end of %(day)s.", day=dates.day(c, last_day)))
    lines.append(mode_promise(c, mode))
    lines.append(c.gettext("The link is yours alone: please do not pass it on."))
    return MailText(subject, "\n\n".join(lines) + "\n")
