"""The librarian's room: what she is asked, what is planned, what became of what she proposed."""

from __future__ import annotations

from surveyapp.web.librarian import results, views
from surveyapp.web.librarian.blueprint import blueprint

__all__ = ["blueprint", "results", "views"]
