"""Any file or pasted text as a paper: what it is is told by its content, not by its name."""

from __future__ import annotations

import posixpath

from surveyapp.interchange.delimited import decoded, delimiter_of, is_delimited, read_delimited
from surveyapp.interchange.docx import read_docx
from surveyapp.interchange.package import Package
from surveyapp.interchange.text import read_text
from surveyapp.interchange.web_page import looks_like_html, read_html
from surveyapp.interchange.xlsx import read_xlsx
from surveyapp.planning.reading.paper import LONGEST_TEXT, MOST_TEXTS, Block, Paper, PaperRefused, Paragraph

LARGEST_MEGABYTES = 10
LARGEST_PASTE = 4_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE_DOCUMENT = "/officeDocument"


def read_file(content: bytes, name: str = "") -> Paper:
    """The paper in a file's content; *name* only tells ``.csv`` from other text.

    ``PaperRefused`` says why a file cannot be read: see there.
    """
    if len(content) > LARGEST_MEGABYTES * 1024 * 1024:
        raise PaperRefused("too_large", max=LARGEST_MEGABYTES)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise PaperRefused("empty")
    if content.startswith(_OLD_OFFICE) or content.lstrip()[:5] == b"{\\rtf":
        raise PaperRefused("old_format")
    if content.lstrip()[:5] == b"%PDF-":
        raise PaperRefused("pdf")
    if content.startswith(_ZIPS):
        return _with_content(_office(content))
    if name.lower().endswith((".docx", ".docm", ".xlsx", ".xlsm")):
        raise PaperRefused("damaged")
    return read_pasted(decoded(content), name)


def read_pasted(text: str, name: str = "") -> Paper:
    """The paper in a text: HTML, a comma-separated table, or plain text with tabs or columns of spaces."""
    if not text.strip("\ufeff \t\r\n\0"):
        raise PaperRefused("empty")
    if len(text) > LARGEST_PASTE:
        raise PaperRefused("too_large", max=LARGEST_PASTE // 1_000_000)
    if (
        text.count("\0")
        or sum(not (char.isprintable() or char in "\t\r\n\f\v\u00ad\ufeff") for char in text[:5000]) > 50
    ):
        raise PaperRefused("wrong_type")
    text = text.lstrip("\ufeff")
    if text.count("\n") > 2 * MOST_TEXTS:
        raise PaperRefused("too_long")
    if looks_like_html(text):
        return _with_content(read_html(text))
    separated = name.lower().endswith((".csv", ".tsv"))
    delimiter = delimiter_of(text)
    if delimiter and (separated or (delimiter in ";," and is_delimited(text, delimiter))):
        return _with_content(read_delimited(text, delimiter))
    return _with_content(read_text(text))


def _office(content: bytes) -> Paper:
    package = Package(content)
    main = _main_part(package)
    if any(name.rpartition("/")[2].startswith("vbaProject") for name in package.names):
        raise PaperRefused("macros")
    if main.startswith("word/"):
        return read_docx(package, main)
    if main.startswith("xl/") and main.endswith(".xml"):
        return read_xlsx(package)
    raise PaperRefused("wrong_type" if package.names else "damaged")


def _main_part(package: Package) -> str:
    """The entry that holds the document, as the package's own directory says."""
    if "_rels/.rels" in package.names:
        for relation in package.xml("_rels/.rels"):
            target = str(posixpath.normpath(relation.get("Target", "").lstrip("/")))
            if relation.get("Type", "").endswith(_OFFICE_DOCUMENT) and target in package.names:
                return target
    for usual in ("word/document.xml", "xl/workbook.xml"):
        if usual in package.names:
            return usual
    if any(name.startswith(("word/", "xl/")) for name in package.names) or "[Content_Types].xml" in package.names:
        raise PaperRefused("damaged")
    return ""


def _with_content(paper: Paper) -> Paper:
    """A paper that says something, and no more than a plan can."""
    texts = [text for block in paper.blocks for text in _texts(block) if text]
    if not texts:
        raise PaperRefused("empty")
    if len(texts) > MOST_TEXTS or any(len(text) > LONGEST_TEXT for text in texts):
        raise PaperRefused("too_long")
    return paper


def _texts(block: Block) -> list[str]:
    return [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]
