"""Do segments that are shown differ? G² over their high ratings, counted out for small groups."""

from __future__ import annotations

from surveyapp.analysis.disclosure import ShownSegments, Withheld
from surveyapp.analysis.exact import ExactTest, same_share


def segments_test(segments: ShownSegments | Withheld) -> ExactTest | None:
    """The test of one item; it rests on what is shown and on nothing else. None where fewer than two are rated."""
    if isinstance(segments, Withheld):
        return None
    counts = [part.high for _, part in segments.segments if part.high is not None and part.high.n]
    return same_share([(count.k, count.n) for count in counts]) if len(counts) >= 2 else None
