"""Collecting the sentences of Python code from its syntax tree, so that none can be missed.

Babel's own reader goes by signs and words; an f-string is one sign to it on Python 3.11. Here every call of a
translating function is found wherever it is, and one whose sentence is not written out is refused: it could not be
collected.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

HANDED_ON = ("surveyapp/wording/catalogue.py", "surveyapp/web/shared/forms.py")
"""Ends of files that hand on sentences collected elsewhere."""

WRITTEN_OUT = {"ngettext": 2, "pgettext": 2, "npgettext": 3}
"""How many of the first arguments must be literals; one where nothing is said."""


class SentenceNotWrittenOut(ValueError):
    """A translating function is called with something else than a literal sentence."""


def extract_python(
    fileobj: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str | tuple[str | None, ...], list[str]]]:
    """(line, function, sentence or sentences, no comments) of every call, as Babel asks for them.

    Raises ``SentenceNotWrittenOut`` with file and line for a call that cannot be collected.
    """
    name = str(getattr(fileobj, "name", ""))
    for node in ast.walk(ast.parse(fileobj.read())):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if function not in keywords or not node.args:
            continue
        arguments = tuple(_literal(argument) for argument in node.args)
        written = arguments[: WRITTEN_OUT.get(function, 1)]
        if None in written or len(written) < WRITTEN_OUT.get(function, 1):
            if name.endswith(HANDED_ON):
                continue
            raise SentenceNotWrittenOut(f"{name}:{node.lineno}: {ast.unparse(node)[:80]}")
        yield node.lineno, function, arguments if len(arguments) > 1 else arguments[0] or "", []


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
