"""The worked examples of docs/methods.md are what the product computes."""

from __future__ import annotations

import re
from math import ceil, floor
from pathlib import Path

import pytest

from surveyapp.analysis.agreement import cohen_kappa, krippendorff_alpha
from surveyapp.analysis.change import probability_up, sign_test, unpaired_page
from surveyapp.analysis.compare import pool_shares
from surveyapp.analysis.disclosure import DEFAULTS, ShownItem, choose_segments, view_item
from surveyapp.analysis.estimates import Missing
from surveyapp.analysis.exact import fisher, g_squared, same_share, sign_flip
from surveyapp.analysis.finite import exact_interval, hypergeometric_tail, manski_count, stratified_share
from surveyapp.analysis.lead import RowCount, greatest, leader
from surveyapp.analysis.need import expected_share
from surveyapp.analysis.ordinal import mean_of
from surveyapp.dataset import cut, open_release
from tests.dataset.sample import questionnaire

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


def test_counts_and_ranges() -> None:
    widest, likely = manski_count(9, 12, 16), exact_interval(9, 12, 16)
    assert f"between **{widest.low:.0f} and {widest.high:.0f}** of the 16" in TEXT
    assert f"between **{likely.low:.0f} and {likely.high:.0f}**" in TEXT
    assert hypergeometric_tail(9, 12, 9, 16, upper=True) == pytest.approx(0.02, abs=0.001)


def test_ratings() -> None:
    found = mean_of((0, 1, 2, 5, 4), (1, 2, 3, 4, 5), Missing(), 16, conditional=False)
    assert found is not None
    assert found.interval is not None
    assert found.bounds is not None
    assert found.value == 4
    assert f"to {found.bounds.low:.2f} if all said 1, to {found.bounds.high:.2f} if all said 5" in TEXT
    assert f"lies between {found.interval.low:.1f} and {found.interval.high:.1f}" in TEXT


def test_several_answers_and_points(tmp_path: Path) -> None:
    ticked = [["unsure"]] * 2 + [["reading", "catalogue"]] * 5 + [["reading", "law"]] * 4 + [["other"]]
    rows = [
        {"topics": topics, "money": {"books": 50 if number < 6 else 25, "rooms": 50 if number < 6 else 75}}
        for number, topics in enumerate(ticked[:10])
    ] + [{"topics": topics} for topics in ticked[10:]]
    release = open_release(tmp_path, cut(questionnaire(), rows, invited=16, folder=tmp_path, sidecar={}))
    topics, money = view_item(release, "topics"), view_item(release, "money")
    assert isinstance(topics, ShownItem)
    assert isinstance(money, ShownItem)
    chosen = [cell.count.k for cell in topics.cells][:3]
    assert f"so it is {chosen[0]}, {chosen[1]} and {chosen[2]} **of {topics.n}**" in TEXT
    books = money.cell("books")
    assert books is not None
    assert (books.mean, books.count.k, money.n) == (40, 10, 10)
    assert "the mean for books is 40, and all ten gave them some" in TEXT


def test_needs() -> None:
    found = exact_interval(6, 12, 16)
    assert f"unmet together **6 of 12**; with the silent, {found.low:.0f} to {found.high:.0f} of 16" in TEXT
    for k, known in ((6, 6), (7, 12)):
        span = exact_interval(k, known, 16)
        assert f"{span.low:.0f} to {span.high:.0f} of 16, estimated {16 * expected_share(k, known, 16):.1f}" in TEXT


def test_change() -> None:
    assert f"About {100 * probability_up((7, 12), (11, 13)):.0f} in 100" in TEXT
    assert sign_test(8, 1) == pytest.approx(0.04, abs=0.001)
    assert f"p = .{100 * fisher((7, 12), (11, 13)).p:.0f})" in TEXT
    assert f"p = .{1000 * sign_flip([1] * 8 + [-1]).p:03.0f})" in TEXT
    alone, none = ((7, 12), (11, 13)), ((6, 12), (6, 12))
    assert unpaired_page([alone]).changes[0].wording == "suggestive_up"
    assert unpaired_page([alone, *[none] * 34]).changes[0].wording == "no_change_shown"


def test_segments() -> None:
    sizes = {"under 3": 6, "3 to 10": 5, "over 10": 1}
    assert choose_segments(sizes, 0, DEFAULTS.show) == ("under 3",)


def test_segments_that_differ() -> None:
    groups = [(3, 9), (10, 11)]
    assert f"G² is {g_squared(groups):.1f}, and chance gives as much {100 * same_share(groups).p:.0f} times" in TEXT


def test_totals() -> None:
    found = stratified_share([(9, 12, 16), (20, 28, 40), (5, 7, 10)])
    assert f"weighted {100 * found.value:.0f} %, standard error {100 * found.se:.1f}" in TEXT
    low, high = (end * found.population for end in (found.interval.low, found.interval.high))
    assert f"that is {floor(low)} to {ceil(high)} of {found.population} members" in TEXT


def test_associations() -> None:
    shares = [each.value for each in pool_shares((10, 18, 5, 22, 12, 4), (12, 30, 9, 25, 20, 9)).shares]
    assert f"from .{100 * min(shares):.0f} to .{100 * max(shares):.0f}" in TEXT


def test_ranges_in_pictures_and_rows_that_are_named() -> None:
    found = exact_interval(9, 12, 16)
    low, high = (f"{12 * end / 16:g}" for end in (found.low, found.high))
    assert f"the line runs from {low} to {high}" in TEXT

    def rows(population: int) -> tuple[RowCount, ...]:
        return tuple(RowCount(k, 12, population) for k in (10, 8, 4, 3))

    first, other = (f".{100 * greatest(rows(population), 0):.0f}" for population in (16, 24))
    assert f"with a probability of {first} and is named. With\n> N = 24 it is {other}: no row is named." in TEXT
    assert (leader(rows(16)), leader(rows(24))) == (0, None)


def test_coders() -> None:
    alpha = krippendorff_alpha([[1, 1]] * 4 + [[0, 0]] * 5 + [[1, 0]])
    assert alpha is not None
    assert f"alpha is .{100 * alpha:.0f}" in TEXT
    kappa = cohen_kappa([[1, 1]] * 4 + [[0, 0]] * 5 + [[1, 0]])
    assert f"beside it, .{100 * (kappa or 0):.0f}" in TEXT


def test_every_anchor_of_the_page_in_the_product_has_its_chapter() -> None:
    page = (ROOT / "surveyapp/web/templates/components/methods.html").read_text(encoding="utf-8")
    titles = set(re.findall(r'<h2 id="[a-z]+-title">\{\{ _\("([^"]+)"\) \}\}</h2>', page))
    assert titles == set(re.findall(r"^## (.+)$", TEXT, re.MULTILINE))
