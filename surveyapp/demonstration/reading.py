"""Read one content file and refuse what is wrong in it, naming the file and the entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType

import yaml


class ContentError(ValueError):
    """A content file is missing, unreadable or says something the demonstration cannot use.

    `source` is the file's path inside the content folder, `reason` what is wrong and with which entry.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class Node:
    """A value of a content file which knows where it stands, so that every refusal can say so."""

    def __init__(self, source: str, where: str, value: object) -> None:
        self.source = source
        self.where = where
        self.value = value

    def refuse(self, reason: str) -> ContentError:
        return ContentError(self.source, f"{self.where}: {reason}" if self.where else reason)

    def items(self) -> Iterator[tuple[str, Node]]:
        if not isinstance(self.value, dict):
            raise self.refuse("a mapping is expected")
        for key, value in self.value.items():
            yield str(key), Node(self.source, f"{self.where}.{key}".lstrip("."), value)

    def entries(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise self.refuse("a list is expected")
        for number, value in enumerate(self.value, 1):
            yield Node(self.source, f"{self.where}[{number}]", value)

    def __getitem__(self, key: str) -> Node:
        for name, node in self.items():
            if name == key:
                return node
        raise self.refuse(f"the key {key!r} is missing")

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.refuse("a text is expected")
        return self.value.strip()

    def number(self, lowest: int, highest: int) -> int:
        if not isinstance(self.value, int) or not lowest <= self.value <= highest:
            raise self.refuse(f"a whole number from {lowest} to {highest} is expected")
        return self.value

    def code(self, known: tuple[str, ...]) -> str:
        text = self.text()
        if text not in known:
            raise self.refuse(f"{text!r} is not one of {', '.join(known)}")
        return text

    def texts(self) -> tuple[str, ...]:
        texts = tuple(entry.text() for entry in self.entries())
        self.refuse_repeated(texts)
        return texts

    def mapping(self, keys: tuple[str, ...]) -> Mapping[str, str]:
        return MappingProxyType({key: self[key].text() for key in keys})

    def refuse_repeated(self, texts: tuple[str, ...]) -> None:
        seen: set[str] = set()
        for text in texts:
            if text.casefold() in seen:
                raise self.refuse(f"{text!r} stands twice")
            seen.add(text.casefold())


def read_file(root: Traversable, *path: str) -> Node:
    source = "/".join(path)
    try:
        value = yaml.safe_load(root.joinpath(*path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(source, f"cannot be read: {error}") from error
    return Node(source, "", value)
