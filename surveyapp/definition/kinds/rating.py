"""Rating: one point of a scale, its ends labelled."""

from __future__ import annotations

from surveyapp.definition.kinds.choice import OneCode
from surveyapp.definition.model import Question


class Rating(OneCode):
    """One point of a scale. Points without a number are "don't know" and "not applicable"."""

    name = "rating"
    texts = ("low", "high")

    def check_definition(self, question: Question) -> str:
        if question.options is not None and not question.options.is_scale:
            return "a rating needs a number for every point; write `value:` for each option that is not `missing`"
        return ""
