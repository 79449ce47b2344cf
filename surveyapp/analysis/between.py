"""What changes between two states of the same answers, and what of it would tell whose answer it was.

Whoever keeps the numbers of before can subtract them from those of now, table by table. So every table that may be
shown changes for nobody, or for at least five respondents who did not all leave the same answer: then no difference
speaks of fewer, and none says of all five what they had answered.

Tables are each column of the whole association (a row of a matrix, an option of a multiple choice, a background
question, a number, a text), the same column in each segment that may be shown and in all others together, among those
whose answers another year pairs, and each service's need.

Only first changes of a cell count towards the five. Then any two states in time differ so, not only neighbours: of the
last change of a table between them, five cells had never changed before and did not change after, so they differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.counts import item
from surveyapp.analysis.disclosure import Thresholds, dimensions
from surveyapp.analysis.need import (
    IMPORTANCE,
    SATISFACTION,
    USE,
    importance_classes,
    satisfaction_classes,
    use_classes,
)
from surveyapp.analysis.ordinal import roles
from surveyapp.analysis.results import by_indicator
from surveyapp.dataset import Release
from surveyapp.dataset.structure import UNANSWERED

Cells = NDArray[np.object_]
Bools = NDArray[np.bool_]

AWAY = "away"
"""The cell of a respondent who is not in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One table in both states: per respondent the cell she is counted in, and the columns that decide it."""

    columns: tuple[str, ...]
    before: Cells
    after: Cells
    ends: Mapping[object, str] = field(default_factory=lambda: MappingProxyType({}))
    """Which end of its scale a cell belongs to, where it is a step of one."""


def held_back(
    before: Release,
    after: Release,
    changed_once: Sequence[Collection[str]],
    thresholds: Thresholds,
    paired: Sequence[Mapping[str, Bools]] = (),
) -> dict[int, set[str]]:
    """Which cells may not change now: places of respondents, and for each the columns; none where all may.

    Both states hold the same respondents in the same order. `changed_once` names for each of them the columns that
    changed in an earlier state; `paired` has for each other year the respondents with an answer there, by column.
    """
    found: dict[int, set[str]] = {}
    for table in _tables(before, after, thresholds, paired):
        changed = np.flatnonzero(table.before != table.after)
        if not len(changed):
            continue
        first = [row for row in changed.tolist() if not set(table.columns) & set(changed_once[row])]
        if len(first) >= thresholds.show and len({_step(table, row) for row in first}) > 1:
            continue
        for row in changed.tolist():
            found.setdefault(row, set()).update(table.columns)
    return found


def changed_columns(before: Release, after: Release) -> list[set[str]]:
    """For each respondent the columns in which the two states differ."""
    found: list[set[str]] = [set() for _ in range(before.n)]
    for key in before.structure.columns:
        for row in np.flatnonzero(_cells(before, key) != _cells(after, key)).tolist():
            found[row].add(key)
    return found


def answered_by_all(release: Release, changed_once: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Questions of which no column was left out, and none ever changed, by anybody; none about the respondent.

    Whoever leaves such a release leaves every table of these questions. That everybody answered them, their numbers
    say themselves, so that keeping their names tells nothing of anyone.
    """
    touched = set().union(*changed_once)
    return tuple(
        question.id
        for question in release.structure.questions.values()
        if question.columns
        and not question.background
        and not touched & set(question.columns)
        and all(_all_there(release, key) for key in question.columns)
    )


def _all_there(release: Release, key: str) -> bool:
    column = release.column(key)
    missing = [place for place, code in enumerate(column.codes) if code in column.missing]
    states = release.codes(key)
    # Whether a conditional question was for her is an answer to another one.
    answered = bool((states < UNANSWERED).all()) and not np.isin(states, missing).any()
    return answered and column.type != "text" and not column.conditional


def _tables(
    before: Release, after: Release, thresholds: Thresholds, paired: Sequence[Mapping[str, Bools]]
) -> Iterator[_Table]:
    cells = {key: (_cells(before, key), _cells(after, key)) for key in before.structure.columns}
    parts = [(key, *part) for key in dimensions(before) for part in _parts(before, after, key, thresholds)]
    for key, (old, new) in cells.items():
        ends = _ends(before, key)
        yield _Table((key,), old, new, ends)
        for dimension, inside, still_inside in parts:
            if key != dimension:
                yield _Table((key, dimension), np.where(inside, old, AWAY), np.where(still_inside, new, AWAY), ends)
        for year in paired:
            if key in year:
                for group in (year[key], ~year[key]):
                    yield _Table((key,), np.where(group, old, AWAY), np.where(group, new, AWAY), ends)
    yield from _needs(before, after)


def _cells(release: Release, key: str) -> Cells:
    """What is counted of each respondent, missing answers with their reasons: shape (n,)."""
    states = release.codes(key).astype(object)
    column = release.column(key)
    if column.type == "codes":
        return states
    values = release.table.column(key).to_pylist()
    found: list[Any] = [value if state < UNANSWERED else state for state, value in zip(states, values, strict=True)]
    return np.array([f"{value}" for value in found] or [], dtype=object)


def _parts(before: Release, after: Release, dimension: str, thresholds: Thresholds) -> Iterator[tuple[Bools, Bools]]:
    """Segments that may be shown in one of the states, and all others together; none where none may."""
    states = [release.codes(dimension) for release in (before, after)]
    codes = range(len(before.column(dimension).codes))
    large = [code for code in codes if any(int((state == code).sum()) >= thresholds.show for state in states)]
    if not large:
        return
    yield from ((states[0] == code, states[1] == code) for code in large)
    yield (~np.isin(states[0], large), ~np.isin(states[1], large))


def _step(table: _Table, row: int) -> object:
    """What she had answered, as coarse as it is ever shown: the end of the scale, where it is a step of one."""
    cell = table.before[row]
    return table.ends.get(cell, cell)


def _ends(release: Release, key: str) -> Mapping[object, str]:
    column = release.column(key)
    if column.type != "codes" or column.measure != "ordinal":
        return {}
    scale = item(release, key)
    return {column.codes.index(code): role for code, role in zip(scale.codes, roles(scale.sides), strict=True)}


def _needs(before: Release, after: Release) -> Iterator[_Table]:
    asked = [by_indicator(before, name) for name in (IMPORTANCE, USE, SATISFACTION)]
    if any(question is None for question in asked):
        return
    ids = [question.id for question in asked if question is not None]
    rows = [set(question.rows) for question in asked if question is not None]
    for row in set.intersection(*rows):
        keys = tuple(f"{question}.{row}" for question in ids)
        if all(key in before.structure.columns for key in keys):
            yield _Table(keys, _need(before, keys), _need(after, keys))


def _need(release: Release, keys: Iterable[str]) -> Cells:
    """Each respondent's class of importance, use and satisfaction of one service."""
    classed = zip((importance_classes, use_classes, satisfaction_classes), keys, strict=True)
    found = [classify(_values(release, key)) for classify, key in classed]
    return np.array([f"{one}{two}{three}" for one, two, three in zip(*found, strict=True)] or [], dtype=object)


def _values(release: Release, key: str) -> NDArray[np.float64]:
    column = release.column(key)
    values = {option.code: option.value for option in release.structure.questions[column.question].options}
    table = np.full(256, np.nan)
    for place, code in enumerate(column.codes):
        value = values.get(code)
        if value is not None and code not in column.missing:
            table[place] = value
    found: NDArray[np.float64] = table[release.codes(key)]
    return found
