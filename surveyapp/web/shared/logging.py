"""What is written down: one line an event, for people and machines to read; and what never is.

A request is logged by its rule (``/a/<secret>``), not its address, so that no link, receipt or token ever reaches a
log; parts of the address that end in ``_id`` are named beside it. Nothing of answers, forms or queries is logged. On
the librarians' answering pages neither the address of the machine nor the account is.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, WrappedLogger

log = structlog.get_logger("surveyapp.web")

ANONYMOUS_BLUEPRINTS = frozenset({"respond", "librarian"})
"""Audiences whose requests are logged without anything that could tell who came."""


def configure_logging(level: int = logging.INFO) -> None:
    """Send structlog's and the libraries' events to standard error, one line each. May be called again."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _drop_empty,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def log_failure(exc_info: Any) -> None:
    """Log a mistake of ours with its trace, and the rule instead of the address.

    On answering pages the trace names places and kinds of errors only: the text of an error may quote an answer.
    """
    if request.blueprint in ANONYMOUS_BLUEPRINTS:
        log.error("failure", rule=_rule(), trace=_without_texts(exc_info[1]))
    else:
        log.error("failure", rule=_rule(), exc_info=exc_info)


def _without_texts(error: BaseException | None) -> str:
    """Where an error arose, innermost place first, and what it arose from; by the names of classes alone."""
    said = []
    while error is not None:
        places = [f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)]
        said.append(" ".join((type(error).__name__, *reversed(places))))
        error = error.__cause__ or error.__context__
    return " from ".join(said)


def log_away(reason: Exception) -> None:
    """Log that the database cannot be used just now, by the name of the driver's error: its text may hold values."""
    log.error("database_away", rule=_rule(), reason=str(reason))


def register_request_log(app: Flask) -> None:
    """Log every request that is not for a built file or the health page."""

    @app.before_request
    def start_clock() -> None:
        g.request_started = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        if request.endpoint in {"static", "shared.health"}:
            return response
        anonymous = request.blueprint in ANONYMOUS_BLUEPRINTS
        ids = {
            name: str(value)
            for name, value in (request.view_args or {}).items()
            if name.endswith("_id") and not anonymous
        }
        log.info(
            "request",
            method=request.method,
            rule=_rule(),
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("request_started", time.perf_counter())) * 1000, 1),
            address=None if anonymous else request.remote_addr,
            **ids,
        )
        return response


def _rule() -> str:
    """The pattern of the address; of an address without one nothing at all, as it may be a mistyped link."""
    return request.url_rule.rule if request.url_rule else "none"


def _drop_empty(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Leave out what has no value."""
    return {key: value for key, value in event.items() if value is not None}
