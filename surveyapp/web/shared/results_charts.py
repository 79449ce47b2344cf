"""From results to chart specifications, in the language of the page: one or more charts for each question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp.analysis import lead
from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Cell,
    Chart,
    Frame,
    LegendEntry,
    Panel,
    Role,
    ScaleBars,
    ScalePiece,
    ScaleRow,
    SmallMultiples,
    Table,
    reads_downwards,
    shades,
)
from surveyapp.analysis.disclosure import ShownCell, ShownItem, Withheld
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.ordinal import is_merged
from surveyapp.analysis.results import ActivityResult, AssociationResults, QuestionResults
from surveyapp.dataset import Labels
from surveyapp.definition.model import Polarity
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.answers import high_label
from surveyapp.web.shared.words import words
from surveyapp.wording import numbers

METHODS = {
    "number": "numbers",
    "date": "numbers",
    "choices": "choices",
    "ranking": "choices",
    "allocation": "choices",
}
"""Where it is explained how a measure is counted; all others count answers."""
SIDES: tuple[Role, ...] = ("low", "high")
RANGES = ("interval_low", "interval_high", "bound_low", "bound_high")
MEANS = ("mean", "mean_low", "mean_high")
MISSING_HEADERS = ("unanswered", "dont_know", "not_applicable", "not_shown")


@dataclass(frozen=True, slots=True)
class Charts:
    """What all charts of one page share."""

    results: AssociationResults
    labels: Labels

    def reach(self, polarity: Polarity) -> int:
        """Most answers on one side of any bipolar scale of the page, or in one row of any other, so that they are drawn
        alike."""
        items = [item for section in self.results.sections for q in section.questions for _key, item in q.items]
        lengths = [
            max(item.low.k, item.high.k) if polarity == "bipolar" else item.n
            for item in items
            if isinstance(item, ShownItem)
            and item.low is not None
            and item.high is not None
            and (item.polarity == "bipolar") == (polarity == "bipolar")
        ]
        return max(1, *lengths) if lengths else 1

    def of_question(self, question: QuestionResults) -> tuple[Chart, ...]:
        """The charts of a question; none where nothing of it may be shown."""
        if question.id == self.results.activities_question:
            return self._activities(question)
        items = [item for _key, item in question.items if isinstance(item, ShownItem)]
        if not items:
            return ()
        if question.kind in ("matrix", "semantic-differential"):
            scale = items[0].measure == "ordinal" and items[0].high is not None
            return (self._matrix(question, items) if scale else self._panels_of_bars(question, items),)
        return tuple(chart for item in items if (chart := self._item(item)) is not None)

    def _item(self, item: ShownItem) -> Chart | None:
        if not item.cells:
            return None
        if item.measure == "ordinal" and item.high is not None:
            return self._scale(item)
        if item.measure == "best-worst":
            return self._best_worst(item)
        in_order = item.measure in ("nominal", "ordinal", "number", "date")
        cells = item.cells if in_order else sorted(item.cells, key=lambda cell: -cell.count.k)
        return self._bars(item, cells)

    def _scale(self, item: ShownItem) -> Chart:
        answers = words().ngettext("%(num)s answer", "%(num)s answers", item.n, num=numbers.whole(words(), item.n))
        return ScaleBars(
            Frame(
                _key(item),
                say.scale_title(self.labels, item),
                say.item_summary(item, say.telling_side(item)),
                item.n,
                item.invited,
                _shares_footer(say.base(item), [item]),
                "ordinal",
                self._scale_table(item),
                (*say.bound_lines([("", item.high)]), *say.mean_bounds(item)),
            ),
            (self._row(item, answers),),
            self._legend(item),
            self.reach(polarity_of(item)),
            polarity_of(item),
        )

    def _matrix(self, question: QuestionResults, items: Sequence[ShownItem]) -> Chart:
        rows = self._named(question)
        coarse = any(item.detail == "three" for item in items)
        place = lead.leader(tuple(say.row_count(item) for item in items))
        cautions = dict.fromkeys(caution for item in items for caution in say.cautions(item))
        said = []
        if place is not None and (most := items[place]).high:
            said.append(
                words().gettext(
                    "%(subject)s: %(sentence)s",
                    subject=self.labels.row(question.id, most.row),
                    sentence=say.sentence(most.high, conditional=most.conditional),
                )
            )
        else:
            said.append(
                words().gettext(
                    "The count beside each row is of those who answered %(answers)s.",
                    answers=high_label(self.labels, items[0]),
                )
            )
        return SmallMultiples(
            Frame(
                question.id,
                say.rows_title(self.labels, items),
                say.joined([*said, *cautions]),
                max(item.n for item in items),
                items[0].invited,
                _shares_footer(self._rows_base(items), items),
                "ordinal",
                self._rows_table(question.id, items),
                say.bound_lines((self.labels.row(question.id, item.row), item.high) for item in items),
            ),
            self._panels(rows, coarse=coarse),
            self._legend(items[0], coarse=coarse),
            self.reach(polarity_of(items[0])),
            polarity_of(items[0]),
        )

    def _named(self, question: QuestionResults) -> list[tuple[str, ShownItem | Withheld]]:
        return [
            (self.labels.row(question.id, key.removeprefix(f"{question.id}.")), found) for key, found in question.items
        ]

    def _panels_of_bars(self, question: QuestionResults, items: Sequence[ShownItem]) -> Chart:
        """A small picture for each row, on one scale; a row that is not shown says why."""
        bars: list[Bar] = []
        rows: list[tuple[Cell, ...]] = []
        counted: list[tuple[str, Count | None]] = []
        for name, found in self._named(question):
            if isinstance(found, Withheld):
                bars.append(Bar(say.withheld_note(found), 0, role="muted", panel=name))
                continue
            top = max((cell.count.k for cell in found.cells), default=0)
            for place, cell in enumerate(found.cells):
                low, high = say.span(cell.count)
                answer = say.cell_label(self.labels, found, cell)
                role: Role = "emphasis" if cell.count.k == top else "muted"
                note = say.of(cell.count.k, found.n)
                bars.append(Bar(answer, cell.count.k, low, high, role, note, "" if place else name))
                both = words().gettext("%(question)s – %(row)s", question=name, row=answer)
                missing = [getattr(found.missing, reason) for reason in MISSING_HEADERS]
                counted.append((both, cell.count))
                ranges = (low, high, *say.bounds(cell.count))
                rows.append((both, cell.count.k, found.n, cell.count.share, *ranges, *missing))
        said = [words().gettext("%(counted)s.", counted=say.row_finding(self.labels, item)) for item in items]
        cautions = dict.fromkeys(caution for item in items for caution in say.cautions(item))
        headers = ["label", "count", "n", "share", *RANGES, *self._missing_headers()]
        return BarCounts(
            Frame(
                question.id,
                say.panels_title(self.labels, items),
                say.joined([*said, *cautions]),
                max(item.n for item in items),
                items[0].invited,
                say.with_method(self._rows_base(items), "counts"),
                "counts",
                _table(headers, rows),
                say.bound_lines(counted),
            ),
            tuple(bars),
            items[0].invited or max(1, *(item.n for item in items)),
        )

    def side_by_side(self, key: str, said: tuple[str, str, str], shown: Sequence[tuple[str, ShownItem]]) -> ScaleBars:
        """One scale as several groups answered it; *said* is the title, the sentence and the footer."""
        items = [item for _name, item in shown]
        coarse = any(item.detail == "three" for item in items)
        rows = tuple(self._row(item, name, coarse=coarse) for name, item in shown)
        polarity = polarity_of(items[0])
        lengths = [sum(piece.count for piece in row.segments if piece.role == role) for row in rows for role in SIDES]
        if polarity != "bipolar":
            lengths = [row.n for row in rows]
        title, summary, footer = said
        table = self._rows_table(items[0].question, items, [name for name, _item in shown])
        most = max(item.n for item in items)
        frame = Frame(key, title, summary, most, items[0].invited, footer, "segments", table)
        return ScaleBars(frame, rows, self._legend(items[0], coarse=coarse), max(1, *lengths), polarity)

    def of_group(self, key: str, said: tuple[str, str, str], item: ShownItem, axis_max: int) -> BarCounts:
        """Bars of what one group answered; *said* as in `side_by_side`, *axis_max* the same for all groups."""
        bars = self._bars(item, item.cells)
        title, summary, footer = said
        kept = [place for place, header in enumerate(bars.frame.table.headers) if header not in RANGES]
        table = Table(
            tuple(bars.frame.table.headers[place] for place in kept),
            tuple(tuple(row[place] for place in kept) for row in bars.frame.table.rows),
        )
        frame = Frame(key, title, summary, item.n, item.invited, footer, "segments", table)
        return BarCounts(frame, bars.bars, axis_max)

    def _rows_base(self, items: Sequence[ShownItem]) -> str:
        fewest, most = min(item.n for item in items), max(item.n for item in items)
        if len({item.missing for item in items}) == 1:
            return say.base(items[0])
        return words().gettext(
            "%(base)s, in the row with fewest answers %(fewest)s; the table says why",
            base=say.base_of(most, items[0].invited),
            fewest=fewest,
        )

    def _activities(self, question: QuestionResults) -> tuple[Chart, ...]:
        found = dict(question.items).get(question.id)
        if not isinstance(found, ShownItem):
            return ()
        attended = self._bars(
            found, sorted(found.cells, key=lambda cell: -cell.count.k), say.attended_title(self.labels, found)
        )
        rated = [activity for activity in self.results.activities if isinstance(activity.rating, ShownItem)]
        return (attended, self._ratings(rated)) if rated else (attended,)

    def _ratings(self, rated: Sequence[ActivityResult]) -> Chart:
        items = [activity.rating for activity in rated if isinstance(activity.rating, ShownItem)]
        question = self.results.activities_question
        names = [self.labels.row(question, activity.row) for activity in rated]
        rows = [(self.labels.row(question, each.row), each.rating) for each in self.results.activities]
        coarse = any(item.detail == "three" for item in items)
        best = items[0]
        return SmallMultiples(
            Frame(
                f"{question}-rating",
                say.ratings_title(self.labels, question, items, names),
                say.joined(
                    [
                        words().gettext(
                            "The count is of those who gave it: %(answers)s.", answers=high_label(self.labels, best)
                        ),
                        words().gettext(
                            "The order is from best to least; activities that few rated stand nearer the middle."
                        ),
                        *dict.fromkeys(caution for item in items for caution in say.cautions(item)),
                    ]
                ),
                max(item.n for item in items),
                items[0].invited,
                self._rows_base(items),
                "activities",
                self._rows_table(question, items, names),
                say.bound_lines(zip(names, (item.high for item in items), strict=True)),
            ),
            self._panels(rows, coarse=coarse),
            self._legend(best, coarse=coarse),
            self.reach(polarity_of(best)),
            polarity_of(best),
        )

    def _best_worst(self, item: ShownItem) -> Chart:
        """How often each was chosen as the best and as the worst of those it stood beside."""
        worst, best = words().gettext("Chosen as the least"), words().gettext("Chosen as the most")
        cells = sorted(item.cells, key=lambda cell: (cell.against or 0) - cell.count.k)
        rows = [(say.cell_label(self.labels, item, cell), cell.count.k, cell.against or 0) for cell in cells]
        return SmallMultiples(
            Frame(
                _key(item),
                words().gettext("Chosen as the most, more often than as the least: %(answer)s", answer=rows[0][0]),
                say.joined([say.best_worst_sentence(*rows[0]), *say.cautions(item)]),
                item.n,
                item.invited,
                say.base(item),
                "choices",
                Table(("label", f":{best}", f":{worst}"), tuple(rows)),
            ),
            tuple(
                Panel(
                    name,
                    (
                        ScaleRow(
                            "",
                            (ScalePiece(worst, less, "low"), ScalePiece(best, more, "high")),
                            more + less,
                        ),
                    ),
                )
                for name, more, less in rows
            ),
            (LegendEntry(worst, "low"), LegendEntry(best, "high")),
            max(max(more, less) for _name, more, less in rows) or 1,
        )

    def _bars(self, item: ShownItem, cells: Sequence[ShownCell], title: str = "") -> BarCounts:
        top = max(cells, key=lambda cell: cell.count.k)
        method = METHODS.get(item.measure, "counts")
        return BarCounts(
            Frame(
                _key(item),
                title or say.item_title(self.labels, item),
                say.item_summary(item, top.count if top.count.k else None, say.measure_note(self.labels, item)),
                item.n,
                item.invited,
                say.with_method(say.base(item), "counts"),
                method,
                self._cells_table(item, cells),
                say.bound_lines((say.cell_label(self.labels, item, cell), cell.count) for cell in cells),
            ),
            tuple(
                Bar(
                    say.cell_label(self.labels, item, cell),
                    cell.count.k,
                    *say.span(cell.count),
                    role="emphasis" if cell.count.k == top.count.k else "muted",
                    note=say.of(cell.count.k, item.n),
                )
                for cell in cells
            ),
            item.invited or max(item.n, 1),
        )

    def _steps(self, item: ShownItem, *, coarse: bool = False) -> list[LegendEntry]:
        """The steps of a scale, lowest first; only low, neutral and high where a row of the picture has no more."""
        cells = item.cells
        shade = shades([cell.role for cell in cells], item.polarity)
        if not coarse or item.detail == "three" or not is_merged(len(cells)):
            return [
                LegendEntry(say.cell_label(self.labels, item, cell), cell.role, cell.strength, tone)
                for cell, tone in zip(cells, shade, strict=True)
            ]
        codes: dict[Role, list[str]] = {}
        for cell in cells:
            codes.setdefault(cell.role, []).extend(cell.codes)
        shade = shades(list(codes), item.polarity)
        return [
            LegendEntry(say.codes_label(self.labels, item.question, each), role, shade=tone)
            for (role, each), tone in zip(codes.items(), shade, strict=True)
        ]

    def _row(self, item: ShownItem, label: str = "", *, coarse: bool = False) -> ScaleRow:
        steps = self._steps(item, coarse=coarse)
        counts = [cell.count.k for cell in item.cells]
        if len(steps) < len(counts):
            counts = [sum(cell.count.k for cell in item.cells if cell.role == step.role) for step in steps]
        pieces = tuple(
            ScalePiece(step.label, k, step.role, step.strength, step.shade)
            for step, k in zip(steps, counts, strict=True)
        )
        return ScaleRow(
            label,
            pieces[::-1] if reads_downwards(item.polarity) else pieces,
            item.n,
            say.of(item.high.k if item.high else 0, item.n),
            *say.share_span(item),
        )

    def _legend(self, item: ShownItem, *, coarse: bool = False) -> tuple[LegendEntry, ...]:
        """In the order of the scale; of a bipolar one the neutral, which stands apart, last, as in the picture."""
        steps = self._steps(item, coarse=coarse)
        if item.polarity in (None, "bipolar"):
            return tuple(sorted(steps, key=lambda entry: entry.role == "neutral"))
        return tuple(reversed(steps)) if reads_downwards(item.polarity) else tuple(steps)

    def _panels(self, rows: Iterable[tuple[str, ShownItem | Withheld]], *, coarse: bool) -> tuple[Panel, ...]:
        return tuple(
            Panel(name, (), say.withheld_note(found))
            if isinstance(found, Withheld)
            else Panel(name, (self._row(found, coarse=coarse),))
            for name, found in rows
        )

    def _cells_table(self, item: ShownItem, cells: Iterable[ShownCell]) -> Table:
        rows = [(say.cell_label(self.labels, item, cell), *_counted(cell.count, item.n), cell.mean) for cell in cells]
        headers = ["label", "count", "n", "share", *RANGES]
        return _table([*headers, f":{words().gettext('Points on average')}"], rows)

    def _scale_table(self, item: ShownItem) -> Table:
        """Each answer, the highest answers together, and the mean in a row of its own."""
        rows: list[tuple[Cell, ...]] = [
            (say.cell_label(self.labels, item, cell), *_counted(cell.count, item.n), None, None, None)
            for cell in item.cells
        ]
        if item.high is not None and len(item.high_codes) > 1 and item.detail == "all":
            rows.append((high_label(self.labels, item), *_counted(item.high, item.n), None, None, None))
        if item.mean is not None:
            rows.append((words().gettext("Mean"), None, item.n, *(None,) * 5, *_mean(item)))
        return _table(["label", "count", "n", "share", *RANGES, *MEANS], rows)

    def _rows_table(self, question: str, items: Sequence[ShownItem], names: Sequence[str] = ()) -> Table:
        """Low, neutral and high of each row, which small and large rows have alike, and who is missing from it."""
        named = names or [self.labels.row(question, item.row) for item in items]
        rows: list[tuple[Cell, ...]] = []
        for name, item in zip(named, items, strict=True):
            counts = [side.k if side is not None else None for side in (item.low, item.neutral, item.high)]
            counts = counts[::-1] if reads_downwards(item.polarity) else counts
            ranges = (*say.span(item.high), *say.bounds(item.high))
            missing = [getattr(item.missing, reason) for reason in MISSING_HEADERS]
            rows.append((name, *counts, item.net, item.n, *ranges, *_mean(item), *missing))
        sides = self._side_headers(items[0])
        headers = ["label", *sides, "net", "n", *RANGES, *MEANS, *self._missing_headers()]
        return _table(headers, rows, always=[side for side in sides if side.startswith(":")])

    def _side_headers(self, item: ShownItem) -> list[str]:
        """Low, what lies between, and high, in the scale's order; by their answers where these are no judgement."""
        if item.polarity in (None, "bipolar"):
            return ["low", "neutral", "high"]
        if item.polarity == "unipolar":
            return ["low", "between", "high"]
        codes: dict[Role, list[str]] = {"low": [], "neutral": [], "high": []}
        for cell in item.cells:
            codes[cell.role].extend(cell.codes)
        named = [
            f":{say.codes_label(self.labels, item.question, each)}" if each else "between" for each in codes.values()
        ]
        return named[::-1] if reads_downwards(item.polarity) else named

    def _missing_headers(self) -> list[str]:
        return [
            f":{words().gettext('Left out')}",
            f":{words().gettext('Did not know')}",
            f":{words().gettext('Not applicable')}",
            f":{words().gettext('Not asked')}",
        ]


def polarity_of(item: ShownItem) -> Polarity:
    """How a scale is drawn."""
    return item.polarity or "bipolar"


OFTEN_EMPTY = ("net", *RANGES, *MEANS, "neutral", "between")


def _counted(count: Count, n: int) -> tuple[Cell, ...]:
    """A count with its share, its interval and its bounds."""
    return (count.k, n, count.share, *say.span(count), *say.bounds(count))


def _mean(item: ShownItem) -> tuple[Cell, ...]:
    """A mean with its interval, where anyone was silent."""
    mean = item.mean
    if mean is None:
        return (None, None, None)
    if mean.interval is None or mean.interval.low == mean.interval.high:
        return (mean.value, None, None)
    return (mean.value, mean.interval.low, mean.interval.high)


def _shares_footer(said: str, items: Iterable[ShownItem]) -> str:
    """The footer, with what the thin lines are where any is drawn."""
    drawn = any(say.share_span(item)[0] is not None for item in items)
    return say.with_method(said, "shares") if drawn else said


def _table(headers: Sequence[str], rows: Sequence[tuple[Cell, ...]], always: Sequence[str] = ()) -> Table:
    """The table without optional columns in which nothing stands: a column under words of its own is one, but for
    *always*."""
    optional = {
        place
        for place, header in enumerate(headers)
        if header in OFTEN_EMPTY or (header.startswith(":") and header not in always)
    }
    filled = {place for place in optional if any(row[place] not in (None, 0) for row in rows)}
    kept = [place for place in range(len(headers)) if place not in optional - filled]
    return Table(tuple(headers[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def _key(item: ShownItem) -> str:
    """Fit for an id and a file name: rows are parted by a dot in keys."""
    return item.key.replace(".", "-")
