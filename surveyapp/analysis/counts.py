"""Counting a release. These numbers are not for showing: `disclosure` decides what may be shown of them.

An *item* is what one chart is about, named by its key:

    "overall"                       a single choice, rating, yes/no, number or date
    "stay.start", "stay.end"        the first and the last day of a period
    "service_importance.meetings"   one row of a matrix
    "topics"                        a multiple choice: each option is a yes or no
    "systems.library"               one row of a matrix that takes several codes
    "activities"                    who attended which activity: each row is a yes or no
    "activities.a1.rating"          how those who attended rate one activity
    "priorities"                    a ranking, an allocation or best–worst choices
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.estimates import Missing
from surveyapp.analysis.tabulate import Groups
from surveyapp.dataset.release import Release, UnknownColumn
from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, ReleaseColumn, ReleaseQuestion
from surveyapp.definition.model import Polarity, Side

ItemMeasure = Literal["nominal", "ordinal", "choices", "ranking", "allocation", "best-worst", "number", "date"]

RANKED_FIRST = 3
"""A ranking counts how often an option stands among the first three; of three or fewer, how often it stands first."""


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
    sides: tuple[Side | None, ...] = ()
    """Whether each code counts as low, as high or as neither; empty where the item is not ordinal."""
    polarity: Polarity | None = None
    """What kind of scale it is; None where the item is not ordinal."""


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
    closed = [column for column in columns if column.type != "text" or column.measure == "date"]
    if asked.measure == "date":
        return tuple(column.key for column in closed)
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
    if column is not None and column.type == "text" and column.measure == "date":
        return Item(key, column.question, column.row, "date", (), (), (key,), column.conditional)
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
    return _tallies(release, item(release, key), Groups(release))[0]


@dataclass(frozen=True, slots=True)
class Split:
    """An item by the answer to a closed single-column question, and as a whole."""

    whole: Tally
    """Of all rows, those who did not say where they belong among them."""
    respondents: Mapping[str, int]
    """By code, whether they answered the item or not."""
    parts: Mapping[str, Tally]


def tally_by(release: Release, dimension: str, key: str) -> Split:
    """Respondents, and the item's counts, by the answer to a closed single-column question. `UnknownColumn` as `item`.

    The columns of a scale are read once, whatever the number of segments, and the whole is the sum of their table.
    """
    groups = Groups(release, dimension)
    codes = release.column(dimension).codes
    wanted = item(release, key)
    if wanted.measure in ("nominal", "ordinal"):
        table = groups.everyone(key)
        whole = _tally_scale(release, wanted, table.sum(axis=0).tolist())
        tallies = [_tally_scale(release, wanted, found) for found in table[:-2].tolist()]
        sizes = table[:-2].sum(axis=1).tolist()
    else:
        whole = _tallies(release, wanted, Groups(release))[0]
        tallies, sizes = _tallies(release, wanted, groups), groups.sizes()
    return Split(whole, dict(zip(codes, sizes, strict=True)), dict(zip(codes, tallies, strict=True)))


def _tallies(release: Release, wanted: Item, groups: Groups) -> list[Tally]:
    """One tally per group."""
    if wanted.measure in ("nominal", "ordinal"):
        return [_tally_scale(release, wanted, found) for found in groups.cells(wanted.key).tolist()]
    if wanted.measure in ("number", "allocation"):
        return _tally_amounts(release, wanted, groups)
    if wanted.measure == "date":
        base = _base(release, wanted, groups)
        return [Tally(wanted, (), n, base.missing[place], release.invited) for place, n in enumerate(base.n)]
    if wanted.measure == "best-worst":
        return _tally_best_worst(release, wanted, groups)
    return _tally_choices(release, wanted, groups)


def _question(release: Release, question: str) -> ReleaseQuestion:
    try:
        return release.structure.questions[question]
    except KeyError as error:
        raise UnknownColumn(question) from error


def _columns(release: Release, question: ReleaseQuestion) -> list[ReleaseColumn]:
    return [release.structure.columns[key] for key in question.columns if release.structure.columns[key].type != "text"]


def _scale(release: Release, column: ReleaseColumn) -> Item:
    question = _question(release, column.question)
    values = {option.code: option.value for option in question.options}
    sides = {option.code: option.side for option in question.options}
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
        tuple(sides[code] for _, code in placed),
        question.polarity,
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


def _tally_scale(release: Release, wanted: Item, found: Sequence[int]) -> Tally:
    column = release.column(wanted.key)
    place = {code: index for index, code in enumerate(column.codes)}
    outside = {"not_applicable": 0, "dont_know": 0}
    for code, reason in column.missing.items():
        outside[reason] += found[place[code]]
    counts = tuple(found[place[code]] for code in wanted.codes)
    missing = Missing(found[-2], outside["not_applicable"], outside["dont_know"], found[-1])
    return Tally(wanted, counts, sum(counts), missing, release.invited)


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """Who answered at all, shape (rows,); and by group how many did, and why the others did not."""

    answered: NDArray[np.bool_]
    n: list[int]
    missing: list[Missing]


def _base(release: Release, wanted: Item, groups: Groups) -> _Base:
    """Not shown is who saw no column of the item; everyone else without an answer left it out."""
    answered = np.zeros(release.n, dtype=bool)
    hidden = np.full(release.n, bool(wanted.columns))
    for key in wanted.columns:
        cells = release.codes(key)
        answered |= cells < UNANSWERED
        hidden &= cells == NOT_SHOWN
    n = groups.where(answered)
    return _Base(
        answered,
        n,
        [
            Missing(unanswered=size - there - not_shown, not_shown=not_shown)
            for size, there, not_shown in zip(groups.sizes(), n, groups.where(hidden), strict=True)
        ],
    )


def _tally_choices(release: Release, wanted: Item, groups: Groups) -> list[Tally]:
    """Yes or no per code; for a ranking, among the first three. Ticked "don't know" leaves the base."""
    base = _base(release, wanted, groups)
    outside = {reason: [0] * len(base.n) for reason in ("not_applicable", "dont_know")}
    inside = base.answered.copy()
    kept: list[tuple[str, str]] = []
    for code, key in zip(wanted.codes, wanted.columns, strict=True):
        reason = release.column(key).missing.get("1")
        if reason is None:
            kept.append((code, key))
            continue
        ticked = (release.codes(key) == 1) & inside
        outside[reason] = [one + more for one, more in zip(outside[reason], groups.where(ticked), strict=True)]
        inside &= ~ticked
    counts = []
    first = RANKED_FIRST if len(kept) > RANKED_FIRST else 1
    for _, key in kept:
        cells = release.codes(key)
        yes = cells < first if wanted.measure == "ranking" else cells == 1
        yes &= inside
        counts.append(groups.where(yes))
    shown = replace(wanted, codes=tuple(code for code, _ in kept), columns=tuple(key for _, key in kept))
    return [
        Tally(
            shown,
            tuple(count[place] for count in counts),
            n,
            replace(
                base.missing[place],
                not_applicable=outside["not_applicable"][place],
                dont_know=outside["dont_know"][place],
            ),
            release.invited,
        )
        for place, n in enumerate(groups.where(inside))
    ]


def _tally_amounts(release: Release, wanted: Item, groups: Groups) -> list[Tally]:
    """Sums and their squares; of an allocation also how many gave a code any points."""
    base = _base(release, wanted, groups)
    given, sums, squares = [], [], []
    for key in wanted.columns:
        amounts = release.numbers(key)
        given.append(groups.where((amounts > 0) & base.answered))
        sums.append(groups.sums(amounts, base.answered))
        squares.append(groups.sums(amounts**2, base.answered))
    return [
        Tally(
            wanted,
            tuple(count[place] for count in given) if wanted.measure == "allocation" else (),
            n,
            base.missing[place],
            release.invited,
            sums=tuple(total[place] for total in sums),
            squares=tuple(total[place] for total in squares),
        )
        for place, n in enumerate(base.n)
    ]


def _tally_best_worst(release: Release, wanted: Item, groups: Groups) -> list[Tally]:
    """Counts are of choices, not of people: each set a respondent saw adds one best and one worst."""
    base = _base(release, wanted, groups)
    tables = {key: groups.cells(key).tolist() for key in wanted.columns}
    found = []
    for place, n in enumerate(base.n):
        best = dict.fromkeys(wanted.codes, 0)
        worst = dict.fromkeys(wanted.codes, 0)
        for key, table in tables.items():
            side = best if key.endswith(".best") else worst
            for code, count in zip(release.column(key).codes, table[place], strict=False):
                side[code] += count
        found.append(
            Tally(wanted, tuple(best.values()), n, base.missing[place], release.invited, against=tuple(worst.values()))
        )
    return found
