"""A paper as the reader sees it, whatever file it came from: paragraphs and tables, in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST_ROWS = 1500
"""Most table rows of one paper. A plan has twenty to sixty; beyond this the file is something else."""
MOST_COLUMNS = 60
MOST_TEXTS = 20_000
"""Most lines and cells of one paper together."""
LONGEST_TEXT = 8000
"""Most characters of one line or cell; a topic cannot be longer."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARKS = re.compile(r"</?(?:i|b|u|em|strong)>|\*\*")  # left behind where formatted text was saved as plain text
_SPACES = re.compile(r"[^\S\n]+")


class PaperRefused(Exception):
    """The paper cannot be read. ``code`` says why (`surveyapp.wording.papers` makes the sentence), ``params`` how much.

    Codes: ``empty``, ``too_large`` (max: megabytes), ``wrong_type``, ``old_format``, ``pdf``, ``damaged``,
    ``unpacks_too_large``, ``unsafe_xml``, ``macros``, ``too_many_rows`` (max), ``too_long``, ``no_table``.
    """

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, int] = MappingProxyType(params)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text outside tables; an empty one keeps what stands above apart from what stands below."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. Lines inside it are separated by newlines, list numbers stand before their lines."""

    text: str = ""
    columns: int = 1  # how many columns it covers
    continues: bool = False  # the lower part of a cell merged downwards; its text stands in the row above


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a sequence of paragraphs and tables."""

    blocks: tuple[Block, ...]


def cleaned(text: str) -> str:
    """Text without invisible characters and left-over formatting marks; line breaks stay, other white space shrinks."""
    plain = _MARKS.sub(
        "", _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    )
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The same text on one line."""
    return " ".join(text.split())
