"""The start page: a visitor reads what this is and signs in; everyone else is led to their place."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from surveyapp.web.shared.shell import home_of
from surveyapp.web.shared.unit import current_actor

blueprint = Blueprint("auth", __name__)


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Lead by role: leader, regional centre, librarian, admin; a visitor stays here."""
    home = home_of(current_actor())
    return redirect(home) if home else render_template("auth/start.html")
