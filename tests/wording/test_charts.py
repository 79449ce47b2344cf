"""What stands around a chart."""

from __future__ import annotations

import pytest

from surveyapp.analysis.finite import count_of
from surveyapp.analysis.results import NeedResult, Needs
from surveyapp.wording.catalogue import LANGUAGES, catalogue
from surveyapp.wording.charts import (
    METHODS,
    TIERS,
    first_need,
    footer,
    members_expected,
    needs_title,
)

EN = catalogue("en")


def need(code: str, dissatisfied: int, not_reached: int, first: float = 0.95, known: int = 12) -> NeedResult:
    counts = [count_of(k, known, 0, 16) for k in (dissatisfied, not_reached, dissatisfied + not_reached)]
    share = (dissatisfied + not_reached + 1) / (known + 2)
    return NeedResult(code, counts[0], counts[1], counts[2], known, share, first, 0.9, "clear")


def test_the_greatest_need_is_named_only_as_surely_as_the_answers_allow() -> None:
    other = need("news", 1, 0, 0.05)
    sure = Needs("use", (need("visits", 4, 3), other), ())
    assert needs_title(EN, sure, str.title) == "Greatest unmet need: Visits, 7\u00a0of\u00a012"
    assert first_need(EN, sure) == "the greatest"
    likely = Needs("use", (need("visits", 4, 3, 0.7), other), ())
    assert needs_title(EN, likely, str.title) == "Probably the greatest unmet need: Visits, 7\u00a0of\u00a012"
    assert first_need(EN, likely) == "probably the greatest"
    unsure = Needs("use", (need("visits", 4, 3, 0.59), other), ())
    assert needs_title(EN, unsure, str.title) == "The answers do not settle which unmet need is the greatest"
    assert first_need(EN, unsure) == "among the greatest; the order is open"
    for none in (Needs("use", (), ()), Needs("use", (need("visits", 0, 0),), ())):
        assert needs_title(EN, none, str.title) == "No unmet need was found"
        assert first_need(EN, none) == ""


def test_what_is_estimated_for_all_members_is_told_where_somebody_is_not_known() -> None:
    assert members_expected(EN, need("visits", 6, 0, known=6)) == "about 14\u00a0of\u00a016 members"
    assert members_expected(EN, need("visits", 6, 0, known=16)) == ""


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
