"""Nodes as plain data and back, and laying changed data into nodes without touching what stays."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf

from surveyapp.definition.reader import NUMBER
from surveyapp.definition.source import Mapping, Node, Scalar, Sequence

Data = str | bool | int | float | list["Data"] | dict[str, "Data"]
"""What a file says, without places and comments."""

NAMES = ("id", "code")
"""Keys by which an item of a list is known again."""


def to_data(node: Node) -> Data:
    """A node as data; words stay words, and only what YAML reads as a number or flag becomes one."""
    if isinstance(node, Mapping):
        return {key.value: to_data(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [to_data(item) for item in node.items]
    if node.plain and node.value in ("true", "false"):
        return node.value == "true"
    if node.plain and NUMBER.fullmatch(node.value):
        number = float(node.value)
        return int(number) if "." not in node.value else number
    return node.value


def from_data(data: Data) -> Node:
    """Data as a node which was read from no file."""
    if isinstance(data, dict):
        made = Mapping(0, 0)
        for key, value in data.items():
            made.add(Scalar(0, 0, key, False), from_data(value))
        return made
    if isinstance(data, list):
        # Words stand in one line, as in `languages: [lv, en]`.
        return Sequence(0, 0, [from_data(item) for item in data], flow=all(_is_short(item) for item in data))
    if isinstance(data, bool):
        return Scalar(0, 0, "true" if data else "false", True)
    if isinstance(data, int | float):
        whole = isinstance(data, int) or data == int(data)
        return Scalar(0, 0, str(int(data)) if whole else repr(data), True)
    return Scalar(0, 0, data, False)


def merged(node: Node | None, data: Data, order: SequenceOf[str] = ()) -> Node:
    """The node, changed to say the data; parts that say it already stay as they are, comments and all.

    `order` names keys in the order in which new ones take their place.
    """
    if node is None or to_data(node) == data:
        return from_data(data) if node is None else node
    if isinstance(node, Mapping) and isinstance(data, dict):
        return _merged_mapping(node, data, order)
    if isinstance(node, Sequence) and isinstance(data, list):
        return _merged_sequence(node, data)
    made = from_data(data)
    if type(made) is type(node):
        made.notes = node.notes
    return made


def _merged_mapping(node: Mapping, data: MappingOf[str, Data], order: SequenceOf[str]) -> Mapping:
    old = {key.value: (key, value) for key, value in node.pairs}
    kept = [name for name in old if name in data]
    for name in data:
        if name not in old:
            kept.insert(_place(kept, name, order or list(data)), name)
    made = Mapping(node.line, node.column, flow=node.flow, notes=node.notes)
    for name in kept:
        key, value = old.get(name, (Scalar(0, 0, name, False), None))
        made.add(key, merged(value, data[name]))
    return made


def _place(kept: list[str], name: str, order: SequenceOf[str]) -> int:
    """Behind the last of those that come before it in the order; at the end where it has no place in it."""
    if name not in order:
        return len(kept)
    before = set(order[: order.index(name)])
    places = [place for place, other in enumerate(kept) if other in before]
    return places[-1] + 1 if places else 0


def _merged_sequence(node: Sequence, data: SequenceOf[Data]) -> Sequence:
    known = {name: item for item in node.items if (name := name_of(to_data(item)))}
    short = all(_is_short(item) for item in data)
    made = Sequence(node.line, node.column, flow=node.flow and short, notes=node.notes)
    for part in data:
        old = known.get(name_of(part))
        made.items.append(merged(old, part) if old is not None else from_data(part))
    return made


def name_of(item: Data) -> str:
    """The id or code of an item, the word itself of a word; "" for one that has none."""
    if isinstance(item, dict):
        return next((str(item[key]) for key in NAMES if key in item), "")
    return item if isinstance(item, str) else ""


def _is_short(item: Data) -> bool:
    return not isinstance(item, dict | list) and not (isinstance(item, str) and (len(item) > 40 or "\n" in item))
