"""The plain writing in which a leader edits a part without any script.

A line beginning with ``- `` or ``1. `` is an item of a list, ``## `` a heading and ``### `` one below it, a line with
bars ``a | b | c`` a row of a table whose first row is its header, anything else a paragraph. Inside a line stand the
marks of `surveyapp.evaluation.rich`. What is written so reads back as the same blocks, so that the prefilled text can
be taken over and edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.evaluation.rich import Rich, plain, read_rich, write_rich

_BULLET = re.compile(r"^\s*[-*•·]\s+(.*)$")
_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+(.*)$")
_HEADING = re.compile(r"^\s*(#{1,6})\s+(.*)$")
_RULE = re.compile(r"^[\s|:-]+$")
_BAR = re.compile(r"(?<!\\)\|")
_LINE_START = re.compile(r"^(?=[-*•·]\s|#{1,6}\s)|^(?P<number>\d{1,3})(?=[.)]\s)")


def read_text(text: str) -> tuple[Block, ...]:
    """Read a leader's writing into blocks. Every text has a reading; nothing is refused and no word is lost."""
    blocks: list[Block] = []
    paragraph: list[str] = []
    items: list[str] = []
    numbered = False
    table: list[tuple[str, ...]] = []

    def close() -> None:
        if paragraph:
            blocks.append(Paragraph(read_rich(" ".join(paragraph))))
        if items:
            blocks.append(Items(tuple(map(read_rich, items)), numbered))
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
            blocks.append(Heading(plain(read_rich(heading[2].strip())), min(max(len(heading[1]) - 1, 1), 2)))
        elif item := bullet or number:
            if not items or numbered is not bool(number):
                close()
            numbered = bool(number)
            items.append(item[1].strip())
        elif _BAR.search(stripped):
            if not table:
                close()
            if not (_RULE.match(stripped) and table):
                table.append(_cells(stripped))
        elif items and line[:1].isspace():
            items[-1] = f"{items[-1]} {stripped}"
        else:
            if items or table:
                close()
            paragraph.append(stripped)
    close()
    return tuple(blocks)


def _cells(line: str) -> tuple[str, ...]:
    cells = _BAR.split(line)
    if len(cells) > 1 and not cells[0].strip():
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(cell.strip() for cell in cells)


def _table(rows: list[tuple[str, ...]]) -> Table:
    width = max(len(row) for row in rows)
    padded = [tuple(map(read_rich, row)) + ("",) * (width - len(row)) for row in rows]
    return Table(headers=padded[0], rows=tuple(padded[1:]))


def write_text(blocks: Iterable[Block]) -> str:
    """Write blocks as a leader edits them; `read_text` gives the same blocks back."""
    return "\n\n".join(_written(block) for block in blocks)


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {write_rich(_one_line(block.text))}"
    if isinstance(block, Paragraph):
        return _LINE_START.sub(lambda found: (found["number"] or "") + "\\", _line(block.text))
    if isinstance(block, Items):
        marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
        return "\n".join(f"{mark} {_line(item)}" for mark, item in zip(marks, block.items, strict=True))
    rows = (block.headers, *block.rows)
    return "\n".join("| " + " | ".join(_line(cell) for cell in row) + " |" for row in rows)


def _line(text: Rich) -> str:
    return write_rich(_one_line(text) if isinstance(text, str) else text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
