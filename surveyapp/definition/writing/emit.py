"""Writing nodes as a file.

Two blanks a level; items are set in by two below their key. What was read from a file keeps its quotation marks and its
braces as long as it fits on a line; comments stand where they stood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from surveyapp.definition.reader import NUMBER, YAML_WORDS
from surveyapp.definition.source import HIDDEN, Mapping, Node, Scalar, Sequence
from surveyapp.definition.writing.nodes import Data, from_data
from surveyapp.definition.writing.sheet import Sheet

WIDTH = 120
SAFE = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^\n]*\S)?")
"""What may stand without quotes, but for what `_is_plain` finds inside."""

LOOKS_LIKE_NUMBER = re.compile(
    r"[-+]?(\.\d+|\d[\d_]*(\.\d*)?([eE][-+]?\d+)?|0x[\da-fA-F]+|0o[0-7]+|\d+(:[0-5]?\d)+|\.inf)|\.nan", re.IGNORECASE
)
LOOKS_LIKE_DATE = re.compile(r"\d{4}-\d\d?-\d\d?([Tt ].*)?")


def write(sheet: Sheet) -> str:
    """The text of a file."""
    lines = [*_mapping(sheet.top, 0, sheet.text), *sheet.end]
    while lines and not lines[0]:
        lines.pop(0)
    # What cannot be seen is refused in files, so it is not written into them.
    return HIDDEN.sub("", "\n".join(lines) + "\n")


def as_text(data: dict[str, Data]) -> str:
    """Data as the text of a file."""
    node = from_data(data)
    assert isinstance(node, Mapping)
    return write(Sheet(node))


def scalar_text(value: str, *, plain: bool, flow: bool = False) -> str:
    """A value as it is written on one line. `plain` asks for no quotes: for numbers and flags, which mean something."""
    if plain and (value in ("true", "false") or NUMBER.fullmatch(value)):
        return value
    if _is_plain(value, flow=flow):
        return value
    if value.isprintable() and ('"' in value or "\\" in value):
        return _single(value)
    return json.dumps(value, ensure_ascii=False)


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _is_plain(value: str, *, flow: bool) -> bool:
    if not SAFE.fullmatch(value):
        return False
    if value.lower() in YAML_WORDS or LOOKS_LIKE_NUMBER.fullmatch(value) or LOOKS_LIKE_DATE.fullmatch(value):
        return False
    if ": " in value or " #" in value or value.endswith(":") or "\t" in value or value[:3] in ("---", "..."):
        return False
    return value.isprintable() and not (flow and any(sign in value for sign in ",[]{}:"))


def _mapping(node: Mapping, depth: int, source: str) -> Iterator[str]:
    if not node.pairs:
        yield " " * depth + "{}"
    for key, value in node.pairs:
        yield from _before(key, depth)
        yield from _pair(key, value, depth, source)


def _pair(key: Scalar, value: Node, depth: int, source: str) -> Iterator[str]:
    head = " " * depth + _key(key, source) + ":"
    line = _one_line(value, source, len(head) + 1)
    if line is not None:
        yield _behind(f"{head} {line}", key, value)
    elif isinstance(value, Scalar):
        yield from _block(head, key, value, depth + 2)
    else:
        yield _behind(head, key, value)
        yield from _own_before(value, depth + 2)
        if isinstance(value, Mapping):
            yield from _mapping(value, depth + 2, source)
        else:
            yield from _items(value, depth + 2, source)


def _items(node: Sequence, depth: int, source: str) -> Iterator[str]:
    for item in node.items:
        yield from _before(item, depth)
        line = _one_line(item, source, depth + 2)
        if line is not None:
            yield _behind(f"{' ' * depth}- {line}", item)
        elif isinstance(item, Scalar):
            yield from _block(" " * depth + "-", item, item, depth + 2)
        else:
            lines = _mapping(item, depth + 2, source) if isinstance(item, Mapping) else _items(item, depth + 2, source)
            inner = list(lines)
            if item.notes is not None and item.notes.after:
                yield " " * depth + item.notes.after
            first = inner[0].lstrip(" ")
            if first.startswith("#") or not first:
                yield " " * depth + "-"
                yield from inner
            else:
                yield " " * depth + "- " + inner[0][depth + 2 :]
                yield from inner[1:]


def _one_line(node: Node, source: str, used: int) -> str | None:
    """The node on one line, or None where it takes several."""
    if isinstance(node, Scalar):
        if node.block or ("\n" in node.value and node.start < 0):
            return None
        return _scalar(node, source)
    if not node.flow and (node.pairs if isinstance(node, Mapping) else node.items):
        return None
    if _has_comments(node):
        return None
    text = _flow(node, source)
    return text if used + len(text) <= WIDTH else None


def _flow(node: Node, source: str) -> str:
    if isinstance(node, Scalar):
        return _scalar(node, source, flow=True)
    if isinstance(node, Sequence):
        return "[" + ", ".join(_flow(item, source) for item in node.items) + "]"
    return "{" + ", ".join(f"{_key(key, source)}: {_flow(value, source)}" for key, value in node.pairs) + "}"


def _scalar(node: Scalar, source: str, *, flow: bool = False) -> str:
    raw = source[node.start : node.end] if node.start >= 0 else ""
    if raw and "\n" not in raw and not node.block:
        return raw.rstrip()
    return scalar_text(node.value, plain=node.plain, flow=flow)


def _key(key: Scalar, source: str) -> str:
    return _scalar(key, source, flow=True)


def _block(head: str, key: Scalar, value: Scalar, depth: int) -> Iterator[str]:
    """A text of several lines, line by line; in quotes where a block cannot hold it."""
    body = value.value
    lines = body.split("\n")
    if not body.strip() or lines[0][:1] in (" ", "\t") or any(not line.isprintable() for line in lines):
        yield _behind(f"{head} {json.dumps(body, ensure_ascii=False)}", key, value)
        return
    ending = "-"
    if body.endswith("\n"):
        ending = "+" if body.endswith("\n\n") else ""
        lines.pop()
    yield _behind(f"{head} |{ending}", key, value)
    yield from (" " * depth + line if line else "" for line in lines)


def _before(node: Node, depth: int) -> Iterator[str]:
    if node.notes is not None:
        yield from (" " * depth + line if line else "" for line in node.notes.before)


def _own_before(value: Node, depth: int) -> Iterator[str]:
    """Comments of a collection itself, above its first part."""
    if not isinstance(value, Scalar):
        yield from _before(value, depth)


def _behind(line: str, *nodes: Node | None) -> str:
    comments = [node.notes.after for node in nodes if node is not None and node.notes is not None and node.notes.after]
    return " ".join([line, *dict.fromkeys(comments)])


def _has_comments(node: Node) -> bool:
    parts: list[Node] = []
    if isinstance(node, Sequence):
        parts = node.items
    elif isinstance(node, Mapping):
        parts = [part for pair in node.pairs for part in pair]
    return any(
        (part.notes is not None and (any(part.notes.before) or part.notes.after)) or _has_comments(part)
        for part in parts
    )
