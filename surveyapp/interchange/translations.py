"""Texts for translators as a PO file, and back from it or from a spreadsheet.

Every text travels with its key, in plain sight, and with the source text it is to be made from: so that a translation
made from an older wording is known as such when it comes home.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from surveyapp.interchange.files import read_file
from surveyapp.planning.reading.paper import PaperRefused, Table

LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its key, the source, the translation ("" where there is none), and a word to the translator."""

    key: str
    source: str
    text: str
    note: str = ""


class UnreadableTranslations(ValueError):
    """The file is neither a spreadsheet nor a PO file of ours."""


def to_po(texts: Sequence[Text], language: str) -> bytes:
    """A PO file; keys stand as contexts, so that equal sources may have different translations."""
    catalog = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for each in texts:
        catalog.add(each.source, each.text, context=each.key, auto_comments=[each.note] if each.note else [])
    target = io.BytesIO()
    write_po(target, catalog, width=100, omit_header=False, include_previous=False)
    return target.getvalue()


def from_file(data: bytes, keys: Sequence[str]) -> tuple[Text, ...]:
    """The texts of a file of either kind, those with a translation and a known key; in no particular order.

    Raises UnreadableTranslations. Unknown keys are passed over: the questionnaire went on meanwhile.
    """
    if len(data) > LARGEST:
        raise UnreadableTranslations
    found = _from_xlsx(data, set(keys)) if data[:4] == b"PK\x03\x04" else _from_po(data)
    known = set(keys)
    return tuple(each for each in found if each.key in known and each.text)


def _from_po(data: bytes) -> list[Text]:
    try:
        catalog = read_po(io.BytesIO(data), charset="utf-8", abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableTranslations from error
    return [
        Text(message.context, message.id, message.string.strip())
        for message in catalog
        if isinstance(message.context, str)
        and isinstance(message.id, str)
        and isinstance(message.string, str)
        # What a tool guessed is no translation yet.
        and not message.fuzzy
    ]


def _from_xlsx(data: bytes, keys: set[str]) -> list[Text]:
    try:
        paper = read_file(data, "texts.xlsx")
    except PaperRefused as error:
        raise UnreadableTranslations from error
    found = []
    for table in paper.blocks:
        for row in table.rows if isinstance(table, Table) else ():
            cells = [cell.text for cell in row]
            place = next((place for place, cell in enumerate(cells) if place >= 2 and cell.strip() in keys), None)
            if place is not None:
                found.append(Text(cells[place].strip(), cells[0], cells[1].strip()))
    return found
