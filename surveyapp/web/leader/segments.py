"""Segments side by side: one question by one background question, with the reason where a segment is not shown."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.analysis.charts import Chart
from surveyapp.analysis.disclosure import SegmentWord, ShownItem, ShownTable, ShownWords, Withheld
from surveyapp.dataset import Labels
from surveyapp.services.associations import Desk
from surveyapp.services.comparison import SegmentedItem, Segments, segments_of
from surveyapp.services.errors import NotFound
from surveyapp.services.results import ResultsState, results_of
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, view_address
from surveyapp.web.leader.change_charts import by_chance
from surveyapp.web.leader.chart_files import evidence_questions, picture_file, table_file
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.answers import high_label
from surveyapp.web.shared.chart_pages import ChartPage, chart_page
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.results_charts import Charts
from surveyapp.web.shared.unit import current_actor, current_unit

LARGE = 100
"""From so many answers in each group chance is no longer mentioned."""
NEVER_DRAWN = frozenset({"number", "text", "best-worst"})
"""Measures whose numbers stand in a sentence: they have no counts per answer, or two for each."""


@dataclass(frozen=True, slots=True)
class SegmentsBlock:
    """One item of the question: its charts, or sentences in their stead, and what is not shown and why."""

    name: str
    charts: tuple[ChartPage, ...]
    sentences: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Who answered, by two background questions; a hidden cell is empty."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    withheld: str


@blueprint.get("/segments")
@requires("leader")
def segments(association_id: uuid.UUID) -> ResponseReturnValue:
    """The page; what is compared stands in its address."""
    desk = current_desk(association_id)
    results = results_of(current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run())
    if results.state is not ResultsState.SHOWN:
        return redirect(url_for("leader.results", **view_address(desk, results)))
    found = _asked(desk)
    labels = found.results.labels(page_language())
    return render_template(
        "leader/segments.html",
        desk=desk,
        found=found,
        view=view_address(desk, results),
        dimensions=[(key, labels.question(key)) for key in found.dimensions],
        questions=[(key, labels.question(key)) for key in found.questions],
        columns=[(key, _column_label(key, labels)) for key in found.columns],
        chance=_by_chance(found),
        blocks=_blocks(found, labels),
        words=_words(found.words, labels) if found.words is not None else None,
        people=[_people(table, labels) for table in found.people if isinstance(table, ShownTable) and _tells(table)],
        evidence=evidence_questions(desk) if results.year_end else frozenset(),
    )


def _by_chance(found: Segments) -> str:
    """How many rows chance alone would mark, where any is marked."""
    return by_chance(found.by_chance) if any(item.differs for item in found.items) else ""


def _asked(desk: Desk) -> Segments:
    return segments_of(
        current_unit(),
        current_actor(),
        desk.association.id,
        desk.period.id,
        asked_run(),
        dimension=request.args.get("by", ""),
        question=request.args.get("question", ""),
    )


@blueprint.get("/segments/chart/<key>.<kind>")
@requires("leader")
def segments_chart(association_id: uuid.UUID, key: str, kind: str) -> Response:
    """A chart of segments as a picture: ``png`` or ``svg``."""
    return picture_file(_export(current_desk(association_id), key), kind)


@blueprint.get("/segments/table/<key>.csv")
@requires("leader")
def segments_table(association_id: uuid.UUID, key: str) -> Response:
    """The numbers behind a chart of segments."""
    return table_file(_export(current_desk(association_id), key))


def _export(desk: Desk, key: str) -> Chart:
    """A chart of the page, signed with what was asked and of whom; ``NotFound`` where the page has none of this key."""
    found = _asked(desk)
    language = page_language()
    labels = found.results.labels(language)
    for item in found.items:
        for chart in _charts(found, item, labels):
            if chart.frame.key == key:
                asked = (_name(found, item, labels), labels.question(found.dimension))
                signed = (*asked, desk.association.name(language), chart.frame.footer)
                return replace(chart, frame=replace(chart.frame, footer=" · ".join(signed)))
    raise NotFound("chart")


def _column_label(column: str, labels: Labels) -> str:
    question = column.removesuffix(".other.text")
    if question != column:
        return str(_("%(question)s – other answers", question=labels.question(question)))
    return labels.question(column)


def _name(found: Segments, item: SegmentedItem, labels: Labels) -> str:
    row = item.key.removeprefix(found.question).removeprefix(".").removesuffix(".rating")
    return labels.row(found.question, row) if row else labels.question(found.question)


def _blocks(found: Segments, labels: Labels) -> list[SegmentsBlock]:
    """Item by item; what keeps all items of the question from being split is said once."""
    blocks = [_block(found, item, labels) for item in found.items]
    withheld = all(isinstance(item.segments, Withheld) for item in found.items)
    if len(blocks) > 1 and withheld and len({block.note for block in blocks}) == 1:
        return [replace(blocks[0], name=labels.question(found.question))]
    return blocks


def _block(found: Segments, item: SegmentedItem, labels: Labels) -> SegmentsBlock:
    name = _name(found, item, labels)
    if isinstance(item.segments, Withheld):
        return SegmentsBlock(name, (), (), say.withheld(item.segments))
    note = _hidden([labels.option(found.dimension, code) for code in item.segments.hidden])
    charts = tuple(chart_page(chart) for chart in _charts(found, item, labels))
    if charts:
        return SegmentsBlock(name, charts, (), note)
    shown = [(labels.option(found.dimension, code), part) for code, part in item.segments.segments]
    return SegmentsBlock(name, (), tuple(_counts(title, part, labels) for title, part in shown), note)


def _hidden(names: Sequence[str]) -> str:
    if not names:
        return ""
    return str(
        _(
            "Not shown, because they or what remains beside them are fewer than five: %(segments)s.",
            segments="; ".join(names),
        )
    )


def _charts(found: Segments, item: SegmentedItem, labels: Labels) -> Iterator[Chart]:
    """One chart for a scale, with a line per segment; else one per segment, all on one scale."""
    if isinstance(item.segments, Withheld):
        return
    charts = Charts(found.results.shown, labels)
    shown = [(code, labels.option(found.dimension, code), part) for code, part in item.segments.segments]
    if all(part.measure == "ordinal" and part.high is not None for _code, _title, part in shown):
        yield _scale(item, [(title, part) for _code, title, part in shown], charts)
        return
    longest = max((cell.count.k for _code, _title, part in shown for cell in part.cells), default=0)
    for code, title, part in shown:
        if part.measure in NEVER_DRAWN or not part.cells:
            continue
        key = f"{item.key}-{code}".replace(".", "-")
        yield charts.of_group(key, (_counts(title, part, labels), _of_group(part), _footer()), part, max(longest, 1))


def _footer() -> str:
    return str(_("Counts of those who answered; a range for a segment is not known."))


def _of_group(part: ShownItem) -> str:
    said = ngettext("Of %(num)s who answered in this segment.", "Of %(num)s who answered in this segment.", part.n)
    return say.joined([str(said), *_chance([part])])


def _chance(parts: Sequence[ShownItem]) -> list[str]:
    """A word of caution while any of the groups is small."""
    if min(part.n for part in parts) >= LARGE:
        return []
    return [str(_("Groups this small differ by chance too."))]


def _scale(item: SegmentedItem, shown: Sequence[tuple[str, ShownItem]], charts: Charts) -> Chart:
    most = max(shown, key=lambda pair: say.high_share(pair[1]))
    least = min(shown, key=lambda pair: say.high_share(pair[1]))
    title, part = most
    high = part.high.k if part.high is not None else 0
    finding = _("%(segment)s: %(count)s", segment=title, count=say.of(high, part.n))
    if say.high_share(most[1]) > say.high_share(least[1]):
        low = least[1].high.k if least[1].high is not None else 0
        finding = _(
            "Most often for “%(most)s” (%(count)s), least often for “%(least)s” (%(other)s)",
            most=title,
            count=say.of(high, part.n),
            least=least[0],
            other=say.of(low, least[1].n),
        )
    said = (
        str(finding),
        say.joined(
            [
                str(_("The counts are of those who gave it: %(answers)s.", answers=high_label(charts.labels, part))),
                *([_difference(differs=item.differs)] if item.differs is not None else []),
                *_chance([each for _title, each in shown]),
            ]
        ),
        _footer(),
    )
    return charts.side_by_side(item.key.replace(".", "-"), said, shown)


def _difference(*, differs: bool) -> str:
    if differs:
        return str(_("A hint that the segments differ (exact G² test over all rows of this question)."))
    return str(_("No difference is marked (exact G² test), which does not mean that there is none."))


def _counts(title: str, part: ShownItem, labels: Labels) -> str:
    return str(_("“%(segment)s” – %(finding)s", segment=title, finding=say.choices_title(labels, part)))


def _words(found: ShownWords | Withheld, labels: Labels) -> tuple[list[tuple[str, tuple[SegmentWord, ...]]], str]:
    """Of each segment its distinctive words; and what is not shown, with the reason."""
    if isinstance(found, Withheld):
        return [], say.withheld(found)
    hidden = [labels.option(found.dimension, code) for code in found.hidden]
    note = ""
    if hidden:
        note = str(
            _(
                "Not looked at, because they or what remains beside them are fewer than eight: %(segments)s.",
                segments="; ".join(hidden),
            )
        )
    return [(labels.option(found.dimension, code), words) for code, words in found.segments], note


def _tells(table: ShownTable) -> bool:
    """Whether enough of a table is left to be worth reading: half of the cells where somebody could stand."""
    rows = [place for place, total in enumerate(table.table.row_totals) if total]
    columns = [place for place, total in enumerate(table.table.column_totals) if total]
    cells = [table.table.cells[row][column] for row in rows for column in columns]
    return 2 * sum(cell is not None for cell in cells) >= len(cells)


def _people(table: ShownTable, labels: Labels) -> PeopleTable:
    """Lines and columns in which nobody is are left out; "" stands for those who did not say."""

    def name(question: str, code: str) -> str:
        return labels.option(question, code) if code else str(_("did not say"))

    cells = table.table
    columns = [place for place, total in enumerate(cells.column_totals) if total]
    rows = [place for place, total in enumerate(cells.row_totals) if total]

    def line(place: int) -> tuple[str, ...]:
        counts = [cells.cells[place][column] for column in columns]
        shown = ["…" if count is None else str(count) for count in counts]
        return (name(table.rows, table.row_codes[place]), *shown, str(cells.row_totals[place]))

    return PeopleTable(
        labels.question(table.columns),
        (
            labels.question(table.rows),
            *(name(table.columns, table.column_codes[place]) for place in columns),
            str(_("Together")),
        ),
        (
            *(line(place) for place in rows),
            (str(_("Together")), *(str(cells.column_totals[place]) for place in columns), str(cells.total)),
        ),
        "…" if any(cell is None for row in cells.cells for cell in row) else "",
    )
