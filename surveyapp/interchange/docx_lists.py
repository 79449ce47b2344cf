"""The numbers and bullets Word draws before paragraphs; they stand in no text and have to be counted."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from surveyapp.interchange.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Lists:
    """Counts the paragraphs of each list as they come."""

    def __init__(self, package: Package) -> None:
        self._abstract: dict[str, str] = {}
        self._formats: dict[tuple[str, int], str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if "word/numbering.xml" in package.names:
            self._read_numbering(package.xml("word/numbering.xml"))
        if "word/styles.xml" in package.names:
            self._read_styles(package.xml("word/styles.xml"))

    def marker(self, paragraph: Any) -> str:
        """The marker before a paragraph: "3.", "b)", "•"; empty outside lists."""
        place = self._place(paragraph)
        if place is None or place[0] == "0":
            return ""
        number, level = place
        form = self._formats.get((self._abstract.get(number, ""), level), "bullet")
        if form in ("bullet", "none"):
            return "•" if form == "bullet" else ""
        counts = self._counts[number]
        counts[level] = counts.get(level, 0) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _written(counts[level], form)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        settings = paragraph.find(f"{W}pPr")
        if settings is None:
            return None
        own = _list_place(settings.find(f"{W}numPr"))
        if own:
            return own
        style = settings.find(f"{W}pStyle")
        return self._styles.get(style.get(f"{W}val", "")) if style is not None else None

    def _read_numbering(self, root: Any) -> None:
        for abstract in root.iterfind(f"{W}abstractNum"):
            identity = abstract.get(f"{W}abstractNumId", "")
            for level in abstract.iterfind(f"{W}lvl"):
                form = level.find(f"{W}numFmt")
                depth = level.get(f"{W}ilvl", "0")
                if form is not None and depth.isdigit():
                    self._formats[identity, int(depth)] = form.get(f"{W}val", "decimal")
        for number in root.iterfind(f"{W}num"):
            reference = number.find(f"{W}abstractNumId")
            if reference is not None:
                self._abstract[number.get(f"{W}numId", "")] = reference.get(f"{W}val", "")

    def _read_styles(self, root: Any) -> None:
        for style in root.iterfind(f"{W}style"):
            place = _list_place(style.find(f"{W}pPr/{W}numPr"))
            if place:
                self._styles[style.get(f"{W}styleId", "")] = place


def _list_place(settings: Any) -> tuple[str, int] | None:
    if settings is None:
        return None
    number = settings.find(f"{W}numId")
    level = settings.find(f"{W}ilvl")
    if number is None:
        return None
    depth = level.get(f"{W}val", "0") if level is not None else "0"
    return number.get(f"{W}val", "0"), int(depth) if depth.isdigit() else 0


def _written(count: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman") and count < len(_ROMAN):
        return f"{_ROMAN[count]}." if form == "upperRoman" else f"{_ROMAN[count].lower()})"
    if form in ("lowerLetter", "upperLetter") and count <= 26:
        letter = chr(ord("a") + count - 1)
        return f"{letter})" if form == "lowerLetter" else f"{letter.upper()}."
    return f"{count}."
