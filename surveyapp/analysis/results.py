"""A leader's page as data: everything one association's release may say, in the order of the questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surveyapp.analysis.disclosure import (
    DEFAULTS,
    ShownItem,
    Thresholds,
    Withheld,
    need_parts,
    view_item,
    view_question,
    view_question_segment,
    view_segment_texts,
)
from surveyapp.analysis.disclosure.rules import withheld
from surveyapp.analysis.estimates import LOW_RESPONSE, NO_POPULATION, Count
from surveyapp.analysis.finite import count_of
from surveyapp.analysis.gate import MIN_RATE, Badge, badge
from surveyapp.analysis.need import (
    IMPORTANCE,
    SATISFACTION,
    USE,
    NeedColumns,
    NeedTally,
    Tier,
    importance_classes,
    satisfaction_classes,
    standings,
    tally_need,
    tier,
    use_classes,
)
from surveyapp.analysis.need import (
    Standing as NeedStanding,
)
from surveyapp.dataset.release import Release
from surveyapp.dataset.structure import UNANSWERED, ReleaseQuestion

OVERALL = "overall.satisfaction"
"""Indicator by which the overall judgement is found, whatever a questionnaire calls its question."""

Standing = Literal["no_answers", "too_few", "small", "full"]


@dataclass(frozen=True, slots=True)
class Participation:
    """Who answered: the first number on every page."""

    answered: int
    invited: int | None
    badge: Badge | None
    """How far the association may be compared; None where it may not."""

    @property
    def rate(self) -> float | None:
        """Answered of invited; None for a shared link."""
        return self.answered / self.invited if self.invited else None


@dataclass(frozen=True, slots=True)
class QuestionResults:
    """One question with its items, or its texts."""

    id: str
    kind: str
    measure: str
    core: bool
    local: bool
    indicator: str
    items: tuple[tuple[str, ShownItem | Withheld], ...]
    texts: tuple[tuple[str, int], ...]
    """(key of a text column, how many wrote something); the texts themselves come from `disclosure.view_texts`."""


@dataclass(frozen=True, slots=True)
class SectionResults:
    """One section of the questionnaire."""

    id: str
    questions: tuple[QuestionResults, ...]


@dataclass(frozen=True, slots=True)
class NeedResult:
    """Unmet need for one service: two counts, shown apart, ranked by what their sum means for all members.

    Both are None where fewer than five used the service, or fewer than five did not: only the sum may show then.
    """

    code: str
    dissatisfied: Count | None
    not_reached: Count | None
    unmet: Count
    known: int
    """The denominator of all three."""
    expected: float
    """Estimated share of all members who have the need; what services are ranked by."""
    first: float
    """P(it is the greatest need), resampling whole respondents."""
    top: float
    """P(among the three greatest needs)."""
    tier: Tier
    """How sure a place among the three greatest is."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Needs of a release; `question` is the one whose rows the codes are."""

    question: str
    ranked: tuple[NeedResult, ...]
    withheld: tuple[tuple[str, Withheld], ...]

    @property
    def found(self) -> tuple[NeedResult, ...]:
        """Services with an unmet need, greatest first."""
        return tuple(need for need in self.ranked if need.unmet.k)

    @property
    def greatest(self) -> Tier | None:
        """How sure it is that the first is the greatest of those shown; None where no need was found.

        "Greatest" may be said where this is "clear", "probably" where it is "probable", and else neither.
        """
        return tier(self.found[0].first) if self.found else None

    @property
    def same_base(self) -> bool:
        """Whether all counts are of the same number of people, so that they order the services by themselves."""
        return len({need.known for need in self.ranked}) <= 1


@dataclass(frozen=True, slots=True)
class ActivityResult:
    """One activity of the year; those rated come first, best first."""

    row: str
    attended: Count
    rating: ShownItem | Withheld


@dataclass(frozen=True, slots=True)
class ImportancePoint:
    """A service on the importance–performance picture; both means need ten answers."""

    code: str
    importance: float
    satisfaction: float
    n: int
    """Answers behind the satisfaction, the smaller number."""


@dataclass(frozen=True, slots=True)
class AssociationResults:
    """The whole page."""

    release: str
    standing: Standing
    """"too_few": fewer than five answered, show what can be done; "small": three categories, no means."""
    participation: Participation
    sections: tuple[SectionResults, ...]
    """Empty where fewer than five answered."""
    overall: ShownItem | Withheld | None
    """None where it was not asked."""
    needs: Needs | None
    points: tuple[ImportancePoint, ...]
    activities: tuple[ActivityResult, ...]
    activities_question: str
    cautions: tuple[str, ...]


def association_results(release: Release, thresholds: Thresholds = DEFAULTS) -> AssociationResults:
    """Everything that may be shown of a whole association. ValueError for a filtered release."""
    if release.places is not None:
        raise ValueError("a segment has no page of its own")
    participation = participation_of(release)
    standing = _standing(release.n, thresholds)
    cautions = []
    if release.invited is None:
        cautions.append(NO_POPULATION)
    elif release.n and participation.rate is not None and participation.rate < MIN_RATE:
        cautions.append(LOW_RESPONSE)
    if standing in ("no_answers", "too_few"):
        return AssociationResults(release.id, standing, participation, (), None, None, (), (), "", tuple(cautions))
    overall = by_indicator(release, OVERALL)
    question = _activities_question(release)
    return AssociationResults(
        release.id,
        standing,
        participation,
        tuple(
            SectionResults(
                section,
                tuple(
                    _question(release, asked, thresholds)
                    for asked in release.structure.questions.values()
                    if asked.section == section and asked.measure != "proposals"
                ),
            )
            for section in release.structure.sections
        ),
        view_item(release, overall.id, thresholds) if overall is not None else None,
        needs_of(release, thresholds),
        _points(release, thresholds),
        _activities(lambda key: view_item(release, key, thresholds), question) if question else (),
        question,
        tuple(cautions),
    )


def segment_results(
    release: Release, dimension: str, code: str, thresholds: Thresholds = DEFAULTS
) -> AssociationResults:
    """The same page for those who gave one background answer: items, texts and activities, no needs.

    Each item decides for itself, with all other segments in view, whether this one may show. `UnknownColumn` for a
    dimension that is no background question of the release.
    """
    whole = association_results(release, thresholds)
    if whole.standing in ("no_answers", "too_few"):
        return whole

    def items(question: str) -> tuple[tuple[str, ShownItem | Withheld], ...]:
        return view_question_segment(release, question, dimension, code, thresholds)

    def texts(key: str) -> int:
        shown = view_segment_texts(release, dimension, code, key, thresholds)
        return 0 if isinstance(shown, Withheld) else len(shown)

    found = whole.activities_question
    shown = dict(items(found)) if found else {}
    return replace(
        whole,
        sections=tuple(
            SectionResults(
                section.id,
                tuple(
                    replace(
                        asked,
                        items=items(asked.id),
                        texts=tuple((key, texts(key)) for key, _ in asked.texts),
                    )
                    for asked in section.questions
                    if asked.id != dimension
                ),
            )
            for section in whole.sections
        ),
        overall=None,
        needs=None,
        points=(),
        activities=_activities(lambda key: shown[key], found) if found else (),
    )


def _activities_question(release: Release) -> str:
    return next((q.id for q in release.structure.questions.values() if q.kind == "activity-rating"), "")


def _standing(n: int, thresholds: Thresholds) -> Standing:
    if n == 0:
        return "no_answers"
    if n < thresholds.show:
        return "too_few"
    return "small" if n < thresholds.detail else "full"


def participation_of(release: Release) -> Participation:
    """Who answered; may always be shown."""
    return Participation(release.n, release.invited, badge(release.n, release.invited))


def by_indicator(release: Release, indicator: str) -> ReleaseQuestion | None:
    """The question that carries an indicator, None where the release has none."""
    return next((q for q in release.structure.questions.values() if indicator and q.indicator == indicator), None)


def indicator_values(
    release: Release, indicator: str, thresholds: Thresholds = DEFAULTS
) -> tuple[tuple[str, ShownItem | Withheld], ...]:
    """All values of an indicator as (row, item); one with row "" for a single question, none where it was not asked."""
    question = by_indicator(release, indicator)
    if question is None:
        return ()
    return tuple(
        (key.removeprefix(question.id).removeprefix("."), shown)
        for key, shown in view_question(release, question.id, thresholds)
    )


def _question(release: Release, asked: ReleaseQuestion, thresholds: Thresholds) -> QuestionResults:
    columns = [release.structure.columns[key] for key in asked.columns]
    texts = [column.key for column in columns if column.type == "text" and column.measure != "date"]
    return QuestionResults(
        asked.id,
        asked.kind,
        asked.measure,
        asked.core,
        asked.local,
        asked.indicator,
        view_question(release, asked.id, thresholds),
        tuple((key, int((release.codes(key) < UNANSWERED).sum())) for key in texts),
    )


def needs_of(release: Release, thresholds: Thresholds = DEFAULTS) -> Needs | None:
    """Unmet needs of an association, greatest first; None where use, importance or satisfaction was not asked.

    Ranked by what is estimated for all members, services without any need last.

    A service shows from five respondents whose need is known, its two parts only if neither speaks of one to four
    people (`disclosure.need_parts`); the ranking is among those shown.
    """
    use, importance, satisfaction = (by_indicator(release, name) for name in (USE, IMPORTANCE, SATISFACTION))
    if use is None or importance is None or satisfaction is None:
        return None
    if release.n < thresholds.show:
        refusal = withheld("too_few_responses", n=release.n, needed=thresholds.show)
        return Needs(use.id, (), tuple((row, refusal) for row in use.rows))
    rows = [row for row in use.rows if row in importance.rows and row in satisfaction.rows]
    tallies = [_tally(release, row, use.id, importance.id, satisfaction.id) for row in rows]
    decided = {found.code: _decide(found, thresholds) for found in tallies}
    shown = [found for found in tallies if not isinstance(decided[found.code], Withheld)]
    refused = tuple((code, refusal) for code, refusal in decided.items() if isinstance(refusal, Withheld))
    placed = zip(shown, standings([found.states for found in shown], release.invited), strict=True)
    ranked = sorted(placed, key=lambda pair: (pair[0].total == 0, -round(pair[1].expected, 9), -pair[1].top))
    return Needs(
        use.id,
        tuple(_need(found, place, release.invited, parts=decided[found.code] is True) for found, place in ranked),
        refused,
    )


def _decide(found: NeedTally, thresholds: Thresholds) -> bool | Withheld:
    if found.known < thresholds.show:
        return withheld("too_few_answers", n=found.known, needed=thresholds.show)
    return need_parts(found.groups, masked=found.masked, thresholds=thresholds)


def _need(found: NeedTally, place: NeedStanding, invited: int | None, *, parts: bool) -> NeedResult:
    def count(k: int) -> Count:
        return count_of(k, found.known, 0, invited)

    return NeedResult(
        found.code,
        count(found.dissatisfied) if parts else None,
        count(found.not_reached) if parts else None,
        count(found.total),
        found.known,
        place.expected,
        place.first,
        place.top,
        tier(place.top),
    )


def _tally(release: Release, row: str, use: str, importance: str, satisfaction: str) -> NeedTally:
    return tally_need(
        NeedColumns(
            row,
            importance_classes(_scale(release, f"{importance}.{row}"))[release.codes(f"{importance}.{row}")],
            use_classes(_scale(release, f"{use}.{row}"))[release.codes(f"{use}.{row}")],
            satisfaction_classes(_scale(release, f"{satisfaction}.{row}"))[release.codes(f"{satisfaction}.{row}")],
        )
    )


def _scale(release: Release, key: str) -> NDArray[np.float64]:
    """The value of each byte a column can hold, NaN for everything that has no place on the scale: shape (256,)."""
    column = release.column(key)
    values = {option.code: option.value for option in release.structure.questions[column.question].options}
    table = np.full(256, np.nan)
    for place, code in enumerate(column.codes):
        value = values.get(code)
        if value is not None and code not in column.missing:
            table[place] = value
    return table


def _points(release: Release, thresholds: Thresholds) -> tuple[ImportancePoint, ...]:
    importance = dict(indicator_values(release, IMPORTANCE, thresholds))
    points = []
    for row, satisfied in indicator_values(release, SATISFACTION, thresholds):
        important = importance.get(row)
        if not isinstance(important, ShownItem) or not isinstance(satisfied, ShownItem):
            continue
        if important.mean is not None and satisfied.mean is not None:
            points.append(ImportancePoint(row, important.mean.value, satisfied.mean.value, satisfied.n))
    return tuple(points)


def _activities(view: Callable[[str], ShownItem | Withheld], question: str) -> tuple[ActivityResult, ...]:
    attendance = view(question)
    if isinstance(attendance, Withheld):
        return ()
    found = [ActivityResult(cell.code, cell.count, view(f"{question}.{cell.code}.rating")) for cell in attendance.cells]
    return tuple(sorted(found, key=_activity_order))


def _activity_order(activity: ActivityResult) -> tuple[bool, float, int]:
    """Rated ones by their share at the high end, drawn to the middle where few rated; then by attendance."""
    rating = activity.rating
    if isinstance(rating, Withheld) or rating.high is None:
        return (True, 0.0, -activity.attended.k)
    return (False, -(rating.high.k + 1) / (rating.n + 2), -activity.attended.k)
