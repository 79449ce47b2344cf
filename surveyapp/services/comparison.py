"""Results set side by side: segments of one year, and this year beside the last."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from surveyapp.analysis.counts import items_of
from surveyapp.analysis.disclosure import (
    ShownItem,
    ShownSegments,
    ShownTable,
    ShownWords,
    Withheld,
    dimensions,
    opened_dimension,
    view_segment_words,
    view_segments,
    view_table,
)
from surveyapp.analysis.exact import screen
from surveyapp.analysis.segments import segments_test
from surveyapp.analysis.years import YearsCompared, compare_years, link
from surveyapp.config import Thresholds
from surveyapp.dataset import UnknownColumn, open_release
from surveyapp.services.access import Actor
from surveyapp.services.errors import NotFound
from surveyapp.services.periods import PeriodView, neighbour
from surveyapp.services.results import Results, ResultsState, results_of
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import QuestionnaireVersion
from surveyapp.store.surveys import Run, RunStatus, Survey

KEPT = 512
"""Questions by a segment that are kept in memory."""
MOST_TEXTS = 2000
"""Texts of a segment whose words are compared with those of the others; of more, so many drawn by lot."""


@dataclass(frozen=True, slots=True)
class SegmentedItem:
    """One item as a whole, and in its segments."""

    key: str
    whole: ShownItem | Withheld
    segments: ShownSegments | Withheld
    differs: bool | None = None
    """Whether the segments shown are marked as different in their high ratings; None where that is not asked."""


@dataclass(frozen=True, slots=True)
class Segments:
    """One question by one background question."""

    results: Results
    dimensions: tuple[str, ...]
    questions: tuple[str, ...]
    """Questions that can be split."""
    columns: tuple[str, ...]
    """Columns of texts whose words can be compared."""
    dimension: str
    question: str
    """A question, or a column of texts."""
    items: tuple[SegmentedItem, ...]
    words: ShownWords | Withheld | None
    """Of a column of texts."""
    people: tuple[ShownTable | Withheld, ...]
    """Who answered, by this background question and each other one."""
    by_chance: float = 0.0
    """How many of the rows of this question chance alone would have marked."""


def segments_of(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    run_id: uuid.UUID | None = None,
    *,
    dimension: str,
    question: str,
) -> Segments:
    """A question by a background question; unless told the one chosen before opening, and the first question.

    ``NotFound`` for a dimension or question this survey does not have: an address that was forged, or a question that
    was withdrawn; for a survey without shown results too. ``Forbidden`` for anyone but the association's leader.
    """
    results = results_of(unit, actor, association_id, period_id, run_id)
    shown = results.shown
    release = open_release(unit.releases, shown.release)
    possible = dimensions(release)
    questions = tuple(
        asked.id
        for section in shown.sections
        for asked in section.questions
        if asked.items and asked.id not in possible and asked.measure not in ("number", "date")
    )
    columns = tuple(
        key for section in shown.sections for asked in section.questions for key, count in asked.texts if count
    )
    by = dimension or opened_dimension(release) or (possible[0] if possible else "")
    about = question or next(iter([q for q in questions if q == "overall"] or questions), "")
    if (dimension and dimension not in possible) or (question and question not in (*questions, *columns)):
        raise NotFound("segments")
    at = (unit.releases, release.id, by, about, unit.thresholds)
    items = _beside_the_whole(results, about, kept_segments(*at)) if by and about in questions else ()
    items, by_chance = _screened(items)
    return Segments(
        results,
        possible,
        questions,
        columns if possible else (),
        by,
        about,
        items,
        kept_words(*at) if by and about in columns else None,
        tuple(view_table(release, by, other, unit.thresholds) for other in possible if other != by),
        by_chance,
    )


def _screened(items: tuple[SegmentedItem, ...]) -> tuple[tuple[SegmentedItem, ...], float]:
    """Mark where segments differ in their high ratings by more than so many comparisons bring about by chance."""
    tests = {item.key: test for item in items if (test := segments_test(item.segments)) is not None}
    found = screen(list(tests.values()))
    marked = dict(zip(tests, found.marked, strict=True))
    return tuple(replace(item, differs=marked.get(item.key)) for item in items), found.expected


def _beside_the_whole(
    results: Results, question: str, segments: tuple[tuple[str, ShownSegments | Withheld], ...]
) -> tuple[SegmentedItem, ...]:
    wholes = dict(results.question(question).items)
    return tuple(SegmentedItem(key, wholes[key], found) for key, found in segments)


@lru_cache(maxsize=KEPT)
def kept_words(
    folder: Path, release_id: str, dimension: str, column: str, thresholds: Thresholds
) -> ShownWords | Withheld:
    """Distinctive words of a column of texts in its segments, worked out once per process."""
    return view_segment_words(open_release(folder, release_id), dimension, column, thresholds, MOST_TEXTS)


@lru_cache(maxsize=KEPT)
def kept_segments(
    folder: Path, release_id: str, dimension: str, question: str, thresholds: Thresholds
) -> tuple[tuple[str, ShownSegments | Withheld], ...]:
    """The items of a question, by their keys, in its segments; worked out once per process."""
    release = open_release(folder, release_id)
    try:
        return tuple((key, view_segments(release, dimension, key, thresholds)) for key in items_of(release, question))
    except UnknownColumn as error:
        raise NotFound("segments") from error


@dataclass(frozen=True, slots=True)
class Years:
    """This year beside the last."""

    results: Results
    before: PeriodView | None
    """Last year; None where the association has none."""
    earlier: Results | None
    compared: YearsCompared
    """Empty where one of the years has nothing to show."""
    linked: int | None = None
    """How many respondents are known in both years; None where nothing pairs the years."""


def years_of(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, run_id: uuid.UUID | None = None
) -> Years:
    """What changed since last year, of everything both years asked alike. ``NotFound``, ``Forbidden``.

    Beside a survey stands last year's of the same questionnaire; where there is none, last year's year-end survey, of
    which only questions under the same indicator compare.
    """
    results = results_of(unit, actor, association_id, period_id, run_id)
    before = neighbour(unit, results.period, -1)
    if before is None or results.run is None:
        return Years(results, before, None, YearsCompared(()))
    same = None if results.year_end else _same_last_year(unit, association_id, before.id, results.run.id)
    earlier = results_of(unit, actor, association_id, before.id, same)
    if not results.state is earlier.state is ResultsState.SHOWN:
        return Years(results, before, earlier, YearsCompared(()))
    alike = same is not None or results.year_end
    releases = [open_release(unit.releases, each.shown.release) for each in (earlier, results)]
    linked = link(*releases) if alike else None
    compared = compare_years(earlier.shown, results.shown, linked, unit.thresholds, by_indicator_only=not alike)
    return Years(results, before, earlier, compared, linked.pairs if linked is not None else None)


def _same_last_year(unit: Unit, association_id: uuid.UUID, period_id: uuid.UUID, run_id: uuid.UUID) -> uuid.UUID | None:
    """Last year's closed run of the questionnaire that *run_id* asked; the latest, where there were several."""
    asked = (
        select(QuestionnaireVersion.questionnaire_id)
        .join(Survey, Survey.version_id == QuestionnaireVersion.id)
        .join(Run, Run.survey_id == Survey.id)
        .where(Run.id == run_id)
        .scalar_subquery()
    )
    return unit.session.scalar(
        select(Run.id)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .where(
            Run.association_id == association_id,
            Survey.period_id == period_id,
            Run.status == RunStatus.CLOSED,
            QuestionnaireVersion.questionnaire_id == asked,
        )
        .order_by(Run.closed_at.desc())
        .limit(1)
    )
