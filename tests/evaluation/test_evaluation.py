"""The ten parts, what makes them ready, and that an edit never touches what is known."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest

from surveyapp.evaluation.blocks import (
    Block,
    Heading,
    Items,
    Paragraph,
    Table,
    from_json,
    to_json,
)
from surveyapp.evaluation.evaluation import (
    AssociationFacts,
    DirectionsFacts,
    Edit,
    LeaderFacts,
    PartKey,
    PracticeExample,
    PracticeFacts,
    PreparedFacts,
    ProposalsFacts,
    RecommendationsFacts,
    Sources,
    evaluation_from,
)
from surveyapp.evaluation.finding import Finding, FindingKind, Query
from surveyapp.evaluation.finding import to_json as finding_to_json
from surveyapp.evaluation.proposals import ProposalGroup, ProposalStatus, by_support
from surveyapp.evaluation.proposals import with_status as proposal_with_status
from surveyapp.evaluation.recommendations import Evidence, Recommendation, RecommendationStatus, with_status
from surveyapp.evaluation.statuses import StatusError
from surveyapp.evaluation.writing import read_text, write_text
from surveyapp.planning.model import Activity, Audience, Partner, Plan
from surveyapp.planning.periods import read_period
from surveyapp.planning.years import SchoolYear

YEAR = SchoolYear(2026)


def activity(name: str, period: str, **more: object) -> Activity:
    return Activity(id=name, topic=name, period=read_period(period, YEAR), **{"done": True, "participants": 3, **more})  # type: ignore[arg-type]


def full() -> Sources:
    return Sources(
        association=AssociationFacts("A", (("basic", 3), ("secondary", 2)), 7),
        year=YEAR,
        leader=LeaderFacts("Anna", "head", 3, "anna@x.example"),
        plan=Plan(
            id="p", association="a", year=YEAR, goal="g", tasks=("t",), priorities=("p",), priority_report="done",
            activities=(activity("late", "maijs"), activity("early", "oktobris"),
                        activity("pupils", "marts", audience=Audience.PUPILS), activity("open", "maijs", done=None)),
            partners=(Partner("library", "seminar"),),
        ),
        answered=6,
        invited=7,
        examples=(PracticeExample("unsigned"), PracticeExample("signed", "School")),
        groups=(ProposalGroup("g", "w"),),
        recommendations=(Recommendation("r", "do it"),),
        prepared=PreparedFacts("Anna", "head", date(2027, 6, 1)),
    )  # fmt: skip


def test_with_everything_known_all_ten_parts_are_ready() -> None:
    evaluation = evaluation_from(full(), {})
    assert (evaluation.ready_count, [part.number for part in evaluation.parts]) == (10, list(range(1, 11)))
    assert not any(part.missing for part in evaluation.parts)


def test_with_nothing_known_every_part_says_what_it_lacks() -> None:
    evaluation = evaluation_from(Sources(AssociationFacts(), YEAR), {})
    assert evaluation.ready_count == 0
    assert [part.missing for part in evaluation.parts] == [
        ("leader_name", "leader_post", "leader_years", "leader_contact"),
        ("institutions", "members"),
        ("tasks",),
        ("priorities", "priority_report"),
        ("activities_held",),
        ("partners",),
        ("practice",),
        ("survey_not_closed",),
        ("recommendations",),
        ("prepared_by", "prepared_on"),
    ]


def test_an_edit_makes_a_part_ready_and_taking_it_back_brings_the_facts_to_light() -> None:
    sources = Sources(AssociationFacts(), YEAR)
    edited = evaluation_from(sources, {3: Edit((Paragraph("own words"),))})
    part = edited.part(PartKey.TASKS)
    assert (part.is_ready, part.is_edited, edited.ready_count) == (True, True, 1)
    assert part.missing == ("tasks",)
    back = evaluation_from(full(), {3: Edit(None)}).part(PartKey.TASKS)
    assert (back.is_ready, back.is_edited) == (True, False)


def test_an_emptied_part_is_not_ready_unless_ticked() -> None:
    assert not evaluation_from(full(), {3: Edit(())}).part(PartKey.TASKS).is_ready
    assert evaluation_from(full(), {3: Edit((), ready=True)}).part(PartKey.TASKS).is_ready
    assert evaluation_from(Sources(AssociationFacts(), YEAR), {6: Edit(ready=True)}).part(PartKey.PARTNERS).is_ready


def test_facts_are_sorted_as_the_document_wants_them() -> None:
    evaluation = evaluation_from(full(), {})
    directions = evaluation.part(PartKey.DIRECTIONS).facts
    assert isinstance(directions, DirectionsFacts)
    assert [item.id for item in directions.teachers] == ["early", "late"]
    assert [item.id for item in directions.pupils] == ["pupils"]
    practice = evaluation.part(PartKey.PRACTICE).facts
    assert isinstance(practice, PracticeFacts)
    assert [example.text for example in practice.examples] == ["signed", "unsigned"]


def test_uncounted_activities_and_ungrouped_proposals_are_named() -> None:
    sources = full()
    plan = Plan(id="p", association="a", year=YEAR, activities=(activity("a", "maijs", participants=None),))
    thin = Sources(sources.association, YEAR, plan=plan, answered=6, invited=7)
    evaluation = evaluation_from(thin, {})
    assert evaluation.part(PartKey.DIRECTIONS).missing == ("participants",)
    assert evaluation.part(PartKey.PROPOSALS).missing == ("proposals",)


def test_merged_proposals_are_not_told_twice_and_support_leads() -> None:
    groups = (
        ProposalGroup("b", "two", size=2, position=1),
        ProposalGroup("a", "two as well", size=2, position=0),
        ProposalGroup("c", "merged", size=9, status=ProposalStatus.MERGED),
        ProposalGroup("d", "declined", size=1, status=ProposalStatus.DECLINED, reason="r"),
    )
    assert [group.id for group in by_support(groups)] == ["c", "a", "b", "d"]
    facts = (
        evaluation_from(Sources(AssociationFacts(), YEAR, groups=groups, answered=5), {}).part(PartKey.PROPOSALS).facts
    )
    assert isinstance(facts, ProposalsFacts)
    assert [group.id for group in facts.groups] == ["a", "b", "d"]


def test_findings_which_a_recommendation_rests_on_are_not_offered_again() -> None:
    used = Finding(FindingKind.LOW_RATING, Query("rel", "overall"))
    free = Finding(FindingKind.LOW_RATING, Query("rel", "info_timely"))
    evidence = Evidence(MappingProxyType(finding_to_json(used)), "1", "rel")
    given = (
        Recommendation("r1", "x", evidence=(evidence,)),
        Recommendation("r2", "y", status=RecommendationStatus.DECLINED, reason="no"),
    )
    sources = Sources(AssociationFacts(), YEAR, recommendations=given, findings=(used, free))
    facts = evaluation_from(sources, {}).part(PartKey.RECOMMENDATIONS).facts
    assert isinstance(facts, RecommendationsFacts)
    assert [item.id for item in facts.recommendations] == ["r1"]
    assert facts.open_findings == (free,)


def test_evidence_knows_when_its_release_was_replaced() -> None:
    finding = MappingProxyType(finding_to_json(Finding(FindingKind.LOW_RATING, Query("rel", "overall"))))
    evidence = Evidence(finding, "1", "rel")
    assert evidence.is_current("rel")
    assert not evidence.is_current("newer")
    assert evidence.fingerprint == Evidence(finding, "1", "rel").fingerprint
    assert evidence.fingerprint != Evidence(finding, "2", "rel").fingerprint


def test_recommendations_go_the_way_that_is_offered() -> None:
    draft = Recommendation("r", "x")
    accepted = with_status(draft, RecommendationStatus.ACCEPTED)
    done = with_status(accepted, RecommendationStatus.DONE, percent_done=30)
    assert (done.percent_done, done.is_open, accepted.is_open) == (100, False, True)
    assert with_status(done, RecommendationStatus.IN_PROGRESS).percent_done == 99
    with pytest.raises(StatusError) as refused:
        with_status(draft, RecommendationStatus.DONE)
    assert (refused.value.code, refused.value.params["new"]) == ("no_such_step", "done")
    with pytest.raises(StatusError, match="reason_required"):
        with_status(draft, RecommendationStatus.DECLINED, reason="  ")
    with pytest.raises(StatusError, match="percent"):
        with_status(accepted, RecommendationStatus.IN_PROGRESS, percent_done=101)


def test_proposals_are_declined_only_with_a_reason() -> None:
    group = ProposalGroup("g", "w")
    with pytest.raises(StatusError, match="reason_required"):
        proposal_with_status(group, ProposalStatus.DECLINED)
    declined = proposal_with_status(group, ProposalStatus.DECLINED, " no bus ")
    assert declined.reason == "no bus"
    assert proposal_with_status(declined, ProposalStatus.SHORTLISTED).reason == ""
    with pytest.raises(StatusError, match="no_such_step"):
        proposal_with_status(declined, ProposalStatus.ACCEPTED)


BLOCKS: tuple[Block, ...] = (
    Heading("Virsraksts"),
    Paragraph("Rindkopa ar vārdiem."),
    Items(("viens", "divi")),
    Items(("pirmais", "otrais"), numbered=True),
    Table(("a", "b"), (("1", "2"), ("", "4"))),
)


def test_what_is_written_reads_back_as_the_same_blocks() -> None:
    assert read_text(write_text(BLOCKS)) == BLOCKS
    assert from_json(to_json(BLOCKS)) == BLOCKS


def test_a_leaders_writing_is_read_without_losing_a_word() -> None:
    text = "Ievads\nturpinās.\n- viens\n  vēl\n* divi\n1) trīs\n\n| a | b |\n|---|---|\n| c |\nbeigas"
    assert read_text(text) == (
        Paragraph("Ievads turpinās."),
        Items(("viens vēl", "divi")),
        Items(("trīs",), numbered=True),
        Table(("a", "b"), (("c", ""),)),
        Paragraph("beigas"),
    )
    assert read_text("  \n\n") == ()


def test_unknown_blocks_and_crooked_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="video"):
        from_json([{"type": "video"}])
    with pytest.raises(ValueError, match="length"):
        Table(("a", "b"), (("c",),))
