"""Cleaning of people's text before it goes into a file format that cannot hold everything."""

from __future__ import annotations

import re
from functools import lru_cache

from surveyapp.documents import plotting
from surveyapp.documents.style import FALLBACK_FONT_FILE

# XML 1.0 knows no control characters but tab and line ends, and no surrogates or noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """*text* without the characters that no document format can hold; nothing else is changed."""
    return _UNPRINTABLE.sub("", text)


MISSING_LETTER = "\u25a1"
"""An empty box, stands where a sign has no letter form in the documents' typefaces."""


def settable(text: str) -> str:
    """*text* with every sign that the PDF's typefaces lack (most emoji) as an empty box.

    PDF/UA refuses a document in which a letter has no form; a leader's pasted emoji must not cost her the document.
    """
    known = _letters()
    return "".join(sign if sign in "\n\t" or ord(sign) in known else MISSING_LETTER for sign in printable(text))


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    return frozenset(plotting.FT2Font(str(FALLBACK_FONT_FILE)).get_charmap())


def file_name(name: str, ending: str) -> str:
    """A name every file system takes, with one dot before its ending: no slashes, quotes or control characters, at most
    120 letters. A dot inside a word becomes a dash ("activities.a1.rating"), any other is left out ("m. g.")."""
    plain = name.replace("/", "-").replace("–", "-").translate({ord(sign): None for sign in '\\:*?"<>|„“”»«'})
    plain = re.sub(r"\.(?=\w)(?<=\w\.)", "-", "".join(sign for sign in plain if sign.isprintable())).replace(".", "")
    return f"{' '.join(plain.split())[:120].rstrip()}.{ending}"
