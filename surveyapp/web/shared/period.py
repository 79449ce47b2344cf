"""The year an address asks for."""

from __future__ import annotations

import uuid

from flask import request

from surveyapp.services.errors import NotFound


def asked_period() -> uuid.UUID | None:
    """The period named in the address as ``?period=``; None where none is, ``NotFound`` where it is damaged."""
    chosen = request.args.get("period")
    if not chosen:
        return None
    try:
        return uuid.UUID(chosen)
    except ValueError as error:
        raise NotFound("period") from error
