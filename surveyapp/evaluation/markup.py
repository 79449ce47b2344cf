"""Blocks from the HTML a browser or a word processor hands over, and back into HTML.

Nothing of the markup is kept: what is known becomes blocks, the words of everything else become paragraphs, and
scripts, styles, pictures and comments fall away. So whatever was pasted, what is stored is only ever blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any

from lxml import etree, html
from lxml.html import builder as build

from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.evaluation.rich import Rich, Span, plain, rich, safe_link, spans

MOST_COLUMNS = 12
"""Beyond this a table fits no page; what stands in further columns goes into the last one."""
_DEEPEST = 60
"""Below this only the words are read."""
_DROPPED = frozenset(
    {
        *("script", "style", "head", "title", "meta", "link", "xml", "svg", "math", "object", "embed", "iframe", "img"),
        *("video", "audio", "template", "select", "textarea", "button", "input", "map", "canvas", "noscript"),
    }
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    {
        *("p", "div", "section", "article", "blockquote", "pre", "address", "main", "aside", "header", "footer"),
        *("figure", "figcaption", "center", "form", "fieldset", "dl", "dt", "dd", "body", "html"),
    }
)
_LISTS = ("ul", "ol")
_WORD_LIST = re.compile(r"mso-list:\s*l\d", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBERED_MARK = re.compile(r"^\W*(?:\d{1,3}|[a-z]|[ivx]{1,5})\W", re.IGNORECASE)
_TYPED_MARK = re.compile(r"^(?:[·•▪§o]|\d{1,3}[.)]|[a-z][.)])[\s\u00a0]+")
_WEIGHT = re.compile(r"(?<![\w-])font-weight:\s*(bold(?:er)?|normal|lighter|\d{3})", re.IGNORECASE)
_SLANT = re.compile(r"(?<![\w-])font-style:\s*(italic|oblique|normal)", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^>]*>")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u00ad\u200b-\u200f\u2060\ufeff]")


def read_html(markup: str) -> tuple[Block, ...]:
    """Read markup of any origin into blocks. Every text has a reading; nothing is refused."""
    text = _UNREADABLE.sub("", markup)
    if not text.strip():
        return ()
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ()
    reader = _Reader()
    reader.walk(root, Span(""), 0)
    reader.close()
    if not reader.blocks:  # markup nested deeper than any parser goes
        words = " ".join(unescape(_ELEMENT.sub(" ", text)).split())
        return (Paragraph(words),) if words and _DROPPED.isdisjoint(_tag(each) for each in root.iter()) else ()
    return _levelled(reader.blocks, reader.levels)


class _Reader:
    """Gathers running text until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.levels: list[int] = []
        self._running: list[Span] = []
        self._items: list[Rich] = []
        self._numbered = False

    def close(self) -> None:
        """End paragraph and list."""
        self._paragraph()
        self._list()

    def walk(self, element: Any, look: Span, depth: int) -> None:
        """One element and all in it; its tail is the caller's."""
        tag = _tag(element)
        if tag in _DROPPED:
            return
        if depth > _DEEPEST:
            self._running.append(replace(look, text=element.text_content()))
        elif tag == "br":
            self._paragraph()
        elif tag in _HEADINGS:
            self.close()
            words = plain(_inline(element, Span(""), depth))
            if words:
                self.blocks.append(Heading(words))
                self.levels.append(int(tag[1]))
        elif tag in _LISTS:
            self._paragraph()
            for item in _items(element, depth):
                self._item(item, numbered=tag == "ol")
        elif tag == "table":
            self.close()
            self.blocks.extend(_table(element, depth))
        elif tag in _BLOCKS or tag == "li":
            self._block(element, look, depth)
        else:
            self._inside(element, _look(element, tag, look), depth)

    def _block(self, element: Any, look: Span, depth: int) -> None:
        self._paragraph()
        style, kind = element.get("style", ""), element.get("class", "")
        if _WORD_LIST.search(style) or "MsoListParagraph" in kind:
            words, numbered = _word_item(element, depth)
            if words:
                self._item(words, numbered=numbered)
            return
        self._inside(element, _look(element, "", look), depth)
        self._paragraph()

    def _inside(self, element: Any, look: Span, depth: int) -> None:
        if element.text:
            self._running.append(replace(look, text=element.text))
        for child in element:
            self.walk(child, look, depth + 1)
            if child.tail:
                self._running.append(replace(look, text=child.tail))

    def _item(self, words: Rich, *, numbered: bool) -> None:
        if self._items and self._numbered is not numbered:
            self._list()
        self._numbered = numbered
        self._items.append(words)

    def _paragraph(self) -> None:
        words = rich(self._running)
        self._running = []
        if words:
            self._list()
            self.blocks.append(Paragraph(words))

    def _list(self) -> None:
        if self._items:
            self.blocks.append(Items(tuple(self._items), self._numbered))
            self._items = []


def _tag(element: Any) -> str:
    return str(element.tag).lower() if isinstance(element.tag, str) else "script"


def _look(element: Any, tag: str, look: Span) -> Span:
    """What an element adds to the look of the words in it, by its name and by its style."""
    if tag in ("b", "strong"):
        look = replace(look, bold=True)
    elif tag in ("i", "em", "cite"):
        look = replace(look, italic=True)
    elif tag == "a":
        look = replace(look, link=safe_link(element.get("href", "")) or look.link)
    style = element.get("style", "")
    if weight := _WEIGHT.search(style):
        value = weight[1].lower()
        look = replace(look, bold=value.startswith("bold") or (value.isdecimal() and int(value) >= 600))
    if slant := _SLANT.search(style):
        look = replace(look, italic=slant[1].lower() != "normal")
    return look


def _inline(element: Any, look: Span, depth: int) -> Rich:
    """Everything in an element as one line; a paragraph inside begins with a space."""
    return rich(_pieces(element, look, depth))


def _pieces(element: Any, look: Span, depth: int) -> Iterator[Span]:
    if depth > _DEEPEST:
        yield replace(look, text=element.text_content())
        return
    if element.text:
        yield replace(look, text=element.text)
    for child in element:
        tag = _tag(child)
        if tag not in _DROPPED and not _WORD_MARK.search(child.get("style", "")):
            apart = tag == "br" or tag in _BLOCKS or tag in _HEADINGS or tag in ("li", "tr", "td", "th", "ul", "ol")
            if apart:
                yield replace(look, text=" ")
            yield from _pieces(child, _look(child, tag, look), depth + 1)
            if apart:
                yield replace(look, text=" ")
        if child.tail:
            yield replace(look, text=child.tail)


def _items(element: Any, depth: int) -> Iterator[Rich]:
    """The items of a list; those of a list inside it follow the item they stand under."""
    for child in element:
        tag = _tag(child)
        if tag in _LISTS:
            yield from _items(child, depth + 1) if depth < _DEEPEST else ()
            continue
        inner = [each for each in child.iter(*_LISTS) if all(_tag(up) not in _LISTS for up in _between(each, child))]
        for each in inner:
            _detach(each)
        words = _inline(child, Span(""), depth + 1)
        if words:
            yield words
        for each in inner:
            yield from _items(each, depth + 1) if depth < _DEEPEST else ()


def _between(element: Any, above: Any) -> Iterator[Any]:
    for parent in element.iterancestors():
        if parent is above:
            return
        yield parent


def _detach(element: Any) -> None:
    """Take an element out, leaving the words after it where they were, apart from those before it."""
    parent = element.getparent()
    tail = element.tail
    element.tail = None
    before = element.getprevious()
    parent.remove(element)
    if tail:
        tail = f" {tail}"
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail


def _word_item(element: Any, depth: int) -> tuple[Rich, bool]:
    """An item as word processors write it: a paragraph whose mark stands in it as text."""
    mark = " ".join(each.text_content() for each in element.iter() if _WORD_MARK.search(each.get("style", "")))
    words = _inline(element, Span(""), depth)
    if not mark:
        first, *rest = spans(words) or (Span(""),)
        typed = _TYPED_MARK.match(first.text)
        if typed:
            mark = typed[0]
            words = rich((replace(first, text=first.text[typed.end() :]), *rest))
    return words, bool(_NUMBERED_MARK.match(mark)) and mark.strip() != "o"


def _table(element: Any, depth: int) -> Iterator[Block]:
    """A table; what is covered by a wide cell is left empty. One of a single column only lays paragraphs out."""
    rows: list[list[Rich]] = []
    for row in element.iter("tr"):
        cells: list[Rich] = []
        for cell in row:
            if _tag(cell) in ("td", "th"):
                width = cell.get("colspan", "1")
                cells.append(_inline(cell, Span(""), depth + 1))
                cells.extend([""] * (min(int(width), MOST_COLUMNS) - 1 if width.isdecimal() and int(width) else 0))
        if any(cells):
            rows.append(_narrowed(cells))
    width = max(map(len, rows), default=0)
    if width == 1:
        yield from (Paragraph(row[0]) for row in rows)
    elif rows:
        full = [tuple(row + [""] * (width - len(row))) for row in rows]
        yield Table(full[0], tuple(full[1:]))


def _narrowed(cells: Sequence[Rich]) -> list[Rich]:
    if len(cells) <= MOST_COLUMNS:
        return list(cells)
    kept = list(cells[: MOST_COLUMNS - 1])
    rest = [piece for cell in cells[MOST_COLUMNS - 1 :] if cell for piece in (*spans(cell), Span(" "))]
    return [*kept, rich(rest)]


def _levelled(blocks: Sequence[Block], levels: Sequence[int]) -> tuple[Block, ...]:
    """A page's own headings begin at the third level, a pasted document's wherever it likes."""
    highest = min(3, min(levels, default=3))
    found = iter(levels)
    return tuple(
        replace(block, level=1 if next(found) <= highest else 2) if isinstance(block, Heading) else block
        for block in blocks
    )


def write_html(blocks: Iterable[Block], *, level: int = 3) -> str:
    """Blocks as markup whose highest heading has *level*; `read_html` gives the same blocks back."""
    return "".join(etree.tostring(_element(block, level), encoding="unicode", method="html") for block in blocks)


def _element(block: Block, level: int) -> Any:
    match block:
        case Heading(text, below):
            return getattr(build, f"H{level + below - 1}")(text)
        case Paragraph(words):
            return build.P(*_runs(words))
        case Items(items, numbered):
            return (build.OL if numbered else build.UL)(*(build.LI(*_runs(item)) for item in items))
        case Table(headers, rows):
            head = build.THEAD(build.TR(*(build.TH(*_runs(header), scope="col") for header in headers)))
            body = (build.TR(*(build.TD(*_runs(cell)) for cell in row)) for row in rows)
            return build.TABLE(head, build.TBODY(*body))


def _runs(text: Rich) -> Iterator[Any]:
    for span in spans(text):
        run: Any = span.text
        if span.italic:
            run = build.EM(run)
        if span.bold:
            run = build.STRONG(run)
        if span.link:
            run = build.A(run, href=span.link)
        yield run
