"""Codes that people copy by hand: letters and digits without look-alikes, in groups of four, with a sign that tells a
mistyped one."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LOOK_ALIKES = str.maketrans("018АВСЕКМОРТХУН", "OIBABCEKMOPTXYH")
"""Digits the alphabet has not, and letters of a Cyrillic keyboard that look like its own."""


def new_code(signs: int) -> str:
    """A random code of so many signs: five bits each, but for the last, which checks the others."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(signs - 1))
    return drawn + _check_sign(drawn)


def spell(code: str) -> str:
    """Groups of four, as one copies them by hand: ``K7QM-3XPA-R5TD``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(text: str, signs: int) -> str | None:
    """A code from what was typed, small letters, blanks and look-alikes forgiven; None where it is mistyped."""
    code = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_LOOK_ALIKES)
    if len(code) != signs or any(sign not in ALPHABET for sign in code):
        return None
    return code if _check_sign(code[:-1]) == code[-1] else None


def _check_sign(signs: str) -> str:
    return ALPHABET[hashlib.sha256(signs.encode("ascii")).digest()[0] % len(ALPHABET)]
