"""Charts of every kind, with small groups and long words in them."""

from __future__ import annotations

import pytest

from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Chart,
    Diverging,
    DivergingRow,
    DivergingSegment,
    Dot,
    DotIntervals,
    Frame,
    ImportancePerformance,
    LegendEntry,
    NeedBar,
    Needs,
    Panel,
    Participation,
    ParticipationBar,
    Point,
    SmallMultiples,
    Table,
)

SCALE = (
    ("1 – ļoti slikti", "low", "strong"),
    ("2 – slikti", "low", "soft"),
    ("3 – viduvēji", "neutral", "soft"),
    ("4 – labi", "high", "soft"),
    ("5 – ļoti labi", "high", "strong"),
)


def frame(key: str, title: str, summary: str) -> Frame:
    return Frame(
        key=key,
        title=title,
        summary=summary,
        n=12,
        population=16,
        footer="Atbildējuši 12 no 16. Intervāls: cik no visiem 16, ja klusējošie līdzinās tiem, kas atbildēja.",
        method="counts",
        table=Table(("label", "count"), (("Konsultācijas", 9),)),
    )


def diverging_row(label: str, counts: tuple[int, int, int, int, int]) -> DivergingRow:
    pieces = tuple(
        DivergingSegment(step[0], count, step[1], step[2])  # type: ignore[arg-type]
        for step, count in zip(SCALE, counts, strict=True)
    )
    return DivergingRow(label, pieces, sum(counts), f"{counts[3] + counts[4]} no {sum(counts)}")


ROWS = (
    diverging_row("Konsultācijas", (0, 1, 2, 5, 4)),
    diverging_row("Bibliotēkas apmeklējumi un praktiskā palīdzība", (1, 3, 2, 3, 2)),
    diverging_row("Pieredzes apmaiņas braucieni", (0, 0, 0, 2, 10)),
)
LEGEND = tuple(LegendEntry(*step) for step in SCALE)  # type: ignore[arg-type]


@pytest.fixture
def charts() -> tuple[Chart, ...]:
    """One of each kind."""
    return (
        Needs(
            frame("needs", "Biežāk nekā citi neapmierināti paliek bibliotēku apmeklējumi", "Septiņiem no divpadsmit."),
            (
                NeedBar("Bibliotēkas apmeklējumi un praktiskā palīdzība", 4, 3, 12, note="7 no 12 · skaidri"),
                NeedBar("Konsultācijas", 2, 3, 12, note="5 no 12 · iespējams"),
                NeedBar("Ziņas un normatīvie dokumenti", 1, 0, 11, note="1 no 11"),
            ),
            "nav apmierināti",
            "nav saņēmuši",
            12,
        ),
        Diverging(
            frame("satisfaction", "Visaugstāk vērtēti pieredzes apmaiņas braucieni", "Divpadsmit no divpadsmit."),
            ROWS,
            LEGEND,
            12,
        ),
        BarCounts(
            frame("topics", "Septiņi no divpadsmit grib mācīties par lasītveicināšanu", "Tēmas nākamajam gadam."),
            (
                Bar("Lasītveicināšana un grāmatu apskati jaunākajām klasēm", 7, 8, 11, note="7 no 12"),
                Bar("Mākslīgais intelekts", 5, 5, 9, note="5 no 12"),
                Bar("Autortiesības", 1, 1, 4, "muted", "1 no 12"),
            ),
            16,
        ),
        Participation(
            frame("participation", "Atbildējuši 12 no 16", "Atbildētība pa apvienībām."),
            (
                ParticipationBar("Austrumu apvienība", 12, 16, note="12 no 16 (75 %)"),
                ParticipationBar("Ezeru apvienība", 4, 14, "muted", note="4 no 14 (29 %)"),
            ),
            16,
            "atbildējuši",
            "uzaicināti",
        ),
        DotIntervals(
            frame("caterpillar", "Apvienības atšķiras maz", "Vidējie ar intervāliem."),
            (
                Dot("Austrumu apvienība", 4.1, 3.7, 4.5, 3.9, 4.3, note="9 no 12"),
                Dot("Ezeru apvienība", None, note="mazāk nekā piecas atbildes"),
                Dot("Mežu apvienība", 3.4, 3.0, 3.8, 3.2, 3.6, "low", "5 no 11"),
            ),
            1.0,
            5.0,
            "Vidējais vērtējums (1–5)",
            3.9,
            "pārtrauktā līnija: reģiona vidējais 3,9",
        ),
        SmallMultiples(
            frame("panels", "Pa pieredzes grupām", "Divas grupas."),
            (Panel("Līdz pieciem gadiem", (), "mazāk nekā piecas atbildes"), Panel("Vairāk nekā pieci gadi", ROWS)),
            LEGEND,
            12,
        ),
        ImportancePerformance(
            frame("ipa", "Apmeklējumi ir svarīgi, bet vērtēti zemāk", "Svarīgums un apmierinātība."),
            (
                Point("Konsultācijas", 4.6, 4.1, 12),
                Point("Apmeklējumi", 4.4, 3.1, 11, "low"),
                Point("Braucieni", 3.7, 4.8, 12),
            ),
            "Svarīgums",
            "Apmierinātība",
        ),
    )
