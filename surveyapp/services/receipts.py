"""The receipt code: the respondent's own secret, which opens and replaces what was sent.

It is made by chance when it is first needed and stored nowhere: it lies in the respondent's browser and on the notes
she takes. It is derived neither from the link nor from the installation's secret, so that nobody else can make it.
"""

from __future__ import annotations

from surveyapp.services import codes

SIGNS = 20
"""Nineteen by lot, 95 bits, and one that tells a mistyped code: it cannot be searched for, not even with the rows."""


def new_receipt() -> str:
    """A random receipt code."""
    return codes.new_code(SIGNS)


def read_receipt(text: str) -> str | None:
    """A receipt code from what was typed; None where it is none."""
    return codes.read_code(text, SIGNS)
