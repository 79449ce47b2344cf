"""What stands around a chart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveyapp.analysis.disclosure import ShownCell, ShownItem
from surveyapp.analysis.estimates import Estimate, Interval, Missing
from surveyapp.analysis.finite import count_of
from surveyapp.analysis.results import NeedResult, Needs
from surveyapp.wording.catalogue import LANGUAGES, catalogue
from surveyapp.wording.charts import (
    METHODS,
    TIERS,
    footer,
    item_summary,
    item_title,
    needs_summary,
    needs_title,
)

EN = catalogue("en")


def rating(low: int, neutral: int, high: int, mean: Estimate | None = None) -> ShownItem:
    n = low + neutral + high
    counts = [count_of(k, n, 0, 16) for k in (low, neutral, high)]
    return ShownItem(
        "q", "q", "", "ordinal", "three", n, n, 16, Missing(), (), counts[0], counts[1], counts[2], ("4", "5"),
        high - low, mean, None, False, (),
    )  # fmt: skip


def choices(*counts: int) -> ShownItem:
    cells = tuple(
        ShownCell(f"o{place}", (f"o{place}",), count_of(k, 12, 0, 16), "emphasis", "strong")
        for place, k in enumerate(counts)
    )
    return ShownItem(
        "q", "q", "", "choices", "all", 12, 12, 16, Missing(), cells, None, None, None, (), None, None, None, False, (),
    )  # fmt: skip


def need(code: str, dissatisfied: int, not_reached: int) -> NeedResult:
    counts = [count_of(k, 12, 0, 16) for k in (dissatisfied, not_reached, dissatisfied + not_reached)]
    return NeedResult(code, counts[0], counts[1], counts[2], 12, 0.9, "clear")


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (rating(1, 2, 9), "News: 9 of 12 gave a high rating"),
        (rating(7, 2, 3), "News: 7 of 12 gave a low rating"),
        (rating(4, 4, 4), "News: the ratings are divided"),
        (choices(3, 7, 2), "News: most often “O1”, 7 of 12"),
        (choices(7, 7, 2), "News"),
        (choices(0, 0), "News"),
    ],
)
def test_the_title_is_the_finding(item: ShownItem, title: str) -> None:
    assert item_title(EN, item, "News", str.upper) == title


def test_summaries_stand_in_for_the_chart() -> None:
    mean = Estimate(12, Missing(), 3.98, None, Interval(3.69, 4.19, "polya"), None)
    assert item_summary(EN, rating(1, 2, 9, mean), "News", str.upper) == (
        "News: 9 high, 2 middle and 1 low of 12 ratings. Mean 4.0 (95% interval 3.7 to 4.2)."
    )
    assert item_summary(EN, choices(3, 7), "News", str.upper) == "News, of 12 who answered. O0: 3; O1: 7."


def test_needs_name_the_first_only_where_it_is_alone() -> None:
    first = Needs("use", (need("visits", 4, 3), need("news", 1, 0)), ())
    assert needs_title(EN, first, str.title) == "Greatest unmet need: Visits, 7 of 12"
    assert needs_summary(EN, first, str.title).endswith("News: 1 of 12 (not satisfied: 1; not reached: 0).")
    tied = Needs("use", (need("visits", 1, 1), need("news", 2, 0)), ())
    assert needs_title(EN, tied, str.title) == "Several services leave about the same need unmet"
    none = Needs("use", (), ())
    assert needs_title(EN, none, str.title) == needs_summary(EN, none, str.title) == "No unmet need was found"


def test_parts_that_may_not_be_told_apart_are_not_said() -> None:
    whole = Needs("use", (replace(need("visits", 4, 3), dissatisfied=None, not_reached=None),), ())
    assert needs_summary(EN, whole, str.title) == "Greatest unmet needs: Visits: 7 of 12."


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
