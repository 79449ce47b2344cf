"""Single choice: radio buttons, a drop-down or buttons."""

from __future__ import annotations

from surveyapp.definition.kinds.base import SettingRule, rules
from surveyapp.definition.kinds.choice import OneCode


class Single(OneCode):
    """One option out of several, perhaps with "other" and its text."""

    name = "single"
    settings = rules({"display": SettingRule("text", words=("radio", "drop-down", "buttons"))})
    texts = ("other",)
