"""The printed look that all documents share: colours by meaning, sizes, and the typeface of the charts."""

from __future__ import annotations

from surveyapp.documents.plotting import font_directory

ACCENT = "#1f5a7a"
ABOVE = "#1f5a7a"
ABOVE_SOFT = "#8db7cd"
BELOW = "#b8541f"
BELOW_SOFT = "#e3a983"
NEUTRAL = "#c4c7ca"
MUTED = "#9aa2a8"
STEPS = ("#e3eef2", "#b3d0db", "#7fb0c3", "#3a7a96", "#174a66")
"""Shades of one hue, the lightest first, for scales whose ends are no opposites."""
EDGE = STEPS[-1]
INK = "#1c2326"
INK_SOFT = "#56616a"
RULE = "#cfd5d9"

FONT_DIRECTORY = font_directory()
"""DejaVu, which comes with matplotlib and has the letters of all four languages."""
CHART_FONT = "DejaVu Sans"
FALLBACK_FONT_FILE = FONT_DIRECTORY / "DejaVuSans.ttf"


DARK_FROM = 4
"""Shades on which words are white."""
PALE_TO = 3
"""Shades too near white to end without an edge."""


def step_colour(step: int) -> str:
    """The colour of a step of a sequence, 1 the lightest; 0 is hollow."""
    return STEPS[step - 1] if step else "white"


def step_edge(step: int) -> str:
    """The colour of its edge: white parts dark steps from one another, pale ones have an outline."""
    return EDGE if step <= PALE_TO else "white"


def shade(role: str, strength: str = "strong") -> str:
    """The colour of a mark by its semantic role: below is orange, above and emphasis blue, the rest grey."""
    if role == "low":
        return BELOW if strength == "strong" else BELOW_SOFT
    if role in ("high", "emphasis"):
        return ABOVE if strength == "strong" else ABOVE_SOFT
    return NEUTRAL if role == "neutral" else MUTED
