"""Running text with emphasis and links, as a leader writes it: spans, and the plain marks they are typed with.

``**strong**``, ``*stressed*`` and ``[words](https://…)``. A mark that closes nothing, or stands between spaces, is
only a sign; a backslash before a sign of the writing makes it only a sign, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of running text in one look; ``link`` is an address of the web or of a mailbox, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def is_plain(self) -> bool:
        return not (self.bold or self.italic or self.link)


Rich = str | tuple[Span, ...]
"""Text without any look is a plain string, so that each text has one form only."""

LONGEST_LINK = 2000
_LINK = re.compile(
    r"https?://[^\s<>\"'\\/?#@]+(?:[/?#][^\s<>\"\\]*)?|mailto:[^\s<>\"\\@]+@[^\s<>\"\\@]+", re.IGNORECASE
)


def safe_link(address: str) -> str:
    """The address where it may stand in a document: of the web or a mailbox; empty for any other.

    Signs that the writing uses itself are given as their codes, so that an address has one form.
    """
    trimmed = address.strip().replace("(", "%28").replace(")", "%29").replace("|", "%7C").replace("*", "%2A")
    return trimmed if len(trimmed) <= LONGEST_LINK and _LINK.fullmatch(trimmed) else ""


def spans(text: Rich) -> tuple[Span, ...]:
    """A text as spans, whatever its form."""
    if isinstance(text, str):
        return (Span(text),) if text else ()
    return text


def plain(text: Rich) -> str:
    """The words alone."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def rich(pieces: Iterable[Span]) -> Rich:
    """Spans in their one form: single spaces, none inside a look's edges, neighbours of one look together."""
    parts: list[Span] = []
    space = False
    for piece in pieces:
        text = " ".join(piece.text.split())
        space = space or piece.text[:1].isspace()
        if not text:
            space = space or bool(piece.text)
            continue
        look = replace(piece, text=text)
        before = parts[-1] if parts else None
        if before is not None and replace(before, text=text) == look:
            parts[-1] = replace(before, text=before.text + (" " if space else "") + text)
        else:
            if space and before is not None:
                _add_space(parts)
            parts.append(look)
        space = piece.text[-1:].isspace()
    joined = _joined(parts)
    if all(part.is_plain for part in joined):
        return "".join(part.text for part in joined)
    return tuple(joined)


def _add_space(parts: list[Span]) -> None:
    """A space between two looks belongs to a plain neighbour, or stands on its own."""
    if parts[-1].is_plain:
        parts[-1] = replace(parts[-1], text=parts[-1].text + " ")
    else:
        parts.append(Span(" "))


def _joined(parts: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for part in parts:
        if joined and replace(joined[-1], text="") == replace(part, text=""):
            joined[-1] = replace(part, text=joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined


_MARK = re.compile(
    r"\\(?P<escaped>[\\*\[\]#|.)•·-])"
    r"|\[(?P<label>(?:\\.|[^\[\]\\])+)\]\((?P<link>(?:https?://|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)"
    r"|(?P<mark>\*\*|\*)",
    re.IGNORECASE,
)


def read_rich(text: str) -> Rich:
    """Read one line of a leader's writing. Every text has a reading; no word is lost."""
    return rich(_read(text, Span("")))


def _read(text: str, look: Span) -> list[Span]:
    """Marks are paired first; what has no partner is only a sign."""
    tokens: list[tuple[str, str]] = []  # kind, text
    waiting: dict[str, int] = {}
    place = 0
    for found in _MARK.finditer(text):
        if found.start() > place:
            tokens.append(("text", text[place : found.start()]))
        place = found.end()
        if found["escaped"]:
            tokens.append(("text", found["escaped"]))
        elif found["label"]:
            address = safe_link(found["link"])
            tokens.append(("link", f"{address} {found['label']}") if address else ("text", found[0]))
        else:
            mark = found["mark"]
            before, after = text[: found.start()][-1:], text[found.end() :][:1]
            if mark in waiting and before and not before.isspace():
                tokens[waiting.pop(mark)] = ("on", mark)
                tokens.append(("off", mark))
            elif mark not in waiting and after and not after.isspace():
                waiting[mark] = len(tokens)
                tokens.append(("text", mark))
            else:
                tokens.append(("text", mark))
    tokens.append(("text", text[place:]))
    return _looks(tokens, look)


def _looks(tokens: Iterable[tuple[str, str]], look: Span) -> list[Span]:
    found: list[Span] = []
    for kind, value in tokens:
        if kind in ("on", "off"):
            on = kind == "on"
            look = replace(look, bold=on) if value == "**" else replace(look, italic=on)
        elif kind == "link":
            address, _, label = value.partition(" ")
            found.extend(replace(span, link=address) for span in _read(label, look) if span.text)
        elif value:
            found.append(replace(look, text=value))
    return found


_SIGN = re.compile(r"\\(?=[\\*\[\]#|.)•·-]|$)|\*(?=\S)|(?<=\S)\*|\[(?=[^\]]*\]\()|\|")
_SIGN_BESIDE_MARKS = re.compile(_SIGN.pattern + r"|\*")
"""Inside marks, or at a neighbour's edge, an asterisk with blanks around it would be read with them."""


def write_rich(text: Rich) -> str:
    """Write a text as it is typed; `read_rich` gives the same text back."""
    written = []
    pieces = spans(text)
    sign = _SIGN if all(span.is_plain for span in pieces) else _SIGN_BESIDE_MARKS
    for span in pieces:
        words = sign.sub(lambda found: "\\" + found[0], span.text)
        if span.link:
            words = f"[{words.replace('[', chr(92) + '[').replace(']', chr(92) + ']')}]({span.link})"
        marks = "**" * span.bold + "*" * span.italic
        written.append(f"{marks}{words}{marks[::-1]}")
    return "".join(written)


def to_json(text: Rich) -> str | list[dict[str, Any]]:
    """A text as it is stored: a string, or its spans with what is true of them."""
    if isinstance(text, str):
        return text
    return [
        {
            "text": span.text,
            **({"bold": True} if span.bold else {}),
            **({"italic": True} if span.italic else {}),
            **({"link": span.link} if span.link else {}),
        }
        for span in text
    ]


def from_json(stored: str | Iterable[Mapping[str, Any]]) -> Rich:
    """A text read from storage."""
    if isinstance(stored, str):
        return stored
    return rich(
        Span(str(entry["text"]), bool(entry.get("bold")), bool(entry.get("italic")), safe_link(entry.get("link", "")))
        for entry in stored
    )
