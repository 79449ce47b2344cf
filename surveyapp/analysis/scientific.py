"""scipy, loaded when it is first used: that takes half a second, and most pages need none of it.

from surveyapp.analysis import scientific
scientific.stats.norm.ppf(0.975)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PARTS = {
    "distance": "scipy.spatial.distance",
    "hierarchy": "scipy.cluster.hierarchy",
    "optimize": "scipy.optimize",
    "special": "scipy.special",
    "stats": "scipy.stats",
}


def __getattr__(name: str) -> Any:
    """A part of scipy. Python's own import lock keeps two threads from loading it twice."""
    if name not in PARTS:
        raise AttributeError(name)
    part = import_module(PARTS[name])
    globals()[name] = part
    return part
