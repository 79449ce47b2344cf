"""Pages made once and filled for each respondent.

A section's page differs between respondents in a few places: the token, what is ticked and written, what is hidden. So
its template is rendered once per questionnaire, language and section with a mark at each of these places, cut at the
marks into byte segments, and kept. Filling a page is then a look-up per answer and one join.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

from markupsafe import Markup

START, END = "\ue000", "\ue001"
"""Characters for private use around a slot's name. Answers never pass through a template, so they cannot forge one."""

SLOT = re.compile(f"{START}([^{END}]*){END}")

BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
"""Line ends and indentation of the templates; one line end does the same."""

KEPT = 256
"""Pages kept in memory, at 20 to 60 kB each."""


def slot(name: str) -> Markup:
    """The mark of a place to be filled."""
    return Markup(f"{START}{name}{END}")  # noqa: S704 - names are made of ids and codes


def without_marks(text: str) -> str:
    """A text of the questionnaire, which has no business with the marks."""
    return text.replace(START, "").replace(END, "")


@dataclass(frozen=True, slots=True)
class Page:
    """Segments at the even places, slots, empty, at the odd ones."""

    parts: tuple[bytes, ...]
    places: Mapping[str, tuple[int, ...]]
    """Where each slot lies among the parts; a slot may be there more than once."""

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """The page with these values, which must be escaped; a slot without one stays empty."""
        parts = list(self.parts)
        for name, value in values.items():
            for place in self.places.get(name, ()):
                parts[place] = value
        return b"".join(parts)


def cut(html: str) -> Page:
    """A rendered page, cut at its marks."""
    pieces = SLOT.split(BETWEEN_TAGS.sub(">\n<", html))
    places: dict[str, tuple[int, ...]] = {}
    for place in range(1, len(pieces), 2):
        places[pieces[place]] = (*places.get(pieces[place], ()), place)
        pieces[place] = ""
    return Page(tuple(piece.encode("utf-8") for piece in pieces), MappingProxyType(places))


class PageCache:
    """The pages used last, shared by the threads of a process."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> Page:
        """The page under this key, rendered by ``make`` where it is not there."""
        page = self._pages.get(key)
        if page is not None:
            return page
        page = cut(make())  # two threads may both make it: cheaper than making one wait
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._kept:
                self._pages.popitem(last=False)
        return page
