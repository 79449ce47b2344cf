"""Reading a file with its comments."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveyapp.definition.source import Mapping, Node, Notes, Problems, Scalar, Sequence, decode, parse

COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)
BLOCK_HEADER = re.compile(r"[|>][+\-0-9]*[ \t]+(#[^\n]*)")


@dataclass(slots=True)
class Sheet:
    """A file: its top mapping, the text it was read from, and the lines behind the last of it."""

    top: Mapping
    text: str = ""
    end: list[str] = field(default_factory=list)


def read_sheet(text: str, file: str, problems: Problems) -> Sheet | None:
    """A file's text with comments laid at the nodes they stand above or behind; None after noting what is wrong."""
    data = text.encode("utf-8", "surrogatepass")
    top = parse(data, file, problems)
    clean = decode(data, file, problems)
    if top is None or clean is None:
        return None
    sheet = Sheet(top, clean)
    _lay(sheet)
    return sheet


def _lay(sheet: Sheet) -> None:
    """Give every comment and blank line to the node above or beside which it stands."""
    text = sheet.text
    lines = text.split("\n")
    breaks = [place for place, sign in enumerate(text) if sign == "\n"]
    scalars, starts = _places(sheet.top)
    behind: dict[int, str] = {}
    whole: set[int] = set()
    for at, comment in _comments(text, scalars):
        line = bisect.bisect_left(breaks, at)
        if text[breaks[line - 1] + 1 if line else 0 : at].strip():
            behind[line] = comment
        else:
            whole.add(line)
    inside = _inside(scalars, text, breaks)
    waiting: list[str] = []
    started = False
    for number, line_text in enumerate(lines):
        if number in inside:
            continue
        if number in whole or not line_text.strip():
            # Blank lines before the first word and after the last say nothing.
            if number in whole or started or waiting:
                waiting.append(line_text.strip())
            continue
        node = starts.get(number)
        started = True
        if node is not None and waiting:
            _notes(node).before.extend(waiting)
            waiting = []
    _behind(sheet, behind, starts, breaks)
    while waiting and not waiting[-1]:
        waiting.pop()
    sheet.end = waiting


def _comments(text: str, scalars: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Where comments begin, and their words; a sharp inside a text begins none."""
    found = COMMENT.search(text)
    while found is not None:
        at = found.start()
        place = bisect.bisect_right(scalars, (at, len(text) + 1)) - 1
        if place >= 0 and at < scalars[place][1]:
            found = COMMENT.search(text, scalars[place][1])
            continue
        yield at, found[0].rstrip()
        found = COMMENT.search(text, found.end())


def _behind(sheet: Sheet, behind: dict[int, str], starts: dict[int, Node], breaks: list[int]) -> None:
    ends: dict[int, Node] = {}
    last: dict[int, int] = {}
    for node in _nodes(sheet.top):
        if isinstance(node, Scalar) and node.block:
            header = BLOCK_HEADER.match(sheet.text, node.start)
            if header is not None:
                _notes(node).after = header[1].rstrip()
        elif isinstance(node, Scalar) or node.flow:
            line = bisect.bisect_left(breaks, max(node.end - 1, node.start))
            # The outermost value that ends on the line, so that braces keep their comment behind them.
            if node.end >= last.get(line, -1):
                ends[line], last[line] = node, node.end
    for number, comment in behind.items():
        nearest = ends.get(number)
        if nearest is not None and not _notes(nearest).after:
            _notes(nearest).after = comment
        else:
            _notes(starts[min(starts, key=lambda line: abs(line - number))]).before.append(comment)


def _nodes(top: Node) -> Iterator[Node]:
    """All nodes, keys among them, in the order of the file."""
    waiting: list[Node] = [top]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Sequence):
            waiting.extend(reversed(node.items))
        elif isinstance(node, Mapping):
            for key, value in reversed(node.pairs):
                waiting.extend((value, key))


def _places(top: Mapping) -> tuple[list[tuple[int, int]], dict[int, Node]]:
    """Where scalars stand, and on each line the outermost item or key that begins there."""
    scalars: list[tuple[int, int]] = []
    starts: dict[int, Node] = {}
    for node in _nodes(top):
        if node is not top:
            starts.setdefault(node.line - 1, node)
        if isinstance(node, Scalar):
            scalars.append((node.start, node.end))
    scalars.sort()
    return scalars, starts


def _inside(scalars: list[tuple[int, int]], text: str, breaks: list[int]) -> set[int]:
    """Lines which belong to a text of several lines, but for its first."""
    inside: set[int] = set()
    for start, end in scalars:
        first = bisect.bisect_left(breaks, start)
        # A block's blank lines at its end are its own only where it keeps them.
        stop = start + len(text[start:end].rstrip()) if text[start : start + 1] in ("|", ">") else end
        inside.update(range(first + 1, bisect.bisect_left(breaks, max(stop - 1, start)) + 1))
    return inside


def _notes(node: Node) -> Notes:
    if node.notes is None:
        node.notes = Notes()
    return node.notes
