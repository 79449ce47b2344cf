"""Mistakes in questionnaire files: where, what, and what to write instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import MappingProxyType


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class DefinitionError:
    """One mistake. Lines and columns count from 1; `code` and `params` are for other languages than English:

    "subject" is the word at fault, "suggestion" what to write in its place, both where there are such.
    """

    file: str
    line: int
    column: int
    code: str
    what: str
    hint: str
    params: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}), compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}; {self.hint}"


class DefinitionErrors(Exception):
    """All mistakes found, in the order of files and lines."""

    def __init__(self, errors: Sequence[DefinitionError]) -> None:
        self.errors = tuple(sorted(errors))
        super().__init__("\n".join(str(error) for error in self.errors))
