"""Demonstration accounts have passwords everyone may read, so they work on the machine itself only."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from flask import Flask, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user, logout_user

from surveyapp.web.shared.errors import error_page
from surveyapp.web.shared.unit import current_config, stop_asking

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def comes_from_this_machine() -> bool:
    """Whether the request comes from a loopback address.

    A proxy nobody declared (SURVEYAPP_PROXIES) makes everyone look local; its headers give it away and count as
    outside.
    """
    if not current_config().proxies and any(header in request.headers for header in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def is_refused(user: Any) -> bool:
    """Whether this account may not be used from where the request comes from."""
    return bool(user is not None and user.demonstration and not comes_from_this_machine())


def refusal() -> str:
    """What a refused visitor reads."""
    return str(_("Demonstration accounts can be used only on the machine that runs the product."))


def guard_sessions(app: Flask) -> None:
    """End a demonstration session that turns up from elsewhere, before any page is made."""

    @app.before_request
    def guard() -> ResponseReturnValue | None:
        if "_user_id" not in session and "surveyapp_remember" not in request.cookies:
            return None
        if current_user.is_authenticated and is_refused(current_user):
            logout_user()
            stop_asking()
            return error_page(403, "auth/elsewhere.html", sentence=refusal())
        return None
