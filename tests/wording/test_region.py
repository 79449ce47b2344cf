"""The region's workbook in words."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from surveyapp.analysis.disclosure import ShownCell, ShownItem, Withheld
from surveyapp.analysis.estimates import Missing
from surveyapp.analysis.finite import count_of, stratified_share
from surveyapp.analysis.region import (
    RegionIndicator,
    RegionNeed,
    RegionResults,
    RegionRow,
    RegionTotal,
    RegionValue,
)
from surveyapp.analysis.results import NeedResult, Needs, Participation
from surveyapp.planning.years import SchoolYear
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.region import RegionNames, region_estimate, region_workbook

EN = catalogue("en")
YEAR = SchoolYear(2026)
NAMES = RegionNames(
    "River region",
    {"a1": "Šilai", "a2": "Alder", "a3": "Zile"},
    lambda indicator, row: f"{indicator} {row}".strip(),
    lambda code: {"visits": "Library visits"}[code],
)
FEW = Withheld("too_few_responses", MappingProxyType({"n": 3, "needed": 5}))


def item() -> ShownItem:
    counts = [count_of(k, 12, 0, 16) for k in (1, 2, 9)]
    cells = tuple(
        ShownCell(role, (role,), count, role, "strong")  # type: ignore[arg-type]
        for role, count in zip(("low", "neutral", "high"), counts, strict=True)
    )
    return ShownItem(
        "overall", "overall", "", "ordinal", "three", 12, 12, 16, Missing(), cells,
        counts[0], counts[1], counts[2], ("high",), 8, None, None, False, (),
    )  # fmt: skip


def results() -> RegionResults:
    need = NeedResult(
        "visits", count_of(4, 12, 0, 16), count_of(3, 12, 0, 16), count_of(7, 12, 0, 16), 12, 0.57, 0.95, 0.9, "clear"
    )
    return RegionResults(
        rows=(
            RegionRow("a1", Participation(12, 16, "good"), "full"),
            RegionRow("a2", Participation(3, 14, None), "too_few"),
            RegionRow("a3", Participation(0, 20, None), None),
        ),
        indicators=(
            RegionIndicator(
                "overall", "", "satisfaction-5", "up",
                (RegionValue("a1", item(), "good", None), RegionValue("a2", FEW, None, None)),
                RegionTotal(("a1",), 3, 9, 12, 16, None, None, ()), None, ("a1",),
            ),
        ),
        needs=(("a1", Needs("service_use", (need,), ())), ("a2", Needs("service_use", (), (("visits", FEW),)))),
        top_needs=(RegionNeed("visits", 4, 3, 7, 12, 1, 0.57, None),),
        answered=15,
        invited=30,
    )  # fmt: skip


def test_four_sheets_with_associations_in_alphabetical_order() -> None:
    book = region_workbook(EN, results(), NAMES, SchoolYear(2026))
    assert [sheet.name for sheet in book.sheets] == ["Participation", "Indicators", "Needs", "Notes on method"]
    assert book.title == "River region, 2026/2027 school year"
    assert book.sheets[0].rows == (
        ("Alder", 3, 14, 21.4, "too few answers to show results", "not compared"),
        ("Šilai", 12, 16, 75.0, "shown in full", "good"),
        ("Zile", None, 20, None, "survey not closed yet", ""),
        ("Together", 15, 30, None, "", ""),
    )
    lithuanian = region_workbook(catalogue("lt"), results(), NAMES, SchoolYear(2026))
    assert [row[0] for row in lithuanian.sheets[0].rows][:3] == ["Alder", "Šilai", "Zile"]


def test_indicators_carry_intervals_and_say_why_something_is_missing() -> None:
    indicators = region_workbook(EN, results(), NAMES, SchoolYear(2026)).sheets[1]
    refusal = "Results are shown from 5 responses; so far there are too few."
    assert indicators.rows == (
        ("overall", "Alder", None, None, None, None, None, None, None, refusal, "not compared"),
        ("overall", "Šilai", 9, 12, 10, 13, None, None, None, "", "good"),
        ("overall", "1\u00a0of\u00a03 associations together", 9, 12, None, None, None, None, None, "", ""),
    )


def test_needs_are_told_together_and_by_association() -> None:
    needs = region_workbook(EN, results(), NAMES, SchoolYear(2026)).sheets[2]
    assert needs.rows[:1] == (("1 association together", "Library visits", 4, 3, 7, 12, None, None, ""),)
    assert needs.rows[1][0] == "Alder"
    assert needs.rows[1][2:6] == (None, None, None, None)
    assert needs.rows[2] == ("Šilai", "Library visits", 4, 3, 7, 12, 7, 11, "")


def test_notes_on_method_are_whole_sentences() -> None:
    notes = region_workbook(EN, results(), NAMES, SchoolYear(2026)).sheets[3].notes
    assert len(notes) == 6
    assert [note.count("95%") for note in notes] == [1, 0, 0, 0, 0, 0]


def test_a_total_tells_what_it_means_for_all_members_with_its_error() -> None:
    share = stratified_share([(9, 12, 16), (20, 28, 40)])
    total = RegionTotal(("a1", "a2"), 3, 29, 40, 56, share, None, ())
    (said,) = region_estimate(EN, total)
    assert said == (
        "Weighted by members, if the silent resemble the others of their association: 72% (standard error 3.9 "
        "percentage points), which is 36 to 45\u00a0of\u00a056 members."
    )
    book = region_workbook(
        EN, replace(results(), indicators=(replace(results().indicators[0], total=total),)), NAMES, YEAR
    )
    row = book.sheets[1].rows[-1]
    assert row[2:6] == (29, 40, 36, 45)
    assert row[9] == said
    everybody = replace(total, share=stratified_share([(9, 12, 12), (20, 28, 28)]))
    assert list(region_estimate(EN, everybody)) == []


def test_what_is_not_compared_says_why_in_the_workbook() -> None:
    barred = replace(results().indicators[0].values[0], bar="translation", asked="Kopumā?")
    found = replace(results().indicators[0], values=(barred,))
    book = region_workbook(EN, replace(results(), indicators=(found,)), NAMES, YEAR)
    assert book.sheets[1].rows[0][-2:] == ("Translation not verified; not compared", "not compared")
