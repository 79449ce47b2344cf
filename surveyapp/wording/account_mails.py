"""The mail by which a librarian confirms that her account stands for her membership."""

from __future__ import annotations

from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.mails import MailText, as_html


def account_mail(c: Catalogue, association: str, link: str) -> MailText:
    """The mail in the catalogue's language. It tells no name: mailboxes are shared."""
    subject = c.gettext("Your surveys: %(association)s", association=association)
    before = [
        c.gettext("Hello,"),
        c.gettext(
            "You asked to see the surveys of %(association)s in your account. Sign in, open this link and confirm:",
            association=association,
        ),
    ]
    after = [c.gettext("The link works for two days. If you did not ask for it, you do not need to do anything.")]
    button = c.gettext("Confirm my address")
    return MailText(
        " ".join(subject.split()),
        "\n\n".join((*before, link, *after)) + "\n",
        as_html(c, subject, before, (button, link), after),
    )
