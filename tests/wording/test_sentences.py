"""Findings, refusals and parts of the evaluation as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.estimates import Count
from surveyapp.analysis.finite import count_of
from surveyapp.dataset.structure import Labels
from surveyapp.evaluation.blocks import Heading, Items, Paragraph, Table
from surveyapp.evaluation.evaluation import (
    AssociationFacts,
    Edit,
    LeaderFacts,
    PracticeExample,
    PreparedFacts,
    Sources,
    evaluation_from,
)
from surveyapp.evaluation.finding import Finding, FindingKind, Query
from surveyapp.evaluation.proposals import ProposalGroup, ProposalStatus
from surveyapp.evaluation.recommendations import Recommendation, RecommendationStatus
from surveyapp.planning.model import Activity, Audience, Partner, Plan
from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.years import SchoolYear
from surveyapp.wording import labels
from surveyapp.wording.catalogue import LANGUAGES, catalogue
from surveyapp.wording.evaluation import MISSING, EvaluationView, evaluation_view
from surveyapp.wording.sentences import (
    CAUTIONS,
    SENTENCES,
    WITHHELD,
    caution,
    finding_text,
    label_from,
    response_rate,
    withheld,
)

EN = catalogue("en")
NUMBERS = MappingProxyType(
    {
        "dissatisfied": 4.0,
        "not_reached": 3.0,
        "probability": 0.9,
        "proposals": 5.0,
        "percent_done": 40.0,
        "examples": 1.0,
    }
)


def label(question: str, row: str) -> str:
    return {"visits": "Library visits", "a1": "Autumn seminar"}.get(row, question)


def finding(kind: FindingKind, **more: object) -> Finding:
    made = Finding(
        kind,
        Query("r", "service_satisfaction", "visits"),
        count=count_of(9, 12, 0, 16),
        before=count_of(11, 12, 0, 16),
        numbers=NUMBERS,
        text="Hold a practical day",
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            FindingKind.UNMET_NEED,
            "Library visits: important to 9\u00a0of\u00a012, yet not met (not satisfied: 4; not reached: 3).",
        ),
        (FindingKind.LOW_RATING, "Library visits: 9\u00a0of\u00a012 gave a low rating."),
        (FindingKind.HIGH_RATING, "Library visits: 9\u00a0of\u00a012 gave a high rating."),
        (FindingKind.LOW_PARTICIPATION, "Only 9\u00a0of\u00a012 answered the survey."),
        (
            FindingKind.DROP,
            (
                "Library visits: high ratings last year 11\u00a0of\u00a012, this year 9\u00a0of\u00a012. "
                "This suggests a fall."
            ),
        ),
        (
            FindingKind.RISE,
            (
                "Library visits: high ratings last year 11\u00a0of\u00a012, this year 9\u00a0of\u00a012. "
                "This suggests a rise."
            ),
        ),
        (FindingKind.PROPOSAL_SUPPORTED, "9 of the 12 who voted want it: “Hold a practical day”"),
        (
            FindingKind.SEGMENT_DIFFERS,
            (
                "Library visits: high ratings from 9\u00a0of\u00a012 in the group “”, "
                "from 11\u00a0of\u00a012 of the others."
            ),
        ),
        (FindingKind.RECOMMENDATION_OPEN, "Recommended last year and not yet done (40%): “Hold a practical day”"),
        (FindingKind.PRACTICE, "Librarians described 1 example of good practice that can be passed on."),
        (FindingKind.UNANIMOUS, "Library visits: all 12 gave the same answer, so what each of them said is known."),
    ],
)
def test_findings_in_english(kind: FindingKind, sentence: str) -> None:
    assert finding_text(EN, finding(kind), label).sentence == sentence


def test_activities_are_named_in_quotation_marks() -> None:
    made = finding(FindingKind.ACTIVITY_LOW, query=Query("r", "activities", "a1"))
    assert finding_text(EN, made, label).sentence == (
        "Activity “Autumn seminar”: 9 of the 12 who rated it gave a low rating."
    )


def test_a_segment_is_named_by_its_answer() -> None:
    made = finding(FindingKind.SEGMENT_DIFFERS, subject="kind=primary")
    named = {("kind", "=primary"): "Primary school"}
    text = finding_text(EN, made, lambda question, row: named.get((question, row)) or label(question, row))
    assert "in the group “Primary school”" in text.sentence


def test_a_proposal_is_told_by_its_votes_or_by_how_often_it_was_made() -> None:
    voted = finding_text(EN, finding(FindingKind.PROPOSAL_SUPPORTED), label)
    assert voted.counts == "9\u00a0of\u00a012; if the silent resemble them, 10 to 13\u00a0of\u00a016 members"
    made = finding_text(EN, finding(FindingKind.PROPOSAL_SUPPORTED, count=None), label)
    assert (made.sentence, made.counts) == ("Proposed 5 times: “Hold a practical day”", "")


def test_a_finding_brings_its_interval_and_its_cautions() -> None:
    text = finding_text(EN, finding(FindingKind.LOW_RATING, cautions=("undecided",)), label)
    assert text.counts == "9\u00a0of\u00a012; if the silent resemble them, 10 to 13\u00a0of\u00a016 members"
    assert text.cautions == ("The answers do not settle the order.",)
    assert finding_text(EN, finding(FindingKind.PRACTICE, count=None), label).counts == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_caution_and_refusal_has_a_sentence_in_every_language(language: str) -> None:
    c = catalogue(language)
    assert set(SENTENCES) == set(FindingKind)
    for kind in FindingKind:
        assert "%(" not in finding_text(c, finding(kind), label).sentence
    for code in CAUTIONS:
        assert caution(c, code)
    for reason in WITHHELD:
        sentence = withheld(c, Withheld(reason, MappingProxyType({"n": 3, "needed": 5})))
        assert sentence
        assert "%(" not in sentence


def test_a_sentence_without_its_count_is_refused() -> None:
    with pytest.raises(ValueError, match="low_rating"):
        finding_text(EN, finding(FindingKind.LOW_RATING, count=None), label)
    with pytest.raises(ValueError, match="last year"):
        finding_text(EN, finding(FindingKind.DROP, before=None), label)


def test_subjects_come_from_the_labels_of_the_release() -> None:
    texts = {"question/q": "How was it?", "question/p": "Rate the news.", "row/q/r": "Library visits"}
    named = label_from(EN, Labels("en", texts, {}))
    assert (named("q", ""), named("p", ""), named("q", "r")) == ("“How was it?”", "Rate the news", "Library visits")


def test_refusals_say_what_is_needed() -> None:
    refusal = Withheld("too_few_answers", MappingProxyType({"n": 3, "needed": 5}))
    assert withheld(EN, refusal) == "Too few answered this question; it is shown from 5 answers."


def test_response_rate() -> None:
    assert response_rate(EN, 12, 16) == "12\u00a0of\u00a016 answered"
    assert response_rate(EN, 12, None) == "12 answered"
    unbounded = finding(FindingKind.LOW_RATING, count=Count(3, 4, None, None, None))
    assert finding_text(EN, unbounded, label).counts == "3\u00a0of\u00a04"


def test_every_status_code_has_a_name() -> None:
    for table, codes in (
        (labels.PROPOSAL_STATUSES, ProposalStatus),
        (labels.RECOMMENDATION_STATUSES, RecommendationStatus),
        (labels.PRECISIONS, Precision),
        (labels.AUDIENCES, Audience),
    ):
        assert set(table) == {code.value for code in codes}
        assert all(labels.label(EN, table, code.value) for code in codes)
    with pytest.raises(KeyError):
        labels.label(EN, labels.ROLES, "queen")


YEAR = SchoolYear(2026)


def view(sources: Sources, edits: dict[int, Edit] | None = None) -> EvaluationView:
    return evaluation_view(EN, evaluation_from(sources, edits or {}), lambda code: f"direction {code}")


def test_the_prefill_reads_as_the_paper_does() -> None:
    held = Activity("a", "Seminar", read_period("12 March 2027", YEAR), direction="help", place="Ozolciems", done=True,
                    participants=14)  # fmt: skip
    pupils = replace(held, id="b", audience=Audience.PUPILS, participants=None, participants_words="two classes",
                     work_done="Reading day", direction=None, place="")  # fmt: skip
    parts = view(
        Sources(
            association=AssociationFacts("A", (("basic", 2), ("gymnasium", 1)), 3),
            year=YEAR,
            leader=LeaderFacts("Anna Bite", "methodologist", 1, "anna@x.example"),
            plan=Plan("p", "a", YEAR, "Read more", ("t1", "t2"), ("First",), "Done well.\nVery well.",
                      activities=(held, pupils), partners=(Partner("Library", "seminars"), Partner("Publisher"))),
            answered=12,
            invited=16,
            examples=(PracticeExample("Quiet hour", "Oak school"),),
            groups=(ProposalGroup("g1", "A trip", size=2), ProposalGroup("g2", "A course", position=1)),
            recommendations=(
                Recommendation("r1", "Hold a day", owner="A. Bite", due_on=date(2027, 10, 30)),
                Recommendation("r2", "Write a guide"),
            ),
            prepared=PreparedFacts("Anna Bite", "leader", date(2027, 6, 14)),
        )
    ).parts  # fmt: skip
    headers = ("Direction of work", "Work done, topics", "Time, place", "Number of participants")
    assert [part.blocks for part in parts] == [
        (Paragraph("Anna Bite, methodologist"), Paragraph("Leads the association: 1 year."),
         Paragraph("Contact: anna@x.example")),
        (Paragraph("The association unites the librarians of 3 institutions:"),
         Items(("Basic school: 2", "Gymnasium: 1")), Paragraph("Number of members: 3")),
        (Paragraph("Goal: Read more"), Items(("t1", "t2"), True)),
        (Items(("First",)), Paragraph("Done well."), Paragraph("Very well.")),
        (Heading("Activities for pupils"), Table(headers, (("", "Reading day", "12 March 2027", "two classes"),)),
         Heading("Activities for teachers and librarians"),
         Table(headers, (("direction help", "Seminar", "12 March 2027, Ozolciems", "14"),))),
        (Items(("Library – seminars", "Publisher")),),
        (Items(("Quiet hour (Oak school)",)),),
        (Paragraph("12\u00a0of\u00a016 invited librarians answered the survey."),
         Items(("A trip (2 proposals)", "A course"), True)),
        (Items(("Hold a day (responsible: A. Bite; due: 30 Oct 2027)", "Write a guide"), True),),
        (Paragraph("Anna Bite, leader"), Paragraph("14 June 2027")),
    ]  # fmt: skip


def test_progress_hints_and_edits() -> None:
    shown = view(Sources(AssociationFacts("A", (("basic", 1),), 4), YEAR), {3: Edit((Paragraph("own"),))})
    assert shown.progress == "2\u00a0of\u00a010 parts of the evaluation ready"
    assert (shown.title, shown.year) == ("Evaluation of the year’s work", "2026/2027 school year")
    tasks = shown.parts[2]
    assert (tasks.blocks, tasks.edited, tasks.ready, tasks.hints) == ((Paragraph("own"),), True, True, ())
    assert shown.parts[5].hints == ("No cooperation partner is named.",)
    assert shown.page_label.format(page=1, pages=3) == "Page 1 of 3"


def test_every_missing_fact_has_its_hint() -> None:
    empty = evaluation_from(Sources(AssociationFacts(), YEAR, answered=5), {})
    missing = {code for part in empty.parts for code in part.missing}
    assert missing | {"survey_not_closed", "participants"} == set(MISSING)
    for language in LANGUAGES:
        assert all(sentence(catalogue(language)) for sentence in MISSING.values())
