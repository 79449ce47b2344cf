"""Personal details in a proposal: what to hide before it is shown on, as a suggestion which a reader looks through."""

from __future__ import annotations

import re

HIDDEN = "[…]"

_UPPER = "A-ZĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲА-ЯЁ"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|\bwww\.\S+")
_NUMBER = re.compile(r"\+?\d[\d\s()-]{5,}\d")
_DATES = re.compile(r"\d{4}\s*[-–/]\s*\d{2,4}|\d{1,4}[-.]\d{1,2}[-.]\d{1,4}")
_WORD = rf"[{_UPPER}][^\W\d_{_UPPER}]{{2,}}(?:-[{_UPPER}][^\W\d_]+)?"
_INITIALS = rf"[{_UPPER}][a-zžš]?\.(?:\s?[{_UPPER}]\.)?"
_WITH_INITIALS = re.compile(rf"(?<![\w.]){_INITIALS}\s?{_WORD}|(?<!\w){_WORD}\s{_INITIALS}(?!\w)")
_ADDRESSED = re.compile(
    r"\b(?P<title>(?:(?:kolēģ|skolotāj|bibliotekār|direktor|vadītāj|metodiķ|kundz|kung|bibliotekinink|mokytoj|pirminink"
    r"|koleg|коллег|учител|библиотекар|директор|руководител|господин|госпож|colleague|teacher|librarian)[^\W\d_]*"
    rf"|(?:[Mm]r?s?|[Dd]r|г|гр|p)\.?)\s+)(?P<name>{_WORD}(?:\s{_WORD})?)",
)
_TWO_WORDS = re.compile(rf"(?<=[^\W\d_{_UPPER}] )({_WORD}\s{_WORD}\b)(?=(\s[^\W\d_]+)?)")
_PLACE = re.compile(
    r"\b(?:muz[ei]j|muziej|музе|museum|bibliot|библиот|librar|skol|mokykl|школ|school|ģimnāz|gimnaz|гимназ|\w*skol"
    r"|centr|центр|pārvald|universit|университ|nam[asu]|muiž|pil[sī]|park|парк|teātr|teatr|театр|festiv|gatv|iel[aā])",
    re.IGNORECASE,
)


def suggested_mask(text: str) -> str:
    """The text with e-mail and web addresses, telephone numbers and what looks like people's names hidden.

    It is where to begin: a name may be missed, and a place taken for one, so that somebody reads it before it is kept.
    """
    hidden = _ADDRESS.sub(HIDDEN, text)
    hidden = _NUMBER.sub(lambda found: found.group() if _DATES.fullmatch(found.group()) else HIDDEN, hidden)
    hidden = _WITH_INITIALS.sub(HIDDEN, hidden)
    hidden = _ADDRESSED.sub(lambda found: f"{found['title']}{HIDDEN}", hidden)
    return _TWO_WORDS.sub(_unless_place, hidden)


def _unless_place(found: re.Match[str]) -> str:
    return found[1] if _PLACE.search(f"{found[1]}{found[2] or ''}") else HIDDEN
