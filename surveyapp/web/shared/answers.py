"""Answers named in a sentence, as the respondents read them."""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.analysis.disclosure import ShownItem
from surveyapp.dataset import Labels
from surveyapp.web.shared.words import words


def listed(texts: Iterable[str]) -> str:
    """Names one after the other, with semicolons, because names have commas of their own."""
    return "; ".join(texts)


def quoted(texts: Iterable[str]) -> str:
    """ "“Good” or “Very good”"."""
    named = [words().gettext("“%(answer)s”", answer=text) for text in texts]
    if len(named) == 2:
        return words().gettext("%(first)s or %(second)s", first=named[0], second=named[1])
    return listed(named)


def high_label(labels: Labels, item: ShownItem) -> str:
    """The answers that count as high."""
    return quoted(labels.option(item.question, code) for code in item.high_codes)
