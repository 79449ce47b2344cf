"""Signing in and out, passwords, and the start page that leads everyone to their place.

Flask-Security does the work; it looks and speaks like the rest of the product.
"""

from __future__ import annotations

from surveyapp.web.auth.setup import install
from surveyapp.web.auth.views import blueprint

__all__ = ["blueprint", "install"]
