"""How long an evaluation of twenty pages with twelve charts takes to be exported, beside what its tools need alone.

The floors: DOCX beside python-docx saving an empty document with the same twelve pictures; PDF and HTML beside
matplotlib drawing one bar chart twelve times over. The first export draws its charts, later ones find them drawn.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date

from docx import Document
from matplotlib.figure import Figure

from benchmarks.results import Measured
from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Chart,
    Frame,
    LegendEntry,
    NeedBar,
    Needs,
    ScaleBars,
    ScalePiece,
    ScaleRow,
)
from surveyapp.analysis.charts import Table as ChartTable
from surveyapp.documents.charts import chart_png, forget_drawn
from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_html import evaluation_html
from surveyapp.documents.evaluation_pdf import evaluation_pdf
from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.evaluation.evaluation import PART_KEYS, AssociationFacts, Edit, PreparedFacts, Sources, evaluation_from
from surveyapp.evaluation.figures import Figures
from surveyapp.evaluation.rich import Span
from surveyapp.planning.years import SchoolYear
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import EvaluationView, evaluation_view

LIMIT_SECONDS = 1.5
SENTENCE = (
    "Gada laikā apvienības bibliotekāri tikās vienpadsmit reizes, pārrunāja krājuma uzskaiti un kopā sagatavoja "
    "stundas par informācijas meklēšanu, kuras pēc tam izmēģināja arī kaimiņu skolās."
)
STEPS = (("ļoti slikti", "low"), ("slikti", "low"), ("viduvēji", "neutral"), ("labi", "high"), ("ļoti labi", "high"))


def long_evaluation() -> EvaluationView:
    """Twenty pages of text: headings, paragraphs with emphasis and links, lists, tables of thirty rows."""
    blocks: list[Block] = []
    for number in range(6):
        blocks.append(Heading(f"Darbības virziens {number + 1}"))
        words = (
            Span(SENTENCE + " "),
            Span("Īpaši noderīgi", bold=True),
            Span(" bija "),
            Span("materiāli", link="https://skola.example/materiali"),
        )
        items = Items((SENTENCE, SENTENCE, SENTENCE), numbered=number % 2 == 0)
        blocks += [Paragraph(words), Paragraph(SENTENCE * 2), items]
    rows = tuple((f"Virziens {row % 5}", SENTENCE, f"{row + 1}. oktobris, skola", str(10 + row)) for row in range(30))
    table = Table(("Virziens", "Paveiktais", "Laiks, vieta", "Dalībnieki"), rows)
    edits = {number: Edit(tuple(blocks)) for number in (3, 4, 6, 7)} | {5: Edit((*blocks, table)), 9: Edit((table,))}
    sources = Sources(
        AssociationFacts("Bērzkalnu skolu bibliotekāru apvienība", (("basic", 9),), 16),
        SchoolYear(2026),
        prepared=PreparedFacts("Ilze Žagariņa", "metodiķe", date(2027, 6, 14)),
    )
    return evaluation_view(catalogue("lv"), evaluation_from(sources, edits), lambda code: code)


def twelve_charts(mark: int) -> Figures:
    """Two charts for each of six parts, none of them drawn before: *mark* is in their titles."""
    drawn: list[Chart] = []
    for number in range(12):
        frame = Frame(
            f"chart-{number}",
            f"Septiņi no divpadsmit grib mācīties par lasītveicināšanu ({mark}, {number})",
            "Tēmas nākamajam gadam.",
            12,
            16,
            "Atbildējuši 12 no 16 · vai konsultācijas bija viegli pieejamas?",
            "counts",
            ChartTable(("label", "count"), ()),
        )
        bars = tuple(
            Bar(f"Tēma {bar} ar garāku nosaukumu", 9 - bar, 8 - bar, 12 - bar, note="7 no 12") for bar in range(7)
        )
        steps = tuple(ScalePiece(step, 3, role) for step, role in STEPS)  # type: ignore[arg-type]
        rows = tuple(ScaleRow(f"Pakalpojums {row}", steps, 15, "9 no 15") for row in range(5))
        needs = tuple(NeedBar(f"Vajadzība {bar}", 4 - bar % 3, bar % 4, 12, note="5 no 12") for bar in range(6))
        legend = tuple(LegendEntry(step, role) for step, role in STEPS)  # type: ignore[arg-type]
        made: tuple[Chart, ...] = (
            BarCounts(frame, bars, 16),
            ScaleBars(frame, rows, legend, 12),
            Needs(frame, needs, "nav apmierināti", "nav saņēmuši", 12),
        )
        drawn.append(made[number % 3])
    return {part: (drawn[2 * place], drawn[2 * place + 1]) for place, part in enumerate((3, 4, 5, 6, 7, 9))}


def best(of: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        of()
        found.append(time.perf_counter() - start)
    return min(found)


def bare_docx(figures: Figures) -> bytes:
    """The same pictures in an empty document."""
    document = Document()
    for charts in figures.values():
        for chart in charts:
            document.add_picture(io.BytesIO(chart_png(chart)))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def bare_figures(kind: str) -> None:
    """Twelve times the barest bars there are."""
    for _ in range(12):
        figure = Figure(figsize=(6.5, 3))
        figure.add_axes((0.3, 0.1, 0.65, 0.8)).barh(range(7), range(7))
        figure.savefig(io.BytesIO(), format=kind, dpi=200)


def measure() -> list[Measured]:
    """Every format, the first time and when its charts are drawn already."""
    view = long_evaluation()
    assert len(view.parts) == len(PART_KEYS)
    figures = twelve_charts(0)
    evaluation_docx(view, figures)  # fonts and templates are read once per process
    evaluation_pdf(view, figures)
    found: list[Measured] = []
    marks = iter(range(1, 100))
    for name, write, floor in (
        ("docx", evaluation_docx, best(lambda: bare_docx(figures)) + best(lambda: bare_figures("png"))),
        ("pdf", evaluation_pdf, best(lambda: bare_figures("svg"))),
        ("html", evaluation_html, best(lambda: bare_figures("svg"))),
    ):

        def first(write: Callable[[EvaluationView, Figures], bytes] = write) -> None:
            forget_drawn()
            write(view, twelve_charts(next(marks)))

        def again(write: Callable[[EvaluationView, Figures], bytes] = write) -> None:
            write(view, figures)

        for when, seconds in (("first time", best(first)), ("again", best(again))):
            title = f"evaluation, 20 pages, 12 charts, {name}, {when}"
            found.append(Measured(title, seconds * 1000, "ms", floor * 1000, seconds / floor))
    return found


if __name__ == "__main__":
    for each in measure():
        print(f"{each.name:55} {each.value:8.0f} {each.unit}  floor {each.floor:8.0f}  ratio {each.ratio:5.2f}")
