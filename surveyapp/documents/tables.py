"""How wide a table's columns should be, and which of them hold numbers."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_COUNTED = 60
"""Beyond this a longer text only makes a higher cell."""
_LINE_SIGNS = 78
"""Letters of the tables' size in the width of the text, in a wide typeface."""
_PADDING_SIGNS = 2.5


def column_shares(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Shares of the width, together 1: each column holds its longest word, the rest goes by how much text there is."""
    words, texts = [], []
    for column, header in enumerate(headers):
        cells = [header, *(row[column] for row in rows)]
        longest = max((len(word) for text in cells for word in text.split()), default=1)
        words.append((longest + _PADDING_SIGNS) / _LINE_SIGNS)
        texts.append(sum(min(len(text), _LONGEST_COUNTED) for text in cells) / len(cells) + 1)
    rest = max(0.0, 1 - sum(words))
    wanted = [word + rest * text / sum(texts) for word, text in zip(words, texts, strict=True)]
    return [round(share / sum(wanted), 4) for share in wanted]


def numeric_columns(rows: Sequence[Sequence[str]], width: int) -> list[bool]:
    """Which columns hold nothing but whole numbers, and so align to the right."""
    return [
        any(row[column].strip() for row in rows)
        and all(not row[column].strip() or row[column].strip().isdecimal() for row in rows)
        for column in range(width)
    ]
