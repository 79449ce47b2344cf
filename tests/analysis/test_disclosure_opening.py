"""Which segments of a release are opened: of one background question, the same of every item, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.counts import items_of
from surveyapp.analysis.disclosure import (
    DEFAULTS,
    ShownSegments,
    ShownTable,
    Withheld,
    opened_dimension,
    opening_of,
    view_segments,
    view_table,
)
from surveyapp.dataset import SEGMENTS_BY, Release, UnknownColumn, cut, open_release
from tests.dataset.sample import many, questionnaire, release_with


def chosen(folder: Path, by: str, rows: list[dict[str, Any]]) -> Release:
    return open_release(folder, cut(questionnaire(), rows, invited=60, folder=folder, sidecar={SEGMENTS_BY: by}))


def reasons(release: Release, dimension: str) -> dict[str, str]:
    found = {}
    for question in release.structure.questions:
        for key in items_of(release, question):
            view = view_segments(release, dimension, key)
            found[key] = view.reason if isinstance(view, Withheld) else "shown"
    return found


def people(*sizes: int, answer: str = "24534") -> list[dict[str, Any]]:
    return [
        {"experience": band, "overall": answer[place % len(answer)], "institution_kind": "primary"}
        for band, size in zip(("short", "middle", "long"), sizes, strict=False)
        for place in range(size)
    ]


def test_one_background_question_is_opened_and_the_first_unless_told(tmp_path: Path) -> None:
    rows = [{**row, "experience": ("short", "long")[n % 2], "institution_kind": ("primary", "secondary")[n % 2]}
            for n, row in enumerate(many(60))]  # fmt: skip
    first = release_with(tmp_path / "a", rows, 60)
    other = chosen(tmp_path / "b", "institution_kind", rows)
    none = chosen(tmp_path / "c", "", rows)
    gone = chosen(tmp_path / "d", "gone", rows)
    assert [opened_dimension(each) for each in (first, other, none, gone)] == ["experience", "institution_kind", "", ""]
    assert reasons(first, "experience")["overall"] == "shown"
    assert set(reasons(first, "institution_kind").values()) == {"other_background"}
    assert reasons(other, "institution_kind")["overall"] == "shown"
    assert set(reasons(other, "experience").values()) == {"other_background"}
    for dimension in ("experience", "institution_kind"):
        assert set(reasons(none, dimension).values()) == {"other_background"}
        assert isinstance(view_table(none, "experience", "institution_kind"), Withheld)
    with pytest.raises(UnknownColumn):
        view_segments(first, "overall", "topics")


def test_what_needs_are_counted_from_is_not_split(tmp_path: Path) -> None:
    rows = [{**row, "experience": ("short", "long")[n % 2]} for n, row in enumerate(many(80))]
    found = reasons(release_with(tmp_path, rows, 90), "experience")
    for key in ("service_use", "service_importance", "service_satisfaction"):
        assert found[f"{key}.meetings"] == "needs_instead"
    assert found["consult_access"] == "needs_instead", "whom it was asked tells who uses the consultations"
    assert found["barrier"] == "needs_instead"
    assert found["hours"] == "not_by_segment"
    assert found["overall"] == found["topics"] == found["activities"] == "shown"


def test_the_same_segments_are_shown_of_every_item(tmp_path: Path) -> None:
    bands = ["short"] * 30 + ["middle"] * 24 + ["long"] * 6
    rows = [{**row, "experience": band} for row, band in zip(many(60), bands, strict=True)]
    release = release_with(tmp_path, rows, 90)
    shown = {
        tuple(code for code, _ in view.segments)
        for question in release.structure.questions
        for key in items_of(release, question)
        if isinstance(view := view_segments(release, "experience", key), ShownSegments)
    }
    assert len(shown) == 1


def test_a_rest_that_agrees_on_anything_closes_all_items_alike(tmp_path: Path) -> None:
    rest = [{"overall": "5", "topics": ["law"], "experience": band} for band in ("middle", "long") for _ in range(3)]
    said = list(zip("245342", ["law", "reading"] * 3, strict=True))
    mixed = [{"overall": rating, "topics": [topic], "experience": "short"} for rating, topic in said]
    mixed_rest = [{**row, "overall": r, "topics": [topic]} for row, (r, topic) in zip(rest, said, strict=True)]
    agreed = opening_of(release_with(tmp_path / "a", mixed + rest), DEFAULTS)
    assert agreed.refusal is not None
    assert agreed.refusal.reason == "rest_would_tell"
    few_items = opening_of(release_with(tmp_path / "b", mixed + mixed_rest), DEFAULTS)
    assert few_items.refusal is not None, "where one to four items could be agreed on, refusing would point at them"


def test_two_segments_without_a_rest_are_open_whatever_was_said(tmp_path: Path) -> None:
    for said in ("24534", "5"):
        release = release_with(tmp_path / said, people(6, 7, answer=said))
        assert opening_of(release, DEFAULTS).shown == ("short", "middle")
        assert isinstance(view_segments(release, "experience", "overall"), ShownSegments)


def test_an_item_that_few_of_a_segment_answered_is_not_split(tmp_path: Path) -> None:
    rows = people(9, 9)
    for row in rows[11:]:
        del row["overall"]
    view = view_segments(release_with(tmp_path, rows), "experience", "overall")
    assert isinstance(view, Withheld)
    assert view.reason == "segment_too_small"


def test_all_categories_need_ten_in_every_part(tmp_path: Path) -> None:
    for sizes, detail in (((12, 10), "all"), ((12, 9), "three")):
        view = view_segments(release_with(tmp_path / detail, people(*sizes)), "experience", "overall")
        assert isinstance(view, ShownSegments)
        assert {item.detail for _, item in view.segments} == {detail}


def test_beside_segments_a_table_shows_only_large_cells(tmp_path: Path) -> None:
    rows = people(12, 12)
    for place, row in enumerate(rows):
        row["institution_kind"] = ("primary", "secondary")[place % 2]
    table = view_table(release_with(tmp_path / "a", rows), "experience", "institution_kind")
    assert isinstance(table, ShownTable)
    assert all(cell is not None for line in table.table.cells for cell in line)
    rows[0]["institution_kind"] = "gymnasium"
    small = view_table(release_with(tmp_path / "b", rows), "experience", "institution_kind")
    assert isinstance(small, Withheld)
    assert small.reason == "beside_segments"
