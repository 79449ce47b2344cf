"""Yes or no."""

from __future__ import annotations

from surveyapp.definition.kinds.choice import OneCode
from surveyapp.definition.model import Question


class YesNo(OneCode):
    """Yes or no, with the shared list "yes-no" unless another is named; its codes begin with "yes" and "no"."""

    name = "yes-no"
    options_need = "optional"
    default_list = "yes-no"

    def check_definition(self, question: Question) -> str:
        if question.options is not None and question.options.codes[:2] != ("yes", "no"):
            return "the options of a yes-no question begin with the codes `yes` and `no`"
        return ""
