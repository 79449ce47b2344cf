"""Libraries and parts of rooms that are imported when they are first used.

Answering pages must start quickly and stay small; results, documents and charts need libraries that weigh more than
all the rest together. Everything else is imported at the top of its module, as usual (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class Later:
    """A library by its name, imported when something of it is first asked for.

        if TYPE_CHECKING:
            import numpy as np
        else:
            np = Later("numpy")

    Names are kept once found, so that asking again costs what an attribute costs. Python's own import lock keeps two
    threads from importing it twice.
    """

    def __init__(self, name: str) -> None:
        self.__dict__["__name__"] = name

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self.__dict__["__name__"]), name)
        self.__dict__[name] = found
        return found


def names(package: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package whose names lie in *modules* of it, each imported when first asked for.

        if TYPE_CHECKING:
            from surveyapp.dataset.release import Release
        else:
            __getattr__ = names(__name__, {"release": ("Release",)})

    A name that is not listed is an ``AttributeError``, as in any module.
    """
    places = {name: module for module, found in modules.items() for name in found}

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{places[name]}"), name)

    return find
