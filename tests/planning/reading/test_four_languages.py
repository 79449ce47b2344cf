"""One plan in each language, in every format: the same is read from all of them."""

from __future__ import annotations

import pytest

from surveyapp.bundled import bundled_path
from surveyapp.interchange.plan_papers import PlanPaper, read_plan_paper
from tests.interchange.papers import FORMATS, SAMPLES


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.parametrize("form", FORMATS)
def test_a_plan_reads_the_same_from_every_format(language: str, form: str) -> None:
    sample = SAMPLES[language]
    name, render = FORMATS[form]
    read = read_plan_paper(bundled_path("surveys"), PlanPaper(render(sample), name)).as_json()

    assert read["school_year"] == sample.year
    assert read["association"] == sample.association
    assert read["goal"] == sample.goal
    assert tuple(read["tasks"]) == sample.tasks
    assert tuple(read["priorities"]) == sample.priorities
    rows = read["activities"]
    assert tuple(row["topic"] for row in rows) == sample.topics
    assert tuple((row["start"], row["end"], row["precision"]) for row in rows) == sample.periods
    assert tuple(row["period_text"] for row in rows) == tuple(row[2] for row in sample.rows)
    assert tuple(row["place"] or "" for row in rows) == tuple(row[3] for row in sample.rows)
    assert tuple(tuple(row["responsible"]) for row in rows) == sample.responsible
    assert tuple(row["form"] for row in rows) == sample.forms
    assert tuple(read["unplaced"]) == sample.unplaced
    assert read["visits"] == read["experience"] == []
