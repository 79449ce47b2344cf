"""Two years of one association side by side, question by question.

Respondents of anonymous surveys cannot be linked, so the years are compared as two groups (`change.unpaired`). Only
what each year may show on its own is compared; both sides come from the release that stands now, so that no value of a
replaced release is ever beside its correction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.analysis.change import Unpaired, unpaired
from surveyapp.analysis.disclosure import ShownItem
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.results import AssociationResults


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


def compare_years(
    before: AssociationResults, after: AssociationResults, *, by_indicator_only: bool = False
) -> tuple[YearPair, ...]:
    """What both years asked alike and may show, in the order of this year's questionnaire.

    A rating is compared where its indicator (else its key), its scale and what counts as high are the same; needs by
    service. Between two questionnaires ids mean nothing: `by_indicator_only` compares what has an indicator.
    """
    return (*_needs(before, after), *_ratings(before, after, by_indicator_only))


def _items(results: AssociationResults, by_indicator_only: bool) -> Iterator[tuple[tuple[str, str, str], ShownItem]]:
    """Ratings under what makes them comparable: (indicator, question where there is no indicator, row)."""
    for section in results.sections:
        for question in section.questions:
            if by_indicator_only and not question.indicator:
                continue
            for _, item in question.items:
                if isinstance(item, ShownItem) and item.measure == "ordinal" and item.high is not None:
                    yield (question.indicator, "" if question.indicator else item.question, item.row), item


def _ratings(before: AssociationResults, after: AssociationResults, by_indicator_only: bool) -> Iterator[YearPair]:
    earlier = dict(_items(before, by_indicator_only))
    for key, item in _items(after, by_indicator_only):
        known = earlier.get(key)
        if known is None or known.high is None or item.high is None or known.high_codes != item.high_codes:
            continue
        yield _pair(item.question, item.row, known.high, item.high, unmet=False)


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
