"""The audit trail in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import surveyapp
from surveyapp.web.admin.actions import action_of, details_of


def recorded() -> Iterator[str]:
    """Every action that the services write into the trail."""
    for file in (Path(surveyapp.__file__).parent / "services").glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record":
                for part in ast.walk(call.args[2]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def test_every_action_has_a_name(app: Flask) -> None:
    with app.test_request_context():
        assert [code for code in sorted(set(recorded())) if action_of(code) == code] == []


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"role": "leader"}, "Leader"),
        ({"language": "lt"}, "Lietuvių"),
        ({"status": "declined"}, "Declined"),
        ({"kind": "reminder", "language": "ru"}, "Reminder, Русский"),
        ({"members": 1}, "1 member"),
        ({"closes_at": "2026-05-31T20:59:59+00:00"}, "31 May 2026"),
        ({"step": "proposals_grouped"}, "grouped proposals"),
        ({"version": 3}, "version 3"),
        ({"of_old": "x", "number_of_old": 2}, ""),
        ({}, ""),
    ],
)
def test_details_are_words(app: Flask, details: dict[str, str | int], said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert details_of(details) == said
