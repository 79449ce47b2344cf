"""Handing mails to the mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from surveyapp.config import MailSettings
from surveyapp.services.outbox import OutgoingMail, Send, send_waiting
from surveyapp.services.unit import Unit

TIMEOUT = 20
"""Seconds to wait for the mail server."""


def compose(mail: OutgoingMail, sender: str) -> EmailMessage:
    """The mail as it travels. Its Message-ID is the mail's own, so that a copy can be told from a second mail."""
    message = EmailMessage()
    message["Subject"] = mail.content.subject
    message["From"] = sender
    message["To"] = mail.to
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.id.hex}@{sender.rpartition('@')[2]}>"
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.content.text)
    message.add_alternative(mail.content.html, subtype="html")
    return message


def _connect(settings: MailSettings, host: str) -> smtplib.SMTP:
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, settings.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, settings.port, timeout=TIMEOUT)
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
    if settings.user:
        server.login(settings.user, settings.password or "")
    return server


def sender_for(settings: MailSettings, host: str) -> Send:
    """A function that hands one mail over; a connection for each, so that one broken one spoils one mail only."""

    def send(mail: OutgoingMail) -> None:
        with _connect(settings, host) as server:
            server.send_message(compose(mail, settings.sender))

    return send


def send_mails(unit: Unit, settings: MailSettings) -> tuple[int, int]:
    """Send what waits; (sent, failed). Without a mail server nothing is sent, and mails wait to be read on a page."""
    if settings.host is None:
        return 0, 0
    return send_waiting(unit, sender_for(settings, settings.host))
