"""Two years of one association side by side, question by question.

The years are compared as two groups, because in general nobody knows who answered in both. Where releases carry keys
that pair rows (a code on the receipt, or the member of a survey that is not anonymous), the same ratings are compared
in pairs too. What is marked is decided over everything compared (`change`), and by nobody else: the page, findings and
the year at a glance all ask here. Only what each year may show on its own is compared; both sides
come from the release that stands now, so that no value of a replaced release is ever beside its correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.change import Paired, PairedTest, Unpaired, paired_page, unpaired_page
from surveyapp.analysis.counts import item
from surveyapp.analysis.disclosure import DEFAULTS, ShownItem, Withheld
from surveyapp.analysis.disclosure.pairs import Moves, view_pairs
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.results import AssociationResults
from surveyapp.config import Thresholds
from surveyapp.dataset.release import Release


@dataclass(frozen=True, slots=True)
class YearPair:
    """One rating, or one unmet need, in two years."""

    question: str
    row: str
    unmet: bool
    """Whether the counts are of unmet needs, where more is worse, or of high ratings."""
    before: Count
    after: Count
    change: Unpaired
    paired: Paired | Withheld | None = None
    """The same respondents in both years; None where nothing pairs the years, and for needs."""


@dataclass(frozen=True, slots=True)
class YearsCompared:
    """Everything both years asked alike, and what chance has to do with it."""

    pairs: tuple[YearPair, ...]
    by_chance: float = 0.0
    """How many of the hints chance alone would have given, had nothing changed."""
    paired_by_chance: float = 0.0
    """The same of the comparisons in pairs."""

    @property
    def hints(self) -> tuple[YearPair, ...]:
        """What is marked."""
        return tuple(pair for pair in self.pairs if pair.change.wording != "no_change_shown")

    @property
    def paired_hints(self) -> tuple[tuple[YearPair, Paired], ...]:
        """What is marked among the same members."""
        return tuple(
            (pair, pair.paired)
            for pair in self.pairs
            if isinstance(pair.paired, Paired) and pair.paired.wording != "no_change_shown"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """Rows of two releases that are of the same respondents: row `before[i]` and row `after[i]`."""

    earlier: Release
    later: Release
    before: NDArray[np.intp]
    after: NDArray[np.intp]

    @property
    def pairs(self) -> int:
        """How many respondents are known in both years."""
        return len(self.before)


def link(earlier: Release, later: Release) -> Linked | None:
    """The rows of two years that carry the same key; None where one of the years has no keys.

    A key that stands twice in a year is somebody's code in other hands: it pairs nothing. ValueError for segments.
    """
    keys = earlier.pairs(), later.pairs()
    if not all(keys):
        return None
    rows = [_once(each) for each in keys]
    common = sorted(rows[0].keys() & rows[1].keys())
    before, after = (np.array([each[key] for key in common], dtype=np.intp) for each in rows)
    return Linked(earlier, later, before, after)


def _once(keys: Sequence[str | None]) -> dict[str, int]:
    times = Counter(keys)
    return {key: row for row, key in enumerate(keys) if key is not None and times[key] == 1}


def paired_item(linked: Linked, keys: tuple[str, str], thresholds: Thresholds) -> PairedTest | Withheld:
    """How the same respondents rated one thing in both years, by what counts as high, as the years show it.

    `keys` name the item in the earlier and in the later year. What may be told of it `disclosure.pairs` decides.
    `UnknownColumn` for an item one of the years does not have.
    """
    before, after = (_high(linked.earlier, keys[0]), _high(linked.later, keys[1]))
    pairs = before[linked.before], after[linked.after]
    both = ~(np.isnan(pairs[0]) | np.isnan(pairs[1]))
    then, now = (each[both] > 0 for each in pairs)

    def alone(year: NDArray[np.float64], inside: NDArray[np.bool_]) -> tuple[int, int]:
        return int((~np.isnan(year)).sum()) - len(inside), int(np.nansum(year)) - int(inside.sum())

    moves = Moves(
        int((then & now).sum()),
        int((~then & now).sum()),
        int((then & ~now).sum()),
        int((~then & ~now).sum()),
        alone(before, then),
        alone(after, now),
    )
    return view_pairs(moves, thresholds)


def _high(release: Release, key: str) -> NDArray[np.float64]:
    """For each row 1 for an answer that counts as high, 0 for another one on the scale, NaN for none: shape (n,)."""
    scale = item(release, key)
    places = {code: float(side == "high") for code, side in zip(scale.codes, scale.sides, strict=True)}
    table = np.full(256, np.nan)
    for place, code in enumerate(release.column(key).codes):
        table[place] = places.get(code, np.nan)
    found: NDArray[np.float64] = table[release.codes(key)]
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """One thing both years asked alike, not yet compared."""

    question: str
    row: str
    unmet: bool
    before: Count
    after: Count
    paired: PairedTest | Withheld | None = None


def compare_years(
    before: AssociationResults,
    after: AssociationResults,
    linked: Linked | None = None,
    thresholds: Thresholds = DEFAULTS,
    *,
    by_indicator_only: bool = False,
) -> YearsCompared:
    """What both years asked alike and may show, in the order of this year's questionnaire.

    A rating is compared where its indicator (else its key), its scale and what counts as high are the same; needs by
    service. Between two questionnaires ids mean nothing: `by_indicator_only` compares what has an indicator.
    With `linked` ratings are compared in pairs too.
    """
    asked = (*_needs(before, after), *_ratings(before, after, linked, thresholds, by_indicator_only))
    page = unpaired_page([((each.before.k, each.before.n), (each.after.k, each.after.n)) for each in asked])
    tests = {place: each.paired for place, each in enumerate(asked) if isinstance(each.paired, PairedTest)}
    same = paired_page(list(tests.values()))
    found = dict(zip(tests, same.changes, strict=True))
    return YearsCompared(
        tuple(
            YearPair(
                each.question, each.row, each.unmet, each.before, each.after, change, _of_pairs(each, found.get(place))
            )
            for place, (each, change) in enumerate(zip(asked, page.changes, strict=True))
        ),
        page.by_chance,
        same.by_chance,
    )


def _of_pairs(asked: _Asked, found: Paired | None) -> Paired | Withheld | None:
    return asked.paired if isinstance(asked.paired, Withheld) else found


def _items(results: AssociationResults, by_indicator_only: bool) -> Iterator[tuple[tuple[str, str, str], ShownItem]]:
    """Ratings under what makes them comparable: (indicator, question where there is no indicator, row).

    Activities are other ones each year.
    """
    for section in results.sections:
        for question in section.questions:
            if question.kind == "activity-rating" or (by_indicator_only and not question.indicator):
                continue
            for _, shown in question.items:
                if isinstance(shown, ShownItem) and shown.measure == "ordinal" and shown.high is not None:
                    yield (question.indicator, "" if question.indicator else shown.question, shown.row), shown


def _ratings(
    before: AssociationResults,
    after: AssociationResults,
    linked: Linked | None,
    thresholds: Thresholds,
    by_indicator_only: bool,
) -> Iterator[_Asked]:
    earlier = dict(_items(before, by_indicator_only))
    for key, now in _items(after, by_indicator_only):
        known = earlier.get(key)
        if known is None or known.high is None or now.high is None or _steps(known) != _steps(now):
            continue
        same = None if linked is None else paired_item(linked, (known.key, now.key), thresholds)
        yield _Asked(now.question, now.row, False, known.high, now.high, same)


def _steps(shown: ShownItem) -> tuple[frozenset[str], tuple[str, ...]]:
    """The codes of the scale, merged cells taken apart; and those that count as high."""
    return frozenset(code for cell in shown.cells for code in cell.codes), shown.high_codes


def _needs(before: AssociationResults, after: AssociationResults) -> Iterator[_Asked]:
    if before.needs is None or after.needs is None:
        return
    earlier = {need.code: need for need in before.needs.ranked}
    for need in after.needs.ranked:
        if need.code in earlier:
            yield _Asked(after.needs.question, need.code, True, earlier[need.code].unmet, need.unmet)
