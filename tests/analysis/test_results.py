"""A leader's and a region's page as data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.analysis.region import RegionTotal, region_results
from surveyapp.analysis.results import association_results, indicator_values, needs_of
from tests.dataset.sample import many, release_with


def rated(*ratings: str) -> list[dict[str, Any]]:
    return [{"overall": rating} for rating in ratings]


@pytest.mark.parametrize(
    ("size", "standing"), [(0, "no_answers"), (3, "too_few"), (5, "small"), (9, "small"), (12, "full"), (60, "full")]
)
def test_the_page_at_every_size(tmp_path: Path, size: int, standing: str) -> None:
    results = association_results(release_with(tmp_path, many(size), 70))
    assert results.standing == standing
    assert (results.participation.answered, results.participation.invited) == (size, 70)
    assert bool(results.sections) is (size >= 5)
    if size < 5:
        assert (results.overall, results.needs, results.points, results.activities) == (None, None, (), ())
    if size == 60:
        assert [section.id for section in results.sections] == ["services", "work", "about"]
        assert isinstance(results.overall, ShownItem)
        assert len(results.points) == 4
        assert {activity.row for activity in results.activities} == {"a1", "a2"}
        assert results.cautions == ()
    if size in (5, 9, 12):
        assert results.cautions == ("low_response",)
        assert size >= 10 or results.points == ()


def test_answers_of_fewer_than_five_change_nothing(tmp_path: Path) -> None:
    one, other = release_with(tmp_path, rated(*"1234"), 9), release_with(tmp_path, rated(*"5555"), 9)
    assert one.id != other.id
    first, second = association_results(one), association_results(other)
    assert (first.standing, first.participation, first.sections, first.cautions) == (
        second.standing,
        second.participation,
        second.sections,
        second.cautions,
    )


def test_all_missing_and_a_shared_link(tmp_path: Path) -> None:
    results = association_results(release_with(tmp_path, [{} for _ in range(12)], 12))
    views = [view for section in results.sections for question in section.questions for _, view in question.items]
    assert {view.reason for view in views if isinstance(view, Withheld)} == {"no_answers"}
    assert all(isinstance(view, Withheld) for view in views)
    assert association_results(release_with(tmp_path, many(12), None)).cautions == ("no_population",)


def test_texts_are_counted_and_not_in_the_page(tmp_path: Path) -> None:
    rows = rated(*"54345")
    rows[0]["comment"] = "secret words"
    results = association_results(release_with(tmp_path, rows))
    comment = next(q for section in results.sections for q in section.questions if q.id == "comment")
    assert comment.texts == (("comment", 1),)
    assert "secret words" not in repr(results)


def needy(use: str, importance: str, satisfaction: str | None, service: str = "meetings") -> dict[str, Any]:
    row: dict[str, Any] = {"service_use": {service: use}, "service_importance": {service: importance}}
    if satisfaction is not None:
        row["service_satisfaction"] = {service: satisfaction}
    return row


def test_unmet_need_counts(tmp_path: Path) -> None:
    rows = [
        needy("often", "5", "2"),
        needy("some", "4", "3"),
        needy("some", "5", "5"),
        needy("none", "5", None),
        needy("none", "2", None),
        needy("none", "dk", None),
        needy("some", "5", None),
        needy("often", "3", "1"),
    ]
    needs = needs_of(release_with(tmp_path, rows, 12))
    assert needs is not None
    assert needs.question == "service_use"
    (need,) = needs.ranked
    assert (need.code, need.known, need.unmet.k) == ("meetings", 6, 3)
    assert (need.dissatisfied, need.not_reached) == (None, None)  # three did not use it
    assert need.unmet.bounds is not None
    assert (need.unmet.bounds.low, need.unmet.bounds.high) == (3, 9)
    assert {code for code, _ in needs.withheld} == {"consultations", "seminars", "trips"}


def test_needs_are_ranked_by_what_is_estimated_for_all_members(tmp_path: Path) -> None:
    needs = needs_of(release_with(tmp_path, many(40), 48))
    assert needs is not None
    expected = [need.expected for need in needs.ranked]
    assert expected == sorted(expected, reverse=True)
    assert len(expected) == 4
    assert all(
        need.unmet.k == need.dissatisfied.k + need.not_reached.k
        for need in needs.ranked
        if need.dissatisfied and need.not_reached
    )
    assert any(need.dissatisfied for need in needs.ranked)
    assert sum(need.top for need in needs.ranked) == pytest.approx(3)
    assert sum(need.first for need in needs.ranked) == pytest.approx(1)


def bases() -> list[dict[str, Any]]:
    """Twelve who answered: of trips six are known, all with the need; of meetings twelve, seven with it."""
    rows = []
    for person in range(12):
        use, importance = {"meetings": "none"}, {"meetings": "5" if person < 7 else "2"}
        use["seminars"], importance["seminars"] = "none", "5" if person >= 10 else "2"
        use["consultations"], importance["consultations"] = "none", "4" if person == 3 else "1"
        if person >= 6:
            use["trips"], importance["trips"] = "none", "5"
        rows.append({"service_use": use, "service_importance": importance})
    return rows


def test_a_smaller_base_does_not_put_a_greater_need_last(tmp_path: Path) -> None:
    needs = needs_of(release_with(tmp_path, bases(), 16))
    assert needs is not None
    assert [(need.code, need.unmet.k, need.known) for need in needs.ranked[:2]] == [
        ("trips", 6, 6),
        ("meetings", 7, 12),
    ]
    spans = [need.unmet.interval for need in needs.ranked[:2]]
    assert [(span.low, span.high) for span in spans if span] == [(10, 16), (7, 11)]
    assert needs.greatest == "clear"
    assert needs.ranked[0].first > 0.9
    assert not needs.same_base


def test_a_need_that_nobody_has_is_never_before_one_that_somebody_has(tmp_path: Path) -> None:
    rows = bases()
    for person, row in enumerate(rows):
        row["service_importance"]["trips"] = "1"
        if person < 6:
            row["service_use"].pop("trips", None)
    needs = needs_of(release_with(tmp_path, rows, 16))
    assert needs is not None
    assert needs.ranked[-1].code == "trips"
    assert "trips" not in [need.code for need in needs.found]


def test_indicators_are_found_by_id(tmp_path: Path) -> None:
    release = release_with(tmp_path, many(30), 40)
    ((row, overall),) = indicator_values(release, "overall.satisfaction")
    assert isinstance(overall, ShownItem)
    assert (row, overall.question) == ("", "overall")
    rows = dict(indicator_values(release, "service.importance"))
    assert len(rows) == 4
    meetings = rows["meetings"]
    assert isinstance(meetings, ShownItem)
    assert meetings.row == "meetings"
    assert indicator_values(release, "gone") == ()


def region(folder: Path, *hidden: str) -> Any:
    members = [
        ("a", 16, release_with(folder, rated(*"544352453445"), 16)),
        ("b", 9, release_with(folder, rated(*"5545343"), 9)),
        ("c", 9, release_with(folder, rated(*hidden), 9)),
        ("d", 20, None),
        ("e", 40, release_with(folder, rated(*"33322111445"), 40)),
    ]
    return region_results(members)


def test_a_region_side_by_side(tmp_path: Path) -> None:
    results = region(tmp_path, *"5544")
    assert [row.standing for row in results.rows] == ["full", "small", "too_few", None, "full"]
    assert (results.answered, results.invited) == (34, 74)
    overall = next(found for found in results.indicators if found.indicator == "overall.satisfaction")
    assert (overall.scale, overall.direction) == ("quality-5", "up")
    by_name = {value.association: value for value in overall.values}
    assert isinstance(by_name["c"].item, Withheld)
    assert overall.compared == ("a", "b")
    assert by_name["e"].badge is None
    assert overall.pooled is not None
    total = overall.total
    assert isinstance(total, RegionTotal)
    assert (total.covered, total.of, total.k, total.n, total.population) == (("a", "b", "e"), 5, 17, 30, 65)
    assert total.mean_covered == ("a", "e")
    assert total.share is not None
    assert total.share.value == pytest.approx((16 * 9 / 12 + 9 * 5 / 7 + 40 * 3 / 11) / 65)


def test_nothing_in_a_region_depends_on_answers_of_fewer_than_five(tmp_path: Path) -> None:
    one, other = region(tmp_path, *"5544"), region(tmp_path, *"1111")
    assert one == other


def test_a_region_without_releases_and_with_one(tmp_path: Path) -> None:
    assert region_results([("a", 9, None), ("b", None, None)]).indicators == ()
    single = region_results([("a", 16, release_with(tmp_path, rated(*"544352453445"), 16))])
    overall = next(found for found in single.indicators if found.indicator == "overall.satisfaction")
    assert overall.pooled is None


def test_a_conditional_indicator_has_no_weighted_share(tmp_path: Path) -> None:
    results = region_results(
        [("a", 40, release_with(tmp_path, many(30), 40)), ("b", 40, release_with(tmp_path, many(33, 2), 40))]
    )
    access = next(found for found in results.indicators if found.indicator == "consultation.access")
    assert isinstance(access.total, RegionTotal)
    assert access.total.k > 0
    assert access.total.share is None
    assert {need.covered for need in results.top_needs} == {2}


def test_an_item_is_compared_by_its_own_answers(tmp_path: Path) -> None:
    """Twelve of 16 answered, but only seven this question; it was shown as "good", by the release's rate."""
    left_out: list[dict[str, Any]] = [{} for _ in range(5)]
    members = [
        ("a", 16, release_with(tmp_path, rated(*"5443524") + left_out, 16)),
        ("b", 16, release_with(tmp_path, rated(*"544352453") + left_out[:3], 16)),
        ("c", 16, release_with(tmp_path, rated(*"544352453445"), 16)),
    ]
    results = region_results(members)
    assert [row.participation.badge for row in results.rows if row.participation] == ["good"] * 3
    overall = next(found for found in results.indicators if found.indicator == "overall.satisfaction")
    assert [value.badge for value in overall.values] == [None, "fair", "good"]
    assert overall.compared == ("b", "c")


WITHOUT_SCIPY = """
import sys
import surveyapp.analysis.results, surveyapp.analysis.change, surveyapp.dataset
sys.exit(int(any(name.split(".")[0] == "scipy" for name in sys.modules)))
"""


def test_a_leaders_page_does_without_scipy() -> None:
    assert subprocess.run([sys.executable, "-c", WITHOUT_SCIPY], check=False).returncode == 0
