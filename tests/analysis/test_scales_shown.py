"""What is shown of each kind of scale: merged and high as its list says, with a net score of opposites only."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.analysis.charts import Role, shades
from surveyapp.analysis.disclosure import ShownItem, view_item
from surveyapp.analysis.ordinal import boxes, categories
from surveyapp.analysis.region import region_results
from surveyapp.analysis.results import association_results
from surveyapp.analysis.years import compare_years
from surveyapp.dataset import cut, open_release
from surveyapp.dataset.structure import from_json, structure_of, to_json
from surveyapp.definition.model import OptionList, Question, Questionnaire, Side
from tests.dataset.sample import SCALE
from tests.dataset.sample import questionnaire as sample
from tests.scales import questionnaire, release_of


def shown(tmp_path: Path, name: str, n: int, *codes: str) -> ShownItem:
    release = release_of(tmp_path, n, n + 4, **{name: list(codes)}) if codes else release_of(tmp_path, n, n + 4)
    found = view_item(release, name)
    assert isinstance(found, ShownItem)
    return found


def cells(item: ShownItem) -> list[tuple[str, tuple[str, ...], int]]:
    return [(cell.role, cell.codes, cell.count.k) for cell in item.cells]


@pytest.mark.parametrize(
    ("name", "given", "merged"),
    [
        (
            "contact",
            ("never", "once_or_twice", "once_or_twice", "several", "monthly", "weekly"),
            [
                ("low", ("never",), 1),
                ("neutral", ("once_or_twice", "several"), 3),
                ("high", ("monthly", "weekly"), 2),
            ],
        ),
        (
            "important",
            ("1", "2", "3", "4", "5", "5"),
            [("low", ("1", "2"), 2), ("neutral", ("3",), 1), ("high", ("4", "5"), 3)],
        ),
        (
            "satisfied",
            ("1", "2", "3", "4", "5", "5"),
            [("low", ("1", "2"), 2), ("neutral", ("3",), 1), ("high", ("4", "5"), 3)],
        ),
        (
            "applied",
            ("yes", "yes", "partly", "not_yet", "yes", "no_occasion"),
            [("low", ("not_yet",), 1), ("neutral", ("partly",), 1), ("high", ("yes",), 3)],
        ),
    ],
)
def test_few_answers_are_merged_as_the_list_says(
    name: str, given: tuple[str, ...], merged: list[tuple[str, tuple[str, ...], int]], tmp_path: Path
) -> None:
    """By place, "once or twice" would have been a low answer, and "never" could not have been told from it."""
    item = shown(tmp_path, name, 6, *given)
    assert item.detail == "three"
    assert cells(item) == merged
    assert item.missing.not_applicable == given.count("no_occasion")


def test_twelve_answers_show_every_step_and_high_is_what_the_list_says(tmp_path: Path) -> None:
    item = shown(tmp_path, "contact", 12)
    assert [cell.role for cell in item.cells] == ["low", "neutral", "neutral", "high", "high"]
    assert item.high_codes == ("monthly", "weekly")
    assert item.low is not None
    assert item.low.k == item.cells[0].count.k
    assert (item.polarity, shown(tmp_path, "important", 12).polarity) == ("frequency", "unipolar")


def test_only_opposites_have_a_net_score(tmp_path: Path) -> None:
    nets = {name: shown(tmp_path, name, 12).net for name in ("satisfied", "important", "contact", "used", "applied")}
    assert nets["satisfied"] is not None
    assert {name for name, net in nets.items() if net is not None} == {"satisfied"}


def test_counts_go_by_declaration_with_odd_and_even_numbers_of_steps() -> None:
    assert boxes((1, 2, 3, 4), ("low", None, "high", "high")).neutral == 2
    assert categories((1, 2, 3, 4), ("low", "low", "high", "high")) == (3, 0, 7)
    # Three answers are three categories already, whatever they count as.
    assert categories((1, 2, 3), ("low", "high", "high")) == (1, 2, 3)
    assert boxes((1, 2, 3), ("low", "high", "high")).high == 5
    with pytest.raises(ValueError, match="zip"):
        boxes((1, 2, 3), ("low", "high"))


def with_high(*high: str) -> Questionnaire:
    """The sample in which these points of the overall rating count as high."""
    found = sample()
    sides: dict[str, Side] = {"1": "low", **dict.fromkeys(high, "high")}
    options = tuple(replace(option, counts=sides.get(option.code)) for option in SCALE)

    def declared(question: Question) -> Question:
        return (
            replace(question, options=OptionList("quality-5", options, "bipolar"))
            if question.id == "overall"
            else question
        )

    sections = tuple(replace(each, questions=tuple(declared(q) for q in each.questions)) for each in found.sections)
    return replace(found, sections=sections)


def test_associations_that_count_other_answers_as_high_are_not_compared(tmp_path: Path) -> None:
    rows = [{"overall": rating} for rating in "555443322211"]
    releases = [
        open_release(tmp_path, cut(asked, rows, invited=16 + place, folder=tmp_path, sidecar={}))
        for place, asked in enumerate((with_high("4", "5"), with_high("4", "5"), with_high("5")))
    ]
    found = region_results([(f"a{place}", 16 + place, release) for place, release in enumerate(releases)])
    overall = [each for each in found.indicators if each.indicator == "overall.satisfaction"]
    assert [each.compared for each in overall] == [("a0", "a1"), ("a2",)]
    assert [each.variant for each in overall] == [1, 2]
    counts = [[value.high.k for value in each.values if value.high] for each in overall]
    assert counts == [[5, 5], [3]]


def test_years_that_count_other_answers_as_high_are_not_compared(tmp_path: Path) -> None:
    rows = [{"overall": rating} for rating in "555443322211"]
    years = [
        association_results(open_release(tmp_path, cut(asked, rows, invited=16, folder=tmp_path, sidecar={})))
        for asked in (with_high("4", "5"), with_high("5"))
    ]
    assert "overall" in {pair.question for pair in compare_years(years[0], years[0]).pairs}
    assert "overall" not in {pair.question for pair in compare_years(years[0], years[1]).pairs}


def test_shades_go_from_light_to_dark_and_never_has_none() -> None:
    five: tuple[Role, ...] = ("low", "low", "neutral", "high", "high")
    assert shades(five, "unipolar") == (1, 2, 3, 4, 5)
    assert shades(("low", "neutral", "neutral", "high", "high"), "frequency") == (0, 1, 2, 4, 5)
    assert shades(("low", "neutral", "high"), "ordered") == (1, 3, 5)
    assert shades(("low", "high"), "ordered") == (2, 5)
    assert shades(("low", "neutral", "high"), "frequency") == (0, 2, 5)
    assert shades(five, "bipolar") == (0,) * 5
    eleven = shades([five[place // 3] for place in range(11)], "unipolar")
    assert eleven[0] == 1
    assert eleven[-1] == 5
    assert sorted(eleven) == list(eleven)


def test_releases_cut_before_keep_how_they_were_merged() -> None:
    """What was told in three categories is not told in three others as well."""
    new = json.loads(json.dumps(to_json(structure_of(questionnaire()))))
    assert from_json(new) == structure_of(questionnaire())
    for question in new["questions"]:
        del question["polarity"]
        question["options"] = [option[:3] for option in question["options"]]
    old = from_json(new).questions
    assert {name: old[name].polarity for name in ("satisfied", "important", "contact", "used", "applied")} == {
        "satisfied": "bipolar",
        "important": "unipolar",
        "contact": "frequency",
        "used": "frequency",
        "applied": "ordered",
    }
    assert [option.side for option in old["contact"].options] == ["low", "low", None, "high", "high"]
    assert [option.side for option in old["applied"].options] == ["high", None, "low", None]
