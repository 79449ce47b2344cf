"""The sample questionnaires of `tests/surveys`, one per feature, and the bundled one of the year's end, as fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
