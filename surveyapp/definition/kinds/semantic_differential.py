"""Semantic differential: each row a pair of opposites with points between them."""

from __future__ import annotations

from surveyapp.definition.kinds.base import Measure, SettingRule, rules
from surveyapp.definition.kinds.matrix import Matrix
from surveyapp.definition.model import Option, OptionList, Question

DEFAULT_POINTS = 5


class SemanticDifferential(Matrix):
    """Rows have the texts "<row>.low" and "<row>.high"; `points` (five unless given) are numbered from the low end."""

    name = "semantic-differential"
    options_need = "no"
    settings = rules({"points": SettingRule("integer", 3, 9)})
    texts = ()

    def measure(self, question: Question) -> Measure:
        return "ordinal"


def numbered(points: int) -> OptionList:
    """Points 1..n, whose labels are their numbers."""
    codes = [str(point) for point in range(1, points + 1)]
    return OptionList("", tuple(Option(code, "", float(code)) for code in codes))
