"""The pages, by audience.

To add an audience: a package ``surveyapp/web/<audience>/`` whose ``__init__`` names its ``blueprint``, and its name in
`STAFF`. Rooms are imported when an application with them is made, so that one for answering is made without the
others (``docs/decisions/0012-answering-by-itself.md``). Blueprints are called by their audience (``leader``,
``region`` …) and views by what they show, so that ``url_for("leader.results", association_id=…)`` and the navigation
find them.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from flask import Flask

from surveyapp.config import Config
from surveyapp.web.shared import shared_blueprint
from surveyapp.web.shared.compression import register_compression
from surveyapp.web.shared.errors import register_errors
from surveyapp.web.shared.forms import register_csrf
from surveyapp.web.shared.language import register_languages
from surveyapp.web.shared.logging import register_request_log
from surveyapp.web.shared.security import register_headers
from surveyapp.web.shared.shell import register_shell
from surveyapp.web.shared.words import register_words

ANSWERING = ("auth", "respond")
"""What answering takes: its own pages, and those that say who one is."""

STAFF = ("admin", "builder", "leader", "librarian", "region")

AUDIENCES = (*ANSWERING, *STAFF)
"""Every audience, in no particular order."""


HEAVIEST = (
    "base.html",
    "base_staff.html",
    "components/feedback.html",
    "components/figures.html",
    "components/page.html",
    "leader/desk.html",
    "leader/results.html",
)
"""Templates of the page of results: compiling them takes longer than the page itself."""


def make_ready(app: Flask) -> None:
    """Compile the templates of the heaviest page, which its first visitor would wait for."""
    for name in HEAVIEST:
        app.jinja_env.get_template(name)


def register(app: Flask, config: Config, audiences: Collection[str] = AUDIENCES) -> None:
    """Put the pages of these audiences and what all of them share onto the application."""
    register_request_log(app)
    register_languages(app, config)
    register_csrf(app)
    register_headers(app, config)
    register_compression(app)
    register_errors(app)
    register_shell(app)
    register_words(app)
    app.register_blueprint(shared_blueprint)
    for name in audiences:
        app.register_blueprint(import_module(f"surveyapp.web.{name}").blueprint)
