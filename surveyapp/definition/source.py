"""Reading a YAML file into nodes that know their line and column, safely.

Only what questionnaire files need: mappings, sequences and scalars. Refused: files over 2 MB, bytes that are no UTF-8,
control characters and direction marks (text that reads other than it is), anchors and aliases (which can make a small
file enormous), tags, deep nesting, several documents. The nodes are built from the parser's events, without recursion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from surveyapp.definition.errors import DefinitionError, DefinitionErrors

MOST_BYTES = 2_000_000
MOST_DEPTH = 12
MOST_NODES = 30_000
MOST_ERRORS = 300
MOST_TOLD = 300
QUOTED = re.compile(r"`([^`]*)`")

# What `kinds.base.is_hidden` says of one character, and tabs, which YAML does not take for indentation.
HIDDEN = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|\r(?!\n)"
)


@dataclass(slots=True)
class Scalar:
    """A text; `plain` where it is written without quotes."""

    line: int
    column: int
    value: str
    plain: bool
    block: bool = False
    start: int = -1
    end: int = -1
    """Where it stands in the text of its file, in characters; -1 where it was not read from one."""
    notes: Notes | None = None


@dataclass(slots=True)
class Notes:
    """Comments at a node, for those who write the file again (`definition.writing`)."""

    before: list[str] = field(default_factory=list)
    """Whole lines above it, "" for a blank one."""
    after: str = ""
    """What stands behind it on its line."""


@dataclass(slots=True)
class Sequence:
    """Items in order; `flow` where it is written in brackets."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)
    flow: bool = False
    start: int = -1
    end: int = -1
    notes: Notes | None = None


@dataclass(slots=True)
class Mapping:
    """Pairs in order, keys as written; `flow` where it is written in braces."""

    line: int
    column: int
    pairs: list[tuple[Scalar, Node]] = field(default_factory=list)
    by_key: dict[str, Node] = field(default_factory=dict)
    flow: bool = False
    start: int = -1
    end: int = -1
    notes: Notes | None = None

    def add(self, key: Scalar, value: Node) -> None:
        """Add a pair."""
        self.pairs.append((key, value))
        self.by_key.setdefault(key.value, value)

    def get(self, key: str) -> Node | None:
        """The value of a key, the first where it stands twice."""
        return self.by_key.get(key)


Node = Scalar | Sequence | Mapping


class Problems:
    """Collects mistakes of all files, so that all are told at once; a file made of nothing else ends the reading."""

    def __init__(self, most: int = MOST_ERRORS) -> None:
        self.errors: list[DefinitionError] = []
        self.most = most

    def add(self, file: str, node: Node | None, code: str, what: str, hint: str, at: int = 0) -> None:
        """Note a mistake at a node; `at` moves along a scalar's text, as far as it stands on one line."""
        line, column = (node.line, node.column) if node is not None else (1, 1)
        if at and isinstance(node, Scalar) and not node.block and "\n" not in node.value:
            column += at + (0 if node.plain else 1)
        what, hint = _one_line(what), _one_line(hint)
        # Messages quote the words of the file between backticks, and nothing else.
        quoted = {"subject": QUOTED.search(what), "suggestion": QUOTED.search(hint)}
        params = MappingProxyType({name: found[1] for name, found in quoted.items() if found is not None})
        self.errors.append(DefinitionError(file, line, column, code, what, hint, params))
        if len(self.errors) >= self.most:
            raise DefinitionErrors(self.errors)


def _one_line(text: str) -> str:
    """Quoted values may be long or span lines; a mistake is told in one line."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_TOLD else f"{text[: MOST_TOLD - 1]}…"


def read(path: Path, file: str, problems: Problems) -> Mapping | None:
    """The top mapping of a file, or None after noting what is wrong."""
    data = _bytes(path, file, problems)
    return parse(data, file, problems) if data is not None else None


def parse(data: bytes, file: str, problems: Problems) -> Mapping | None:
    """The top mapping of a file's bytes, or None after noting what is wrong; `file` is its name in messages."""
    text = decode(data, file, problems)
    if text is None:
        return None
    try:
        return _build(text, file, problems)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Scalar(mark.line + 1, mark.column + 1, "", True) if mark is not None else None
        what = str(getattr(error, "problem", None) or "it cannot be read")
        problems.add(file, place, "yaml", f"this is not YAML: {what}", "check indentation, colons and quotes")
        return None


def _bytes(path: Path, file: str, problems: Problems) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        problems.add(file, None, "no_file", "there is no such file", "create it")
    except OSError as error:
        problems.add(file, None, "no_file", f"the file cannot be read: {error.strerror}", "check the file")
    return None


def decode(data: bytes, file: str, problems: Problems) -> str | None:
    """The text of a file's bytes; None after noting that it is too large, no UTF-8, or holds hidden characters."""
    if len(data) > MOST_BYTES:
        problems.add(file, None, "too_large", "the file is larger than 2 MB", "divide it")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Scalar(before.count(b"\n") + 1, error.start - before.rfind(b"\n"), "", True)
        problems.add(file, place, "not_utf8", "the file is not UTF-8", "save it as UTF-8")
        return None
    hidden = False
    for found in HIDDEN.finditer(text):
        start = found.start()
        place = Scalar(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start), "", True)
        what = f"a hidden character U+{ord(found[0]):04X} stands here"
        problems.add(file, place, "hidden_character", what, "remove it (indent with blanks)")
        hidden = True
    return None if hidden else text


def _build(text: str, file: str, problems: Problems) -> Mapping | None:
    stack: list[Sequence | Mapping] = []
    keys: list[Scalar | None] = []
    top: Node | None = None
    count = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                problems.add(file, _at(event), "documents", "a second document starts here", "remove the line `---`")
                return None
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop().end = _index(event.end_mark)
            keys.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            problems.add(file, _at(event), "anchor", "anchors and aliases are not used here", "write the text out")
            return None
        count += 1
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            problems.add(file, _at(event), "tag", f"the tag `{tag}` is not used here", "remove it")
            return None
        if len(stack) >= MOST_DEPTH or count > MOST_NODES:
            problems.add(file, _at(event), "too_deep", "the file is nested too deep or too long", "make it flatter")
            return None
        node = _node(event)
        if not stack:
            top = node
        elif isinstance(stack[-1], Sequence):
            stack[-1].items.append(node)
        elif keys[-1] is None:
            if not isinstance(node, Scalar):
                problems.add(file, node, "key", "a key must be a word", "write `key: value`")
                return None
            if node.value in stack[-1].by_key:
                problems.add(file, node, "duplicate_key", f"`{node.value}` stands twice", "remove one of them")
            keys[-1] = node
        else:
            stack[-1].add(keys[-1], node)
            keys[-1] = None
        if not isinstance(node, Scalar):
            stack.append(node)
            keys.append(None)
    if not isinstance(top, Mapping):
        problems.add(file, top, "not_a_mapping", "the file must hold `key: value` lines", "start with `key:`")
        return None
    return top


def _at(event: yaml.Event) -> Scalar:
    mark = event.start_mark
    return Scalar(mark.line + 1, mark.column + 1, "", True) if mark is not None else Scalar(1, 1, "", True)


def _index(mark: Any) -> int:
    return int(mark.index) if mark is not None else -1


def _node(event: yaml.NodeEvent) -> Node:
    place, start = _at(event), _index(event.start_mark)
    line, column = place.line, place.column
    if isinstance(event, yaml.ScalarEvent):
        # The C parser reports plain scalars with the style "" or None, depending on its version.
        plain, block = event.style in (None, ""), event.style in ("|", ">")
        return Scalar(line, column, event.value, plain, block, start, _index(event.end_mark))
    flow = isinstance(event, yaml.CollectionStartEvent) and bool(event.flow_style)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(line, column, flow=flow, start=start)
    return Mapping(line, column, flow=flow, start=start)
