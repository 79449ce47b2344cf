"""Invented papers of many kinds, each beside what a careful person would write down of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveyapp.bundled import bundled_path
from surveyapp.interchange.plan_papers import PlanPaper, read_plan_paper

PAPERS = Path(__file__).parents[1] / "papers"
NAMES = sorted(path.name for path in PAPERS.iterdir() if path.suffix != ".json")


def test_there_are_papers_in_every_language_and_format() -> None:
    assert {name[:2] for name in NAMES} == {"lv", "lt", "ru", "en"}
    assert {name.rpartition(".")[2] for name in NAMES} == {"docx", "xlsx", "csv", "txt", "html"}


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_read_as_a_careful_person_would(name: str) -> None:
    expected = json.loads((PAPERS / f"{name}.json").read_text())
    read = read_plan_paper(bundled_path("surveys"), PlanPaper((PAPERS / name).read_bytes(), name)).as_json()
    assert read == expected
