"""Notices about an evaluation: to the regional centre when it is handed in, to the leader when it was read."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.mails import MailText, as_html


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice tells."""

    kind: str
    """evaluation_submitted, evaluation_returned or evaluation_accepted."""
    association: str
    year: str
    link: str
    message: str = ""
    """The regional centre's own words."""
    comments: int = 0
    """Parts the regional centre said something about."""


def notice(c: Catalogue, facts: NoticeFacts) -> MailText:
    """One notice in the catalogue's language."""
    words = {"association": facts.association, "year": facts.year}
    if facts.kind == "evaluation_submitted":
        subject = c.gettext("Evaluation handed in: %(association)s, %(year)s", **words)
        said = c.gettext("%(association)s has handed in its evaluation for %(year)s. It can be read here:", **words)
        button = c.gettext("Read the evaluation")
    elif facts.kind == "evaluation_returned":
        subject = c.gettext("Evaluation returned: %(association)s, %(year)s", **words)
        said = c.gettext(
            "The regional centre has read the evaluation of %(association)s for %(year)s and returns it with remarks. "
            "Change it and hand it in once more:",
            **words,
        )
        button = c.gettext("Go on writing")
    else:
        subject = c.gettext("Evaluation accepted: %(association)s, %(year)s", **words)
        said = c.gettext(
            "The regional centre has accepted the evaluation of %(association)s for %(year)s. Thank you.", **words
        )
        button = c.gettext("Open the evaluation")
    before = [c.gettext("Hello,"), said]
    after = [*facts.message.strip().split("\n\n")] if facts.message.strip() else []
    if facts.comments:
        after.append(
            c.ngettext(
                "There is a remark on %(count)s part.",
                "There are remarks on %(count)s parts.",
                facts.comments,
                count=facts.comments,
            )
        )
    return MailText(
        " ".join(subject.split()),
        "\n\n".join((*before, facts.link, *after)) + "\n",
        as_html(c, subject, before, (button, facts.link), after),
    )
