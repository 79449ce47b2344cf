"""Sentences about papers a plan is read from: why one cannot be read, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.wording.catalogue import Catalogue

Params = Mapping[str, int]

REFUSALS: Mapping[str, Callable[[Catalogue, Params], str]] = {
    "empty": lambda c, p: c.gettext("There is nothing in it. Choose a file with the plan, or paste its table."),
    "too_large": lambda c, p: c.gettext(
        "It is larger than %(max)s MB. Take the pictures out, or paste only the table.", max=p["max"]
    ),
    "wrong_type": lambda c, p: c.gettext(
        "This kind of file cannot be read. Save the plan as DOCX, XLSX, CSV or plain text, or paste its table."
    ),
    "old_format": lambda c, p: c.gettext(
        "The file is in an older format or protected by a password. Open it and save it as DOCX or XLSX, without one."
    ),
    "pdf": lambda c, p: c.gettext(
        "A PDF keeps no tables that could be read. Use the document it was made from, or copy the table and paste it."
    ),
    "damaged": lambda c, p: c.gettext(
        "The file is damaged. Open it in its own program, save it once more under a new name, and choose that one."
    ),
    "unpacks_too_large": lambda c, p: c.gettext(
        "Unpacked, the file is far larger than a plan can be, and was not opened. Copy the table and paste it instead."
    ),
    "unsafe_xml": lambda c, p: c.gettext(
        "The file refers to things outside itself, and was not opened. Copy the table and paste it instead."
    ),
    "macros": lambda c, p: c.gettext(
        "The file holds macros, and was not opened. Save it as DOCX or XLSX without macros, or paste its table."
    ),
    "too_many_rows": lambda c, p: c.ngettext(
        "A plan has at most %(max)s row here; this file has more. Keep only the rows of one year’s plan.",
        "A plan has at most %(max)s rows here; this file has more. Keep only the rows of one year’s plan.",
        p["max"],
        max=p["max"],
    ),
    "too_long": lambda c, p: c.gettext(
        "The document is far longer than a plan. Copy the plan’s table alone and paste it."
    ),
    "no_table": lambda c, p: c.gettext(
        "No table of activities was found. It needs a row of column names, such as activity, date, place, responsible."
    ),
}


def refusal_sentence(c: Catalogue, code: str, params: Params) -> str:
    """Why a paper cannot be read, and what to do. A code without a sentence is a mistake of the program (KeyError)."""
    return REFUSALS[code](c, params)
