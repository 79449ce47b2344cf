"""What is wrong with an answer, as a code and numbers; `surveyapp.wording` makes the sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

Param = str | int | float
NO_PARAMS: Mapping[str, Param] = MappingProxyType({})

CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "required": (),
        "unknown_choice": (),
        "too_many_choices": ("max",),
        "too_few_choices": ("min",),
        "exclusive_choice": ("option",),
        "not_a_number": (),
        "number_in_two_ways": ("whole", "parts"),
        "below_minimum": ("min",),
        "above_maximum": ("max",),
        "too_many_decimals": ("max",),
        "too_long": ("max", "length"),
        "not_a_date": (),
        "date_without_year": (),
        "date_in_two_ways": ("first", "second"),
        "before_earliest": ("earliest",),
        "after_latest": ("latest",),
        "period_incomplete": (),
        "period_reversed": (),
        "wrong_total": ("total", "given"),
        "ranked_twice": ("rank",),
        "ranks_skipped": ("rank",),
        "best_is_worst": ("set",),
        "malformed": (),
        "other_not_ticked": (),
        "answered_twice": (),
        "no_room_for_both": ("max",),
        "check_failed": ("text_key",),
    }
)
"""Every problem code with the names of its params. `check_failed` points to the questionnaire's own message."""


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in one question's answer.

    `field` is the name of the form field to which an error summary links; `code` is one of `CODES`; `params` hold
    the numbers and codes the sentence needs.
    """

    question_id: str
    field: str
    code: str
    params: Mapping[str, Param] = dataclasses.field(default_factory=lambda: NO_PARAMS)
