"""What charts on paper need of matplotlib, loaded when the first one is drawn: that takes half a second and more.

from surveyapp.documents import plotting
plotting.Figure(figsize=(6.5, 3))
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PLACES = {
    "Figure": "matplotlib.figure",
    "FT2Font": "matplotlib.ft2font",
    "MaxNLocator": "matplotlib.ticker",
    "MultipleLocator": "matplotlib.ticker",
    "Patch": "matplotlib.patches",
    "rc_context": "matplotlib",
}


def __getattr__(name: str) -> Any:
    """A class or function of matplotlib. Python's own import lock keeps two threads from loading it twice."""
    if name not in PLACES:
        raise AttributeError(name)
    found = getattr(import_module(PLACES[name]), name)
    globals()[name] = found
    return found


def font_directory() -> Path:
    """The folder of the fonts that come with matplotlib."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
