"""Word documents (DOCX): paragraphs and tables in order, with merged cells, list numbers and text boxes.

Read straight from the file's XML: a plan needs none of what a whole object model would build, and hostile or huge
files can be left in the middle.
"""

from __future__ import annotations

from typing import Any

from surveyapp.interchange.docx_lists import Lists
from surveyapp.interchange.package import Package
from surveyapp.planning.reading.paper import (
    MOST_ROWS,
    MOST_TEXTS,
    Block,
    Cell,
    Paper,
    PaperRefused,
    Paragraph,
    Table,
    cleaned,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", _FALLBACK})
_DEEPEST = 20


def read_docx(package: Package, main: str) -> Paper:
    """The paper in a Word document whose text is the entry *main*.

    ``PaperRefused`` for one that is damaged or has more rows than a plan.
    """
    body = _body(package, main)
    lists = Lists(package)
    reader = _Reader(lists)
    reader.blocks_of(body, 0)
    for name in sorted(package.names):
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            reader.running_text(package.xml(name))
    return Paper(tuple(reader.blocks))


def _body(package: Package, main: str) -> Any:
    """The document's body, read until it has more rows than a plan can have."""
    rows = texts = 0
    root = None
    for event, element in package.events(main, ("start", "end")):
        if root is None:
            root = element
        if event == "end" and element.tag == f"{W}tr":
            rows += 1
            if rows > MOST_ROWS:
                raise PaperRefused("too_many_rows", max=MOST_ROWS)
        elif event == "end" and element.tag == f"{W}p":
            texts += 1
            if texts > MOST_TEXTS:
                raise PaperRefused("too_long")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise PaperRefused("damaged")
    return body


class _Reader:
    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.blocks: list[Block] = []

    def blocks_of(self, parent: Any, depth: int) -> None:
        """Paragraphs and tables below an element, through content controls and tracked insertions."""
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self.blocks.append(self._table(child))
            elif child.tag not in _SKIPPED:
                self.blocks_of(child, depth + 1)

    def running_text(self, root: Any) -> None:
        """The text of a header or footer, without page numbers."""
        for paragraph in root.iter(f"{W}p"):
            text = cleaned(self.text_of(paragraph))
            if any(letter.isalpha() for letter in text):
                self.blocks += [Paragraph(""), Paragraph(text)]

    def _paragraph(self, element: Any) -> None:
        text = cleaned(self._with_marker(element))
        self.blocks += [Paragraph(line) for line in text.split("\n")]
        for box in element.iter(f"{W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                self.blocks_of(box, 1)

    def _with_marker(self, element: Any) -> str:
        """A paragraph's text after the number or bullet Word draws before it."""
        marker = self.lists.marker(element)
        text = self.text_of(element)
        return f"{marker} {text}" if marker else text

    def text_of(self, element: Any) -> str:
        """The text of a paragraph: runs, tabs, line breaks; nothing deleted, and no text boxes, which come after it."""
        pieces: list[str] = []
        waiting = list(reversed(element))
        while waiting:
            child = waiting.pop()
            tag = child.tag
            if tag in _SKIPPED or tag == f"{W}txbxContent":
                continue
            if tag == f"{W}t":
                pieces.append(child.text or "")
            elif tag == f"{W}tab":
                pieces.append("\t")
            elif tag in (f"{W}br", f"{W}cr"):
                pieces.append("\n")
            elif tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif tag not in (f"{W}pPr", f"{W}rPr"):
                waiting.extend(reversed(child))
        return "".join(pieces)

    def _table(self, element: Any) -> Table:
        rows = [self._row(row) for row in self._children(element, f"{W}tr")]
        return Table(tuple(rows))

    def _children(self, parent: Any, tag: str) -> list[Any]:
        """Children of a kind, also those inside content controls."""
        found: list[Any] = []
        for child in parent:
            if child.tag == tag:
                found.append(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
                found += self._children(child, tag)
        return found

    def _row(self, row: Any) -> tuple[Cell, ...]:
        properties = row.find(f"{W}trPr")
        cells = [Cell() for _ in range(_value(properties, "gridBefore", 0))]
        for cell in self._children(row, f"{W}tc"):
            setting = cell.find(f"{W}tcPr")
            merge = setting.find(f"{W}vMerge") if setting is not None else None
            continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            across = setting.find(f"{W}hMerge") if setting is not None else None
            if across is not None and across.get(f"{W}val", "continue") == "continue" and cells:
                cells[-1] = Cell(cells[-1].text, cells[-1].columns + 1, cells[-1].continues)
                continue
            text = "" if continues else cleaned(self._cell_text(cell))
            cells.append(Cell(text, max(1, _value(setting, "gridSpan", 1)), continues))
        return tuple(cells)

    def _cell_text(self, cell: Any) -> str:
        """The lines of a cell, with those of tables inside it."""
        return "\n".join(
            self._with_marker(paragraph)
            for paragraph in cell.iter(f"{W}p")
            if not any(parent.tag in _SKIPPED for parent in paragraph.iterancestors())
        )


def _value(parent: Any, name: str, default: int) -> int:
    element = parent.find(f"{W}{name}") if parent is not None else None
    value = element.get(f"{W}val", "") if element is not None else ""
    return min(int(value), 60) if value.isdigit() else default
