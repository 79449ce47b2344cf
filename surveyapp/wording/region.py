"""The region's overview as a workbook in words: participation, indicators, needs, and notes on method.

Associations come in the alphabet of the language; there is no league table. What is withheld says why in its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.estimates import Count, Interval
from surveyapp.analysis.finite import StratifiedMean
from surveyapp.analysis.region import RegionIndicator, RegionResults, RegionTotal, RegionValue
from surveyapp.planning.years import Year
from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.numbers import decimal, mean, percent, whole
from surveyapp.wording.sentences import withheld
from surveyapp.wording.sheets import Cell, SheetView, WorkbookView
from surveyapp.wording.sorting import sort_key, sorted_by


@dataclass(frozen=True, slots=True)
class RegionNames:
    """Names of what a region's results point to by id, in the catalogue's language."""

    region: str
    associations: Mapping[str, str]
    indicator: Callable[[str, str], str]
    """(indicator id, row or "") → what is measured."""
    service: Callable[[str], str]
    """Row of the needs → service."""

    def association(self, association: str) -> str:
        return self.associations.get(association, association)


STANDINGS: Mapping[str | None, Callable[[Catalogue], str]] = {
    None: lambda c: c.pgettext("standing of an association", "survey not closed yet"),
    "no_answers": lambda c: c.pgettext("standing of an association", "no answers"),
    "too_few": lambda c: c.pgettext("standing of an association", "too few answers to show results"),
    "small": lambda c: c.pgettext("standing of an association", "shown in three categories"),
    "full": lambda c: c.pgettext("standing of an association", "shown in full"),
}

BADGES: Mapping[str | None, Callable[[Catalogue], str]] = {
    None: lambda c: c.pgettext("comparison", "not compared"),
    "fair": lambda c: c.pgettext("comparison", "fair"),
    "good": lambda c: c.pgettext("comparison", "good"),
}


def region_workbook(c: Catalogue, results: RegionResults, names: RegionNames, year: Year) -> WorkbookView:
    """The workbook of a region's page; it holds exactly what the page shows."""
    return WorkbookView(
        language=c.language,
        title=f"{names.region}, {dates.year(c, year)}",
        sheets=(
            _participation(c, results, names, year),
            _indicators(c, results, names),
            _needs(c, results, names),
            _method(c),
        ),
    )


def _participation(c: Catalogue, results: RegionResults, names: RegionNames, year: Year) -> SheetView:
    rows: list[tuple[Cell, ...]] = []
    for row in sorted_by(results.rows, lambda row: names.association(row.association), c.language):
        who = row.participation
        rows.append(
            (
                names.association(row.association),
                who.answered if who and row.standing else None,
                who.invited if who else None,
                round(100 * who.rate, 1) if who and row.standing and who.rate is not None else None,
                STANDINGS[row.standing](c),
                BADGES[who.badge](c) if who and row.standing else "",
            )
        )
    rows.append((c.gettext("Together"), results.answered, results.invited, None, "", ""))
    return SheetView(
        name=c.gettext("Participation"),
        title=f"{names.region}, {dates.year(c, year)}",
        intro=c.gettext("Who answered the survey. Associations in alphabetical order."),
        headers=(
            c.gettext("Association"),
            c.gettext("Answered"),
            c.gettext("Invited"),
            c.gettext("Response rate, %%"),
            c.gettext("Results"),
            c.gettext("Comparison"),
        ),
        rows=tuple(rows),
    )


def _indicators(c: Catalogue, results: RegionResults, names: RegionNames) -> SheetView:
    rows: list[tuple[Cell, ...]] = []
    for indicator in results.indicators:
        label = names.indicator(indicator.indicator, indicator.row)
        values = sorted_by(indicator.values, lambda value: names.association(value.association), c.language)
        rows.extend(
            (
                label,
                names.association(value.association),
                *_value(c, value),
                BADGES[value.badge if value.bar is None else None](c),
            )
            for value in values
        )
        rows.append((label, _covered(c, indicator), *_total(c, indicator.total), ""))
    return SheetView(
        name=c.gettext("Indicators"),
        title=c.gettext("Indicators"),
        intro=c.gettext("How many gave an answer that counts as high, and how many of all members that may mean."),
        headers=(
            c.gettext("Indicator"),
            c.gettext("Association"),
            c.gettext("High ratings"),
            c.gettext("Answers"),
            c.gettext("Members at least"),
            c.gettext("Members at most"),
            c.gettext("Mean"),
            c.gettext("Mean from"),
            c.gettext("Mean to"),
            c.gettext("Remark"),
            c.gettext("Comparison"),
        ),
        rows=tuple(rows),
    )


BARS: Mapping[str | None, Callable[[Catalogue], str]] = {
    None: lambda c: "",
    "other_words": lambda c: c.gettext("Asked in other words; not compared"),
    "translation": lambda c: c.gettext("Translation not verified; not compared"),
}


def _value(c: Catalogue, value: RegionValue) -> tuple[Cell, ...]:
    """High ratings, answers, the interval's ends, mean, remark."""
    item = value.item
    if isinstance(item, Withheld):
        return (*(None,) * 7, withheld(c, item))
    rated = _mean(item.mean.value, item.mean.interval) if item.mean else (None,) * 3
    return (*_count(item.high, item.n), *rated, BARS[value.bar](c))


def _mean(value: float, interval: Interval | None) -> tuple[Cell, ...]:
    """A mean with the ends of its interval."""
    if interval is None:
        return (round(value, 2), None, None)
    return (round(value, 2), round(interval.low, 2), round(interval.high, 2))


def _count(count: Count | None, n: int) -> tuple[Cell, ...]:
    if count is None:
        return (None, n, None, None)
    interval = count.interval
    return (count.k, count.n, round(interval.low) if interval else None, round(interval.high) if interval else None)


def _covered(c: Catalogue, indicator: RegionIndicator) -> str:
    total = indicator.total
    if isinstance(total, Withheld):
        return c.gettext("All associations")
    return c.ngettext(
        "%(covered)s of %(count)s association together",
        "%(covered)s of %(count)s associations together",
        total.of,
        covered=len(total.covered),
        count=total.of,
    )


def _total(c: Catalogue, total: RegionTotal | Withheld) -> tuple[Cell, ...]:
    if isinstance(total, Withheld):
        return (*(None,) * 7, withheld(c, total))
    estimate = " ".join(region_estimate(c, total))
    rated = _mean(total.mean.value, total.mean.interval) if total.mean else (None,) * 3
    return (total.k, total.n, *_members(total.share), *rated, estimate)


def _members(share: StratifiedMean | None) -> tuple[int | None, int | None]:
    """The ends of a share's interval as whole members."""
    if share is None:
        return None, None
    low, high = (round(end * share.population, 9) for end in (share.interval.low, share.interval.high))
    return floor(low), ceil(high)


def region_estimate(c: Catalogue, total: RegionTotal) -> Iterable[str]:
    """What a region's total means for all members of the associations it covers, with its error and range."""
    if total.share is not None and total.share.n < total.share.population:
        low, high = _members(total.share)
        yield c.gettext(
            "Weighted by members, if the silent resemble the others of their association: %(share)s (standard error "
            "%(error)s percentage points), which is %(low)s to %(high)s of %(members)s members.",
            share=percent(c, total.share.value),
            error=decimal(c, 100 * total.share.se),
            low=whole(c, low or 0),
            high=whole(c, high or 0),
            members=whole(c, total.share.population),
        )
    if total.mean is not None:
        yield c.gettext(
            "The mean, weighted by members, is %(mean)s.", mean=mean(c, total.mean.value, total.mean.interval)
        )


def _needs(c: Catalogue, results: RegionResults, names: RegionNames) -> SheetView:
    rows: list[tuple[Cell, ...]] = [
        (
            c.ngettext(
                "%(count)s association together", "%(count)s associations together", need.covered, count=need.covered
            ),
            names.service(need.code),
            need.dissatisfied,
            need.not_reached,
            need.unmet,
            need.known,
            *_members(need.share),
            "",
        )
        for need in results.top_needs
    ]
    ordered = sorted(results.needs, key=lambda pair: sort_key(names.association(pair[0]), c.language))
    for association, needs in ordered:
        name = names.association(association)
        for need in needs.ranked:
            parts = [part.k if part is not None else None for part in (need.dissatisfied, need.not_reached)]
            rows.append((name, names.service(need.code), *parts, *_count(need.unmet, need.known), ""))
        rows.extend((name, names.service(code), *(None,) * 6, withheld(c, refusal)) for code, refusal in needs.withheld)
    return SheetView(
        name=c.gettext("Needs"),
        title=c.gettext("Unmet needs"),
        intro=c.gettext("Services that matter to people who are dissatisfied with them or not reached by them."),
        headers=(
            c.gettext("Association"),
            c.gettext("Service"),
            c.gettext("Not satisfied"),
            c.gettext("Not reached"),
            c.gettext("Unmet need together"),
            c.gettext("Answers"),
            c.gettext("Members at least"),
            c.gettext("Members at most"),
            c.gettext("Remark"),
        ),
        rows=tuple(rows),
    )


def _method(c: Catalogue) -> SheetView:
    return SheetView(
        name=c.gettext("Notes on method"),
        title=c.gettext("Notes on method"),
        headers=(),
        rows=(),
        notes=tuple(_notes(c)),
    )


def _notes(c: Catalogue) -> Iterable[str]:
    yield c.gettext(
        "Counts come first. “Members at least” and “members at most” are the exact interval (95%%) for all invited "
        "members, if those who stayed silent resemble those who answered."
    )
    yield c.gettext("“Mean from” and “mean to” are the same for the mean of all members.")
    yield c.gettext(
        "Nothing is shown from fewer than five answers. From five to nine answers there are three categories and no "
        "mean. Totals cover only the associations whose own numbers are shown, so that nothing follows by subtraction."
    )
    yield c.gettext(
        "Associations are compared from five answers and half of those invited: “fair” from one half, “good” from "
        "three quarters. They stand in alphabetical order; differences within the intervals mean nothing."
    )
    yield c.gettext(
        "Each question is judged on its own, by the answers to it. People who left it out or did not know have not "
        "answered it; people whom it does not concern are not counted."
    )
    yield c.gettext(
        "Unmet need: the service is important to the person (4 or 5), and she used it and is not satisfied (3 or "
        "less), or did not use it."
    )
