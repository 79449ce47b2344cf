"""The names of the roles, for the rooms above: they do not know the store."""

from __future__ import annotations

from surveyapp.store.accounts import RoleName

__all__ = ["RoleName"]
