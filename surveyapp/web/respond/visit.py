"""Who is answering: the link's secret in a cookie that belongs to the run's pages alone.

The secret is in no address but the link itself, so that it stays out of logs and Referer headers. Each run has a cookie
of its own, by its path, so that several runs may be answered in one browser.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from surveyapp.services.errors import NotFound
from surveyapp.services.responding import Answering, open_form
from surveyapp.web.shared.unit import current_config, current_unit

COOKIE = "answering"
DAYS = 60
"""A telephone forgets the cookies of a session as soon as it needs memory; a form may lie open for weeks."""


def link_of(run_id: uuid.UUID) -> str:
    """The link under which this run is being answered here. ``NotFound`` where the cookie is gone."""
    link = request.cookies.get(COOKIE)
    if not link:
        raise NotFound("no_link")
    return link


def visit(run_id: uuid.UUID) -> Answering:
    """The form as this visitor has it. ``NotFound`` for a cookie that is gone, damaged, or of another run."""
    form = open_form(current_unit(), link_of(run_id))
    if form.run_id != run_id:
        raise NotFound("link")
    return form


def remember(response: Response, run_id: uuid.UUID, link: str) -> None:
    """Keep the link in this browser, for the pages of its run."""
    response.set_cookie(
        COOKIE,
        link,
        max_age=DAYS * 24 * 3600,
        path=_path(run_id),
        httponly=True,
        samesite="Lax",
        secure=current_config().secure_cookies,
    )


def forget(response: Response, run_id: uuid.UUID) -> None:
    """Take the link out of this browser."""
    response.delete_cookie(COOKIE, path=_path(run_id), httponly=True, samesite="Lax")


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
