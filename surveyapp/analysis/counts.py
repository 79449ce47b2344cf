"""Counting a release. These numbers are not for showing: `disclosure` decides what may be shown of them.

An *item* is what one chart is about, named by its key:

    "overall"                       a single choice, rating, yes/no or number
    "service_importance.meetings"   one row of a matrix
    "topics"                        a multiple choice: each option is a yes or no
    "systems.library"               one row of a matrix that takes several codes
    "activities"                    who attended which activity: each row is a yes or no
    "activities.a1.rating"          how those who attended rate one activity
    "priorities"                    a ranking, an allocation or best–worst choices
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.estimates import Missing
from surveyapp.dataset.release import Release, UnknownColumn
from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, ReleaseColumn, ReleaseQuestion

ItemMeasure = Literal["nominal", "ordinal", "choices", "ranking", "allocation", "best-worst", "number"]

RANKED_FIRST = 3
"""A ranking counts how often an option stands among the first three."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is counted. `codes` are in the order of the scale, lowest first, without those that stand outside it."""

    key: str
    question: str
    row: str
    measure: ItemMeasure
    codes: tuple[str, ...]
    values: tuple[float, ...]
    """Numeric values of the codes, empty where the item is not ordinal."""
    columns: tuple[str, ...]
    """Columns the item is read from, one per code where each code is a yes or no."""
    conditional: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one item. For a scale they add up to n; where each code is a yes or no, each is at most n."""

    item: Item
    counts: tuple[int, ...]
    n: int
    missing: Missing
    invited: int | None
    against: tuple[int, ...] = ()
    """Best–worst only: how often each code was chosen as the worst."""
    sums: tuple[float, ...] = ()
    """Allocation only: points given to each code; number: the sum alone."""
    squares: tuple[float, ...] = ()
    """Sums of squares beside `sums`."""


def items_of(release: Release, question: str) -> tuple[str, ...]:
    """Keys of the items of a question, in page order; none for texts. `UnknownColumn` where there is no question."""
    asked = _question(release, question)
    columns = [release.structure.columns[key] for key in asked.columns]
    closed = [column for column in columns if column.type != "text"]
    if not closed:
        return ()
    if asked.kind == "activity-rating":
        return (question, *(column.key for column in closed if column.key.endswith(".rating")))
    if asked.kind in ("matrix", "semantic-differential"):
        if asked.measure == "choices":
            return tuple(dict.fromkeys(f"{question}.{column.row}" for column in closed))
        return tuple(column.key for column in closed)
    return (question,)


def item(release: Release, key: str) -> Item:
    """The item with this key. `UnknownColumn` where the release has none, or none that can be counted."""
    column = release.structure.columns.get(key)
    if column is not None and column.type == "codes" and column.measure in ("nominal", "ordinal"):
        return _scale(release, column)
    if column is not None and column.type == "number" and column.measure == "number":
        return Item(key, column.question, "", "number", (), (), (key,), column.conditional)
    question = release.structure.questions.get(key)
    if question is not None:
        return _whole(release, question)
    name, _, row = key.partition(".")
    question = release.structure.questions.get(name)
    if question is None or question.measure != "choices" or row not in question.rows:
        raise UnknownColumn(key)
    return _choices(release, question, [c for c in _columns(release, question) if c.row == row], key, row)


def tally(release: Release, key: str) -> Tally:
    """Count an item over all rows of a release, or of a segment. `UnknownColumn` as `item`."""
    wanted = item(release, key)
    if wanted.measure in ("nominal", "ordinal"):
        return _tally_scale(release, wanted, frequencies(release, key))
    if wanted.measure == "number":
        return _tally_number(release, wanted)
    if wanted.measure == "allocation":
        return _tally_allocation(release, wanted)
    if wanted.measure == "best-worst":
        return _tally_best_worst(release, wanted)
    return _tally_choices(release, wanted)


def tally_by(release: Release, dimension: str, key: str) -> tuple[dict[str, int], dict[str, Tally]]:
    """Respondents, and the item's counts, by the answer to a closed single-column question.

    A scale is counted in one pass over both columns; anything else segment by segment. `UnknownColumn` as `item`.
    """
    codes = release.column(dimension).codes
    wanted = item(release, key)
    if wanted.measure not in ("nominal", "ordinal"):
        segments = {code: release.filter(dimension, code) for code in codes}
        return {code: part.n for code, part in segments.items()}, {c: tally(p, key) for c, p in segments.items()}
    cells = release.codes(dimension).astype(np.uint16)
    joint = np.bincount(cells * np.uint16(256) + release.codes(key), minlength=1 << 16).reshape(256, 256)
    return (
        {code: int(joint[place].sum()) for place, code in enumerate(codes)},
        {code: _tally_scale(release, wanted, joint[place]) for place, code in enumerate(codes)},
    )


def frequencies(release: Release, key: str) -> NDArray[np.intp]:
    """How often each byte occurs in a column: shape (256,), the codes first, then 254 unanswered, 255 not shown."""
    return np.bincount(release.codes(key), minlength=256)


def _question(release: Release, question: str) -> ReleaseQuestion:
    try:
        return release.structure.questions[question]
    except KeyError as error:
        raise UnknownColumn(question) from error


def _columns(release: Release, question: ReleaseQuestion) -> list[ReleaseColumn]:
    return [release.structure.columns[key] for key in question.columns if release.structure.columns[key].type != "text"]


def _scale(release: Release, column: ReleaseColumn) -> Item:
    values = {option.code: option.value for option in _question(release, column.question).options}
    codes = [code for code in column.codes if code not in column.missing]
    if column.measure != "ordinal":
        return Item(
            column.key, column.question, column.row, "nominal", tuple(codes), (), (column.key,), column.conditional
        )
    placed = sorted((value, code) for code in codes if (value := values.get(code)) is not None)
    return Item(
        column.key,
        column.question,
        column.row,
        "ordinal",
        tuple(code for _, code in placed),
        tuple(value for value, _ in placed),
        (column.key,),
        column.conditional,
    )


def _whole(release: Release, question: ReleaseQuestion) -> Item:
    columns = _columns(release, question)
    if question.kind == "activity-rating":
        attended = [column for column in columns if column.key.endswith(".attended")]
        return _choices(release, question, attended, question.id, "")
    if question.measure == "choices" and not question.rows:
        return _choices(release, question, columns, question.id, "")
    conditional = any(column.conditional for column in columns)
    keys = tuple(column.key for column in columns)
    codes = tuple(column.row for column in columns)
    if question.measure == "ranking":
        return Item(question.id, question.id, "", "ranking", codes, (), keys, conditional)
    if question.measure == "allocation":
        return Item(question.id, question.id, "", "allocation", codes, (), keys, conditional)
    if question.measure == "best-worst":
        codes = tuple(option.code for option in question.options)
        return Item(question.id, question.id, "", "best-worst", codes, (), keys, conditional)
    raise UnknownColumn(question.id)


def _choices(release: Release, question: ReleaseQuestion, columns: list[ReleaseColumn], key: str, row: str) -> Item:
    codes = tuple(
        column.key.removeprefix(f"{key}.") if question.kind != "activity-rating" else column.row for column in columns
    )
    return Item(
        key,
        question.id,
        row,
        "choices",
        codes,
        (),
        tuple(column.key for column in columns),
        any(column.conditional for column in columns),
    )


def _tally_scale(release: Release, wanted: Item, found: NDArray[np.intp]) -> Tally:
    column = release.column(wanted.key)
    place = {code: index for index, code in enumerate(column.codes)}
    outside = {"not_applicable": 0, "dont_know": 0}
    for code, reason in column.missing.items():
        outside[reason] += int(found[place[code]])
    counts = tuple(int(found[place[code]]) for code in wanted.codes)
    missing = Missing(int(found[UNANSWERED]), outside["not_applicable"], outside["dont_know"], int(found[NOT_SHOWN]))
    return Tally(wanted, counts, sum(counts), missing, release.invited)


def _base(release: Release, wanted: Item) -> tuple[NDArray[np.bool_], Missing]:
    """Who answered at all, and why the others did not: not shown where no column was, else unanswered."""
    shape = release.n
    answered = np.zeros(shape, dtype=bool)
    hidden = np.ones(shape, dtype=bool)
    for key in wanted.columns:
        cells = release.codes(key)
        answered |= cells < UNANSWERED
        hidden &= cells == NOT_SHOWN
    n, not_shown = int(answered.sum()), int(hidden.sum()) if wanted.columns else 0
    return answered, Missing(unanswered=shape - n - not_shown, not_shown=not_shown)


def _tally_choices(release: Release, wanted: Item) -> Tally:
    """Yes or no per code; for a ranking, among the first three. Ticked "don't know" leaves the base."""
    answered, missing = _base(release, wanted)
    outside = {"not_applicable": 0, "dont_know": 0}
    inside = answered.copy()
    kept: list[tuple[str, str]] = []
    for code, key in zip(wanted.codes, wanted.columns, strict=True):
        reason = release.column(key).missing.get("1")
        if reason is None:
            kept.append((code, key))
            continue
        ticked = (release.codes(key) == 1) & inside
        outside[reason] += int(ticked.sum())
        inside &= ~ticked
    counts = []
    for _, key in kept:
        cells = release.codes(key)
        yes = cells < RANKED_FIRST if wanted.measure == "ranking" else cells == 1
        counts.append(int((yes & inside).sum()))
    shown = Item(
        wanted.key,
        wanted.question,
        wanted.row,
        wanted.measure,
        tuple(code for code, _ in kept),
        (),
        tuple(key for _, key in kept),
        wanted.conditional,
    )
    return Tally(
        shown,
        tuple(counts),
        int(inside.sum()),
        Missing(missing.unanswered, outside["not_applicable"], outside["dont_know"], missing.not_shown),
        release.invited,
    )


def _tally_number(release: Release, wanted: Item) -> Tally:
    answered, missing = _base(release, wanted)
    cells = release.numbers(wanted.key)[answered]
    return Tally(
        wanted,
        (),
        len(cells),
        missing,
        release.invited,
        sums=(float(cells.sum()),),
        squares=(float((cells**2).sum()),),
    )


def _tally_allocation(release: Release, wanted: Item) -> Tally:
    """Counts are of those who gave a code any points."""
    answered, missing = _base(release, wanted)
    points = [release.numbers(key)[answered] for key in wanted.columns]
    return Tally(
        wanted,
        tuple(int((given > 0).sum()) for given in points),
        int(answered.sum()),
        missing,
        release.invited,
        sums=tuple(float(given.sum()) for given in points),
        squares=tuple(float((given**2).sum()) for given in points),
    )


def _tally_best_worst(release: Release, wanted: Item) -> Tally:
    """Counts are of choices, not of people: each set a respondent saw adds one best and one worst."""
    answered, missing = _base(release, wanted)
    best = dict.fromkeys(wanted.codes, 0)
    worst = dict.fromkeys(wanted.codes, 0)
    for key in wanted.columns:
        found = frequencies(release, key)
        side = best if key.endswith(".best") else worst
        for index, code in enumerate(release.column(key).codes):
            side[code] += int(found[index])
    return Tally(
        wanted,
        tuple(best.values()),
        int(answered.sum()),
        missing,
        release.invited,
        against=tuple(worst.values()),
    )
