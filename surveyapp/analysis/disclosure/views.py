"""The doors: every number of a release that reaches a page, a file or the API goes through one of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.bands import banded
from surveyapp.analysis.counts import Tally, item, items_of, tally, tally_by
from surveyapp.analysis.disclosure.rules import (
    Detail,
    Withheld,
    choose_segments,
    detail_of,
    withheld,
)
from surveyapp.analysis.disclosure.shown import ShownItem, shown_item
from surveyapp.analysis.disclosure.tables import ProtectedTable, protect
from surveyapp.analysis.ordinal import categories
from surveyapp.analysis.tabulate import Groups, crossed
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


def dimensions(release: Release) -> tuple[str, ...]:
    """Background questions by which answers may be set side by side."""
    return tuple(
        question.id
        for question in release.structure.questions.values()
        if question.background and release.structure.columns[question.columns[0]].type == "codes"
    )


def view_segments(
    release: Release, dimension: str, key: str, thresholds: Thresholds = DEFAULTS
) -> ShownSegments | Withheld:
    """One item in all segments of one background dimension that may be shown.

    Another background question is refused: people by two of them are a table, which `view_table` protects cell by cell.
    `UnknownColumn` for a dimension that is no background question, or an item the release does not have.
    """
    _whole(release)
    possible = dimensions(release)
    if dimension not in possible:
        raise UnknownColumn(dimension)
    wanted = item(release, key)
    if key in possible:
        return withheld("table_not_protectable")
    if release.n < thresholds.show:
        return withheld("too_few_responses", n=release.n, needed=thresholds.show)
    if wanted.measure in ("number", "date"):
        return withheld("not_by_segment")
    codes = release.column(dimension).codes
    split = tally_by(release, dimension, key)
    whole, respondents, parts = split.whole, split.respondents, split.parts
    answers = {code: part.n for code, part in parts.items()}
    unplaced = (release.n - sum(respondents.values()), whole.n - sum(answers.values()))
    choice = choose_segments(respondents, answers, thresholds, unplaced=unplaced)
    barred: list[str] = []
    while choice.shown and _of_one_mind(whole, [parts[code] for code in choice.shown], choice.detail):
        barred.append(min(choice.shown, key=lambda code: (answers[code], code)))
        choice = choose_segments(respondents, answers, thresholds, unplaced=unplaced, barred=barred)
    if not choice.shown:
        return withheld("segment_too_small", needed=thresholds.show)
    return ShownSegments(
        dimension,
        key,
        tuple(
            (code, shown_item(_without_population(parts[code]), choice.detail, respondents[code], thresholds))
            for code in choice.shown
        ),
        tuple(code for code in codes if code not in choice.shown and respondents[code]),
    )


def _of_one_mind(whole: Tally, shown: Sequence[Tally], detail: Detail) -> bool:
    """Whether everyone outside the shown segments gave one answer, which would then be known of each of them."""
    rest = _categories(whole, detail) - sum(_categories(part, detail) for part in shown)
    people = int(rest[0])
    if people == 0:
        return False
    if whole.item.measure in ("nominal", "ordinal"):
        return bool((rest[1:] == people).any())
    # Each code is a yes or no of its own, and all of them are known together.
    return bool(np.isin(rest[1:], (0, people)).all())


def _categories(part: Tally, detail: Detail) -> NDArray[np.int64]:
    """Respondents, then how many are in each category that will be shown, reasons for missing among them."""
    counts = part.counts
    if part.item.measure == "ordinal" and detail == "three":
        counts = categories(part.counts, part.item.sides)
    missing = part.missing
    reasons = (missing.unanswered, missing.not_applicable, missing.dont_know, missing.not_shown)
    return np.array([part.n + sum(reasons), *counts, *reasons], dtype=np.int64)


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


def texts_by(release: Release, dimension: str, thresholds: Thresholds) -> Withheld | None:
    """Whether texts, or their words, may stand under this background question: under the first one only.

    Under two of them, one after the other, the same text would stand twice, and two answers about oneself often lead
    to one person. `UnknownColumn` for a dimension that is no background question.
    """
    possible = dimensions(release)
    if dimension not in possible:
        raise UnknownColumn(dimension)
    return None if dimension == possible[0] else withheld("difference", needed=thresholds.show)


def view_segment_texts(
    release: Release, dimension: str, code: str, key: str, thresholds: Thresholds = DEFAULTS
) -> tuple[str, ...] | Withheld:
    """Texts under a segment of the first background question (`texts_by`).

    From eight people in it, with eight or nobody in all hidden segments together.
    """
    _whole(release)
    refusal = texts_by(release, dimension, thresholds)
    texts = release.filter(dimension, code).texts(key)
    if refusal is not None:
        return refusal
    sizes = dict(zip(release.column(dimension).codes, Groups(release, dimension).sizes(), strict=True))
    rest = release.n - sum(sizes.values())
    need = thresholds.segment_comments
    choice = choose_segments(sizes, sizes, thresholds, unplaced=(rest, rest), need=need)
    return tuple(texts) if code in choice.shown else withheld("segment_too_small", needed=need)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Two background questions against each other; the last row and column, code "", are those without an answer."""

    rows: str
    columns: str
    row_codes: tuple[str, ...]
    column_codes: tuple[str, ...]
    table: ProtectedTable


def view_table(release: Release, rows: str, columns: str, thresholds: Thresholds = DEFAULTS) -> ShownTable | Withheld:
    """People by two background questions, small cells and what would give them away hidden; from ten responses.

    `UnknownColumn` where either is no background question of the release, or both are the same.
    """
    _whole(release)
    for key in (rows, columns):
        if rows == columns or key not in dimensions(release):
            raise UnknownColumn(key)
    if release.n < thresholds.detail:
        return withheld("too_few_responses", n=release.n, needed=thresholds.detail)
    first, second = release.column(rows).codes, release.column(columns).codes
    counted = crossed(release.codes(rows), len(first), release.codes(columns), len(second))
    # Unanswered and not shown become one last line.
    merged = np.add.reduceat(counted, range(len(first) + 1), axis=0)
    table = protect(np.add.reduceat(merged, range(len(second) + 1), axis=1), thresholds)
    if table is None:
        return withheld("table_not_protectable")
    return ShownTable(rows, columns, (*first, ""), (*second, ""), table)
