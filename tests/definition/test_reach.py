"""Conditions that can never be met are found; those that can be met are left alone."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from surveyapp.definition.expressions import parse_expression
from surveyapp.definition.model import Option, OptionList, Question
from surveyapp.definition.reach import Around, never_met
from surveyapp.definition.tree import Expression

YES_NO = OptionList("yes-no", (Option("yes", "y"), Option("no", "n")))
CHOICES = OptionList("", tuple(Option(code, code, exclusive=code == "none") for code in ("p", "q", "r", "none")))


def questions() -> dict[str, Question]:
    """A few questions; `deep` is shown where `went` is yes, `deeper` where `deep` is yes."""
    found: dict[str, Question] = {}

    def add(name: str, kind: str, options: OptionList | None = None, show_if: str = "", **settings: int | str) -> None:
        condition = parse_expression(show_if, found) if show_if else None
        found[name] = Question(name, kind, options, settings=MappingProxyType(settings), show_if=condition)

    add("went", "yes-no", YES_NO)
    add("deep", "yes-no", YES_NO, "went == 'yes'")
    add("deeper", "yes-no", YES_NO, "deep == 'yes'")
    add("visits", "number", min=0, max=10)
    add("hours", "number", decimals=1)
    add("day", "date", min="2026-09-01", max="2027-05-31")
    add("liked", "multiple", CHOICES, max=2)
    add("why", "long-text")
    return found


def read(text: str) -> Expression:
    return parse_expression(text, questions())


@pytest.mark.parametrize(
    "text",
    [
        "went == 'yes' and went == 'no'",
        "visits > 10",
        "visits < 0",
        "visits > 5 and visits < 3",
        "visits > 3 and visits < 4",
        "hours > 3.4 and hours < 3.5",
        "not (visits >= 0) and answered(visits)",
        "visits in [11, 12]",
        "day < '2026-09-01'",
        "day > '2026-12-01' and day < '2026-12-02'",
        "count(liked) > 2",
        "'none' in liked and 'p' in liked",
        "answered(why) and went == 'yes' and went == 'no'",
        "deep == 'yes' and went == 'no'",
        "deeper == 'yes' and went == 'no'",
        "answered(deeper) and deep == 'no'",
    ],
)
def test_what_can_never_be_met(text: str) -> None:
    assert never_met(read(text), questions())


@pytest.mark.parametrize(
    "text",
    [
        "visits == 10 or visits == 0",
        "visits > 9",
        "visits > 3 and visits < 5",
        "hours > 3.4 and hours < 3.6",
        "hours > -5",
        "day == '2027-05-31'",
        "day > '2026-12-01' and day < '2026-12-03'",
        "count(liked) == 2 and not ('none' in liked)",
        "'none' in liked",
        "why == 'so' and answered(why)",
        "deeper == 'no' and went == 'yes'",
        "not answered(deep) and went == 'no'",
        "visits * 2 > 100",
        "visits != hours",
    ],
)
def test_what_can_be_met(text: str) -> None:
    assert not never_met(read(text), questions())


def test_together_with_the_part() -> None:
    within = Around(read("went == 'yes'"), {})
    assert never_met(read("went == 'no'"), questions(), within)
    assert not never_met(read("visits > 3"), questions(), within)
    elsewhere = Around(None, {"visits": read("went == 'yes'")})
    assert never_met(read("visits > 3 and went == 'no'"), questions(), elsewhere)
    assert not never_met(read("visits > 3 and went == 'yes'"), questions(), elsewhere)
