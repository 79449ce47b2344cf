"""The regional centre's room: its associations side by side, the core indicators, one association among the others."""

from __future__ import annotations

from surveyapp.web.region import evaluation, institutions, practice, privacy, synonyms, views
from surveyapp.web.region.blueprint import blueprint

__all__ = ["blueprint", "evaluation", "institutions", "practice", "privacy", "synonyms", "views"]
