"""What of a release is opened by segments: decided once, for all its items together.

*One background question is opened, chosen before anybody looks* (`Run.segments_by`, kept in the release's sidecar).
Segments of two of them give cells that the table of both would hide. Within one, everything else that is known of a
respondent may be exchanged among the people of a segment, so that nothing that is shown leads further.

*The same segments are shown of every item.* Which, follows from how many people are in them, not from what they said.
All others, and those who did not say, are the rest: nobody, or at least five. If a rest with a group of one to four in
it agreed on one thing, that would be known of the group; hiding that item would say so. So nothing at all is opened
then, and such a rest is left over only where at least five items (or none) could have been agreed on, so that refusing
does not point at one.

*Joint counts are for all together.* Unmet needs join use, importance and satisfaction of a service in one count. Beside
segments of the same questions they place single people, so these questions are not split, nor is any that is asked of
some only: whom it was asked tells what they use.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.counts import Split, Tally, items_of, tally_by
from surveyapp.analysis.disclosure.rules import Detail, Withheld, choose_segments, withheld
from surveyapp.analysis.need import NEED_INDICATORS
from surveyapp.analysis.ordinal import categories
from surveyapp.analysis.tabulate import Groups
from surveyapp.config import Thresholds
from surveyapp.dataset.release import SEGMENTS_BY, Release, UnknownColumn
from surveyapp.dataset.structure import openable

_KEPT = 256


@dataclass(frozen=True, slots=True)
class Opening:
    """Which segments of which background question are shown, of every item alike."""

    dimension: str
    """"" where no background question is opened."""
    shown: tuple[str, ...]
    """Codes of the segments; none where `refusal` says why."""
    hidden: tuple[str, ...]
    """Codes that somebody gave and that are not shown."""
    refusal: Withheld | None


def dimensions(release: Release) -> tuple[str, ...]:
    """Background questions of a release."""
    return tuple(
        question.id
        for question in release.structure.questions.values()
        if question.background and release.structure.columns[question.columns[0]].type == "codes"
    )


def opened_dimension(release: Release) -> str:
    """The background question that was chosen before opening, "" for none.

    Of releases from before there was a choice, and of those where nobody chose, it is the first of the questionnaire.
    """
    possible = openable(release.structure)
    chosen = release.run.get(SEGMENTS_BY)
    if chosen is None:
        return possible[0] if possible else ""
    return chosen if chosen in possible else ""


def refused_dimension(release: Release, dimension: str) -> Withheld | None:
    """Why this background question is not opened. `UnknownColumn` for one that is none."""
    if dimension not in dimensions(release):
        raise UnknownColumn(dimension)
    return None if dimension == opened_dimension(release) else withheld("other_background")


def unsplit(release: Release, question: str) -> Withheld | None:
    """Why a question is shown for all together only. `UnknownColumn` as `items_of`."""
    items_of(release, question)
    asked = release.structure.questions[question]
    if asked.background:
        return withheld("table_not_protectable")
    if asked.measure in ("number", "date"):
        return withheld("not_by_segment")
    given = {each.indicator for each in release.structure.questions.values()}
    if given >= NEED_INDICATORS:
        of_some = any(release.column(key).conditional for key in asked.columns if not key.endswith(".rating"))
        if asked.indicator in NEED_INDICATORS or of_some:
            return withheld("needs_instead")
    return None


_openings: OrderedDict[tuple[str, str, Thresholds], Opening] = OrderedDict()


def opening_of(release: Release, thresholds: Thresholds) -> Opening:
    """What is opened of a release.

    It follows from the release, the thresholds and this program, and from nothing else, so that every page and file
    finds the same. ValueError for a filtered release.
    """
    if release.places is not None:
        raise ValueError("segments are decided together")
    at = (release.id, opened_dimension(release), thresholds)
    found = _openings.get(at)
    if found is None:
        found = _openings[at] = _decide(release, at[1], thresholds)
        if len(_openings) > _KEPT:
            _openings.popitem(last=False)
    return found


def _decide(release: Release, dimension: str, thresholds: Thresholds) -> Opening:
    if not dimension:
        return Opening("", (), (), withheld("other_background"))
    codes = release.column(dimension).codes
    sizes = dict(zip(codes, Groups(release, dimension).sizes(), strict=True))
    there = tuple(code for code in codes if sizes[code])
    unplaced = release.n - sum(sizes.values())
    shown = choose_segments(sizes, unplaced, thresholds.show)
    small = Opening(dimension, (), there, withheld("segment_too_small", needed=thresholds.show))
    if not shown:
        return small
    rest = release.n - sum(sizes[code] for code in shown)
    beside = [unplaced, *(sizes[code] for code in there if code not in shown)]
    if any(0 < size < thresholds.show for size in beside) and _rest_tells(release, dimension, shown, rest, thresholds):
        return Opening(dimension, (), there, withheld("rest_would_tell", needed=thresholds.show))
    return Opening(dimension, shown, tuple(code for code in there if code not in shown), None)


def _rest_tells(
    release: Release, dimension: str, shown: tuple[str, ...], rest: int, thresholds: Thresholds
) -> bool:
    """Whether those outside the shown segments agree on anything, or too few items could be what they agree on."""
    possible = 0
    agreed = False
    for question in release.structure.questions:
        if unsplit(release, question) is not None:
            continue
        for key in items_of(release, question):
            try:
                split = tally_by(release, dimension, key)
            except UnknownColumn:
                continue  # of a kind that came later than this program: nothing of it is shown
            detail = detail_by(split, shown, thresholds)
            if detail is None:
                continue
            whole = _categories(split.whole, detail)
            outside = whole - sum(_categories(split.parts[code], detail) for code in shown)
            possible += bool((whole >= rest).any())
            agreed |= bool((outside >= rest).any())
            if split.whole.item.measure not in ("nominal", "ordinal"):
                # Of each answer everybody said yes or no: that none of the rest gave it is known of each of them too.
                ticked = whole[: len(split.whole.counts)] > 0
                possible += bool((ticked & (whole[: len(ticked)] <= release.n - rest)).any())
                agreed |= bool((ticked & (outside[: len(ticked)] == 0)).any())
    return agreed or 0 < possible < thresholds.show


def detail_by(split: Split, shown: tuple[str, ...], thresholds: Thresholds) -> Detail | None:
    """In what detail an item shows by segments; None where a segment, or the rest, has too few answers to it.

    Every part has five people, so that this tells how many of a shown group left the question out, and no more.
    """
    parts = [split.parts[code].n for code in shown]
    if split.whole.n + _missing(split.whole) > sum(split.respondents[code] for code in shown):
        parts.append(split.whole.n - sum(parts))
    if min(parts) < thresholds.show:
        return None
    return "all" if min(parts) >= thresholds.detail else "three"


def _missing(part: Tally) -> int:
    missing = part.missing
    return missing.unanswered + missing.not_applicable + missing.dont_know + missing.not_shown


def _categories(part: Tally, detail: Detail) -> NDArray[np.int64]:
    """How many are in each category that will be shown, reasons for missing among them."""
    counts = part.counts
    if part.item.measure == "ordinal" and detail == "three":
        counts = categories(part.counts, part.item.sides)
    missing = part.missing
    reasons = (missing.unanswered, missing.not_applicable, missing.dont_know, missing.not_shown)
    return np.array([*counts, *part.against, *reasons], dtype=np.int64)


def texts_opened(release: Release, dimension: str, thresholds: Thresholds) -> Mapping[str, bool] | Withheld:
    """Under which segments of the opened background question texts, or their words, may stand.

    From eight people in a segment, with eight or nobody in all hidden ones together. `UnknownColumn` for a dimension
    that is no background question.
    """
    refusal = refused_dimension(release, dimension)
    if refusal is not None:
        return refusal
    sizes = dict(zip(release.column(dimension).codes, Groups(release, dimension).sizes(), strict=True))
    shown = choose_segments(sizes, release.n - sum(sizes.values()), thresholds.segment_comments)
    return MappingProxyType({code: code in shown for code, size in sizes.items() if size})
