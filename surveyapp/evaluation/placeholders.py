"""What may stand in double braces in a template of the evaluation, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PARTS = 10
WORDS = ("association", "title", "year", "page", *(f"part_{number}_title" for number in range(1, PARTS + 1)))
"""Placeholders that are words inside a line."""
WHOLE = ("parts", *(f"part_{number}" for number in range(1, PARTS + 1)))
"""Placeholders that stand alone in a paragraph: all parts with their headings, or the content of one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a template something stands."""

    where: Literal["text", "table", "header", "footer"]
    numbers: tuple[int, ...] = ()
    """Paragraph of the text, or table, row and column, each from 1."""
    near: str = ""
    """The beginning of the paragraph."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a placeholder, or "none" where a template has none that could be filled."""

    code: Literal["unknown", "misplaced", "open_brace", "twice", "none"]
    name: str = ""
    place: Place | None = None
