"""The pages, by audience.

To add an audience: a package ``surveyapp/web/<audience>/`` whose ``__init__`` names its ``blueprint``, and a line in
`AUDIENCES`. Blueprints are called by their audience (``leader``, ``region`` …) and views by what they show, so that
``url_for("leader.results", association_id=…)`` and the navigation find them.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from surveyapp.config import Config
from surveyapp.web import admin, auth, builder, leader, librarian, region, respond
from surveyapp.web.shared import shared_blueprint
from surveyapp.web.shared.compression import register_compression
from surveyapp.web.shared.errors import register_errors
from surveyapp.web.shared.forms import register_csrf
from surveyapp.web.shared.language import register_languages
from surveyapp.web.shared.logging import register_request_log
from surveyapp.web.shared.security import register_headers
from surveyapp.web.shared.shell import register_shell
from surveyapp.web.shared.words import register_words

AUDIENCES: tuple[Blueprint, ...] = (
    admin.blueprint,
    auth.blueprint,
    builder.blueprint,
    leader.blueprint,
    librarian.blueprint,
    region.blueprint,
    respond.blueprint,
)
"""Every audience's blueprint, in no particular order."""


def register(app: Flask, config: Config) -> None:
    """Put the pages and what all of them share onto the application."""
    register_request_log(app)
    register_languages(app, config)
    register_csrf(app)
    register_headers(app, config)
    register_compression(app)
    register_errors(app)
    register_shell(app)
    register_words(app)
    app.register_blueprint(shared_blueprint)
    for blueprint in AUDIENCES:
        app.register_blueprint(blueprint)
