"""The few shapes a text of the evaluation is made of, and how they are kept.

How a leader types them is `surveyapp.evaluation.writing`, how a browser hands them in `surveyapp.evaluation.markup`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.evaluation import rich
from surveyapp.evaluation.rich import Rich


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a part, or below one of these (level 2)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    text: Rich


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered where the order is part of what is said."""

    items: tuple[Rich, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. A row of another length is refused (ValueError)."""

    headers: tuple[Rich, ...]
    rows: tuple[tuple[Rich, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headers) for row in self.rows):
            raise ValueError("a row of a table has another length than its header")


Block = Heading | Paragraph | Items | Table


def to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as they are stored."""
    written: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Heading(text, level):
                written.append({"type": "heading", "text": text, "level": level})
            case Paragraph(words):
                written.append({"type": "paragraph", "text": rich.to_json(words)})
            case Items(items, numbered):
                written.append({"type": "items", "items": [rich.to_json(item) for item in items], "numbered": numbered})
            case Table(headers, rows):
                written.append(
                    {
                        "type": "table",
                        "headers": [rich.to_json(header) for header in headers],
                        "rows": [[rich.to_json(cell) for cell in row] for row in rows],
                    }
                )
    return written


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Blocks read from storage. Refuses (ValueError) a type it does not know."""
    blocks: list[Block] = []
    for entry in stored:
        match entry["type"]:
            case "heading":
                blocks.append(Heading(str(entry["text"]), int(entry.get("level", 1))))
            case "paragraph":
                blocks.append(Paragraph(rich.from_json(entry["text"])))
            case "items":
                blocks.append(Items(tuple(map(rich.from_json, entry["items"])), bool(entry["numbered"])))
            case "table":
                rows = tuple(tuple(map(rich.from_json, row)) for row in entry["rows"])
                blocks.append(Table(tuple(map(rich.from_json, entry["headers"])), rows))
            case other:
                raise ValueError(f"unknown block: {other}")
    return tuple(blocks)
