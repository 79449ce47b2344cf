"""Refusals become HTTP here, and nowhere else.

Services raise `Forbidden` (403), `NotFound` (404), `Conflict` (409), `Invalid` (422). A view catches `Invalid` where it
can show its form again; what it does not catch ends in a page that says what happened and how to go on.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from surveyapp.services.errors import Conflict, DatabaseAway, Forbidden, Invalid, NotFound, ServiceError
from surveyapp.web.shared.conflicts import conflict_words
from surveyapp.web.shared.logging import log_away
from surveyapp.web.shared.unit import stop_asking

STATUS: dict[type[ServiceError], int] = {Forbidden: 403, NotFound: 404, Conflict: 409, Invalid: 422}

RETRY_SECONDS = 30
"""When to try again while the database is away."""

PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
"""Statuses with a page of their own, ``errors/<status>.html``; others borrow that of 400 or 500."""


def register_errors(app: Flask) -> None:
    """Say what each refusal looks like."""
    for error, status in STATUS.items():
        app.register_error_handler(error, _refusal(status))
    app.register_error_handler(DatabaseAway, _away)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _failure)


def error_page(status: int, template: str | None = None, **context: Any) -> tuple[str, int]:
    """The page for a status, or one of its own; ``code`` and ``params`` say which refusal it was."""
    page = status if status in PAGES else 400 if status < 500 else 500
    context = {"status": status, "code": None, "params": {}, **context}
    return render_template(template or f"errors/{page}.html", **context), status


def _refusal(status: int) -> Any:
    def handle(error: ServiceError) -> ResponseReturnValue:
        words = conflict_words(error.code) if isinstance(error, Conflict) else {}
        return error_page(status, code=error.code, params=error.params, **words)

    return handle


def _expired_form(error: CSRFError) -> ResponseReturnValue:
    """The form's token does not fit the session: cookies are off, or the session ended meanwhile."""
    return error_page(400, "auth/expired_form.html")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def _failure(error: Exception) -> ResponseReturnValue:
    """A mistake of ours: logged with its trace elsewhere, shown without it, and without asking the database again."""
    stop_asking()
    return error_page(500)


def _away(error: DatabaseAway) -> ResponseReturnValue:
    """The database is stopped or full: it passes, so the browser is told when to ask again."""
    log_away(error)
    stop_asking()
    page, status = error_page(503)
    return page, status, {"Retry-After": str(RETRY_SECONDS)}
