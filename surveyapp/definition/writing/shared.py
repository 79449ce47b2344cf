"""Files of shared lists and indicators as plain data, and back with their comments."""

from __future__ import annotations

from typing import cast

from surveyapp.definition.lists import OPTION_KEYS
from surveyapp.definition.source import Mapping, Problems
from surveyapp.definition.writing.emit import write
from surveyapp.definition.writing.folder import Part
from surveyapp.definition.writing.nodes import merged, to_data
from surveyapp.definition.writing.sheet import Sheet, read_sheet

ORDERS = {
    "list": ("polarity", "low", "high", "options", *OPTION_KEYS, "texts"),
    "indicator": ("indicators", "id", "scale", "direction", "meaning"),
}


def data_of(file: str) -> Part:
    """What a file says; nothing for one that cannot be read."""
    sheet = read_sheet(file, "", Problems())
    return cast(Part, to_data(sheet.top)) if sheet is not None else {}


def file_with(kind: str, file: str, data: Part) -> str:
    """The file of a "list" or an "indicator", changed to say the data; its comments stay with what they stand at."""
    sheet = read_sheet(file, "", Problems()) if file else None
    sheet = sheet if sheet is not None else Sheet(Mapping(0, 0))
    top = merged(sheet.top, data, ORDERS[kind])
    assert isinstance(top, Mapping)
    return write(Sheet(top, sheet.text, sheet.end))
