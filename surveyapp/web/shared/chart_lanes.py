"""Where the rows of a chart stand: one lane per row, in pixels from the top.

Wide, labels stand in a column at the left and notes at the right; narrow, label and note stand above the mark.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape as escape_html
from itertools import accumulate, repeat
from operator import mul
from typing import Any

from surveyapp.analysis.charts import Point

LINE = 18
"""Height of a line of 14-pixel type."""
MARK = 20
"""Height of the mark itself."""
LABEL_WIDTH = 250
NOTE_WIDTH = 150
LABEL_SIGNS = 34
NOTE_SIGNS = 21
NARROW_SIGNS = 44
WIDE_PLOT = 440
NARROW_PLOT = 290
"""Pixels the marks have at least, from the left end of the scale to its right end."""
DIGIT = 7
GROUPED_FROM = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside a mark; a heading has no mark."""

    label: str
    note: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Lanes:
    """Sizes in pixels, the height at which each row's mark is centred, and the labels as Plotly annotations."""

    height: int
    top: int
    left: int
    right: int
    centres: tuple[float, ...]
    annotations: tuple[dict[str, Any], ...]


def lay_out(rows: Sequence[Row], wide: bool, top: int = 0) -> Lanes:
    """Give every row its lane; long labels are broken into lines and make their lane higher."""
    centres: list[float] = []
    annotations: list[dict[str, Any]] = []
    at = 0
    for row in rows:
        if row.heading:
            heading = _text(_lines(row.label, 70)[0], at + 22, x=-LABEL_WIDTH if wide else 0)
            annotations.append({**heading, "font": {**heading["font"], "weight": 600}})
            centres.append(at + 22)
            at += 36
        elif wide:
            label, label_lines = _lines(row.label, LABEL_SIGNS)
            note, note_lines = _lines(row.note, NOTE_SIGNS)
            height = max(MARK + 16, max(label_lines, note_lines) * LINE + 12)
            centre = at + height / 2
            annotations.append(_text(label, centre, x=-LABEL_WIDTH))
            if note:
                annotations.append(_text(note, centre, x=12, side=1, soft=True))
            centres.append(centre)
            at += height
        else:
            label, label_lines = _lines(row.label, NARROW_SIGNS)
            note, note_lines = _lines(row.note, NARROW_SIGNS)
            over = (label_lines + note_lines) * LINE
            annotations.append(_text(label, at + 4 + label_lines * LINE / 2, x=0))
            if note:
                annotations.append(_text(note, at + 4 + over - note_lines * LINE / 2, x=0, soft=True))
            centres.append(at + over + 8 + MARK / 2)
            at += over + MARK + 22
    left, right = (LABEL_WIDTH, NOTE_WIDTH if any(row.note for row in rows) else 16) if wide else (2, 10)
    return Lanes(max(at, 1), top, left, right, tuple(centres), tuple(annotations))


def step(most: float) -> int:
    """Distance of ticks on an axis of whole people, so that there are about five."""
    sizes: Iterator[int] = (size * tens for tens in accumulate(repeat(10), mul, initial=1) for size in (1, 2, 5))
    return next(size for size in sizes if most / size <= 6)


def piece_label(count: int, across: float, wide: bool) -> str:
    """The count inside a piece of a bar; "" where there is nothing, or no room for its digits."""
    written = f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if count >= GROUPED_FROM else str(count)
    room = count / across * (WIDE_PLOT if wide else NARROW_PLOT) if across else 0
    return written if count and room > len(written) * DIGIT + 2 else ""


def inside(counts: Sequence[int], colours: Sequence[str], across: float, wide: bool) -> dict[str, Any]:
    """Counts written into the pieces that have room for them; *across* is how many fill the width of the plot."""
    return {
        "text": [piece_label(count, across, wide) for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": [*colours], "size": 13},
    }


def numbered(points: Sequence[Point], places: Sequence[Sequence[Point]]) -> dict[str, Any]:
    """The numbers of points: inside the mark of one, below the mark of several."""
    numbers = {point.label: str(number) for number, point in enumerate(points, 1)}
    alone = [len(place) == 1 for place in places]
    return {
        "text": [", ".join(numbers[point.label] for point in place) for place in places],
        "textposition": ["middle center" if single else "bottom center" for single in alone],
        "textfont": {
            "size": 12,
            "color": [
                "var(--paper)" if single and place[0].role != "muted" else "var(--ink)"
                for single, place in zip(alone, places, strict=True)
            ],
        },
    }


def escape(text: str) -> str:
    """Text for Plotly, which reads a few tags."""
    return escape_html(text, quote=False)


def _lines(text: str, signs: int) -> tuple[str, int]:
    lines = textwrap.wrap(text, signs) if text else []
    return "<br>".join(escape(line) for line in lines), len(lines)


def _text(text: str, at: float, x: int, side: int = 0, soft: bool = False) -> dict[str, Any]:
    return {
        "text": text,
        "x": side,
        "xref": "paper",
        "xanchor": "left",
        "xshift": x,
        "y": at,
        "yref": "y",
        "yanchor": "middle",
        "align": "left",
        "showarrow": False,
        # The lines of the plot end at the type.
        "bgcolor": "var(--paper)",
        "borderpad": 1,
        "font": {"size": 14, "color": "var(--ink-soft)" if soft else "var(--ink)"},
    }
