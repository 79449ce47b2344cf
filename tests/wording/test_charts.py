"""What stands around a chart."""

from __future__ import annotations

import pytest

from surveyapp.analysis.finite import count_of
from surveyapp.analysis.results import NeedResult, Needs
from surveyapp.wording.catalogue import LANGUAGES, catalogue
from surveyapp.wording.charts import (
    METHODS,
    TIERS,
    footer,
    needs_title,
)

EN = catalogue("en")


def need(code: str, dissatisfied: int, not_reached: int) -> NeedResult:
    counts = [count_of(k, 12, 0, 16) for k in (dissatisfied, not_reached, dissatisfied + not_reached)]
    return NeedResult(code, counts[0], counts[1], counts[2], 12, 0.9, "clear")


def test_needs_name_the_first_only_where_it_is_alone() -> None:
    first = Needs("use", (need("visits", 4, 3), need("news", 1, 0)), ())
    assert needs_title(EN, first, str.title) == "Greatest unmet need: Visits, 7\u00a0of\u00a012"
    tied = Needs("use", (need("visits", 1, 1), need("news", 2, 0)), ())
    assert needs_title(EN, tied, str.title) == "Several services leave about the same need unmet"
    none = Needs("use", (), ())
    assert needs_title(EN, none, str.title) == "No unmet need was found"


def test_footers_give_n_and_method() -> None:
    assert footer(EN, 12, 16, "need") == (
        "12 answers; 16 invited. Unmet need: important, and used without satisfaction or not used."
    )
    assert footer(EN, 1, None, "ordinal").startswith("1 answer. ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_methods_and_tiers_have_words(language: str) -> None:
    c = catalogue(language)
    assert all(sentence(c) for sentence in (*METHODS.values(), *TIERS.values()))
    with pytest.raises(KeyError):
        footer(c, 1, 2, "magic")
