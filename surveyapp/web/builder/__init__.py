"""The questionnaire builder: for leaders their association's questionnaires, for regional centres the region's.

Every page works as a form; scripts add dragging, a preview that follows, and nothing that could not be done without.
One module per page; each puts its views onto `blueprint` when it is imported here.
"""

from __future__ import annotations

from surveyapp.web.builder import (
    bank,
    bank_entry,
    draft,
    home,
    logic,
    own_questions,
    parts,
    preview,
    publishing,
    questions,
    settings,
    text,
    translations,
)
from surveyapp.web.builder.blueprint import blueprint

__all__ = [
    "bank",
    "bank_entry",
    "blueprint",
    "draft",
    "home",
    "logic",
    "own_questions",
    "parts",
    "preview",
    "publishing",
    "questions",
    "settings",
    "text",
    "translations",
]
