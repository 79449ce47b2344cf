"""What is wrong with an answer, as a code and numbers; `surveyapp.wording` makes the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in one question's answer.

    `field` is the name of the form field to which an error summary links; `code` one of
    `surveyapp.definition.problems.CODES`; `params` the numbers and codes the sentence needs.
    """

    question_id: str
    field: str
    code: str
    params: Mapping[str, str | int | float] = field(default_factory=lambda: MappingProxyType({}))
