"""Two years of one association side by side, question by question.

The years are compared as two groups (`change.unpaired`), because in general nobody knows who answered in both. Where
releases carry keys that pair rows (a code on the receipt, or the member of a survey that is not anonymous), the same
ratings are compared in pairs too (`change.paired`). Only what each year may show on its own is compared; both sides
come from the release that stands now, so that no value of a replaced release is ever beside its correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.change import Paired, Unpaired, paired, unpaired
from surveyapp.analysis.charts import Role
from surveyapp.analysis.counts import item
from surveyapp.analysis.disclosure import DEFAULTS, ShownItem, Withheld, paired_years
from surveyapp.analysis.disclosure.rules import Detail
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.ordinal import is_merged, roles
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


def paired_item(linked: Linked, keys: tuple[str, str], detail: Detail, thresholds: Thresholds) -> Paired | Withheld:
    """How the same respondents rated one thing in both years, on the scale as far as the years may show it.

    `keys` name the item in the earlier and in the later year. In three categories a step within one of them is no
    change. `Withheld` under five pairs, and where one to four answers of a year stand outside the pairs.
    `UnknownColumn` for an item one of the years does not have.
    """
    before, after = (_places(linked.earlier, keys[0], detail), _places(linked.later, keys[1], detail))
    pairs = before[linked.before], after[linked.after]
    both = ~(np.isnan(pairs[0]) | np.isnan(pairs[1]))
    n = int(both.sum())
    alone = [int((~np.isnan(each)).sum()) - n for each in (before, after)]
    refusal = paired_years(n, alone[0], alone[1], thresholds)
    return refusal or paired(pairs[0][both].tolist(), pairs[1][both].tolist())


def _places(release: Release, key: str, detail: Detail) -> NDArray[np.float64]:
    """Each row's place on the scale, lowest 0, NaN for none: shape (n,)."""
    scale = item(release, key)
    steps: dict[str, float] = {code: place for place, code in enumerate(scale.codes)}
    if detail == "three" and is_merged(len(scale.codes)):
        steps = {code: _THREE[role] for code, role in zip(scale.codes, roles(scale.sides), strict=True)}
    table = np.full(256, np.nan)
    for place, code in enumerate(release.column(key).codes):
        table[place] = steps.get(code, np.nan)
    found: NDArray[np.float64] = table[release.codes(key)]
    return found


_THREE: dict[Role, float] = {"low": -1.0, "neutral": 0.0, "high": 1.0}


def compare_years(
    before: AssociationResults,
    after: AssociationResults,
    linked: Linked | None = None,
    thresholds: Thresholds = DEFAULTS,
    *,
    by_indicator_only: bool = False,
) -> tuple[YearPair, ...]:
    """What both years asked alike and may show, in the order of this year's questionnaire.

    A rating is compared where its indicator (else its key), its scale and what counts as high are the same; needs by
    service. Between two questionnaires ids mean nothing: `by_indicator_only` compares what has an indicator.
    With `linked` ratings are compared in pairs too.
    """
    return (*_needs(before, after), *_ratings(before, after, linked, thresholds, by_indicator_only))


def _items(results: AssociationResults, by_indicator_only: bool) -> Iterator[tuple[tuple[str, str, str], ShownItem]]:
    """Ratings under what makes them comparable: (indicator, question where there is no indicator, row)."""
    for section in results.sections:
        for question in section.questions:
            if by_indicator_only and not question.indicator:
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
) -> Iterator[YearPair]:
    earlier = dict(_items(before, by_indicator_only))
    for key, now in _items(after, by_indicator_only):
        known = earlier.get(key)
        if known is None or known.high is None or now.high is None or known.high_codes != now.high_codes:
            continue
        pair = _pair(now.question, now.row, known.high, now.high, unmet=False)
        if linked is not None:
            detail: Detail = "all" if known.detail == now.detail == "all" else "three"
            pair = replace(pair, paired=paired_item(linked, (known.key, now.key), detail, thresholds))
        yield pair


def _needs(before: AssociationResults, after: AssociationResults) -> Iterator[YearPair]:
    if before.needs is None or after.needs is None:
        return
    earlier = {need.code: need for need in before.needs.ranked}
    for need in after.needs.ranked:
        if need.code in earlier:
            yield _pair(after.needs.question, need.code, earlier[need.code].unmet, need.unmet, unmet=True)


def _pair(question: str, row: str, before: Count, after: Count, *, unmet: bool) -> YearPair:
    change = unpaired((before.k, before.n), (after.k, after.n))
    return YearPair(question, row, unmet, before, after, change)
