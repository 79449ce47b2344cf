"""The admin's room: accounts and what they may do, settings, the audit trail. No answer is read here."""

from __future__ import annotations

from surveyapp.web.admin.views import blueprint

__all__ = ["blueprint"]
