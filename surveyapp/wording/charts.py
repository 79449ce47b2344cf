"""What stands around a chart: the finding as its title, the sentence in its stead, and the footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.analysis.disclosure import ShownCell, ShownItem
from surveyapp.analysis.results import NeedResult, Needs
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.numbers import k_of_n, mean, whole

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
    "ordinal": lambda c: c.gettext("Low ratings to the left, high ratings to the right, middle ones apart."),
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


def item_title(c: Catalogue, item: ShownItem, subject: str, code: CodeLabel) -> str:
    """What the answers say, as a chart's title: the end of the scale that has most answers, or the most chosen answer.

    Where no end has half of the answers, the title says that they are divided.
    """
    if item.high is not None and item.low is not None:
        if 2 * item.high.k >= item.n:
            return c.ngettext(
                "%(subject)s: %(count)s of %(total)s gave a high rating",
                "%(subject)s: %(count)s of %(total)s gave a high rating",
                item.high.k,
                subject=subject,
                count=whole(c, item.high.k),
                total=whole(c, item.n),
            )
        if 2 * item.low.k >= item.n:
            return c.ngettext(
                "%(subject)s: %(count)s of %(total)s gave a low rating",
                "%(subject)s: %(count)s of %(total)s gave a low rating",
                item.low.k,
                subject=subject,
                count=whole(c, item.low.k),
                total=whole(c, item.n),
            )
        return c.gettext("%(subject)s: the ratings are divided", subject=subject)
    top = _most_chosen(item)
    if top is None:
        return subject
    return c.gettext(
        "%(subject)s: most often “%(answer)s”, %(counted)s",
        subject=subject,
        answer=code(top.code),
        counted=k_of_n(c, top.count.k, item.n),
    )


def _most_chosen(item: ShownItem) -> ShownCell | None:
    """The cell chosen most often; None where nothing was chosen or several lead."""
    if not item.cells:
        return None
    most = max(cell.count.k for cell in item.cells)
    leading = [cell for cell in item.cells if cell.count.k == most]
    return leading[0] if most and len(leading) == 1 else None


def item_summary(c: Catalogue, item: ShownItem, subject: str, code: CodeLabel) -> str:
    """One sentence that stands in for the chart of an item."""
    if item.high is not None and item.low is not None:
        middle = item.neutral.k if item.neutral else 0
        said = c.gettext(
            "%(subject)s: %(high)s high, %(neutral)s middle and %(low)s low of %(total)s ratings.",
            subject=subject,
            high=whole(c, item.high.k),
            neutral=whole(c, middle),
            low=whole(c, item.low.k),
            total=whole(c, item.n),
        )
        if item.mean is None:
            return said
        return c.gettext("%(counts)s Mean %(mean)s.", counts=said, mean=mean(c, item.mean.value, item.mean.interval))
    counted = "; ".join(
        c.gettext("%(answer)s: %(count)s", answer=code(cell.code), count=whole(c, cell.count.k)) for cell in item.cells
    )
    return c.ngettext(
        "%(subject)s, of %(total)s who answered. %(counted)s.",
        "%(subject)s, of %(total)s who answered. %(counted)s.",
        item.n,
        subject=subject,
        total=whole(c, item.n),
        counted=counted,
    )


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


def needs_summary(c: Catalogue, needs: Needs, service: CodeLabel) -> str:
    """The three greatest needs in one sentence."""
    named = "; ".join(_need_in_parts(c, need, service(need.code)) for need in needs.ranked[:3])
    return c.gettext("Greatest unmet needs: %(needs)s.", needs=named) if named else needs_title(c, needs, service)


def _need_in_parts(c: Catalogue, need: NeedResult, service: str) -> str:
    """One need, with its two parts where they may be told apart."""
    counted = k_of_n(c, need.unmet.k, need.unmet.n)
    if need.dissatisfied is None or need.not_reached is None:
        return c.gettext("%(subject)s: %(sentence)s", subject=service, sentence=counted)
    return c.gettext(
        "%(service)s: %(counted)s (not satisfied: %(dissatisfied)s; not reached: %(not_reached)s)",
        service=service,
        counted=counted,
        dissatisfied=whole(c, need.dissatisfied.k),
        not_reached=whole(c, need.not_reached.k),
    )
