"""The doors: every number of a release that reaches a page, a file or the API goes through one of these."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from surveyapp.analysis.bands import banded
from surveyapp.analysis.counts import Tally, item, items_of, tally, tally_by
from surveyapp.analysis.disclosure.opening import (
    detail_by,
    dimensions,
    opened_dimension,
    opening_of,
    refused_dimension,
    texts_opened,
    unsplit,
)
from surveyapp.analysis.disclosure.rules import Withheld, detail_of, withheld
from surveyapp.analysis.disclosure.shown import ShownItem, shown_item
from surveyapp.analysis.disclosure.tables import ProtectedTable, protect
from surveyapp.analysis.tabulate import crossed
from surveyapp.config import Thresholds
from surveyapp.dataset.release import Release, UnknownColumn

DEFAULTS = Thresholds()
MOST_BANDS = 8
"""Bands of a number or date from ten answers."""
FEWEST_BANDS = 3
"""And below: as many categories as a scale has then."""


def _whole(release: Release) -> None:
    if release.places is not None:
        raise ValueError("segments are shown by view_segments, which decides all of them at once")


def view_item(release: Release, key: str, thresholds: Thresholds = DEFAULTS) -> ShownItem | Withheld:
    """One item of a whole association.

    `UnknownColumn` for an item the release does not have; ValueError for a filtered release, whose segments can only
    be decided together.
    """
    _whole(release)
    if release.n < thresholds.show:
        item(release, key)
        return withheld("too_few_responses", n=release.n, needed=thresholds.show)
    counted = tally(release, key)
    detail = detail_of(counted.n, thresholds)
    if isinstance(detail, Withheld):
        return detail
    if counted.item.measure in ("number", "date"):
        counted = banded(release, counted, MOST_BANDS if detail == "all" else FEWEST_BANDS)
    return shown_item(counted, detail, release.n, thresholds)


def view_question(
    release: Release, question: str, thresholds: Thresholds = DEFAULTS
) -> tuple[tuple[str, ShownItem | Withheld], ...]:
    """All items of a question with their keys, in page order; none for texts.

    A kind of question that came later than this program has no numbers here. `UnknownColumn` for no such question.
    """
    return tuple((key, _countable(release, key, thresholds)) for key in items_of(release, question))


def _countable(release: Release, key: str, thresholds: Thresholds) -> ShownItem | Withheld:
    try:
        return view_item(release, key, thresholds)
    except UnknownColumn:
        return withheld("unknown_kind")


def view_question_segment(
    release: Release, question: str, dimension: str, code: str, thresholds: Thresholds = DEFAULTS
) -> tuple[tuple[str, ShownItem | Withheld], ...]:
    """All items of a question as one segment answered them: what `view_segments` would show of it beside the others.

    `UnknownColumn` for no such question, or a dimension that is no background question.
    """
    if dimension not in dimensions(release):
        raise UnknownColumn(dimension)

    def shown(key: str) -> ShownItem | Withheld:
        try:
            found = view_segments(release, dimension, key, thresholds)
        except UnknownColumn:
            return withheld("unknown_kind")
        if isinstance(found, Withheld):
            return found
        return dict(found.segments).get(code) or withheld("segment_too_small", needed=thresholds.show)

    return tuple((key, shown(key)) for key in items_of(release, question))


@dataclass(frozen=True, slots=True)
class ShownSegments:
    """One item by the answers to one background question."""

    dimension: str
    key: str
    segments: tuple[tuple[str, ShownItem], ...]
    """(code of the dimension, the item in that segment)."""
    hidden: tuple[str, ...]
    """Codes of segments that are not shown, because they or what is beside them are too small."""


def view_segments(
    release: Release, dimension: str, key: str, thresholds: Thresholds = DEFAULTS
) -> ShownSegments | Withheld:
    """One item in the segments of the opened background question (`opening`), the same ones as of every other item.

    Another background question is refused: people by two of them are a table, which `view_table` protects cell by cell.
    `UnknownColumn` for a dimension that is no background question, or an item the release does not have.
    """
    _whole(release)
    refusal = refused_dimension(release, dimension) or unsplit(release, item(release, key).question)
    if refusal is not None:
        return refusal
    if release.n < thresholds.show:
        return withheld("too_few_responses", n=release.n, needed=thresholds.show)
    opening = opening_of(release, thresholds)
    if opening.refusal is not None:
        return opening.refusal
    split = tally_by(release, dimension, key)
    detail = detail_by(split, opening.shown, thresholds)
    if detail is None:
        return withheld("segment_too_small", needed=thresholds.show)
    return ShownSegments(
        dimension,
        key,
        tuple(
            (code, shown_item(_without_population(split.parts[code]), detail, split.respondents[code], thresholds))
            for code in opening.shown
        ),
        opening.hidden,
    )


def _without_population(part: Tally) -> Tally:
    """How many of those invited belong to a segment is not known, so its counts have no interval."""
    return replace(part, invited=None)


def view_texts(
    release: Release, key: str, thresholds: Thresholds = DEFAULTS, most: int | None = None
) -> tuple[str, ...] | Withheld:
    """All texts of an open question, or a lot of them, without any other field and in an order that tells nothing."""
    _whole(release)
    texts = release.texts(key, most)
    if release.n < thresholds.show:
        return withheld("too_few_responses", n=release.n, needed=thresholds.show)
    return tuple(texts)


def view_segment_texts(
    release: Release, dimension: str, code: str, key: str, thresholds: Thresholds = DEFAULTS
) -> tuple[str, ...] | Withheld:
    """Texts under a segment of the opened background question: under two of them the same text would stand twice, and
    two answers about oneself often lead to one person. From eight people (`opening.texts_opened`).
    """
    _whole(release)
    opened = texts_opened(release, dimension, thresholds)
    texts = release.filter(dimension, code).texts(key)
    if isinstance(opened, Withheld):
        return opened
    return tuple(texts) if opened.get(code) else withheld("segment_too_small", needed=thresholds.segment_comments)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Two background questions against each other; the last row and column, code "", are those without an answer."""

    rows: str
    columns: str
    row_codes: tuple[str, ...]
    column_codes: tuple[str, ...]
    table: ProtectedTable


def view_table(release: Release, rows: str, columns: str, thresholds: Thresholds = DEFAULTS) -> ShownTable | Withheld:
    """People by the opened background question and another, small cells and what would give them away hidden.

    From ten responses. Where answers stand by segments (`opening`), people who are all or nobody of a segment, or few
    of it, would be known by what the segment answered: then the table shows only if every cell has five people.
    `UnknownColumn` where either is no background question of the release, or both are the same.
    """
    _whole(release)
    for key in (rows, columns):
        if rows == columns or key not in dimensions(release):
            raise UnknownColumn(key)
    if release.n < thresholds.detail:
        return withheld("too_few_responses", n=release.n, needed=thresholds.detail)
    if opened_dimension(release) not in (rows, columns):
        return withheld("other_background")
    first, second = release.column(rows).codes, release.column(columns).codes
    counted = crossed(release.codes(rows), len(first), release.codes(columns), len(second))
    # Unanswered and not shown become one last line.
    merged = np.add.reduceat(counted, range(len(first) + 1), axis=0)
    people = np.add.reduceat(merged, range(len(second) + 1), axis=1)
    if opening_of(release, thresholds).refusal is None:
        lines = people[people.any(axis=1)][:, people.any(axis=0)]
        if lines.min() < thresholds.show:
            return withheld("beside_segments", needed=thresholds.show)
    table = protect(people, thresholds)
    if table is None:
        return withheld("table_not_protectable")
    return ShownTable(rows, columns, (*first, ""), (*second, ""), table)
