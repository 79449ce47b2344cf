"""Turning canonical answers into columns.

Kinds say which cells an answer fills; conditions say whether a question was shown. Both are asked once per distinct
answer, not once per respondent: closed answers repeat, so that a million rows cost a million look-ups and a few
thousand evaluations.
"""

from __future__ import annotations

import struct
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.dataset.structure import ANSWERED, MOST_CODES, NOT_SHOWN, UNANSWERED, ReleaseColumn, Structure
from surveyapp.dataset.structure import conditions as all_conditions
from surveyapp.definition.evaluate import evaluate
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import Question, Questionnaire, Section
from surveyapp.definition.tree import Binary, Call, Choices, Expression, Node, Unary, references

Answers = Mapping[str, Any]

_CACHE = 100_000
"""Distinct answers of one question that are remembered; open matrices have more and are then worked out one by one."""


class UnreadableAnswer(ValueError):  # noqa: N818 - says what happened
    """A stored answer that the questionnaire does not know; names the question, never the answer."""

    def __init__(self, question: str) -> None:
        super().__init__(f"an answer to {question!r} does not fit the questionnaire")
        self.question = question


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Columns of a release, rows in their final order, and the rows themselves as bytes to be hashed."""

    codes: Mapping[str, NDArray[np.uint8]]
    states: Mapping[str, NDArray[np.uint8]]
    """Of numbers and texts, by the same key."""
    numbers: Mapping[str, NDArray[np.float64]]
    texts: Mapping[str, list[str | None]]
    rows: list[bytes]


def encode(questionnaire: Questionnaire, structure: Structure, rows: Sequence[Answers]) -> Coded:
    """Columns of all rows, sorted by content, so that neither order nor time of answering is in them.

    Equal rows in any order give equal columns. Raises `UnreadableAnswer` for an answer that does not fit.
    """
    blocks: list[NDArray[np.uint8]] = []
    keys: list[str] = []
    numbers: dict[str, list[float]] = {}
    texts: dict[str, list[str | None]] = {}
    open_keys: list[str] = []
    for section in questionnaire.sections:
        for question in section.questions:
            if question.id not in structure.questions:
                continue
            columns = [structure.columns[key] for key in structure.questions[question.id].columns]
            if not columns:
                continue
            coder = _Coder(section, question, columns)
            closed = [coder.code(row) for row in rows]
            blocks.append(np.frombuffer(b"".join(closed), dtype=np.uint8).reshape(len(rows), len(columns)))
            keys += [column.key for column in columns]
            for place, column in enumerate(columns):
                if column.type == "codes":
                    continue
                open_keys.append(column.key)
                found = [
                    coder.cells(row).get(column.key) if state[place] == ANSWERED else None
                    for row, state in zip(rows, closed, strict=True)
                ]
                if column.type == "number":
                    numbers[column.key] = [float("nan") if cell is None else float(cell) for cell in found]
                else:
                    texts[column.key] = [None if cell is None else str(cell) for cell in found]
    table = np.hstack(blocks) if blocks else np.zeros((len(rows), 0), dtype=np.uint8)
    fingerprints = _fingerprints(table, list(numbers.values()), list(texts.values()))
    order = sorted(range(len(rows)), key=fingerprints.__getitem__)
    table = np.asfortranarray(table[order])
    by_key = {key: table[:, place] for place, key in enumerate(keys)}
    return Coded(
        codes={key: column for key, column in by_key.items() if key not in set(open_keys)},
        states={key: by_key[key] for key in open_keys},
        numbers={key: np.asarray(cells, dtype=np.float64)[order] for key, cells in numbers.items()},
        texts={key: [cells[place] for place in order] for key, cells in texts.items()},
        rows=[fingerprints[place] for place in order],
    )


def _fingerprints(
    table: NDArray[np.uint8], numbers: Sequence[Sequence[float]], texts: Sequence[Sequence[str | None]]
) -> list[bytes]:
    """One string of bytes per row that holds everything in it, unambiguously."""
    width = table.shape[1]
    flat = table.tobytes()
    found = [flat[start : start + width] for start in range(0, len(flat), width)] if width else [b""] * len(table)
    for column in numbers:
        found = [row + struct.pack(">d", cell) for row, cell in zip(found, column, strict=True)]
    for cells in texts:
        encoded = [b"" if cell is None else cell.encode() for cell in cells]
        found = [row + struct.pack(">I", len(cell)) + cell for row, cell in zip(found, encoded, strict=True)]
    return found


class _Coder:
    """Encodes the answers to one question."""

    def __init__(self, section: Section, question: Question, columns: Sequence[ReleaseColumn]) -> None:
        self._question = question
        self._kind = kind_of(question)
        self._columns = columns
        self._place = {column.key: place for place, column in enumerate(columns)}
        self._code: list[dict[str, int]] = []
        for column in columns:
            if len(column.codes) > MOST_CODES:
                raise ValueError(f"column {column.key!r} has more than {MOST_CODES} codes")
            self._code.append({code: index for index, code in enumerate(column.codes)})
        self._conditions = [all_conditions(section, question, column.row) for column in columns]
        self._references = tuple(
            dict.fromkeys(
                name for conditions in self._conditions for condition in conditions for name in references(condition)
            )
        )
        self._other = f"{question.id}.other"
        self._shown: dict[Hashable, bytes] = {}
        self._coded: dict[Hashable, bytes] = {}

    def cells(self, answers: Answers) -> dict[str, str | float]:
        """Cells of one respondent's answer by column key."""
        value = answers.get(self._question.id)
        if value is None:
            return {}
        if not isinstance(value, str | list | Mapping):
            raise UnreadableAnswer(self._question.id)
        try:
            return self._kind.cells(self._question, value, str(answers.get(self._other, "")))
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise UnreadableAnswer(self._question.id) from error

    def code(self, answers: Answers) -> bytes:
        """One byte per column: the code's place, `ANSWERED` for a number or text, or why there is nothing."""
        value = answers.get(self._question.id)
        decided = tuple(_frozen(answers.get(name)) for name in self._references)
        key = (decided, _frozen(value), self._other in answers)
        known = self._coded.get(key)
        if known is not None:
            return known
        coded = bytearray(self._shown_bytes(decided, answers))
        if value is not None:
            self._fill(coded, self.cells(answers))
        result = bytes(coded)
        if len(self._coded) < _CACHE:
            self._coded[key] = result
        return result

    def _fill(self, coded: bytearray, cells: Mapping[str, str | float]) -> None:
        for key, cell in cells.items():
            place = self._place.get(key)
            if place is None:
                raise UnreadableAnswer(self._question.id)
            if coded[place] == NOT_SHOWN:
                continue
            if self._columns[place].type != "codes":
                coded[place] = ANSWERED
                continue
            index = self._code[place].get(str(cell))
            if index is None:
                raise UnreadableAnswer(self._question.id)
            coded[place] = index
        for key, place in self._place.items():
            # Only activities attended are rated: "not attended" is an answer that excludes the rating.
            if key.endswith(".rating") and cells.get(f"{key.removesuffix('.rating')}.attended") == "0":
                coded[place] = NOT_SHOWN

    def _shown_bytes(self, decided: Hashable, answers: Answers) -> bytes:
        known = self._shown.get(decided)
        if known is None:
            known = bytes(
                NOT_SHOWN if any(_excludes(condition, answers, column.row) for condition in conditions) else UNANSWERED
                for column, conditions in zip(self._columns, self._conditions, strict=True)
            )
            if len(self._shown) < _CACHE:
                self._shown[decided] = known
        return known


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


def _frozen(value: object) -> Hashable:
    """A hashable stand-in for a canonical answer; equal stand-ins mean equal answers."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        flat: tuple[object, ...] = tuple(value.items())
    elif isinstance(value, list):
        flat = tuple(value)
    else:
        return repr(value)
    try:
        hash(flat)
    except TypeError:
        return repr(value)
    return flat
