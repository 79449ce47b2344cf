"""What stands around a chart: the finding as its title, the sentence in its stead, and the footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.analysis.results import Needs
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
        "Bars count answers; thin lines are the exact range (95%%) for all members, if the silent resemble them."
    ),
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
    """The greatest unmet need, where it is clear which it is; else that the order is open."""
    if not needs.ranked or needs.ranked[0].unmet.k == 0:
        return c.gettext("No unmet need was found")
    first = needs.ranked[0]
    if len(needs.ranked) > 1 and needs.ranked[1].unmet.k == first.unmet.k:
        return c.gettext("Several services leave about the same need unmet")
    return c.gettext(
        "Greatest unmet need: %(service)s, %(counted)s",
        service=service(first.code),
        counted=k_of_n(c, first.unmet.k, first.unmet.n),
    )
