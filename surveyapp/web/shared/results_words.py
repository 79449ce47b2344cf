"""Sentences of the results page: what was found, who is missing from a count, why something is not shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from surveyapp.analysis import lead
from surveyapp.analysis.counts import RANKED_FIRST
from surveyapp.analysis.disclosure import ShownCell, ShownItem, Withheld
from surveyapp.analysis.estimates import LOW_RESPONSE, Count, Missing
from surveyapp.dataset import Labels
from surveyapp.web.shared.answers import high_label, listed, quoted
from surveyapp.web.shared.words import words
from surveyapp.wording import bands, numbers, sentences
from surveyapp.wording.charts import METHODS

LISTED = 3
"""Names given in a sentence before it says "and others"."""


def option_label(labels: Labels, question: str, code: str) -> str:
    """An answer's words; the words of an activity or row where those are what is counted."""
    named = labels.option(question, code)
    return named if named != code else labels.row(question, code)


def cell_label(labels: Labels, item: ShownItem, cell: ShownCell) -> str:
    """What stands for a category: the answer as it was read, or those that were merged into it; a band by its ends."""
    if item.measure == "number":
        return bands.number_band(words(), cell.code)
    if item.measure == "date":
        return bands.date_band(words(), cell.code)
    return codes_label(labels, item.question, cell.codes)


def codes_label(labels: Labels, question: str, codes: Iterable[str]) -> str:
    """Several answers as one category."""
    return " / ".join(option_label(labels, question, code) for code in codes)


def joined(said: Iterable[str]) -> str:
    """Whole sentences one after the other."""
    return " ".join(said)


def of(k: int, n: int) -> str:
    """ "9 of 12"."""
    return numbers.k_of_n(words(), k, n)


def sentence(count: Count, *, conditional: bool = False) -> str:
    """ "9 of 12; if the silent resemble them, 10 to 13 of 16 members.".

    Where only some were asked, the range counts members for whom both are true: asked, and of this mind.
    """
    c = words()
    if not conditional:
        return c.gettext("%(counted)s.", counted=numbers.count_with_interval(c, count))
    asked = c.gettext("%(counted)s of those it concerns.", counted=of(count.k, count.n))
    if count.interval is None or count.population is None or count.interval.low == count.interval.high:
        return asked
    return c.gettext(
        "%(asked)s If the silent resemble the others, %(members)s are concerned and say so.",
        asked=asked,
        members=numbers.members(c, count.interval, count.population),
    )


def scale_title(labels: Labels, item: ShownItem) -> str:
    """The finding of one scale, by the end that more chose: "“Good” or “Very good”: 9 of 12"."""
    side = telling_side(item)
    answer = high_label(labels, item) if side is item.high else quoted(_low_labels(labels, item))
    return words().gettext("%(answer)s: %(count)s", answer=answer, count=of(side.k if side else 0, item.n))


def telling_side(item: ShownItem) -> Count | None:
    """The high end, or the low one where more chose it."""
    if item.low is not None and item.high is not None and item.low.k > item.high.k:
        return item.low
    return item.high


def _low_labels(labels: Labels, item: ShownItem) -> list[str]:
    return [labels.option(item.question, code) for cell in item.cells if cell.role == "low" for code in cell.codes]


def rows_title(labels: Labels, items: Sequence[ShownItem]) -> str:
    """The finding of a matrix: the rows that most and fewest answered high, by share, as their bases differ.

    A row is named only where its place is owed neither to one person nor to chance (`analysis.lead`).
    """
    ranked = sorted(items, key=high_share, reverse=True)
    answer = high_label(labels, ranked[0])
    if high_share(ranked[0]) == high_share(ranked[-1]):
        return words().gettext("%(answer)s: alike in every row that is shown", answer=answer)
    rows = tuple(row_count(item) for item in items)
    most, least = lead.leader(rows), lead.laggard(rows)
    if most is not None and least is not None:
        return words().gettext(
            "%(answer)s most often for %(most)s, least often for %(least)s",
            answer=answer,
            most=_row_count(labels, items[most]),
            least=_row_count(labels, items[least]),
        )
    if most is not None:
        return words().gettext(
            "%(answer)s most often for %(most)s", answer=answer, most=_row_count(labels, items[most])
        )
    if least is not None:
        return words().gettext(
            "%(answer)s least often for %(least)s", answer=answer, least=_row_count(labels, items[least])
        )
    return words().gettext(
        "%(answer)s: from %(least)s to %(most)s; no row clearly leads", answer=answer, **_ends(ranked)
    )


def _ends(ranked: Sequence[ShownItem]) -> dict[str, str]:
    """The counts of the greatest and the least share of high answers."""
    ends = {"most": ranked[0], "least": ranked[-1]}
    return {name: of(item.high.k if item.high else 0, item.n) for name, item in ends.items()}


def ratings_title(labels: Labels, question: str, items: Sequence[ShownItem], names: Sequence[str]) -> str:
    """The finding of rated activities; one is called the best only where it leads, whoever rated which."""
    place = lead.leader(tuple(row_count(item) for item in items))
    if place is not None:
        best = items[place]
        return words().gettext(
            "Rated best: “%(activity)s” (%(count)s)",
            activity=names[place],
            count=of(best.high.k if best.high else 0, best.n),
        )
    ranked = sorted(items, key=high_share, reverse=True)
    return words().gettext(
        "%(answer)s: from %(least)s to %(most)s; no activity clearly leads",
        answer=high_label(labels, ranked[0]),
        **_ends(ranked),
    )


def row_count(item: ShownItem) -> lead.RowCount:
    """High answers of a row, and the members it may concern."""
    return _row(item, item.high.k if item.high else 0)


def _row(item: ShownItem, k: int) -> lead.RowCount:
    """A count of a row, and the members it may concern; not known where only some were asked."""
    size = None if item.invited is None or item.conditional else item.invited - item.missing.declared
    known = size if size is not None and size >= item.n else None
    return lead.RowCount(k, item.n, known)


def _row_count(labels: Labels, item: ShownItem) -> str:
    count = of(item.high.k if item.high else 0, item.n)
    return words().gettext("“%(subject)s” (%(count)s)", subject=labels.row(item.question, item.row), count=count)


def high_share(item: ShownItem) -> float:
    """Share of high answers; 0 where there is none."""
    return item.high.k / item.n if item.high and item.n else 0.0


def attended_title(labels: Labels, item: ShownItem) -> str:
    """The finding of attendance: the activity most people came to."""
    best = max(item.cells, key=lambda cell: cell.count.k)
    return words().gettext(
        "Best attended: “%(activity)s” (%(count)s)",
        activity=cell_label(labels, item, best),
        count=of(best.count.k, item.n),
    )


def choices_title(labels: Labels, item: ShownItem) -> str:
    """The finding of counts: the answer given most often, or those that share the first place."""
    if not any(cell.count.k for cell in item.cells):
        return words().gettext("Nobody chose any of these")
    return words().gettext("Most often: %(answers)s", answers=leading(labels, item))


def leading(labels: Labels, item: ShownItem) -> str:
    """What most chose, with its count; of a tie all that share the first place."""
    first = max((cell.count.k for cell in item.cells), default=0)
    if not first:
        return words().gettext("nobody chose any of these")
    named = [cell_label(labels, item, cell) for cell in item.cells if cell.count.k == first]
    count = of(first, item.n)
    if len(named) == 1:
        return words().gettext("%(answer)s (%(count)s)", answer=named[0], count=count)
    if len(named) > LISTED:
        return words().gettext("%(answers)s and others (%(count)s each)", answers=listed(named[:LISTED]), count=count)
    return words().gettext("%(answers)s (%(count)s each)", answers=listed(named), count=count)


def item_title(labels: Labels, item: ShownItem) -> str:
    """The finding of one item that is drawn as bars; of a period, of which of its days."""
    if item.measure == "number" and item.mean is not None:
        return words().gettext(
            "About %(mean)s on average (%(base)s)",
            mean=numbers.mean(words(), item.mean.value),
            base=words().ngettext("%(num)s answer", "%(num)s answers", item.n, num=numbers.whole(words(), item.n)),
        )
    if item.measure != "date" or not item.row:
        return choices_title(labels, item)
    part = words().gettext("First day") if item.row == "start" else words().gettext("Last day")
    return words().gettext("%(subject)s: %(sentence)s", subject=part, sentence=leading(labels, item))


def panels_title(labels: Labels, items: Sequence[ShownItem]) -> str:
    """The finding of several rows of answers: what most say in the row that agrees most.

    A row is named only where its place is owed neither to one person nor to chance (`analysis.lead`).
    """
    best = lead.leader(tuple(_row(item, max((cell.count.k for cell in item.cells), default=0)) for item in items))
    return row_finding(labels, items[best]) if best is not None else words().gettext("The usual answers, row by row")


def row_finding(labels: Labels, item: ShownItem) -> str:
    """What most say in one row."""
    row = labels.row(item.question, item.row)
    return words().gettext("%(subject)s: %(sentence)s", subject=row, sentence=leading(labels, item))


def measure_note(labels: Labels, item: ShownItem) -> str:
    """What a count counts, where it is no plain answer."""
    if item.measure == "number" and item.mean is not None:
        return words().gettext("%(counted)s.", counted=choices_title(labels, item))
    if item.measure == "ranking" and len(item.cells) > RANKED_FIRST:
        return words().gettext("Counted is how often an answer stands among the first three.")
    if item.measure == "ranking":
        return words().gettext("Counted is how often an answer stands first.")
    if item.measure != "allocation":
        return ""
    said = words().gettext("Counted are those who gave it any points.")
    means = sorted(((cell.mean, cell) for cell in item.cells if cell.mean is not None), key=lambda pair: -pair[0])
    if not means:
        return said
    named = listed(
        words().gettext(
            "%(answer)s: %(count)s", answer=cell_label(labels, item, cell), count=numbers.decimal(words(), mean)
        )
        for mean, cell in means[:LISTED]
    )
    return joined([said, words().gettext("Points on average: %(answers)s.", answers=named)])


def item_summary(item: ShownItem, count: Count | None, note: str = "") -> str:
    """The count with its range, *note*, the mean where it may be shown, and what to be careful about."""
    averaged = item.measure == "number" and item.mean is not None
    said = [sentence(count, conditional=item.conditional)] if count is not None and not averaged else []
    if note:
        said.append(note)
    if item.net is not None and item.low is not None and item.high is not None and item.low.k and item.high.k:
        said.append(
            words().gettext(
                "Net score %(net)s: %(high)s high less %(low)s low ratings.",
                net=numbers.signed(words(), item.net),
                high=numbers.whole(words(), item.high.k),
                low=numbers.whole(words(), item.low.k),
            )
        )
    if item.mean is not None and not averaged:
        said.append(
            words().gettext("The mean is %(mean)s.", mean=numbers.mean(words(), item.mean.value, item.mean.interval))
        )
    return joined([*said, *cautions(item)])


def best_worst_sentence(answer: str, best: int, worst: int) -> str:
    """How often one answer was chosen at either end."""
    return words().gettext(
        "“%(answer)s” was chosen as the most %(best)s times and as the least %(worst)s times. Choices are counted, not "
        "people: everyone chose several times.",
        answer=answer,
        best=numbers.whole(words(), best),
        worst=numbers.whole(words(), worst),
    )


def cautions(item: ShownItem) -> list[str]:
    """What to be careful about with this item; that few answered is said once, at the top of the page."""
    return [sentences.caution(words(), code) for code in item.cautions if code != LOW_RESPONSE]


def base(item: ShownItem) -> str:
    """The footer: on how many answers it rests, and why everyone else is not among them."""
    parts = [base_of(item.n, item.invited), *missing_parts(item.missing)]
    if item.invited is not None and item.invited > item.respondents:
        silent = item.invited - item.respondents
        num = numbers.whole(words(), silent)
        parts.append(words().ngettext("%(num)s did not take part", "%(num)s did not take part", silent, num=num))
    return " · ".join(parts)


def with_method(said: str, method: str) -> str:
    """The footer with a sentence on how to read the marks."""
    return words().gettext("%(base)s. %(method)s", base=said, method=METHODS[method](words()))


def base_of(n: int, invited: int | None) -> str:
    """ "n = 12 of N = 16"."""
    c = words()
    if invited is None:
        return words().gettext("n = %(answers)s", answers=numbers.whole(c, n))
    return words().gettext(
        "n = %(answers)s of N = %(members)s", answers=numbers.whole(c, n), members=numbers.whole(c, invited)
    )


def missing_parts(missing: Missing) -> list[str]:
    """Each reason with its own number; none that did not occur."""
    c = words()
    found = []
    if count := missing.unanswered:
        found.append(c.ngettext("%(num)s left it out", "%(num)s left it out", count, num=numbers.whole(c, count)))
    if count := missing.dont_know:
        found.append(c.ngettext("%(num)s did not know", "%(num)s did not know", count, num=numbers.whole(c, count)))
    if count := missing.not_applicable:
        num = numbers.whole(c, count)
        found.append(c.ngettext("not applicable to %(num)s", "not applicable to %(num)s", count, num=num))
    if count := missing.not_shown:
        found.append(c.ngettext("%(num)s was not asked", "%(num)s were not asked", count, num=numbers.whole(c, count)))
    return found


def withheld(refusal: Withheld) -> str:
    """Why something is not shown."""
    return sentences.withheld(words(), refusal)


def withheld_note(refusal: Withheld) -> str:
    """The same in the few words that fit beside a row."""
    if refusal.reason == "no_answers":
        return words().gettext("no answers")
    return words().gettext("too few answers")


def span(count: Count | None) -> tuple[float | None, float | None]:
    """The interval over all members, where anyone was silent."""
    if count is None or count.interval is None or not numbers.may_be_more(count):
        return None, None
    return count.interval.low, count.interval.high


def bounds(count: Count | None) -> tuple[float | None, float | None]:
    """What the count may mean if nothing is assumed about the silent, where anyone was."""
    if count is None or count.bounds is None or not numbers.may_be_more(count):
        return None, None
    return count.bounds.low, count.bounds.high


def share_span(item: ShownItem) -> tuple[float | None, float | None]:
    """The interval of the high answers as a length of the item's bar: as many of its answers as there would be if those
    who answered agreed as often as all members do at its ends. None where only some were asked: their share has none.
    """
    count = item.high
    low, high = span(count)
    if item.conditional or count is None or count.population is None or low is None or high is None:
        return None, None
    known = item.n + item.missing.declared
    return low * known / count.population, min(float(item.n), high * known / count.population)


def bound_lines(named: Iterable[tuple[str, Count | None]]) -> tuple[str, ...]:
    """A line for each count: "Seminars: 9 to 13 of 16 members"; for one without a name a whole sentence."""
    c = words()
    said = []
    for name, count in named:
        if count is None or not numbers.may_be_more(count):
            continue
        if name:
            said.append(c.gettext("%(subject)s: %(sentence)s", subject=name, sentence=numbers.bounds_members(c, count)))
        else:
            said.append(numbers.bounds(c, count))
    return tuple(said)


def mean_bounds(item: ShownItem) -> tuple[str, ...]:
    """The same of the mean."""
    c = words()
    if item.mean is None or item.mean.bounds is None or item.mean.bounds.low == item.mean.bounds.high:
        return ()
    low, high = (numbers.decimal(c, end) for end in (item.mean.bounds.low, item.mean.bounds.high))
    return (c.gettext("Mean: %(low)s to %(high)s", low=low, high=high),)
