"""The librarian's blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("librarian", __name__, url_prefix="/me")
