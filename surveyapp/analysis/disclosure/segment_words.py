"""Words that are distinctive of a segment's texts, counted so that no few writers are pointed at.

The rules of comments hold: under the opened background question only, from eight people in a segment, with eight or
nobody in all hidden segments together. A word needs five writers in the segment, where `distinctive` asks for three:
what four people wrote would be known of four.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from surveyapp.analysis.compare import benjamini_hochberg
from surveyapp.analysis.disclosure.opening import texts_opened
from surveyapp.analysis.disclosure.rules import Withheld, withheld
from surveyapp.analysis.disclosure.views import DEFAULTS
from surveyapp.analysis.distinctive import distinctive_terms
from surveyapp.analysis.words import usual_form, words_of
from surveyapp.config import Thresholds
from surveyapp.dataset.release import Release

FALSE_DISCOVERIES = 0.1
"""Share of the words named that may be there by chance."""
MOST = 12
"""Words named of one segment."""


@dataclass(frozen=True, slots=True)
class SegmentWord:
    """A word, by the form written most often, and in how many texts of the segment and of the others it occurs."""

    word: str
    inside: int
    outside: int


@dataclass(frozen=True, slots=True)
class ShownWords:
    """Distinctive words of one open question in the segments of one background question."""

    dimension: str
    key: str
    segments: tuple[tuple[str, tuple[SegmentWord, ...]], ...]
    """(code of the dimension, its words; none where it writes like the others)."""
    hidden: tuple[str, ...]
    """Codes of segments whose words are not looked at, because they or what is beside them are too small."""


def view_segment_words(
    release: Release, dimension: str, key: str, thresholds: Thresholds = DEFAULTS, most: int | None = None
) -> ShownWords | Withheld:
    """Words that more writers of a segment use than others do, by hypergeometric test and log-odds (`distinctive`).

    At most *most* texts of a segment are read, by lot. Refused for another background question.
    `UnknownColumn` for a dimension that is none, and for a column without texts; ValueError for a filtered release.
    """
    if release.places is not None:
        raise ValueError("segments are decided together")
    opened = texts_opened(release, dimension, thresholds)
    codes = release.column(dimension).codes
    parts = {code: release.filter(dimension, code) for code in codes}
    written = {code: [words_of(text) for text in part.texts(key, most)] for code, part in parts.items()}
    if isinstance(opened, Withheld):
        return opened
    shown = [code for code in codes if opened.get(code)]
    if not shown:
        return withheld("segment_too_small", needed=thresholds.segment_comments)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for texts in written.values():
        for text in texts:
            for word, times in text.items():
                forms[word].update(times)
    segments = []
    for code in shown:
        others = [text for other in codes if other != code for text in written[other]]
        terms = [
            term for term in distinctive_terms(written[code], others) if term.inside >= thresholds.show and term.z > 0
        ]
        adjusted = benjamini_hochberg([term.p for term in terms])
        kept = [term for term, p in zip(terms, adjusted, strict=True) if p <= FALSE_DISCOVERIES]
        segments.append((code, tuple(SegmentWord(usual_form(forms[t.term]), t.inside, t.outside) for t in kept[:MOST])))
    return ShownWords(
        dimension, key, tuple(segments), tuple(code for code, there in opened.items() if not there)
    )
