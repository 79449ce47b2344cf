"""The doors of disclosure on real releases, and an attacker who has everything that came through them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.disclosure import (
    ShownItem,
    ShownSegments,
    ShownWords,
    Withheld,
    dimensions,
    view_item,
    view_question,
    view_question_segment,
    view_segment_texts,
    view_segment_words,
    view_segments,
    view_table,
    view_texts,
)
from surveyapp.dataset import UnknownColumn
from tests.dataset.sample import many, release_with

KINDS = ("primary", "secondary", "gymnasium")
BANDS = ("short", "middle", "long")


def rated(*ratings: str) -> list[dict[str, Any]]:
    return [{"overall": rating} for rating in ratings]


def shown(view: ShownItem | Withheld) -> ShownItem:
    assert isinstance(view, ShownItem)
    return view


def written(view: tuple[str, ...] | Withheld) -> tuple[str, ...]:
    assert isinstance(view, tuple)
    return view


def refused(view: object) -> Withheld:
    assert isinstance(view, Withheld)
    return view


def test_below_five_nothing_but_the_reason(tmp_path: Path) -> None:
    release = release_with(tmp_path, rated("5", "5", "4", "3"), 9)
    assert refused(view_item(release, "overall")) == refused(
        view_item(release_with(tmp_path, rated(*"1111"), 9), "overall")
    )
    assert dict(refused(view_item(release, "overall")).params) == {"n": 4, "needed": 5}


def test_five_to_nine_three_categories_without_mean(tmp_path: Path) -> None:
    item = shown(view_item(release_with(tmp_path, rated("5", "5", "4", "3", "2", "4", "5"), 10), "overall"))
    assert item.detail == "three"
    assert [(cell.code, cell.count.k, cell.codes) for cell in item.cells] == [
        ("low", 1, ("1", "2")),
        ("neutral", 1, ("3",)),
        ("high", 5, ("4", "5")),
    ]
    assert item.high is not None
    assert item.high.interval is not None
    assert (item.high.k, item.high.n, item.high.interval.low, item.high.interval.high) == (5, 7, 5, 8)
    assert (item.mean, item.sd, item.net) == (None, None, 4)


def test_from_ten_all_categories_and_the_mean(tmp_path: Path) -> None:
    item = shown(view_item(release_with(tmp_path, rated(*"544352453445"), 16), "overall"))
    assert item.detail == "all"
    assert [cell.count.k for cell in item.cells] == [0, 1, 2, 5, 4]
    assert item.mean is not None
    assert item.mean.interval is not None
    assert (item.mean.value, item.mean.interval.low, item.mean.interval.high) == (4, 3.6875, 4.1875)
    assert item.high is not None
    assert item.high.interval is not None
    assert (item.high.k, item.high.interval.low, item.high.interval.high) == (9, 10, 13)


def test_missing_reasons_stay_apart_and_item_non_response_is_silent(tmp_path: Path) -> None:
    rows = [{"service_importance": {"meetings": code}} for code in ["5", "4", "dk", "3", "5", "5", "dk"]] + [{}, {}]
    item = shown(view_item(release_with(tmp_path, rows, 12), "service_importance.meetings"))
    assert (item.n, item.missing.dont_know, item.missing.unanswered, item.respondents) == (5, 2, 2, 9)
    assert item.high is not None
    assert item.high.bounds is not None
    assert (item.high.k, item.high.n, item.high.bounds.low, item.high.bounds.high) == (4, 5, 4, 9)


def test_behind_a_filter_counts_are_joint_and_the_mean_has_no_interval(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"service_use": {"consultations": "often"}, "consult_access": rating} for rating in "5554443322"
    ]
    rows += [{"service_use": {"consultations": "none"}} for _ in range(3)]
    item = shown(view_item(release_with(tmp_path, rows, 15), "consult_access"))
    assert item.conditional
    assert (item.n, item.missing.not_shown) == (10, 3)
    assert item.high is not None
    assert item.high.bounds is not None
    assert (item.high.bounds.low, item.high.bounds.high) == (6, 8)
    assert item.mean is not None
    assert (item.mean.interval, item.mean.cautions) == (None, ("behind_filter",))


def test_a_unanimous_answer_of_a_small_group_is_a_caution(tmp_path: Path) -> None:
    assert "unanimous" in shown(view_item(release_with(tmp_path, rated(*"4444444")), "overall")).cautions
    assert "unanimous" in shown(view_item(release_with(tmp_path, rated(*"4545454")), "overall")).cautions
    assert "unanimous" not in shown(view_item(release_with(tmp_path, rated(*"4545453")), "overall")).cautions
    assert "unanimous" not in shown(view_item(release_with(tmp_path, rated(*"4" * 20)), "overall")).cautions


def test_a_shared_link_has_no_interval(tmp_path: Path) -> None:
    item = shown(view_item(release_with(tmp_path, rated(*"4534343434"), None), "overall"))
    assert item.high is not None
    assert (item.high.population, item.high.interval, item.high.bounds) == (None, None, None)
    assert item.mean is not None
    assert item.mean.cautions == ("no_population",)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 9, 10, 60])
def test_every_question_has_a_view_at_every_size(tmp_path: Path, size: int) -> None:
    release = release_with(tmp_path, many(size), 70)
    for question in release.structure.questions:
        for key, view in view_question(release, question):
            assert isinstance(view, Withheld) or view.key == key
            if size < 5:
                assert refused(view).reason == "too_few_responses"


def test_other_measures(tmp_path: Path) -> None:
    rows = [
        {
            "topics": topics,
            "activities": {"a1": {"attended": True, "rating": "5"}},
            "priorities": ["a", "b", "c", "d"],
            "money": {"books": 70, "rooms": 30},
            "pairs": [{"best": "a", "worst": "d"}],
            "hours": "2.5",
        }
        for topics in [["reading"], ["reading", "law"], ["unsure"], ["law"]] * 3
    ]
    release = release_with(tmp_path, rows, 12)
    topics = shown(view_item(release, "topics"))
    assert (topics.n, topics.missing.dont_know) == (9, 3)
    assert {cell.code: cell.count.k for cell in topics.cells} == {"reading": 6, "catalogue": 0, "law": 6, "other": 0}
    activities = shown(view_item(release, "activities"))
    assert {cell.code: cell.count.k for cell in activities.cells} == {"a1": 12, "a2": 0}
    assert shown(view_item(release, "activities.a1.rating")).n == 12
    assert refused(view_item(release, "activities.a2.rating")).reason == "no_answers"
    ranked = shown(view_item(release, "priorities"))
    assert {cell.code: cell.count.k for cell in ranked.cells} == {"a": 12, "b": 12, "c": 12, "d": 0, "e": 0}
    money = shown(view_item(release, "money"))
    assert {cell.code: cell.mean for cell in money.cells} == {"books": 70, "rooms": 30}
    pairs = shown(view_item(release, "pairs"))
    assert (pairs.cells[0].code, pairs.cells[0].count.k, pairs.cells[0].against) == ("a", 12, 0)
    hours = shown(view_item(release, "hours"))
    assert hours.mean is not None
    assert hours.mean.value == pytest.approx(2.58, abs=0.01), "the lower third of 2.5..<3"
    assert hours.sd is None
    few = release_with(tmp_path, rows[:7], 12)
    of_few = shown(view_item(few, "hours"))
    assert (of_few.mean, of_few.sd, len(of_few.cells)) == (None, None, 1)
    assert [cell.mean for cell in shown(view_item(few, "money")).cells] == [None, None]


def test_what_a_release_does_not_have_is_refused(tmp_path: Path) -> None:
    release = release_with(tmp_path, many(12))
    for key in ("gone", "comment", "service_use", "service_use.gone", "topics.reading", "proposals"):
        with pytest.raises(UnknownColumn):
            view_item(release, key)
    with pytest.raises(UnknownColumn):
        view_segments(release, "overall", "topics")
    with pytest.raises(UnknownColumn):
        view_table(release, "experience", "experience")
    with pytest.raises(UnknownColumn):
        view_table(release, "experience", "overall")
    with pytest.raises(ValueError, match="view_segments"):
        view_item(release.filter("experience", "short"), "overall")


def test_texts_need_five(tmp_path: Path) -> None:
    rows = [{"comment": f"a{i}"} for i in range(5)]
    assert refused(view_texts(release_with(tmp_path, rows[:4]), "comment")).reason == "too_few_responses"
    assert len(written(view_texts(release_with(tmp_path, rows), "comment"))) == 5


def test_texts_of_a_segment_need_eight_and_stand_under_one_question_only(tmp_path: Path) -> None:
    rows = [{"comment": f"a{i}", "experience": "short", "institution_kind": "primary"} for i in range(8)]
    rows += [{"comment": f"b{i}", "experience": "long", "institution_kind": "primary"} for i in range(8)]
    release = release_with(tmp_path, rows)
    texts = written(view_segment_texts(release, "experience", "short", "comment"))
    assert sorted(texts) == [f"a{i}" for i in range(8)]
    fewer = release_with(tmp_path, rows[:-1])
    assert refused(view_segment_texts(fewer, "experience", "short", "comment")).reason == "segment_too_small"
    for other in (
        view_segment_texts(release, "institution_kind", "primary", "comment"),
        view_segment_words(release, "institution_kind", "comment"),
    ):
        assert refused(other).reason == "other_background"


def spoken(word: str, count: int, band: str) -> list[dict[str, str]]:
    return [{"comment": f"{word} nr {i}", "experience": band} for i in range(count)]


def test_words_of_a_segment_need_eight_in_it_and_five_writers(tmp_path: Path) -> None:
    rows = [*spoken("semināri", 6, "short"), *spoken("ekskursijas", 2, "short"), *spoken("konkursi", 8, "long")]
    view = view_segment_words(release_with(tmp_path, rows), "experience", "comment")
    assert isinstance(view, ShownWords)
    assert {code: [(w.word, w.inside, w.outside) for w in found] for code, found in view.segments} == {
        "short": [("semināri", 6, 0)],
        "long": [("konkursi", 8, 0)],
    }
    seven = view_segment_words(release_with(tmp_path, rows[:-1]), "experience", "comment")
    assert refused(seven).reason == "segment_too_small"


def test_a_word_of_four_writers_or_of_everybody_is_not_named(tmp_path: Path) -> None:
    rows = [*spoken("konkursi semināri", 4, "short"), *spoken("konkursi", 8, "short"), *spoken("konkursi", 12, "long")]
    view = view_segment_words(release_with(tmp_path, rows), "experience", "comment")
    assert isinstance(view, ShownWords)
    assert [found for _, found in view.segments] == [(), ()]


def test_words_are_asked_of_texts_by_background_questions_only(tmp_path: Path) -> None:
    release = release_with(tmp_path, many(40))
    for dimension, key in (("overall", "comment"), ("experience", "overall"), ("experience", "gone")):
        with pytest.raises(UnknownColumn):
            view_segment_words(release, dimension, key)
    with pytest.raises(ValueError, match="together"):
        view_segment_words(release.filter("experience", "short"), "experience", "comment")


def test_people_by_two_background_questions_are_a_table_and_no_segments(tmp_path: Path) -> None:
    release = release_with(tmp_path, many(80), 90)
    assert refused(view_segments(release, "experience", "institution_kind")).reason == "table_not_protectable"
    assert refused(view_segments(release, "institution_kind", "experience")).reason == "other_background"
    for code in release.column("experience").codes:
        shown = view_question_segment(release, "institution_kind", "experience", code)
        assert [refused(each).reason for _, each in shown] == ["table_not_protectable"]


def test_segments_of_a_real_release(tmp_path: Path) -> None:
    release = release_with(tmp_path, many(80), 90)
    assert dimensions(release) == ("experience", "institution_kind")
    view = view_segments(release, "experience", "overall")
    assert isinstance(view, ShownSegments)
    assert {code for code, _ in view.segments} | set(view.hidden) == set(BANDS)
    assert all(item.n >= 5 and item.high is not None and item.high.interval is None for _, item in view.segments)
