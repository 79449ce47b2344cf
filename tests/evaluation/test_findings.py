"""Findings: which there are, in which order, and that they find their way back to the evidence."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from types import MappingProxyType

import pytest

from surveyapp.analysis.change import probability_up
from surveyapp.analysis.disclosure import ShownCell, ShownItem, ShownSegments
from surveyapp.analysis.estimates import UNANIMOUS, UNDECIDED, Count, Missing
from surveyapp.analysis.finite import count_of
from surveyapp.analysis.need import Tier
from surveyapp.analysis.results import (
    AssociationResults,
    NeedResult,
    Needs,
    Participation,
    QuestionResults,
    SectionResults,
)
from surveyapp.dataset.structure import ReleaseQuestion, Structure
from surveyapp.definition.model import Polarity
from surveyapp.evaluation.finding import Finding, FindingKind, Query, from_json, to_json
from surveyapp.evaluation.findings import FindingSources, concern, findings_of, ranked
from surveyapp.evaluation.proposals import ProposalGroup, ProposalStatus
from surveyapp.evaluation.recommendations import Recommendation, RecommendationStatus

QUESTIONS = ("service_use", "service_importance", "service_satisfaction", "activities", "overall", "peer_contact")
KINDS = ("matrix", "matrix", "matrix", "activity-rating", "rating", "single")
DIRECTIONS = {"use": "up", "importance": "none", "satisfaction": "up", "overall": "up", "contact": "up"}
INDICATORS = ("use", "importance", "satisfaction", "", "overall", "contact")


def structure() -> Structure:
    questions = {
        name: ReleaseQuestion(name, "s", kind, "ordinal", (), (), (), indicator, True, False, False, "scale")
        for name, kind, indicator in zip(QUESTIONS, KINDS, INDICATORS, strict=True)
    }
    return Structure("year-end", ("en",), ("s",), questions, {}, DIRECTIONS, {"en": {}})


def item(
    key: str,
    low: int,
    neutral: int,
    high: int,
    *,
    invited: int = 16,
    steps: int = 5,
    cautions: tuple[str, ...] = (),
    polarity: Polarity = "bipolar",
) -> ShownItem:
    """An ordinal item with these three counts, as it may be shown of a small association."""
    question, _, row = key.partition(".")
    n = low + neutral + high
    counts = [count_of(k, n, 0, invited) for k in (low, neutral, high)]
    codes = (("1", "2"), ("3",), ("4", "5")) if steps == 5 else (("1",), ("2",), ("3",))
    cells = tuple(
        ShownCell(name, members, count, role, "strong")  # type: ignore[arg-type]
        for name, members, count, role in zip(
            ("low", "neutral", "high"), codes, counts, ("low", "neutral", "high"), strict=True
        )
    )
    return ShownItem(
        key, question, row.removesuffix(".rating"), "ordinal", "three", n, n, invited, Missing(), cells,
        counts[0], counts[1], counts[2], codes[2], high - low, None, None, False, cautions, polarity,
    )  # fmt: skip


def results(
    *items: ShownItem, answered: int = 12, invited: int | None = 16, needs: tuple[NeedResult, ...] = ()
) -> AssociationResults:
    questions = tuple(
        QuestionResults(
            name, kind, "ordinal", True, False, indicator,
            tuple((shown.key, shown) for shown in items if shown.question == name), (),
        )
        for name, kind, indicator in zip(QUESTIONS, KINDS, INDICATORS, strict=True)
    )  # fmt: skip
    return AssociationResults(
        "release-1", "full", Participation(answered, invited, None), (SectionResults("s", questions),), None,
        Needs("service_use", needs, ()), (), (), "activities", (),
    )  # fmt: skip


def need(code: str, dissatisfied: int, not_reached: int, top: float, tier: Tier) -> NeedResult:
    counts = [count_of(k, 12, 0, 16) for k in (dissatisfied, not_reached, dissatisfied + not_reached)]
    return NeedResult(code, counts[0], counts[1], counts[2], 12, (dissatisfied + not_reached) / 12, top / 3, top, tier)


def sources(
    *items: ShownItem,
    answered: int = 12,
    invited: int | None = 16,
    needs: tuple[NeedResult, ...] = (),
    **more: object,
) -> FindingSources:
    base = FindingSources(results(*items, answered=answered, invited=invited, needs=needs), structure())
    return replace(base, **more)  # type: ignore[arg-type]


def kinds(found: tuple[Finding, ...]) -> list[FindingKind]:
    return [finding.kind for finding in found]


def test_ratings_are_low_from_a_quarter_and_two_people_and_high_from_four_fifths() -> None:
    found = findings_of(
        sources(
            item("service_satisfaction.visits", 3, 2, 7),
            item("service_satisfaction.trips", 0, 2, 10),
            item("service_satisfaction.news", 1, 4, 7),
            item("overall", 2, 4, 6),
        )
    )
    assert [(f.kind, f.query.row) for f in found] == [
        (FindingKind.HIGH_RATING, "trips"),
        (FindingKind.LOW_RATING, "visits"),
    ]
    assert found[1].count == count_of(3, 12, 0, 16)
    assert found[1].query == Query("release-1", "service_satisfaction", "visits", "low")


def test_importance_use_and_frequency_are_no_judgement_of_the_work() -> None:
    assert not findings_of(
        sources(
            item("service_importance.visits", 0, 0, 12),
            item("service_use.visits", 6, 3, 3, steps=3),
            item("peer_contact", 6, 3, 3),
        )
    )


def test_how_often_and_whether_are_no_ratings() -> None:
    """Though more is better of both: that nobody called in is a fact, and no judgement of the work."""
    for polarity in ("frequency", "ordered"):
        asked = item("overall", 6, 2, 4, polarity=polarity)
        assert findings_of(sources(asked)) == (), polarity
        before = results(item("overall", 0, 0, 12, polarity=polarity))
        assert findings_of(sources(asked, before=before)) == (), polarity
    assert kinds(findings_of(sources(item("overall", 6, 2, 4, polarity="unipolar")))) == [FindingKind.LOW_RATING]


def test_years_that_count_other_answers_as_high_are_not_compared() -> None:
    before = item("overall", 0, 0, 12)
    now = item("overall", 1, 8, 3)
    assert FindingKind.DROP in kinds(findings_of(sources(now, before=results(before))))
    wider = replace(before, high_codes=("3", "4", "5"))
    assert FindingKind.DROP not in kinds(findings_of(sources(now, before=results(wider))))


def test_activities_are_findings_of_their_own() -> None:
    found = findings_of(sources(item("activities.a1.rating", 3, 1, 4), item("activities.a2.rating", 0, 0, 9)))
    assert {(f.kind, f.query.row) for f in found} == {
        (FindingKind.ACTIVITY_LOW, "a1"),
        (FindingKind.ACTIVITY_HIGH, "a2"),
    }


def test_only_the_three_most_praised_are_findings() -> None:
    praised = [item(f"service_satisfaction.s{number}", 0, number, 12 - number) for number in (2, 0, 1, 0)]
    praised[3] = replace(praised[3], key="service_satisfaction.t", row="t")
    found = findings_of(sources(*praised))
    assert [f.query.row for f in found] == ["s0", "t", "s1"]


def test_low_participation_is_told_under_half() -> None:
    assert kinds(findings_of(sources(answered=7))) == [FindingKind.LOW_PARTICIPATION]
    assert not findings_of(sources(answered=8))
    assert not findings_of(sources(answered=2, invited=None))


def test_needs_carry_both_counts_and_say_when_the_order_is_open() -> None:
    needs = (
        need("visits", 4, 3, 0.97, "clear"),
        need("news", 1, 1, 0.4, "undecided"),
        need("trips", 0, 0, 0.0, "undecided"),
    )
    found = findings_of(sources(needs=needs))
    assert [(f.query.question, f.query.row) for f in found] == [("service_use", "visits"), ("service_use", "news")]
    assert dict(found[0].numbers) == {"dissatisfied": 4, "not_reached": 3, "probability": 0.97}
    assert (found[0].cautions, found[1].cautions) == ((), (UNDECIDED,))


def test_changes_are_told_only_where_the_years_suggest_one() -> None:
    news = item("service_satisfaction.news", 1, 2, 9)
    before = results(item("overall", 2, 6, 4), news)
    found = findings_of(sources(item("overall", 1, 1, 11, invited=17), news, before=before))
    rise = next(f for f in found if f.kind is FindingKind.RISE)
    assert rise.before is not None
    assert (rise.before.k, rise.before.n) == (4, 12)
    assert rise.numbers["probability_up"] == pytest.approx(probability_up((4, 12), (11, 13)))
    assert 0 < rise.numbers["by_chance"] <= 1 / 3
    assert rise.cautions[-1] == "many_compared_years"
    assert FindingKind.DROP not in kinds(found)
    fallen = findings_of(sources(item("overall", 4, 4, 4), before=results(item("overall", 0, 1, 11))))
    assert FindingKind.DROP in kinds(fallen)


def test_a_finding_of_change_heeds_everything_the_years_asked() -> None:
    """What the page of both years does not mark is no finding, though by itself it would be."""
    rise, before = item("overall", 1, 1, 11, invited=17), item("overall", 2, 3, 7)
    assert FindingKind.RISE in kinds(findings_of(sources(rise, before=results(before))))
    others = [item(f"service_satisfaction.s{place}", 3, 3, 6) for place in range(34)]
    found = kinds(findings_of(sources(rise, *others, before=results(before, *others))))
    assert FindingKind.RISE not in found


def test_a_year_in_which_nothing_changed_expects_at_most_one_finding_of_change() -> None:
    """Thirty-five ratings, twelve to sixteen answers, the same true share in both years."""
    chance, years, found = random.Random(9), 40, 0
    for _ in range(years):
        sizes = chance.randint(10, 16), chance.randint(10, 16)
        shares = [chance.betavariate(3, 2) for _ in range(35)]
        asked = []
        for size in sizes:
            highs = [sum(chance.random() < share for _ in range(size)) for share in shares]
            asked.append([item(f"service_satisfaction.s{n}", size - high, 0, high) for n, high in enumerate(highs)])
        now = findings_of(sources(*asked[1], before=results(*asked[0])))
        found += sum(kind in (FindingKind.RISE, FindingKind.DROP) for kind in kinds(now))
    assert found / years <= 1


def test_years_are_compared_on_one_scale_only() -> None:
    before = results(item("overall", 0, 1, 11, steps=3))
    assert FindingKind.DROP not in kinds(findings_of(sources(item("overall", 4, 4, 4), before=before)))


def test_proposals_need_support_and_must_not_be_settled() -> None:
    groups = (
        ProposalGroup("g1", "a", size=5),
        ProposalGroup("g2", "b", size=1),
        ProposalGroup("g3", "c", size=3, status=ProposalStatus.DECLINED, reason="no money"),
    )
    found = findings_of(sources(groups=groups))
    assert [(f.subject, f.text, f.numbers["proposals"]) for f in found] == [("g1", "a", 5)]


def test_last_years_recommendations_are_findings_until_done() -> None:
    given = (
        Recommendation("r1", "one", status=RecommendationStatus.IN_PROGRESS, percent_done=40),
        Recommendation("r2", "two", status=RecommendationStatus.DONE, percent_done=100),
        Recommendation("r3", "three", status=RecommendationStatus.DRAFT),
    )
    found = findings_of(sources(last_recommendations=given))
    assert [f.subject for f in found] == ["r1"]
    assert found[0].score == pytest.approx(0.42)


def test_what_is_missing_goes_before_praise_and_unanimous_answers_come_last() -> None:
    needs = (need("visits", 4, 3, 0.97, "clear"),)
    found = findings_of(
        sources(
            item("service_satisfaction.trips", 0, 0, 12, cautions=(UNANIMOUS,)),
            item("service_satisfaction.visits", 5, 2, 5),
            needs=needs,
            examples=4,
        )
    )
    assert kinds(found) == [
        FindingKind.UNMET_NEED,
        FindingKind.HIGH_RATING,
        FindingKind.LOW_RATING,
        FindingKind.PRACTICE,
        FindingKind.UNANIMOUS,
    ]


def test_a_count_concerns_at_least_the_lower_end_of_its_interval() -> None:
    assert concern(count_of(9, 12, 0, 16)) == 10 / 16
    assert concern(Count(3, 4, None, None, None)) == 0.75
    assert concern(Count(0, 0, None, None, None)) == 0


def test_the_order_does_not_depend_on_the_order_of_arrival() -> None:
    found = list(
        findings_of(
            sources(
                *(item(f"service_satisfaction.s{number}", 3, 3, 6) for number in range(5)),
                item("overall", 3, 3, 6),
                groups=tuple(ProposalGroup(f"g{number}", "same", size=2) for number in range(4)),
            )
        )
    )
    shuffled = random.Random(7)
    for _ in range(5):
        again = found[:]
        shuffled.shuffle(again)
        assert list(ranked(again, QUESTIONS)) == found
    rows = [f.query.row or f.query.question for f in found if f.kind is FindingKind.LOW_RATING]
    assert rows == ["s0", "s1", "s2", "s3", "s4", "overall"]


def test_a_finding_survives_storage_and_keeps_its_fingerprint() -> None:
    found = findings_of(
        sources(item("overall", 4, 4, 4, cautions=("low_response",)), before=results(item("overall", 0, 1, 11)))
    )
    for finding in found:
        stored = json.loads(json.dumps(to_json(finding)))
        again = from_json(stored)
        assert replace(again, numbers=finding.numbers) == finding
        assert dict(again.numbers) == dict(finding.numbers)
        assert again.fingerprint == finding.fingerprint == stored["fingerprint"]
    assert len({finding.fingerprint for finding in found}) == len(found) == 2


def test_the_fingerprint_follows_release_subject_and_method() -> None:
    one = Finding(FindingKind.HIGH_RATING, Query("r1", "overall"), numbers=MappingProxyType({}))
    others = (
        replace(one, query=replace(one.query, release_id="r2")),
        replace(one, query=replace(one.query, method_version="0")),
        replace(one, subject="x"),
        replace(one, kind=FindingKind.LOW_RATING),
    )
    assert all(other.fingerprint != one.fingerprint for other in others)
    assert replace(one, score=3.0).fingerprint == one.fingerprint


def test_a_vote_gives_a_proposal_its_count_and_its_weight() -> None:
    groups = (ProposalGroup("g1", "once", size=1), ProposalGroup("g2", "often", size=6), ProposalGroup("g3", "lone"))
    votes = {"g1": count_of(9, 12, 0, 16), "g3": count_of(1, 12, 0, 16)}
    found = findings_of(sources(groups=groups, votes=votes))
    assert [(f.subject, f.count) for f in found] == [("g1", votes["g1"]), ("g2", None)]
    assert found[0].score == pytest.approx(0.8 * 10 / 16)
    assert from_json(json.loads(json.dumps(to_json(found[0])))) == found[0]


def split(key: str, *parts: tuple[str, int, int]) -> ShownSegments:
    """Segments (code, high, others) of an item, as they may be shown."""
    return ShownSegments("kind", key, tuple((code, item(key, low, 0, high)) for code, high, low in parts), ())


def test_a_segment_that_rates_far_lower_than_the_others_is_a_finding() -> None:
    rated = item("service_satisfaction.visits", 10, 0, 20)
    apart = split("service_satisfaction.visits", ("primary", 3, 9), ("secondary", 17, 1))
    near = split("overall", ("primary", 9, 3), ("secondary", 14, 4))
    (found,) = [
        f
        for f in findings_of(sources(rated, item("overall", 7, 0, 23), segments=(apart, near)))
        if f.kind is FindingKind.SEGMENT_DIFFERS
    ]
    assert (found.subject, found.query.row, found.query.measure) == ("kind=primary", "visits", "segment")
    assert found.count
    assert found.before
    assert ((found.count.k, found.count.n), (found.before.k, found.before.n)) == ((3, 12), (17, 18))
    assert found.cautions == ("many_compared",)
    assert found.numbers["probability"] >= 0.975


def test_only_the_three_largest_differences_between_segments_are_findings() -> None:
    rated = [item(f"service_satisfaction.s{n}", 10, 0, 20) for n in range(5)]
    apart = tuple(split(each.key, ("primary", 3, 9), ("secondary", 17, 1)) for each in rated)
    found = findings_of(sources(*rated, segments=apart))
    assert [f.query.row for f in found if f.kind is FindingKind.SEGMENT_DIFFERS] == ["s0", "s1", "s2"]
