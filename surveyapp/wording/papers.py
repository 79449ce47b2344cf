"""Sentences about papers people hand in: why one cannot be read and what to do, and what is wrong in a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.evaluation.placeholders import Mistake, Place
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
    "template_empty": lambda c, p: c.gettext("Choose a file first."),
    "template_wrong_type": lambda c, p: c.gettext(
        "A template is a DOCX document. Save it as DOCX and choose that one."
    ),
    "template_too_large": lambda c, p: c.gettext(
        "It is larger than %(max)s MB. Make its pictures smaller and choose it again.", max=p["max"]
    ),
    "template_old_format": lambda c, p: c.gettext(
        "The file is in an older format or protected by a password. Save it as DOCX, without one."
    ),
    "template_damaged": lambda c, p: c.gettext(
        "The file is damaged. Open it in its own program, save it once more under a new name, and choose that one."
    ),
    "template_unpacks_too_large": lambda c, p: c.gettext(
        "Unpacked, the file is far larger than a template can be, and was not opened."
    ),
    "template_unsafe_xml": lambda c, p: c.gettext(
        "The file refers to things outside itself, such as linked pictures or another template. Put them into it, save "
        "it and choose it again."
    ),
    "template_macros": lambda c, p: c.gettext(
        "The file holds macros or embedded programs. Save it as DOCX without them and choose that one."
    ),
}


def refusal_sentence(c: Catalogue, code: str, params: Params) -> str:
    """Why a paper cannot be read, and what to do. A code without a sentence is a mistake of the program (KeyError)."""
    return REFUSALS[code](c, params)


def mistake_sentence(c: Catalogue, mistake: Mistake) -> str:
    """What is wrong with a placeholder of a template, by its name and where it stands."""
    if mistake.code == "none" or mistake.place is None:
        return c.gettext(
            "There is no place for the text: write {{parts}} in a paragraph of its own where the parts shall stand."
        )
    words = {"name": mistake.name, "place": place_words(c, mistake.place)}
    if mistake.code == "unknown":
        return c.gettext("There is no placeholder {{%(name)s}}; it stands %(place)s.", **words)
    if mistake.code == "misplaced":
        return c.gettext(
            "{{%(name)s}} needs a paragraph of its own in the text, outside tables, headers and links; it stands "
            "%(place)s.",
            **words,
        )
    if mistake.code == "twice":
        return c.gettext("{{%(name)s}} stands twice, the second time %(place)s.", **words)
    return c.gettext("A placeholder is not whole at %(name)s; it stands %(place)s.", **words)


def place_words(c: Catalogue, place: Place) -> str:
    """Where something stands, to go into a sentence."""
    if place.where == "text":
        number = place.numbers[0] if place.numbers else 0
        if not number:
            return c.gettext("in “%(near)s”", near=place.near)
        return c.gettext("in paragraph %(number)s, “%(near)s”", number=number, near=place.near)
    if place.where == "table":
        table, row, column = place.numbers
        return c.gettext(
            "in table %(table)s, row %(row)s, column %(column)s, “%(near)s”",
            table=table,
            row=row,
            column=column,
            near=place.near,
        )
    if place.where == "header":
        return c.gettext("in the header, “%(near)s”", near=place.near)
    return c.gettext("in the footer, “%(near)s”", near=place.near)
