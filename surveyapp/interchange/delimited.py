"""Comma-separated files, whatever they separate with, and the encodings they and plain texts come in."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from surveyapp.planning.reading.headers import role_of, roles_of
from surveyapp.planning.reading.paper import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Paper,
    PaperRefused,
    Table,
    cleaned,
)

DELIMITERS = ";,\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[А-Яа-яЁё]")


def decoded(content: bytes) -> str:
    """Text of unknown encoding: UTF-8, UTF-16, or one of the Windows encodings of the Baltic and of Russia.

    ``PaperRefused("wrong_type")`` for what is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content:
        return _without_mark(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        baltic, russian = (content.decode(encoding, errors="replace") for encoding in ("cp1257", "cp1251"))
        return russian if _is_russian(russian) else baltic


def _without_mark(content: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin text is zero."""
    sample = content[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 10 < len(sample):
        raise PaperRefused("wrong_type")
    try:
        return content.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError as error:
        raise PaperRefused("wrong_type") from error


def _is_russian(text: str) -> bool:
    """Whether the words are whole in Cyrillic; Baltic text read so mixes both alphabets inside words."""
    whole = mixed = 0
    for word in _WORD.findall(text[:20_000]):
        cyrillic, latin = _CYRILLIC.search(word) is not None, _LATIN.search(word) is not None
        whole += cyrillic and not latin and len(word) > 2
        mixed += cyrillic and latin
    return whole > mixed


def delimiter_of(text: str) -> str | None:
    """The delimiter under which a header is found, else the one that gives most rows the same length; None for none."""
    best: tuple[int, int, str] | None = None
    for delimiter in DELIMITERS:
        rows = _rows(text[:50_000], delimiter, 120)
        lengths = Counter(len(row) for row in rows if len(row) > 1)
        if not lengths:
            continue
        headers = sum(roles_of(row) is not None for row in rows)
        score = (headers, lengths.most_common(1)[0][1], delimiter)
        if best is None or score[:2] > best[:2]:
            best = score
    return best[2] if best else None


def is_delimited(text: str, delimiter: str) -> bool:
    """Whether a text without a name to tell is comma-separated: a header of short names, and rows of its length."""
    rows = _rows(text[:50_000], delimiter, 120)
    headers = [row for row in rows if len(row) > 2 and roles_of(row) and all(map(role_of, row))]
    lengths = {len(row) for row in rows[rows.index(headers[0]) + 1 :] if len(row) > 1} if headers else set()
    return "\t" not in text and lengths == {len(headers[0])} if headers else False


def read_delimited(text: str, delimiter: str) -> Paper:
    """The paper in a comma-separated text. ``PaperRefused`` for more rows than a plan has."""
    rows = _rows(text, delimiter, MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise PaperRefused("too_many_rows", max=MOST_ROWS)
    return Paper((Table(tuple(tuple(Cell(cleaned(text)) for text in row[:MOST_COLUMNS]) for row in rows)),))


def _rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= most:
                break
    except csv.Error as error:
        raise PaperRefused("damaged") from error
    return rows
