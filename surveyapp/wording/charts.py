"""What stands around a chart: the finding as its title, the sentence in its stead, and the footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.analysis.results import NeedResult, Needs
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.numbers import k_of_n, whole

CodeLabel = Callable[[str], str]
"""Names a code of the question in the catalogue's language."""

TIERS: Mapping[str, Callable[[Catalogue], str]] = {
    "clear": lambda c: c.pgettext("order of needs", "clear"),
    "probable": lambda c: c.pgettext("order of needs", "probable"),
    "undecided": lambda c: c.pgettext("order of needs", "undecided"),
}

METHODS: Mapping[str, Callable[[Catalogue], str]] = {
    "counts": lambda c: c.gettext(
        "Bars count answers; thin lines are the range for all members, if the silent resemble them."
    ),
    "shares": lambda c: c.gettext(
        "The thin line under a bar shows how far the part of the highest answers may reach for all members, if the "
        "silent resemble them."
    ),
    "sure": lambda c: c.gettext("Ranges: 95%%."),
    "ordinal": lambda c: c.gettext(
        "Between opposites, low answers stand to the left, high ones to the right and neutral ones apart; the answers "
        "of other scales follow their own order in shades of one colour."
    ),
    "need": lambda c: c.gettext("Unmet need: important, and used without satisfaction or not used."),
    "activities": lambda c: c.gettext("Ratings by those who attended; other activities are not compared."),
    "participation": lambda c: c.gettext("Answered of those invited whose invitation was not cancelled."),
}


def footer(c: Catalogue, answers: int, population: int | None, method: str) -> str:
    """n and method under a chart: "12 answers of 16 invited. …". An unknown method is refused (KeyError)."""
    if population is None:
        counted = c.ngettext("%(count)s answer.", "%(count)s answers.", answers, count=whole(c, answers))
    else:
        counted = c.ngettext(
            "%(count)s answer; %(total)s invited.",
            "%(count)s answers; %(total)s invited.",
            answers,
            count=whole(c, answers),
            total=whole(c, population),
        )
    return f"{counted} {METHODS[method](c)}"


def needs_title(c: Catalogue, needs: Needs, service: CodeLabel) -> str:
    """The greatest unmet need, where the answers say which it is; else that they do not settle it."""
    if needs.greatest is None:
        return c.gettext("No unmet need was found")
    first = needs.found[0]
    named = {"service": service(first.code), "counted": k_of_n(c, first.unmet.k, first.unmet.n)}
    if needs.greatest == "clear":
        return c.gettext("Greatest unmet need: %(service)s, %(counted)s", **named)
    if needs.greatest == "probable":
        return c.gettext("Probably the greatest unmet need: %(service)s, %(counted)s", **named)
    return c.gettext("The answers do not settle which unmet need is the greatest")


GREATEST: Mapping[str, Callable[[Catalogue], str]] = {
    "clear": lambda c: c.pgettext("unmet need", "the greatest"),
    "probable": lambda c: c.pgettext("unmet need", "probably the greatest"),
    "undecided": lambda c: c.pgettext("unmet need", "among the greatest; the order is open"),
}


def first_need(c: Catalogue, needs: Needs) -> str:
    """What may be said of the first of the needs, beside its name; "" where no need was found."""
    return GREATEST[needs.greatest](c) if needs.greatest is not None else ""


def members_expected(c: Catalogue, need: NeedResult) -> str:
    """ "about 15 of 16 members"; "" where N is not known, or everybody's view is."""
    population = need.unmet.population
    if population is None or population <= need.known:
        return ""
    return c.ngettext(
        "about %(count)s of %(total)s member",
        "about %(count)s of %(total)s members",
        population,
        count=whole(c, need.expected * population),
        total=whole(c, population),
    )
