"""The few shapes a text of the evaluation is made of, and the plain writing in which a leader edits them.

A leader edits in a text field: a line beginning with ``- `` or ``1. `` is an item of a list, ``## `` a heading, a line
with bars ``a | b | c`` a row of a table whose first row is its header, anything else a paragraph. What is written so
reads back as the same blocks, so that the prefilled text can be taken over and edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered where the order is part of what is said."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. A row of another length is refused (ValueError)."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headers) for row in self.rows):
            raise ValueError("a row of a table has another length than its header")


Block = Heading | Paragraph | Items | Table

_BULLET = re.compile(r"^\s*[-*•·]\s+(.*)$")
_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+(.*)$")
_HEADING = re.compile(r"^\s*#{1,4}\s+(.*)$")
_RULE = re.compile(r"^[\s|:-]+$")


def read_text(text: str) -> tuple[Block, ...]:
    """Read a leader's writing into blocks. Every text has a reading; nothing is refused and no word is lost."""
    blocks: list[Block] = []
    paragraph: list[str] = []
    items: list[str] = []
    numbered = False
    table: list[tuple[str, ...]] = []

    def close() -> None:
        if paragraph:
            blocks.append(Paragraph(" ".join(paragraph)))
        if items:
            blocks.append(Items(tuple(items), numbered))
        if table:
            blocks.append(_table(table))
        paragraph.clear()
        items.clear()
        table.clear()

    for line in text.splitlines():
        stripped = line.strip()
        bullet, number = _BULLET.match(line), _NUMBER.match(line)
        if not stripped:
            close()
        elif heading := _HEADING.match(line):
            close()
            blocks.append(Heading(heading[1].strip()))
        elif item := bullet or number:
            if not items or numbered is not bool(number):
                close()
            numbered = bool(number)
            items.append(item[1].strip())
        elif "|" in stripped:
            if not table:
                close()
            if not (_RULE.match(stripped) and table):
                table.append(tuple(cell.strip() for cell in stripped.strip("|").split("|")))
        elif items and line[:1].isspace():
            items[-1] = f"{items[-1]} {stripped}"
        else:
            if items or table:
                close()
            paragraph.append(stripped)
    close()
    return tuple(blocks)


def _table(rows: list[tuple[str, ...]]) -> Table:
    width = max(len(row) for row in rows)
    padded = [row + ("",) * (width - len(row)) for row in rows]
    return Table(headers=padded[0], rows=tuple(padded[1:]))


def write_text(blocks: Iterable[Block]) -> str:
    """Write blocks as a leader edits them; `read_text` gives the same blocks back."""
    return "\n\n".join(_written(block) for block in blocks)


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {_one_line(block.text)}"
    if isinstance(block, Paragraph):
        return _one_line(block.text)
    if isinstance(block, Items):
        marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
        return "\n".join(f"{mark} {_one_line(item)}" for mark, item in zip(marks, block.items, strict=True))
    rows = (block.headers, *block.rows)
    return "\n".join("| " + " | ".join(_one_line(cell).replace("|", "/") for cell in row) + " |" for row in rows)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as they are stored."""
    written: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Heading(text):
                written.append({"type": "heading", "text": text})
            case Paragraph(text):
                written.append({"type": "paragraph", "text": text})
            case Items(items, numbered):
                written.append({"type": "items", "items": list(items), "numbered": numbered})
            case Table(headers, rows):
                written.append({"type": "table", "headers": list(headers), "rows": [list(row) for row in rows]})
    return written


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Blocks read from storage. Refuses (ValueError) a type it does not know."""
    blocks: list[Block] = []
    for entry in stored:
        match entry["type"]:
            case "heading":
                blocks.append(Heading(str(entry["text"])))
            case "paragraph":
                blocks.append(Paragraph(str(entry["text"])))
            case "items":
                blocks.append(Items(tuple(map(str, entry["items"])), bool(entry["numbered"])))
            case "table":
                rows = tuple(tuple(map(str, row)) for row in entry["rows"])
                blocks.append(Table(tuple(map(str, entry["headers"])), rows))
            case other:
                raise ValueError(f"unknown block: {other}")
    return tuple(blocks)
