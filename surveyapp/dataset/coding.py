"""Turning canonical answers into columns.

Kinds say which cells an answer fills; conditions say whether a question was shown. Both are asked once per distinct
answer, not once per respondent: closed answers repeat, so that a million rows cost a few thousand evaluations.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from surveyapp.dataset.batches import Answers, Batch, Layout, UnreadableAnswer, by_row, distinct
from surveyapp.dataset.structure import ANSWERED, MOST_CODES, NOT_SHOWN, PAIR, UNANSWERED, ReleaseColumn, Structure
from surveyapp.dataset.structure import conditions as all_conditions
from surveyapp.definition.evaluate import evaluate
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question, Questionnaire, Section
from surveyapp.definition.tree import Binary, Call, Choices, Expression, Node, Unary, answers_in

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.float64]

BATCH = 10_000
"""Rows coded at a time."""
THREADS = 2
"""Batches coded at a time; reading them from the database goes on meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Columns of a release, rows in their final order."""

    n: int
    codes: Mapping[str, Bytes]
    states: Mapping[str, Bytes]
    """Of numbers and texts, by the same key."""
    numbers: Mapping[str, Numbers]
    texts: Mapping[str, pa.Array]
    fingerprint: str
    """Hash of the sorted rows: equal for equal rows in any order, and for no others."""
    pairs: pa.Array | None = None
    """Keys that pair rows with those of other years, null for rows without; None where no row has one."""


def encode(
    questionnaire: Questionnaire,
    structure: Structure,
    rows: Iterable[Answers | str],
    pairs: Sequence[str | None] | None = None,
    *,
    as_given: bool = False,
) -> Coded:
    """Columns of all rows, sorted by content, so that neither order nor time of answering is in them.

    A row is one respondent's answers, as a mapping or as its JSON; `pairs` has one key or None for each row. Equal rows
    in any order give equal columns. *as_given* leaves the rows in their order, for what is compared row by row and
    never kept. Raises `UnreadableAnswer` for an answer that does not fit.
    """
    coders = [
        _Coder(section, question, [structure.columns[key] for key in structure.questions[question.id].columns])
        for section in questionnaire.sections
        for question in section.questions
        if question.id in structure.questions and structure.questions[question.id].columns
    ]
    layout = Layout({coder.question.id: (coder.question, coder.rows) for coder in coders})
    columns = [column for coder in coders for column in coder.columns]
    pieces = [_code(coders, Batch(layout, []))]
    pieces.extend(_in_threads(lambda lines: _code(coders, Batch(layout, lines)), _batches(rows)))
    return _sorted(
        columns,
        np.vstack([piece.table for piece in pieces]),
        {key: np.concatenate([piece.numbers[key] for piece in pieces]) for key in pieces[0].numbers},
        {key: pa.chunked_array([piece.texts[key] for piece in pieces]).combine_chunks() for key in pieces[0].texts},
        pa.array(pairs, type=pa.large_string()) if pairs is not None and any(pairs) else None,
        as_given=as_given,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Columns of one batch, in the order its rows came."""

    table: Bytes
    numbers: Mapping[str, Numbers]
    texts: Mapping[str, pa.Array]


def _batches(rows: Iterable[Answers | str]) -> Iterator[list[str]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in batch]


def _in_threads(code: Callable[[list[str]], _Piece], batches: Iterable[list[str]]) -> Iterator[_Piece]:
    """Code batches while the next ones are read: reading JSON is Arrow's work, which other threads need not wait for.

    Results come in the order of the batches, and no more of them wait than there are threads.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: deque[Future[_Piece]] = deque()
        for lines in batches:
            waiting.append(pool.submit(code, lines))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _code(coders: Sequence[_Coder], batch: Batch) -> _Piece:
    numbers: dict[str, Numbers] = {}
    texts: dict[str, pa.Array] = {}
    blocks = [np.zeros((len(batch), 0), dtype=np.uint8)]
    for coder in coders:
        block = coder.code(batch)
        blocks.append(block)
        for place, column in enumerate(coder.columns):
            answered = block[:, place] == ANSWERED
            if column.type == "number":
                numbers[column.key] = coder.numbers(batch, column, answered)
            elif column.type == "text":
                texts[column.key] = coder.texts(batch, column, answered)
    return _Piece(np.hstack(blocks), numbers, texts)


def _sorted(
    columns: Sequence[ReleaseColumn],
    table: Bytes,
    numbers: Mapping[str, Numbers],
    texts: Mapping[str, pa.Array],
    pairs: pa.Array | None,
    *,
    as_given: bool,
) -> Coded:
    """Put the rows into an order that depends on nothing but what is in them, and hash them so."""
    rows = len(table)
    if pairs is not None:
        texts = {**texts, PAIR: pairs}  # one more text of each row: it takes its part in order and hash
    parts = [table]
    parts += [cells.astype(">f8").view(np.uint8).reshape(rows, 8) for cells in numbers.values()]
    for column in texts.values():
        lengths = pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
        parts.append(lengths.astype(">u4").view(np.uint8).reshape(rows, 4))
    fixed = np.ascontiguousarray(np.hstack(parts))
    order = np.arange(rows) if as_given else _order(fixed, list(texts.values()))
    taken = {key: column.take(pa.array(order)) for key, column in texts.items()}
    digest = hashlib.sha256(f"{rows} {fixed.shape[1]}\n".encode())
    digest.update(fixed[order].tobytes())
    for column in taken.values():
        # The lengths stand in the fixed part, so that the letters of all rows may follow each other.
        digest.update(_letters(column))
    table = np.asfortranarray(table[order])
    by_key = {column.key: table[:, place] for place, column in enumerate(columns)}
    return Coded(
        rows,
        {column.key: by_key[column.key] for column in columns if column.type == "codes"},
        {column.key: by_key[column.key] for column in columns if column.type != "codes"},
        {key: cells[order] for key, cells in numbers.items()},
        {key: column for key, column in taken.items() if key != PAIR},
        digest.hexdigest(),
        taken.get(PAIR),
    )


def _order(fixed: Bytes, texts: Sequence[pa.Array]) -> NDArray[np.intp]:
    """Places of the rows in the order of their fixed part, and where that is equal, of their texts."""
    rows, width = fixed.shape
    if not rows or not width:
        return np.arange(rows)
    keys = fixed.view(f"S{width}").ravel()
    order = np.argsort(keys, kind="stable")
    if not texts:
        return order
    same = np.flatnonzero((fixed[order[1:]] == fixed[order[:-1]]).all(axis=1))
    if len(same):
        ends = np.flatnonzero(np.diff(same, append=rows) > 1)
        start = 0
        for end in ends.tolist():
            tied = slice(int(same[start]), int(same[end]) + 2)
            members = order[tied].tolist()
            written = [column.take(pa.array(members)).to_pylist() for column in texts]
            letters = [tuple((text or "").encode() for text in each) for each in zip(*written, strict=True)]
            order[tied] = [member for _, member in sorted(zip(letters, members, strict=True))]
            start = end + 1
    return order


def _letters(column: pa.Array) -> memoryview:
    """The letters of all texts one after the other."""
    whole = pc.fill_null(column, "").cast(pa.large_binary())
    offsets = np.frombuffer(whole.buffers()[1], dtype=np.int64)[whole.offset : whole.offset + len(whole) + 1]
    data = whole.buffers()[2]
    if data is None or not len(whole):
        return memoryview(b"")
    return memoryview(data)[int(offsets[0]) : int(offsets[-1])]


class _Part:
    """Columns of a question that are coded together: all of them, or those of one row."""

    def __init__(self, coder: _Coder, row: str | None, places: Sequence[int]) -> None:
        self.coder = coder
        self.row = row
        self.places = tuple(places)
        self.open = all(coder.columns[place].type != "codes" for place in places)
        looked_at = [
            (answer.question, row if answer.this_row else answer.row)
            for place in places
            for condition in coder.conditions[place]
            for answer in answers_in(condition.root)
        ]
        self.references = tuple(dict.fromkeys(looked_at))

    def code(self, batch: Batch) -> Bytes:
        """One byte per row of the batch and column: shape (rows, columns)."""
        name = self.coder.question.id
        keys = [batch.ids(question, row) for question, row in self.references]
        keys.append((batch.present(name, self.row).astype(np.int64), 2) if self.open else batch.ids(name, self.row))
        if self.row is not None:
            keys.append((batch.present(name).astype(np.int64), 2))
        if self.coder.has_other:
            keys.append((batch.filled(self.coder.other).astype(np.int64), 2))
        numbers, examples = distinct(keys, len(batch))
        patterns = b"".join(self._pattern(batch.answers(place)) for place in examples.tolist())
        return np.frombuffer(patterns, dtype=np.uint8).reshape(len(examples), len(self.places))[numbers]

    def _pattern(self, answers: Answers) -> bytes:
        """The bytes of one respondent: a code's place, `ANSWERED` for a number or text, or why there is nothing."""
        columns = self.coder.columns
        coded = {columns[place].key: self._shown(place, answers) for place in self.places}
        codes = {columns[place].key: self.coder.codes[place] for place in self.places}
        value = answers.get(self.coder.question.id)
        if value is not None:
            cells = self.coder.fill(answers, value)
            for key, cell in cells.items():
                if key not in coded:
                    if self.row is None:
                        raise UnreadableAnswer(self.coder.question.id)
                    continue
                if coded[key] == NOT_SHOWN:
                    continue
                listed = codes[key]
                index = ANSWERED if listed is None else listed.get(str(cell))
                if index is None:
                    raise UnreadableAnswer(self.coder.question.id)
                coded[key] = index
            for key in coded:
                # Only activities attended are rated: "not attended" is an answer that excludes the rating.
                if key.endswith(".rating") and cells.get(f"{key.removesuffix('.rating')}.attended") == "0":
                    coded[key] = NOT_SHOWN
        return bytes(coded.values())

    def _shown(self, place: int, answers: Answers) -> int:
        row = self.coder.columns[place].row
        excluded = any(_excludes(condition, answers, row) for condition in self.coder.conditions[place])
        return NOT_SHOWN if excluded else UNANSWERED


class _Coder:
    """Encodes the answers to one question."""

    def __init__(self, section: Section, question: Question, columns: Sequence[ReleaseColumn]) -> None:
        self.question = question
        self.columns = columns
        self.kind = kind_of(question)
        self.other = f"{question.id}.other"
        self.has_other = any(column.key == f"{self.other}.text" for column in columns)
        self.codes: list[dict[str, int] | None] = []
        for column in columns:
            if len(column.codes) > MOST_CODES:
                raise ValueError(f"column {column.key!r} has more than {MOST_CODES} codes")
            listed = {code: index for index, code in enumerate(column.codes)}
            self.codes.append(listed if column.type == "codes" else None)
        self.conditions = [all_conditions(section, question, column.row) for column in columns]
        self.rows = tuple(dict.fromkeys(column.row for column in columns)) if by_row(question) else ()
        self._parts = [
            _Part(self, row, [place for place, column in enumerate(columns) if row is None or column.row == row])
            for row in (self.rows or (None,))
        ]

    def code(self, batch: Batch) -> Bytes:
        """One byte per row of the batch and column, as `_Part.code`."""
        if len(self._parts) == 1:
            return self._parts[0].code(batch)
        block = np.empty((len(batch), len(self.columns)), dtype=np.uint8)
        for part in self._parts:
            block[:, part.places] = part.code(batch)
        return block

    def fill(self, answers: Answers, value: object) -> dict[str, str | float]:
        """Cells of one respondent's answer by column key."""
        try:
            return self.kind.cells(self.question, value, str(answers.get(self.other, "")))
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise UnreadableAnswer(self.question.id) from error

    def numbers(self, batch: Batch, column: ReleaseColumn, answered: NDArray[np.bool_]) -> Numbers:
        """A number column, NaN where there is none."""
        keys = [batch.ids(self.question.id, column.row or None), (answered.astype(np.int64), 2)]
        numbers, examples = distinct(keys, len(batch))
        values = np.full(len(examples), np.nan)
        for number, place in enumerate(examples.tolist()):
            if answered[place]:
                answers = batch.answers(place)
                values[number] = float(self.fill(answers, answers[self.question.id])[column.key])
        return values[numbers]

    def texts(self, batch: Batch, column: ReleaseColumn, answered: NDArray[np.bool_]) -> pa.Array:
        """A text column as it was written, null where there is none."""
        beside = column.key == f"{self.other}.text"
        written = batch.column(self.other) if beside else batch.column(self.question.id, column.row or None)
        return pc.if_else(pa.array(answered), written, None).cast(pa.large_string())


def _excludes(condition: Expression, answers: Answers, row: str) -> bool:
    """Whether an answer of hers says that the question is not for her; one she left out says nothing."""
    honest = Expression(condition.source, _without_silence(condition.root, answers))
    return evaluate(honest, answers, row or None) is False


def _without_silence(node: Node, answers: Answers) -> Node:
    """The tree with "answered(…)" of an absent answer made unknown: who left it out may still belong to the base."""
    if isinstance(node, Call) and node.function == "answered" and answers.get(node.argument.question) is None:
        return Choices(())
    if isinstance(node, Unary):
        return Unary(node.operator, _without_silence(node.operand, answers))
    if isinstance(node, Binary):
        return Binary(node.operator, _without_silence(node.left, answers), _without_silence(node.right, answers))
    return node
