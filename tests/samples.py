"""The sample questionnaires of `tests/surveys`, one per feature, and the bundled one of the year's end, as fixtures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from surveyapp.definition.loading import load_questionnaire
from surveyapp.definition.model import Questionnaire

SAMPLES = Path(__file__).parent / "surveys"
YEAR_END = Path(__file__).parents[1] / "surveys" / "year-end"


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Questionnaire]:
    """Load a valid sample by name."""

    def load(name: str) -> Questionnaire:
        return load_questionnaire(
            SAMPLES / "valid" / name, lists_dir=SAMPLES / "lists", indicators=SAMPLES / "indicators.yaml"
        )

    return load


@pytest.fixture(scope="session")
def year_end() -> Questionnaire:
    """The bundled year-end questionnaire."""
    return load_questionnaire(YEAR_END)


def broken(document: Any, *path: str | int, value: object) -> Any:
    """A copy of the document with one part replaced."""
    copy = json.loads(json.dumps(document))
    part = copy
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return copy
