"""The unit of work and the actor of the present request.

    from surveyapp.web.shared.unit import current_actor, current_unit

    results = results_of_run(current_unit(), current_actor(), run_id)

A GET or HEAD request gets a unit that begins without SQLite's write lock; it must change nothing but cookies.
The session is closed at the end of the request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, current_app, g
from flask_security import current_user

from surveyapp.config import Config
from surveyapp.services.access import NOBODY, Actor, actor_of
from surveyapp.services.unit import Unit

_FACTORY = "surveyapp_units"


def provide_units(app: Flask, factory: Callable[[], Unit]) -> None:
    """Say how units are made; the application factory does, as it knows the database."""
    app.extensions[_FACTORY] = factory


def current_unit() -> Unit:
    """The unit of work of this request, made at first use."""
    if "surveyapp_unit" not in g:
        g.surveyapp_unit = cast("Callable[[], Unit]", current_app.extensions[_FACTORY])()
    return cast("Unit", g.surveyapp_unit)


def current_actor() -> Actor:
    """Who is signed in, with grants; `NOBODY` for a visitor. Read once a request."""
    if "surveyapp_actor" not in g:
        account = current_account()
        g.surveyapp_actor = NOBODY if account is None else actor_of(account)
    return cast("Actor", g.surveyapp_actor)


def stop_asking() -> None:
    """Treat the rest of the request as a visitor's: its failure may be the database's."""
    g.surveyapp_actor = NOBODY
    g.surveyapp_account = None
    # Flask-Login would look the account up again for its own template variable.
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined] # Flask-Login puts it there


def current_account() -> Any:
    """The account signed in, as Flask-Security knows it; None for a visitor."""
    if "surveyapp_account" not in g:
        g.surveyapp_account = current_user._get_current_object() if current_user.is_authenticated else None
    return g.surveyapp_account


def current_config() -> Config:
    """The settings of this installation."""
    return cast("Config", current_app.extensions["surveyapp"])
