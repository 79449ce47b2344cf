"""Who is answering: the link's secret and the receipt code, in cookies that belong to the run's pages alone.

The link's secret is in no address but the link itself, the receipt code in none, so that they stay out of logs and
Referer headers. Each run has cookies of its own, by their path, so that several runs may be answered in one browser.
The receipt code stands with a mark of its link: whoever opens another link in the same browser gets a code of her own.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from surveyapp.services.errors import NotFound
from surveyapp.services.receipts import read_receipt
from surveyapp.services.responding import Answering, open_form
from surveyapp.web.shared.unit import current_config, current_unit

COOKIE = "answering"
RECEIPT = "receipt"
DAYS = 60
"""A telephone forgets the cookies of a session as soon as it needs memory; a form may lie open for weeks."""


def link_of(run_id: uuid.UUID) -> str:
    """The link under which this run is being answered here. ``NotFound`` where the cookie is gone."""
    link = request.cookies.get(COOKIE)
    if not link:
        raise NotFound("no_link")
    return link


def receipt_of(run_id: uuid.UUID) -> str:
    """The receipt code this browser has for the link; empty where it has none."""
    mark, _, code = request.cookies.get(RECEIPT, "").partition(".")
    return (read_receipt(code) or "") if mark == _mark(link_of(run_id)) else ""


def _mark(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()[:12]


def visit(run_id: uuid.UUID) -> Answering:
    """The form as this visitor has it. ``NotFound`` for a cookie that is gone, damaged, or of another run."""
    form = open_form(current_unit(), link_of(run_id), receipt_of(run_id))
    if form.run_id != run_id:
        raise NotFound("link")
    return form


def remember(response: Response, run_id: uuid.UUID, link: str) -> None:
    """Keep the link in this browser, for the pages of its run."""
    _keep(response, run_id, COOKIE, link)


def remember_receipt(response: Response, run_id: uuid.UUID, link: str, code: str) -> None:
    """Keep the receipt code of a link in this browser."""
    _keep(response, run_id, RECEIPT, receipt_cookie(link, code))


def receipt_cookie(link: str, code: str) -> str:
    """What the cookie of a receipt code holds."""
    return f"{_mark(link)}.{code}"


def _keep(response: Response, run_id: uuid.UUID, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=DAYS * 24 * 3600,
        path=_path(run_id),
        httponly=True,
        samesite="Lax",
        secure=current_config().secure_cookies,
    )


def forget(response: Response, run_id: uuid.UUID) -> None:
    """Take the link and the receipt code out of this browser."""
    for name in (COOKIE, RECEIPT):
        response.delete_cookie(name, path=_path(run_id), httponly=True, samesite="Lax")


def forget_receipt(response: Response, run_id: uuid.UUID) -> None:
    """Take the receipt code out of this browser: what it opened is void."""
    response.delete_cookie(RECEIPT, path=_path(run_id), httponly=True, samesite="Lax")


def _path(run_id: uuid.UUID) -> str:
    return url_for("respond.start", run_id=run_id)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make pages in the language of the answers, whatever the browser asks for."""
    with force_locale(language):
        yield


def association_name(form: Answering) -> str:
    """The association's name in the language of the answers, else in any it has."""
    names = form.association_names
    return names.get(form.language) or next(iter(names.values()))
