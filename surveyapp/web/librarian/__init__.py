"""The librarian's room: what she is asked, what is planned, what became of what she proposed."""

from __future__ import annotations

from surveyapp.web.librarian.views import blueprint

__all__ = ["blueprint"]
