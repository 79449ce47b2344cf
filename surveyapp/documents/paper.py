"""Paper that leads to a survey: slips with square codes, and the questionnaire as a form with its number.

Both are tagged PDFs; the codes are drawn here and carry their address as alternative text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import segno

from surveyapp.documents.evaluation_pdf import FONTS, compiled
from surveyapp.documents.style import ACCENT, INK, INK_SOFT, RULE
from surveyapp.wording.paper_form import PrintedForm, SlipWords

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """One member's slip."""

    name: str
    institution: str
    link: str
    number: str
    """Of her paper form; empty where there is none."""
    words: SlipWords


def square_code(link: str) -> str:
    """A QR code as SVG, with the quiet zone that scanners need."""
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=4, unit="mm")
    return drawn.getvalue().decode("ascii")


def slips_pdf(title: str, language: str, slips: Sequence[PaperSlip]) -> bytes:
    """Eight slips to a page, to be cut apart. Refuses (ValueError) an empty sheet; DocumentError as elsewhere."""
    if not slips:
        raise ValueError("a sheet without slips")
    entries = [
        {
            **asdict(slip.words),
            "name": slip.name,
            "institution": slip.institution,
            "link": slip.link,
            "number": slip.number,
            "svg": square_code(slip.link),
        }
        for slip in slips
    ]
    return compiled(TEMPLATES / "slips.typ", {**_look(), "title": title, "language": language, "slips": entries})


def paper_form_pdf(form: PrintedForm, copies: Sequence[tuple[str, str]]) -> bytes:
    """The form once for each (number, link), each copy beginning on an odd page; blank where there is none."""
    written = asdict(form)
    written["copies"] = [{"number": number, "link": link, "svg": square_code(link)} for number, link in copies] or [
        {"number": "", "link": "", "svg": ""}
    ]
    return compiled(TEMPLATES / "paper_form.typ", {**_look(), **written})


def _look() -> dict[str, Any]:
    return {"fonts": FONTS, "colours": {"ink": INK, "soft": INK_SOFT, "accent": ACCENT, "rule": RULE}}
