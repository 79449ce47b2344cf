"""Reading canonical answers as columns: a batch of rows, each the JSON text of one respondent's answers.

Arrow reads the text, so that no answer of a million respondents has to become an object. What an answer looks like is
known from its kind; a row that does not look so is refused by the question's name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from numpy.typing import NDArray

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question

Answers = Mapping[str, Any]
Bools = NDArray[np.bool_]
Ids = NDArray[np.int64]

_TEXT = pa.string()
_PARTED = "\x1f"
"""Between the codes of a set; no code holds a control character."""


class UnreadableAnswer(ValueError):
    """A stored answer that the questionnaire does not know; names the question, never the answer."""

    def __init__(self, question: str) -> None:
        super().__init__(f"an answer to {question!r} does not fit the questionnaire")
        self.question = question


def by_row(question: Question) -> bool:
    """Whether the answer holds one value per row, option or part, each of which is coded on its own."""
    return kind_of(question).value_type in ("rows", "row_sets", "activities", "amounts") or question.kind == "period"


def _type_of(question: Question, rows: Sequence[str]) -> pa.DataType | None:
    """What the answers to a question look like; None where only the data can tell."""
    kind = kind_of(question)
    if kind.value_type in ("choice", "number", "text", "date"):
        return _TEXT
    if kind.value_type == "set":
        return pa.list_(_TEXT)
    if question.kind == "best-worst":
        return pa.list_(pa.struct([("best", _TEXT), ("worst", _TEXT)]))
    inner = {
        "rows": pa.list_(_TEXT) if question.settings.get("several") is True else _TEXT,
        "row_sets": pa.list_(_TEXT),
        "activities": pa.struct([("attended", pa.bool_()), ("rating", _TEXT)]),
        "amounts": pa.int64(),
        "none": _TEXT,
    }
    return pa.struct([(row, inner[kind.value_type]) for row in rows]) if by_row(question) else None


class Layout:
    """How the rows of one questionnaire are read: its questions with the rows their columns are about."""

    def __init__(self, questions: Mapping[str, tuple[Question, tuple[str, ...]]]) -> None:
        self.questions = questions
        self.types = {name: _type_of(question, rows) for name, (question, rows) in questions.items()}
        self.others = tuple(f"{name}.other" for name, (question, _) in questions.items() if question.options)

    def schema(self, names: Sequence[str]) -> pa.Schema:
        """Types of these questions, and of what stands beside a choice of "other"."""
        fields = [(name, kind) for name in names if (kind := self.types[name]) is not None]
        return pa.schema(fields + [(other, _TEXT) for other in self.others])


class Batch:
    """Some rows by question. An id stands for an answer: equal ids of one batch mean equal answers, 0 for none."""

    def __init__(self, layout: Layout, lines: Sequence[str]) -> None:
        self._layout = layout
        self._lines = lines
        self._ids: dict[tuple[str, str | None], tuple[Ids, int]] = {}
        self._content = ("\n".join(lines) + "\n").encode()
        self._table = self._read()
        for name, (question, rows) in layout.questions.items():
            column = self.column(name)
            if by_row(question) and not {field.name for field in column.type} <= set(rows):
                raise UnreadableAnswer(name)

    def __len__(self) -> int:
        return len(self._lines)

    def _read(self) -> pa.Table:
        names = list(self._layout.questions)
        try:
            return self._parsed(self._layout.schema(names), "infer")
        except pa.ArrowInvalid:
            for name in names:
                try:
                    self._parsed(self._layout.schema([name]), "ignore")
                except pa.ArrowInvalid as error:
                    raise UnreadableAnswer(name) from error
        return self._parsed(self._layout.schema(names), "ignore")

    def _parsed(self, schema: pa.Schema, unexpected: str) -> pa.Table:
        return pj.read_json(
            pa.BufferReader(self._content),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(self._content) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior=unexpected),
        )

    def answers(self, place: int) -> Answers:
        """One respondent's answers as an object."""
        found: Answers = json.loads(self._lines[place])
        return found

    def column(self, name: str, row: str | None = None) -> pa.Array:
        """The answers, null where there is none; those of one row where the answer holds several."""
        if name not in self._table.column_names:
            return pa.nulls(len(self), _TEXT)
        chunked = self._table.column(name)
        column = chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()
        if row is None:
            return column
        if not pa.types.is_struct(column.type) or column.type.get_field_index(row) < 0:
            return pa.nulls(len(self), _TEXT)
        return pc.struct_field(column, row)

    def present(self, name: str, row: str | None = None) -> Bools:
        """Whether there is an answer, by respondent."""
        found: Bools = pc.is_valid(self.column(name, row)).to_numpy(zero_copy_only=False)
        return found

    def filled(self, name: str) -> Bools:
        """Whether there is a text that is not empty, by respondent."""
        column = self.column(name)
        found: Bools = pc.fill_null(pc.greater(pc.binary_length(column), 0), False).to_numpy(zero_copy_only=False)
        return found

    def ids(self, name: str, row: str | None = None) -> tuple[Ids, int]:
        """An id for each respondent's answer, shape (rows,), and how many ids there can be."""
        if (name, row) not in self._ids:
            self._ids[name, row] = _numbered(self.column(name, row))
        return self._ids[name, row]


def _numbered(column: pa.Array) -> tuple[Ids, int]:
    if pa.types.is_null(column.type):
        return np.zeros(len(column), dtype=np.int64), 1
    if pa.types.is_list(column.type) and pa.types.is_string(column.type.value_type):
        column = pc.binary_join(column, _PARTED)
    elif pa.types.is_nested(column.type):
        column = pa.array([None if value is None else repr(value) for value in column.to_pylist()], _TEXT)
    encoded = pc.dictionary_encode(column)
    ids = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    return ids, len(encoded.dictionary) + 1


def distinct(columns: Sequence[tuple[Ids, int]], rows: int) -> tuple[Ids, Ids]:
    """Number the distinct combinations of several ids: the number of each row, and a row that has each number."""
    joined, size = np.zeros(rows, dtype=np.int64), 1
    for ids, several in columns:
        if size * several > 1 << 62:
            joined, first = distinct([(joined, size)], rows)
            size = len(first)
        joined = joined * several + ids
        size *= several
    if size > 4 * rows + 1024:
        _, first, numbers = np.unique(joined, return_index=True, return_inverse=True)
        return numbers.astype(np.int64), first.astype(np.int64)
    example = np.full(size, -1, dtype=np.int64)
    example[joined] = np.arange(rows)
    met = np.flatnonzero(example >= 0)
    number = np.zeros(size, dtype=np.int64)
    number[met] = np.arange(len(met))
    return number[joined], example[met]
