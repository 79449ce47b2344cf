"""The admin's room: accounts and what they may do, regions and associations, settings, the audit trail.

No answer is read here.
"""

from __future__ import annotations

from surveyapp.web.admin import places, views
from surveyapp.web.admin.blueprint import blueprint

__all__ = ["blueprint", "places", "views"]
