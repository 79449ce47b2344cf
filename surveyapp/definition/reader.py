"""Taking typed fields out of nodes, noting every mistake and going on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from surveyapp.definition.kinds.days import iso_day
from surveyapp.definition.source import Mapping, Node, Problems, Scalar, Sequence
from surveyapp.definition.tokens import nearest

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
ID = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)
YAML_WORDS = ("yes", "no", "on", "off", "y", "n", "true", "false", "null", "~", "")
INTEGER = re.compile(r"-?\d{1,9}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)


class Fields:
    """The fields of one mapping; unknown keys are noted with the nearest known one."""

    def __init__(self, node: Mapping, file: str, problems: Problems, allowed: Iterable[str], owner: str) -> None:
        self.node = node
        self.file = file
        self.problems = problems
        known = list(allowed)
        for key, _ in node.pairs:
            if key.value not in known:
                self.wrong(key, "unknown_key", f"`{key.value}` is no key of {owner}", nearest(key.value, known))

    def wrong(self, node: Node | None, code: str, what: str, hint: str, at: int = 0) -> None:
        """Note a mistake at a node, by default at this mapping."""
        self.problems.add(self.file, node if node is not None else self.node, code, what, hint, at)

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        return self.node.get(key) is not None

    def need(self, key: str, hint: str) -> None:
        """Note that a key is missing."""
        if not self.has(key):
            self.wrong(None, "missing_key", f"`{key}` is missing", hint)

    def word(self, key: str) -> Scalar | None:
        """The scalar under a key, if there is one."""
        node = self.node.get(key)
        if node is None or isinstance(node, Scalar):
            return node
        self.wrong(node, "not_a_word", f"`{key}` takes one value", f"write `{key}: …` on one line")
        return None

    def text(self, key: str) -> str:
        """A text, "" where there is none."""
        node = self.word(key)
        return node.value if node is not None else ""

    def flag(self, key: str) -> bool:
        """true or false."""
        node = self.word(key)
        if node is None:
            return False
        if not node.plain or node.value not in ("true", "false"):
            self.wrong(node, "not_a_flag", f"`{key}` is true or false", f"write `{key}: true` or leave it out")
        return node.value == "true"

    def number(
        self, key: str, *, integer: bool = False, least: float | None = None, most: float | None = None
    ) -> float | None:
        """A number within bounds."""
        node = self.word(key)
        if node is None:
            return None
        pattern, name = (INTEGER, "a whole number") if integer else (NUMBER, "a number")
        if not node.plain or pattern.fullmatch(node.value) is None:
            self.wrong(node, "not_a_number", f"`{key}` takes {name}", f"write `{key}: 3`")
            return None
        value = float(node.value)
        if (least is not None and value < least) or (most is not None and value > most):
            limits = (
                f"between {least:g} and {most:g}" if least is not None and most is not None else "within its bounds"
            )
            self.wrong(node, "out_of_bounds", f"`{key}: {node.value}` is out of bounds", f"write a number {limits}")
            return None
        return value

    def date(self, key: str) -> str:
        """An ISO date."""
        node = self.word(key)
        if node is None:
            return ""
        if iso_day(node.value) is None:
            self.wrong(node, "not_a_date", f"`{node.value}` is no date", f"write `{key}: 2026-05-31`")
        return node.value

    def items(self, key: str) -> list[Node]:
        """The items of a sequence, none where there is none."""
        node = self.node.get(key)
        if node is None:
            return []
        if isinstance(node, Sequence):
            return node.items
        self.wrong(node, "not_a_list", f"`{key}` takes a list", "start each item with `- `")
        return []

    def mapping(self, key: str) -> Mapping | None:
        """The mapping under a key, if there is one."""
        node = self.node.get(key)
        if node is None or isinstance(node, Mapping):
            return node
        self.wrong(node, "not_a_mapping", f"`{key}` takes `key: value` lines", "indent them below it")
        return None

    def code(self, node: Node | None, what: str, pattern: re.Pattern[str] = CODE) -> str:
        """A code or id out of a scalar; "" after noting what is wrong with it."""
        if not isinstance(node, Scalar):
            self.wrong(node, "not_a_word", f"{what} is one word", "write small letters, digits and `_`")
            return ""
        if node.plain and node.value.lower() in YAML_WORDS:
            self.wrong(
                node,
                "yaml_boolean",
                f"YAML does not read `{node.value}` as a word",
                f'write "{node.value}" in quotes' if node.value else "write a word",
            )
            return ""
        if node.plain and NUMBER.fullmatch(node.value):
            self.wrong(
                node, "yaml_number", f"YAML does not read `{node.value}` as a word", f'write "{node.value}" in quotes'
            )
            return ""
        if pattern.fullmatch(node.value) is None:
            hint = (
                "start with a small Latin letter"
                if pattern is not CODE
                else "start with a small Latin letter or a digit"
            )
            self.wrong(node, "bad_code", f"`{node.value}` is no {what}", f"{hint}, then letters, digits and `_`")
            return ""
        return node.value
