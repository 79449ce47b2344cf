"""Cutting an expression into tokens, and the error an expression raises."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<blank>\s+)|(?P<number>\d+(\.\d+)?)|(?P<text>'[^'\\\n]*')|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>==|!=|<=|>=|[<>()\[\],.+*/-])",
    re.ASCII,
)


class ExpressionError(ValueError):
    """What is wrong with an expression, at which character (from 0), and what to write."""

    def __init__(self, at: int, code: str, what: str, hint: str) -> None:
        super().__init__(f"{what}; {hint}")
        self.at = at
        self.code = code
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign, and its place in the expression."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """All tokens but blanks; ExpressionError for a sign without meaning."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            sign = text[at]
            hint = "write texts between single quotes, like 'yes'" if sign in "\"'" else "remove it"
            if sign == "=":
                hint = "write `==` to compare"
            raise ExpressionError(at, "expression_sign", f"`{sign}` has no meaning here", hint)
        if found.lastgroup != "blank":
            tokens.append(Token(str(found.lastgroup), found.group(), at))
        at = found.end()
    return tokens


def nearest(word: str, known: Mapping[str, object] | list[str]) -> str:
    """What was probably meant: the nearest known word, else all of them, in English."""
    words = list(dict.fromkeys(known))
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"write `{close[0]}`"
    if not words:
        return "remove it"
    shown = ", ".join(f"`{each}`" for each in words[:12])
    return f"write one of {shown}" + (" …" if len(words) > 12 else "")
