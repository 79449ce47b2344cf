"""Numbers as people write them.

Blanks of every width and apostrophes group digits by three; a comma or a point separates decimals, and may stand at the
end. Where both stand, the last separates decimals. A sign before exactly three digits which is not the language's
decimal sign may group or separate: such a number is refused with both readings. The browser reads numbers in the same
way (``numerals.js``); both are held to the same list (``tests/definition/number_vectors.json``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

DECIMAL_SIGNS = MappingProxyType({"lv": ",", "lt": ",", "ru": ",", "en": "."})

MINUS = re.compile("^[+] ?|^([-\u2010-\u2015\u2212]) ?")
BLANKS = " \t\u00a0\u2000-\u200a\u202f'\u2019"
SPACED = re.compile(f"^(-?[0-9]{{1,3}})((?:[{BLANKS}][0-9]{{3}})+)(?=[.,]|$)")
SIMPLE = re.compile(r"(-?)(\d*)(?:([.,])(\d*))?", re.ASCII)
GROUPED = re.compile(r"(-?)(\d{1,3}(?:([.,])\d{3})(?:\3\d{3})*)(?:(?!\3)[.,](\d*))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figures:
    """A number as decimal figures, "" where there is none; where it is refused, perhaps why."""

    figures: str = ""
    code: str = ""
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_number(text: str, language: str = "") -> Figures:
    """The number a text names to a reader of this language."""
    plain = MINUS.sub(lambda found: "-" if found[1] else "", text.strip())
    plain = SPACED.sub(lambda found: found[1] + re.sub(f"[{BLANKS}]", "", found[2]), plain)
    grouped = GROUPED.fullmatch(plain)
    simple = SIMPLE.fullmatch(plain)
    if grouped is not None and simple is not None:
        whole, parts = plain.replace(grouped[3], ""), plain.replace(grouped[3], ".")
        if DECIMAL_SIGNS.get(language) != grouped[3] and not simple[2].startswith("0"):
            return Figures(code="number_in_two_ways", params=MappingProxyType({"whole": whole, "parts": parts}))
        return Figures(parts)
    if grouped is not None:
        return _figures(grouped[1], grouped[2].replace(grouped[3], ""), grouped[4])
    return _figures(simple[1], simple[2], simple[4]) if simple is not None and (simple[2] or simple[4]) else Figures()


def _figures(sign: str, whole: str, parts: str | None) -> Figures:
    return Figures(f"{sign}{whole or '0'}" + (f".{parts}" if parts else ""))
