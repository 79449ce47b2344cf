"""Every sample survey: the valid ones load, the invalid ones tell every mistake and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.definition.loading import check_directory

HERE = Path(__file__).parent
VALID = sorted(path.name for path in (HERE / "valid").iterdir())
INVALID = sorted(path.name for path in (HERE / "invalid").iterdir())


def mistakes(kind: str, name: str) -> list[str]:
    found = check_directory(HERE / kind / name, lists_dir=HERE / "lists", indicators=HERE / "indicators.yaml")
    return [str(error).removeprefix(f"{HERE / kind / name}/") for error in found]


@pytest.mark.parametrize("name", VALID)
def test_valid_sample_loads(name: str) -> None:
    assert mistakes("valid", name) == []


@pytest.mark.parametrize("name", INVALID)
def test_invalid_sample_tells_every_mistake(name: str) -> None:
    expected = (HERE / "invalid" / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert expected
    assert mistakes("invalid", name) == expected


def test_places_are_exact() -> None:
    """Not by the recorded files alone: the column of a mistake is where the wrong word stands."""
    for name, word in (("unknown-kind", "singel"), ("unknown-list", "colors"), ("unknown-option", "'gren'")):
        place = mistakes("invalid", name)[0]
        _, line, column, _ = place.split(":", 3)
        text = (HERE / "invalid" / name / "questionnaire.yaml").read_text(encoding="utf-8").splitlines()
        assert text[int(line) - 1][int(column) - 1 :].startswith(word)


def test_mistakes_carry_codes_and_words_for_other_languages() -> None:
    found = check_directory(HERE / "invalid" / "unknown-key", lists_dir=HERE / "lists")[0]
    assert (found.code, dict(found.params)) == ("unknown_key", {"subject": "shown_if", "suggestion": "show_if"})
