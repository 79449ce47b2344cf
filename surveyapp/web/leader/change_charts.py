"""Charts of two years: of each question both asked alike, last year's answers above this year's.

Shares are drawn, not counts, because the years rest on different numbers of answers; the counts stand beside the dots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import gettext as _

from surveyapp.analysis.charts import Cell, Chart, Dot, DotIntervals, Frame, Role, Table
from surveyapp.analysis.disclosure import ShownItem
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.years import YearPair
from surveyapp.dataset import Labels
from surveyapp.services.comparison import Years
from surveyapp.services.results import Results
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.answers import high_label
from surveyapp.web.shared.words import words
from surveyapp.wording import numbers

PERCENT = 100
LEAST_SAID = 0.05
HEADERS = ("label", "count", "n", "population", "share", "interval_low", "interval_high", "bound_low", "bound_high")
SOMETIMES = ("population", "interval_low", "interval_high", "bound_low", "bound_high")


def change_charts(found: Years, labels: Labels) -> Iterator[Chart]:
    """One chart for each question, one for all needs; none where the years have nothing in common."""
    for (question, unmet), pairs in groupby(found.compared.pairs, lambda pair: (pair.question, pair.unmet)):
        yield _chart(found.results, question, unmet, tuple(pairs), labels)


def _chart(results: Results, question: str, unmet: bool, pairs: Sequence[YearPair], labels: Labels) -> Chart:
    items = [] if unmet else _items(results, question)
    # Where only some were asked, the range counts members who were asked and agree: no share of those who answered.
    ranged = not any(item.conditional for item in items)
    years = (str(_("Last year")), str(_("This year")))
    dots: list[Dot] = []
    rows: list[tuple[Cell, ...]] = []
    counted: list[tuple[str, Count | None]] = []
    for pair in pairs:
        name = labels.row(question, pair.row) if pair.row else ""
        roles: tuple[Role, Role] = ("muted", "emphasis")
        for year, count, role in zip(years, (pair.before, pair.after), roles, strict=True):
            dots.append(_dot(year, count, role, name if role == "muted" else "", ranged=ranged))
            both = str(_("%(question)s – %(row)s", question=name, row=year)) if name else year
            span = (*say.span(count), *say.bounds(count)) if ranged else (None,) * 4
            counted.append((both, count if ranged else None))
            rows.append((both, count.k, count.n, count.population, count.share, *span))
    answers = high_label(labels, items[0]) if items else ""
    return DotIntervals(
        Frame(
            f"change-{'needs' if unmet else question}",
            str(_("Unmet need")) if unmet else labels.question(question),
            _summary(pairs, labels),
            max(pair.after.n for pair in pairs),
            pairs[0].after.population,
            _footer(years, pairs, ranged=ranged),
            "change",
            _table(rows),
            say.bound_lines(counted),
        ),
        tuple(dots),
        0,
        PERCENT,
        words().gettext("%% who answered %(answers)s", answers=answers)
        if answers
        else words().gettext("%% whose need is unmet"),
    )


def _items(results: Results, question: str) -> list[ShownItem]:
    found = (item for _key, item in results.question(question).items)
    return [item for item in found if isinstance(item, ShownItem) and item.high is not None]


def _dot(year: str, count: Count, role: Role, panel: str, *, ranged: bool) -> Dot:
    low, high = say.span(count) if ranged else (None, None)
    return Dot(
        year,
        None if count.share is None else PERCENT * count.share,
        PERCENT * low / count.population if low is not None and count.population else None,
        PERCENT * high / count.population if high is not None and count.population else None,
        role=role,
        note=say.of(count.k, count.n),
        panel=panel,
    )


def _summary(pairs: Sequence[YearPair], labels: Labels) -> str:
    if len(pairs) == 1 and not pairs[0].row:
        return sentence(pairs[0])
    said = [
        str(_("%(subject)s: %(sentence)s", subject=labels.row(pair.question, pair.row), sentence=sentence(pair)))
        for pair in pairs
        if pair.change.wording != "no_change_shown"
    ]
    return say.joined(said or [str(_("No change is marked here."))])


def _footer(years: tuple[str, str], pairs: Sequence[YearPair], *, ranged: bool) -> str:
    """On how many answers each year rests, at most: each dot has its own count beside it."""
    bases = [
        str(_("%(subject)s: %(sentence)s", subject=year, sentence=say.base_of(max(each.n for each in counts), invited)))
        for year, counts, invited in (
            (years[0], [pair.before for pair in pairs], pairs[0].before.population),
            (years[1], [pair.after for pair in pairs], pairs[0].after.population),
        )
    ]
    drawn = [low for pair in pairs for count in (pair.before, pair.after) for low in say.span(count)[:1]]
    if not ranged or all(low is None for low in drawn):
        return " · ".join(bases)
    how = words().gettext("thin lines are the range for all members of that year, if the silent resemble the others")
    return " · ".join([*bases, how])


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    """Without the columns in which nothing stands."""
    kept = [
        place
        for place, header in enumerate(HEADERS)
        if header not in SOMETIMES or any(row[place] is not None for row in rows)
    ]
    return Table(tuple(HEADERS[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def pair_name(pair: YearPair, labels: Labels) -> str:
    """The question, with its row; needs are called so."""
    if pair.unmet:
        return str(_("Unmet need: %(service)s", service=labels.row(pair.question, pair.row)))
    asked = labels.question(pair.question)
    return (
        str(_("%(question)s – %(row)s", question=asked, row=labels.row(pair.question, pair.row))) if pair.row else asked
    )


def sentence(pair: YearPair) -> str:
    """Both counts, and what the difference says."""
    return str(
        _(
            "%(before)s last year, %(after)s this year: %(wording)s.",
            before=say.of(pair.before.k, pair.before.n),
            after=say.of(pair.after.k, pair.after.n),
            wording=wording(pair.change.wording),
        )
    )


def wording(code: str) -> str:
    """What a comparison says, in a few words."""
    said = {
        "clear_up": _("a rise"),
        "clear_down": _("a fall"),
        "suggestive_up": _("suggests a rise"),
        "suggestive_down": _("suggests a fall"),
        "no_change_shown": _("no change marked"),
    }
    return str(said[code])


def by_chance(expected: float) -> str:
    """How many hints like these chance alone gives."""
    c = words()
    if expected < LEAST_SAID:
        return c.gettext("Chance alone would hardly give a hint like these.")
    return c.gettext(
        "Hints that chance alone would give if nothing differed: about %(expected)s.",
        expected=numbers.decimal(c, expected, 1),
    )
