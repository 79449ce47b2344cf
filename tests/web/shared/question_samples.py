"""A question of every kind as the templates want it, and what is filled in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

POINTS = [("1", 1.0), ("2", 2.0), ("3", 3.0), ("4", 4.0), ("5", 5.0)]


class State:
    """What is filled in and what is wrong, as a page knows it."""

    def __init__(self, chosen: tuple[tuple[str, str], ...] = (), errors: dict[str, str] | None = None) -> None:
        self.chosen = chosen
        self.errors = errors or {}

    def checked(self, name: str, code: str) -> str:
        return " checked" if (name, code) in self.chosen else ""

    def selected(self, name: str, code: str) -> str:
        return " selected" if (name, code) in self.chosen else ""

    def value(self, name: str) -> str:
        return next((text for field, text in self.chosen if field == name), "")

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


def option(code: str, label: str, value: float | None = None, missing: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(code=code, label=label, value=value, missing=missing, exclusive=False, other=code == "other")


def asked(kind: str, **more: Any) -> SimpleNamespace:
    scale = kind in ("rating", "activity-rating", "semantic-differential")
    choices = [option("seminar", "Seminar"), option("course", "Course <b>"), option("other", "Something else")]
    options = [option(code, "", value) for code, value in POINTS] if scale else choices
    if kind == "rating":
        options = [*options, option("dk", "Don't know", None, "dont_know")]
    row = {"detail": "14 October", "low": "rare", "high": "often", "show_if": ""}
    standard: dict[str, Any] = {
        "id": "q1",
        "name": "q-q1",
        "kind": kind,
        "text": "What did you think?",
        "help": "Think of the whole year.",
        "show_if": "",
        "options": options,
        "rows": [
            SimpleNamespace(code="r1", label="Consultations", **row),
            SimpleNamespace(code="r2", label="Trips", **row),
        ],
        "low": "poor",
        "high": "good",
        "unit": "readers",
        "other": "Which?",
        "none": "",
        "settings": {"offer_none": True, "visible": True},
        "sets": [tuple(choices), tuple(reversed(choices))],
    }
    return SimpleNamespace(**{**standard, **more})
