"""HTML: a table copied from a word processor or a web page, or a document saved as a page."""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from surveyapp.planning.reading.paper import (
    MOST_COLUMNS,
    MOST_ROWS,
    Block,
    Cell,
    Paper,
    PaperRefused,
    Paragraph,
    Table,
    cleaned,
)

_BLOCKS = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "section",
        "article",
        "body",
        "center",
        "dt",
        "dd",
    }
)
_SILENT = frozenset({"script", "style", "head", "title", "meta", "link", "noscript", "template", "object", "svg"})


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML, also with the lines the Windows clipboard puts before it."""
    start = text.lstrip("\ufeff \r\n\t")[:3000].lower()
    if start.startswith("version:") and "<" in start:
        return True
    return start.startswith("<") and any(
        mark in start for mark in ("<html", "<table", "<!doctype html", "<p", "<div", "<body", "<meta")
    )


def read_html(text: str) -> Paper:
    """The paper in an HTML text. ``PaperRefused`` for one without content or with too many rows."""
    text = text[text.index("<") :] if "<" in text else text
    if text.lower().count("<tr") > MOST_ROWS:
        raise PaperRefused("too_many_rows", max=MOST_ROWS)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PaperRefused("damaged") from error
    reader = _Reader()
    reader.walk(root)
    reader.close()
    return Paper(tuple(reader.blocks))


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []

    def close(self) -> None:
        """End the paragraph begun."""
        raw = "".join(self.text)
        text = cleaned(raw)
        self.text = []
        if not text and "\u00a0" in raw:
            self.blocks.append(Paragraph(""))  # the empty line of a word processor
        elif text:
            self.blocks += [Paragraph(line) for line in text.split("\n")]

    def walk(self, root: Any) -> None:
        """Go through the elements in order, without recursion: pages may be nested without end."""
        skipped = None
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self.text.append(element.tail or "")
                continue
            if event in ("comment", "pi"):
                self.text.append(element.tail or "")
            elif event == "start" and element.tag == "table":
                self.close()
                self.blocks.append(_table(element))
                skipped = element
            elif event == "start" and element.tag in _SILENT:
                skipped = element
            elif event == "start":
                self._start(element)
            else:
                if element.tag in _BLOCKS:
                    self.close()
                self.text.append(_spaced(element.tail))

    def _start(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self.close()
        if element.tag == "br":
            self.text.append("\n")
        if element.tag == "li":
            self.text.append(_marker(element))
        self.text.append(_spaced(element.text))


def _spaced(text: str | None) -> str:
    return " ".join((text or "").replace("\n", " ").split(" "))


def _marker(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    return f"{sum(1 for other in item.itersiblings('li', preceding=True)) + 1}. "


def _table(element: Any) -> Table:
    """A table's rows; a cell that reaches down leaves continuing cells in the rows below it."""
    rows: list[tuple[Cell, ...]] = []
    reaching: dict[int, tuple[int, int]] = {}  # column → rows still to cover, columns
    for row in element.iter("tr"):
        if next(row.iterancestors("table")) is not element:
            continue
        cells: list[Cell] = []
        at = 0
        for cell in row.iterchildren("td", "th"):
            at = _fill_down(cells, reaching, at)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            cells.append(Cell(_cell_text(cell), across))
            if down > 1:
                reaching[at] = (down, across)
            at += across
        _fill_down(cells, reaching, at)
        for column, (left, across) in list(reaching.items()):
            if left > 1:
                reaching[column] = (left - 1, across)
            else:
                del reaching[column]
        rows.append(tuple(cells))
    return Table(tuple(rows))


def _fill_down(cells: list[Cell], reaching: dict[int, tuple[int, int]], at: int) -> int:
    covered = sum(cell.columns for cell in cells)
    while at in reaching and covered <= at:
        across = reaching[at][1]
        cells.append(Cell("", across, continues=True))
        at += across
        covered += across
    return at


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), MOST_COLUMNS)) if value.isdigit() else 1


def _cell_text(cell: Any) -> str:
    reader = _Reader()
    for child in (cell,):
        reader.text.append(_spaced(child.text))
        for part in child:
            if not isinstance(part.tag, str):
                reader.text.append(_spaced(part.tail))
            elif part.tag == "table":
                reader.text.append("\n" + " ".join(part.text_content().split()) + "\n" + _spaced(part.tail))
            else:
                reader.walk(part)
    reader.close()
    return "\n".join(block.text for block in reader.blocks if isinstance(block, Paragraph))
