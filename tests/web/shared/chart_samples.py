"""One chart of every kind, with the numbers of a small association: 9 of 12 answered."""

from __future__ import annotations

from surveyapp.analysis.charts import (
    Bar,
    BarCounts,
    Chart,
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
    ScaleBars,
    ScalePiece,
    ScaleRow,
    SmallMultiples,
    Table,
)

SERVICES = (
    "Consultations",
    "Library visits and practical help",
    "Seminars and courses",
    "Meetings",
    "Experience-exchange trips",
    "News and normative documents",
    "Methodical materials",
    "Joint campaigns",
)


def frame(key: str, title: str, summary: str, table: Table | None = None) -> Frame:
    """A frame with a table of two rows unless given another."""
    return Frame(
        key=key,
        title=title,
        summary=summary,
        n=12,
        population=16,
        footer="n = 12 of N = 16 · whole people; the line is the 95 % interval",
        method="counts",
        table=table
        or Table(
            ("label", "count", "share", "interval_low", "interval_high", "mean"),
            (("Group seminar", 9, 0.75, 10, 13, 4.25), ("Course", 5, 0.4167, 5, 10, None)),
        ),
    )


def row(label: str, counts: tuple[int, int, int, int, int], note: str = "") -> ScaleRow:
    """Five steps of a scale, the middle one neutral."""
    low2, low1, neutral, high1, high2 = counts
    segments = (
        ScalePiece("very poor", low2, "low", "strong"),
        ScalePiece("poor", low1, "low", "soft"),
        ScalePiece("fair", neutral, "neutral"),
        ScalePiece("good", high1, "high", "soft"),
        ScalePiece("very good", high2, "high", "strong"),
    )
    return ScaleRow(label, segments, sum(counts), note)


LEGEND = (
    LegendEntry("very poor", "low", "strong"),
    LegendEntry("poor", "low", "soft"),
    LegendEntry("good", "high", "soft"),
    LegendEntry("very good", "high", "strong"),
    LegendEntry("fair", "neutral"),
)


def samples() -> tuple[Chart, ...]:
    """Every kind of chart once."""
    bars = BarCounts(
        frame(
            "forms",
            "Seminars are what most want to learn in",
            "9 of 12 chose the seminar, 5 the course; nobody the book table.",
        ),
        (
            Bar("Seminar with an exchange of experience", 9, 10, 13, "emphasis", "9 of 12"),
            Bar("Course", 5, 5, 10, "emphasis", "5 of 12"),
            Bar("Individual consultation at the regional library", 3, 3, 8, "emphasis", "3 of 12"),
            Bar("Book table", 0, 0, 2, "muted", "0 of 12"),
        ),
        16,
    )
    diverging = ScaleBars(
        frame(
            "quality",
            "Competence is rated highest, timeliness lowest",
            "10 of 12 call the competence good or very good.",
        ),
        (
            row("Access to consultations", (1, 2, 2, 4, 3), "7 of 12"),
            row("Timeliness of the answers", (2, 3, 1, 4, 2), "6 of 12"),
            row("Competence of the consultant", (0, 1, 1, 3, 7), "10 of 12"),
        ),
        LEGEND,
        10,
    )
    multiples = SmallMultiples(
        frame(
            "services",
            "Satisfaction, service by service",
            "Of eight services two are rated low by more than a third of their users.",
        ),
        (
            *(
                Panel(name, (row("", (1, 2, 1, 3 + place, 4 - place), "7 of 11"),))
                for place, name in enumerate(SERVICES[:4])
            ),
            Panel(
                "Meetings by kind", (row("Working meetings", (0, 1, 2, 4, 3)), row("Field meetings", (2, 1, 2, 1, 1)))
            ),
            Panel(SERVICES[4], (), "fewer than five used it"),
        ),
        LEGEND,
        9,
    )
    dots = DotIntervals(
        frame(
            "associations",
            "Eleven of twelve associations lie within one another's reach",
            "The overall mark by association, with intervals.",
        ),
        (
            Dot("Ezermalas apvienība", 4.2, 3.7, 4.6, 3.9, 4.45, "emphasis", "12 of 16"),
            Dot("Krūmiņu novada skolu bibliotekāri", 3.6, 3.0, 4.1, 3.3, 3.9, "low", "20 of 28"),
            Dot("Pajūrio ratelis", 4.5, 4.1, 4.8, 4.3, 4.7, "high", "9 of 10"),
            Dot("Озёрное объединение", None, None, None, None, None, "muted", "too few answers"),
        ),
        1,
        5,
        "Mean, 1 to 5",
        3.96,
        "region 4.0",
    )
    needs = Needs(
        frame(
            "needs",
            "Consultations are the clearest unmet need",
            "7 of 12 find them important and are not satisfied or not reached.",
        ),
        (
            NeedBar(SERVICES[0], 4, 3, 12, "7 of 12 · clear"),
            NeedBar(SERVICES[2], 4, 1, 12, "5 of 12 · probable"),
            NeedBar(SERVICES[4], 0, 4, 11, "4 of 11 · undecided"),
            NeedBar(SERVICES[3], 1, 0, 12, "1 of 12"),
        ),
        "used it, not satisfied",
        "important, not reached",
        12,
    )
    participation = Participation(
        frame("participation", "12 of 16 answered", "Three quarters answered, one more than last year."),
        (
            ParticipationBar("This year", 12, 16, "emphasis", "12 of 16"),
            ParticipationBar("Last year", 11, 17, "muted", "11 of 17"),
        ),
        20,
        "answered",
        "invited",
    )
    scatter = ImportancePerformance(
        frame(
            "priority",
            "Important and not satisfying: consultations and trips",
            "Two services lie in the corner that asks for work.",
        ),
        tuple(
            Point(name, 4.6 - place * 0.25, 2.8 + (place * 7 % 5) * 0.4, 9, "low" if place in (0, 4) else "emphasis")
            for place, name in enumerate(SERVICES)
        ),
        "Importance",
        "Satisfaction",
    )
    return (bars, diverging, multiples, dots, needs, participation, scatter)
