"""Findings of one association's year, ranked: where a recommendation could begin.

Every finding has a concern between 0 and 1, which says how many people it is about, and a weight by its kind; it is
ranked by their product.

- The concern of a count is the least share of members it may mean: the lower end of the exact interval over N, and
  k of n where there is no interval. So three of four do not go before twenty of thirty.
- A change is a finding where the page of both years marks it (`analysis.years`), all that it compares in view.
- The concern of a change, and of a segment, is the difference of the two shares; of low participation, the share that
  stayed silent; of proposals, the least share of members who approve in the vote, and without one how many were made
  for each one who answered; of an open recommendation, what is left to do.
- Needs keep the order they have in the results.
- Weights (`WEIGHTS`) put what is missing before what goes well, and both before what is only worth knowing.
- Cautions about unanimous answers come last.

Ties go by kind, then by the order of the questionnaire, then by id: the same release gives the same list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from surveyapp.analysis.change import probability_up
from surveyapp.analysis.disclosure import ShownItem, ShownSegments
from surveyapp.analysis.estimates import LOW_RESPONSE, UNANIMOUS, UNDECIDED, Count
from surveyapp.analysis.exact import screen
from surveyapp.analysis.results import AssociationResults, NeedResult
from surveyapp.analysis.segments import segments_test
from surveyapp.analysis.years import compare_years
from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.finding import Finding, FindingKind, Query
from surveyapp.evaluation.proposals import ProposalGroup, ProposalStatus
from surveyapp.evaluation.recommendations import Recommendation

WEIGHTS: Mapping[FindingKind, float] = MappingProxyType(
    {
        FindingKind.LOW_PARTICIPATION: 1.0,
        FindingKind.UNMET_NEED: 1.0,
        FindingKind.RECOMMENDATION_OPEN: 0.7,
        FindingKind.DROP: 0.9,
        FindingKind.LOW_RATING: 0.9,
        FindingKind.ACTIVITY_LOW: 0.8,
        FindingKind.PROPOSAL_SUPPORTED: 0.8,
        FindingKind.SEGMENT_DIFFERS: 0.6,
        FindingKind.RISE: 0.5,
        FindingKind.HIGH_RATING: 0.35,
        FindingKind.ACTIVITY_HIGH: 0.35,
        FindingKind.PRACTICE: 0.3,
        FindingKind.UNANIMOUS: 0.0,
    }
)
_KIND_ORDER = {kind: place for place, kind in enumerate(FindingKind)}

LOW_SHARE = 0.25
"""From a quarter of low answers on, and at least two people, a rating is low."""
LOW_PEOPLE = 2
HIGH_SHARE = 0.8
MOST_PRAISED = 3
"""Of everything rated highly, only so many are findings; the rest stands in the results."""
PARTICIPATION_SHARE = 0.5
SUPPORTED_FROM = 2
SEGMENT_DIFFERENCE = 0.25
SEGMENT_PROBABILITY = 0.975
"""Stricter than between years, since every segment of every question is looked at."""
MOST_SEGMENTS = 3

MANY_COMPARED = "many_compared"
JUDGING = ("bipolar", "unipolar")
"""Scales by which people judge: how often something took place, or whether it is done, is no rating."""
MANY_COMPARED_YEARS = "many_compared_years"
RATED_KINDS = ("rating", "matrix", "activity-rating")
_FEWEST_STEPS = 4
_STEP = 1e-6
"""What keeps two needs of equal concern apart."""


@dataclass(frozen=True, slots=True)
class FindingSources:
    """What findings are computed from; everything in it has passed disclosure."""

    results: AssociationResults
    structure: Structure
    """Of the same release: which question asks for a judgement, and which way is up."""
    before: AssociationResults | None = None
    """Last year's results of the same questionnaire."""
    groups: tuple[ProposalGroup, ...] = ()
    votes: Mapping[str, Count] = field(default_factory=lambda: MappingProxyType({}))
    """What the members said of groups in the second round, by the group's id; empty until it is closed."""
    segments: tuple[ShownSegments, ...] = ()
    """Items by background questions, as far as they may be shown."""
    last_recommendations: tuple[Recommendation, ...] = ()
    """Last year's, of which those promised and not yet done are findings."""
    examples: int = 0
    """How many examples of good practice were described."""

    @property
    def release_id(self) -> str:
        return self.results.release

    @property
    def answered(self) -> int:
        return self.results.participation.answered

    @property
    def invited(self) -> int | None:
        return self.results.participation.invited


def findings_of(sources: FindingSources) -> tuple[Finding, ...]:
    """All findings, the weightiest first.

    Where too few answered to be shown, there are only those about participation, proposals and last year.
    """
    found = [
        *_participation(sources),
        *_needs(sources),
        *_ratings(sources),
        *_changes(sources),
        *_segments(sources),
        *_proposals(sources),
        *_open_recommendations(sources),
        *_practice(sources),
        *_unanimous(sources),
    ]
    return ranked(found, tuple(sources.structure.questions))


def ranked(findings: Iterable[Finding], questions: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """Order findings by the rule of this module; *questions* is the order of the questionnaire."""
    places = {question: place for place, question in enumerate(questions)}
    return tuple(
        sorted(
            findings,
            key=lambda found: (
                found.kind is FindingKind.UNANIMOUS,
                -round(found.score, 9),
                _KIND_ORDER[found.kind],
                places.get(found.query.question, len(places)),
                found.query.row,
                found.subject,
            ),
        )
    )


def concern(count: Count) -> float:
    """The least share of members that a count may mean; its share of n where there is no interval."""
    if count.interval is not None and count.population:
        return count.interval.low / count.population
    return count.share or 0.0


def _participation(sources: FindingSources) -> Iterable[Finding]:
    if not sources.invited or sources.answered >= PARTICIPATION_SHARE * sources.invited:
        return
    count = Count(sources.answered, sources.invited, sources.invited, None, None)
    silent = 1 - sources.answered / sources.invited
    yield Finding(
        FindingKind.LOW_PARTICIPATION,
        Query(sources.release_id, measure="participation"),
        count=count,
        score=WEIGHTS[FindingKind.LOW_PARTICIPATION] * silent,
        cautions=(LOW_RESPONSE,),
    )


def _needs(sources: FindingSources) -> Iterable[Finding]:
    if sources.results.needs is None:
        return
    level = 1.0
    for need in sources.results.needs.ranked:
        if need.unmet.k == 0:
            continue
        # Needs follow each other as in the results, where they are ranked by their sum: two orders would confuse.
        level = min(level - _STEP, concern(need.unmet))
        yield Finding(
            FindingKind.UNMET_NEED,
            Query(sources.release_id, sources.results.needs.question, need.code, "unmet_need"),
            count=need.unmet,
            numbers=MappingProxyType({**_parts(need), "probability": need.top}),
            score=WEIGHTS[FindingKind.UNMET_NEED] * level,
            cautions=(UNDECIDED,) if need.tier == UNDECIDED else (),
        )


def _parts(need: NeedResult) -> dict[str, float]:
    """The two counts, where they may be told apart."""
    if need.dissatisfied is None or need.not_reached is None:
        return {}
    return {"dissatisfied": need.dissatisfied.k, "not_reached": need.not_reached.k}


def _items(results: AssociationResults) -> list[ShownItem]:
    """Everything that is shown, in the order of the questionnaire."""
    return [
        item
        for section in results.sections
        for question in section.questions
        for _, item in question.items
        if isinstance(item, ShownItem)
    ]


def _rated(sources: FindingSources) -> list[ShownItem]:
    """Items in which people judge the work: ratings where more is better, of four steps or more, on a scale that
    judges."""
    kept = []
    for item in _items(sources.results):
        question = sources.structure.questions.get(item.question)
        if question is None or question.kind not in RATED_KINDS or item.high is None or item.low is None:
            continue
        if item.polarity not in JUDGING:
            continue
        good_is_up = question.kind == "activity-rating" or sources.structure.directions.get(question.indicator) == "up"
        if good_is_up and len(_steps(item)) >= _FEWEST_STEPS:
            kept.append(item)
    return kept


def _steps(item: ShownItem) -> tuple[str, ...]:
    """The codes of the scale, lowest first, merged cells taken apart."""
    return tuple(code for cell in item.cells for code in cell.codes)


def _is_activity(sources: FindingSources, item: ShownItem) -> bool:
    return sources.structure.questions[item.question].kind == "activity-rating"


def _row(item: ShownItem) -> str:
    return item.row or item.key.removeprefix(item.question).removeprefix(".").removesuffix(".rating")


def _ratings(sources: FindingSources) -> Iterable[Finding]:
    praised: dict[FindingKind, list[Finding]] = {FindingKind.HIGH_RATING: [], FindingKind.ACTIVITY_HIGH: []}
    for item in _rated(sources):
        activity = _is_activity(sources, item)
        low, high = item.low, item.high
        if low is None or high is None or not item.n:
            continue
        if low.k >= LOW_PEOPLE and low.k >= LOW_SHARE * low.n:
            yield _rating(sources, FindingKind.ACTIVITY_LOW if activity else FindingKind.LOW_RATING, item, low, "low")
        elif high.k >= HIGH_SHARE * high.n:
            kind = FindingKind.ACTIVITY_HIGH if activity else FindingKind.HIGH_RATING
            praised[kind].append(_rating(sources, kind, item, high, "high"))
    order = tuple(sources.structure.questions)
    for found in praised.values():
        yield from ranked(found, order)[:MOST_PRAISED]


def _rating(sources: FindingSources, kind: FindingKind, item: ShownItem, count: Count, measure: str) -> Finding:
    return Finding(
        kind,
        Query(sources.release_id, item.question, _row(item), measure),
        count=count,
        score=WEIGHTS[kind] * concern(count),
        cautions=item.cautions,
    )


def _changes(sources: FindingSources) -> Iterable[Finding]:
    """Hints of a change in ratings, as the page of both years marks them, with all that it compares in view."""
    if sources.before is None:
        return
    compared = compare_years(sources.before, sources.results)
    hints = {(pair.question, pair.row): pair for pair in compared.hints if not pair.unmet}
    for item in _rated(sources):
        pair = hints.get((item.question, item.row))
        if pair is None or pair.before.share is None or pair.after.share is None:
            continue
        kind = FindingKind.RISE if pair.change.wording.endswith("up") else FindingKind.DROP
        yield Finding(
            kind,
            Query(sources.release_id, item.question, _row(item), "change"),
            count=pair.after,
            before=pair.before,
            numbers=MappingProxyType({"probability_up": pair.change.up, "by_chance": compared.by_chance}),
            score=WEIGHTS[kind] * abs(pair.after.share - pair.before.share),
            cautions=(*item.cautions, MANY_COMPARED_YEARS),
        )


def _segments(sources: FindingSources) -> Iterable[Finding]:
    """Segments in which fewer give a high rating than everyone else who is shown, where the item's segments differ by
    more than all that is compared brings about by chance."""
    rated = {item.key: item for item in _rated(sources) if not _is_activity(sources, item)}
    compared = [(split, test) for split in sources.segments if split.key in rated and (test := segments_test(split))]
    marked = screen([test for _, test in compared]).marked
    found = []
    for (split, _), differs in zip(compared, marked, strict=True):
        if not differs:
            continue
        counts = {code: part.high for code, part in split.segments if part.high is not None and part.high.n}
        for code, here in counts.items():
            others = [count for other, count in counts.items() if other != code]
            k, n = sum(count.k for count in others), sum(count.n for count in others)
            if not n or k / n - here.k / here.n < SEGMENT_DIFFERENCE:
                continue
            probability = probability_up((here.k, here.n), (k, n))
            if probability >= SEGMENT_PROBABILITY:
                item = rated[split.key]
                found.append(
                    Finding(
                        FindingKind.SEGMENT_DIFFERS,
                        Query(sources.release_id, item.question, _row(item), "segment"),
                        subject=f"{split.dimension}={code}",
                        count=here,
                        before=Count(k, n, None, None, None),
                        numbers=MappingProxyType({"probability": probability}),
                        score=WEIGHTS[FindingKind.SEGMENT_DIFFERS] * (k / n - here.k / here.n),
                        cautions=(MANY_COMPARED,),
                    )
                )
    return ranked(found, tuple(sources.structure.questions))[:MOST_SEGMENTS]


def _proposals(sources: FindingSources) -> Iterable[Finding]:
    settled = (ProposalStatus.MERGED, ProposalStatus.DECLINED)
    for group in sources.groups:
        vote = sources.votes.get(group.id)
        if max(group.size, vote.k if vote else 0) < SUPPORTED_FROM or group.status in settled:
            continue
        made = min(1.0, group.size / sources.answered) if sources.answered else 0.0
        share = concern(vote) if vote else made
        yield Finding(
            FindingKind.PROPOSAL_SUPPORTED,
            Query(sources.release_id, measure="proposals"),
            subject=group.id,
            count=vote,
            numbers=MappingProxyType({"proposals": group.size}),
            text=group.wording,
            score=WEIGHTS[FindingKind.PROPOSAL_SUPPORTED] * share,
        )


def _open_recommendations(sources: FindingSources) -> Iterable[Finding]:
    for item in sources.last_recommendations:
        if not item.is_open:
            continue
        yield Finding(
            FindingKind.RECOMMENDATION_OPEN,
            Query(sources.release_id, measure="recommendations"),
            subject=item.id,
            numbers=MappingProxyType({"percent_done": item.percent_done}),
            text=item.text,
            score=WEIGHTS[FindingKind.RECOMMENDATION_OPEN] * (1 - item.percent_done / 100),
        )


def _practice(sources: FindingSources) -> Iterable[Finding]:
    if sources.examples and sources.answered:
        yield Finding(
            FindingKind.PRACTICE,
            Query(sources.release_id, measure="practice"),
            numbers=MappingProxyType({"examples": sources.examples}),
            score=WEIGHTS[FindingKind.PRACTICE] * min(1.0, sources.examples / sources.answered),
        )


def _unanimous(sources: FindingSources) -> Iterable[Finding]:
    for item in _items(sources.results):
        if UNANIMOUS not in item.cautions:
            continue
        cell = next((cell for cell in item.cells if cell.count.k == item.n), None)
        if cell is not None:
            yield Finding(
                FindingKind.UNANIMOUS,
                Query(sources.release_id, item.question, _row(item), "unanimous"),
                count=cell.count,
                cautions=(UNANIMOUS,),
            )
