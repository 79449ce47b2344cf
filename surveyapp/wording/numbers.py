"""Counts, shares and numbers as a reader of small groups should meet them: the count first, decimals late."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent

from surveyapp.analysis.estimates import Count, Interval
from surveyapp.wording.catalogue import Catalogue


def whole(c: Catalogue, number: float) -> str:
    """A whole number with the language's grouping."""
    return str(format_decimal(round(number), locale=c.locale))


def decimal(c: Catalogue, number: float, places: int = 1) -> str:
    """A number with exactly *places* decimals and the language's decimal sign."""
    return str(format_decimal(number, format="#,##0." + "0" * places if places else "#,##0", locale=c.locale))


def signed(c: Catalogue, number: int) -> str:
    """A whole number with its sign: "+7", "−2", "0"."""
    sign = "+" if number > 0 else "\N{MINUS SIGN}" if number < 0 else ""
    return sign + whole(c, abs(number))


def percent(c: Catalogue, share: float) -> str:
    """A share without decimals: "60%", in the other languages "60 %" with a space that no line parts."""
    pattern = "#,##0%" if c.language == "en" else "#,##0\N{NO-BREAK SPACE}%"
    return str(format_percent(share, format=pattern, locale=c.locale))


def percent_done(c: Catalogue, done: int) -> str:
    """A whole percentage that is not a share of people: how much of a task is done."""
    return percent(c, done / 100)


def k_of_n(c: Catalogue, k: int, n: int) -> str:
    """ "9 of 12"."""
    return c.gettext("%(count)s of %(total)s", count=whole(c, k), total=whole(c, n))


def members(c: Catalogue, interval: Interval, population: int) -> str:
    """An interval as whole people: "10 to 13 of 16 members", "14 of 16 members" where both ends meet."""
    low, high = round(interval.low), round(interval.high)
    if low == high:
        return c.ngettext(
            "%(count)s of %(total)s member",
            "%(count)s of %(total)s members",
            population,
            count=whole(c, low),
            total=whole(c, population),
        )
    return c.ngettext(
        "%(low)s to %(high)s of %(total)s member",
        "%(low)s to %(high)s of %(total)s members",
        population,
        low=whole(c, low),
        high=whole(c, high),
        total=whole(c, population),
    )


def count_with_interval(c: Catalogue, count: Count) -> str:
    """ "9 of 12; if the silent resemble them, 10 to 13 of 16 members".

    Where everyone answered there are no silent, and where there is no interval (a shared link, a question behind a
    filter) none is made up: then it is the count alone.
    """
    said = k_of_n(c, count.k, count.n)
    nobody_silent = count.bounds is not None and count.bounds.low == count.bounds.high
    if count.interval is None or count.population is None or nobody_silent:
        return said
    return c.gettext(
        "%(counted)s; if the silent resemble them, %(members)s",
        counted=said,
        members=members(c, count.interval, count.population),
    )


def bounds(c: Catalogue, count: Count) -> str:
    """ "if we assume nothing about those who did not answer: 9 to 13 of 16 members"; "" where nobody is silent, or
    nobody knows how many there are."""
    if not may_be_more(count):
        return ""
    return c.gettext(
        "If we assume nothing about those who did not answer: %(members)s.", members=bounds_members(c, count)
    )


def bounds_members(c: Catalogue, count: Count) -> str:
    """The same without its condition: "9 to 13 of 16 members"."""
    return members(c, count.bounds, count.population) if count.bounds and count.population is not None else ""


def may_be_more(count: Count) -> bool:
    """Whether there are silent members, and it is known how many."""
    return count.bounds is not None and count.population is not None and count.bounds.low < count.bounds.high


def mean(c: Catalogue, value: float, interval: Interval | None = None) -> str:
    """A mean of ratings with one decimal, and its interval where anyone was silent; the page says how sure that is."""
    if interval is None or interval.low == interval.high:
        return decimal(c, value)
    return c.gettext(
        "%(mean)s (for all members %(low)s to %(high)s)",
        mean=decimal(c, value),
        low=decimal(c, interval.low),
        high=decimal(c, interval.high),
    )
