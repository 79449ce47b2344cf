"""The evaluation: filled from what is known, edited part by part, taken away as a document, handed in."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from docx import Document
from pypdf import PdfReader

from surveyapp.evaluation.evaluation import LeaderFacts
from surveyapp.planning.model import Partner
from surveyapp.services.activities import ActivityInput, add_activity
from surveyapp.services.closing import close_run
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.evaluation_documents import evaluation_document
from surveyapp.services.evaluation_states import hand_in, take_back
from surveyapp.services.evaluations import (
    EvaluationDesk,
    PartInput,
    evaluation_of,
    fill_anew,
    save_leader,
    save_part,
    save_prepared,
    tick_part,
)
from surveyapp.services.plans import PlanHead, add_partner, plan_view, save_head
from surveyapp.services.proposals import board, make_group
from surveyapp.services.recommendations import RecommendationInput, write_recommendation
from surveyapp.services.unit import Unit
from surveyapp.store.people import Membership
from surveyapp.store.regions import Institution
from surveyapp.store.responses import PracticeCard
from tests.leaders import World, make_run, make_world
from tests.rounds import answer, answers_of, open_round

PARTNERS = 6


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def seen(unit: Unit, world: World) -> EvaluationDesk:
    unit.session.expire_all()
    return evaluation_of(unit, world.leader, world.association_id, world.period_id)


def fill(unit: Unit, world: World) -> None:
    """Everything an evaluation is filled from."""
    at = (world.leader, world.association_id, world.period_id)
    head = PlanHead(goal="Lasīt vairāk", tasks=("Apmeklēt skolas",), priorities=("Lasītprieks",))
    save_head(unit, *at, head, _plan_version(unit, world))
    held = ActivityInput("Seminārs par katalogu", period_text="2025. gada oktobris", place="Bērzkalve", done=True)
    add_activity(unit, *at, held)
    add_partner(unit, *at, Partner("Novada muzejs", "Izstāde"))
    make_run(unit, world, proposals=("Vairāk semināru",))
    shown = board(unit, *at)
    assert shown.run_id is not None
    make_group(unit, world.leader, shown.run_id, [shown.loose[0].id], "Vairāk semināru laukos")
    write_recommendation(unit, *at, RecommendationInput("Rīkot lauku seminārus", owner="Ieva"))
    save_leader(unit, world.leader, world.association_id, LeaderFacts("Sarmīte Vanaga", "metodiķe", 4, "29000000"))
    with unit.transaction() as session:
        school = Institution(region_id=world.region_id, name="Bērzkalves pamatskola", kind="basic")
        session.add(school)
        session.flush()
        session.add(
            Membership(
                name="Ilze Kalna",
                language="lv",
                association_id=world.association_id,
                institution_id=school.id,
                joined_on=date(2024, 9, 1),
            )
        )
        for text, region in (("Lasīšanas maratons", True), ("Tikai savējiem", False)):
            session.add(
                PracticeCard(
                    association_id=world.association_id,
                    period_id=world.period_id,
                    language="lv",
                    text=text,
                    school="Bērzkalves pamatskola",
                    contact="ilze@berzkalve.example",
                    share_association=True,
                    share_region=region,
                )
            )


def _plan_version(unit: Unit, world: World) -> str:
    return plan_view(unit, world.leader, world.association_id, world.period_id).version


def test_the_parts_are_filled_from_plan_survey_and_recommendations(unit: Unit, world: World) -> None:
    assert seen(unit, world).evaluation.ready_count == 0

    fill(unit, world)

    desk = seen(unit, world)
    texts = [desk.text(number) for number in range(1, 11)]
    for number, expected in enumerate(
        (
            "Sarmīte Vanaga, metodiķe",
            "1",
            "Apmeklēt skolas",
            "Lasītprieks",
            "Seminārs par katalogu",
            "Novada muzejs – Izstāde",
            "Lasīšanas maratons (Bērzkalves pamatskola)",
            "Vairāk semināru laukos",
            "Rīkot lauku seminārus",
            "Sarmīte Vanaga",
        )
    ):
        assert expected in texts[number]
    assert "Tikai savējiem" not in texts[6], "a card that the region may not read"
    assert desk.evaluation.parts[4].missing == ("participants",)
    assert desk.evaluation.ready_count == 7


def test_examples_described_in_the_survey_come_after_the_signed_ones(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id, world.period_id)
    run_id = open_round(unit, *at, invited=8)
    described = [{**answers_of(number), "good_practice": f"Labs paraugs {number}"} for number in range(5)]
    answer(unit, run_id, described)
    close_run(unit, world.leader, run_id)

    text = seen(unit, world).text(7)

    assert all(f"- Labs paraugs {number}" in text for number in range(5))


def test_the_leaders_words_stand_and_the_prefill_can_be_taken_anew(unit: Unit, world: World) -> None:
    fill(unit, world)
    at = (world.leader, world.association_id, world.period_id)

    revision = save_part(unit, *at, PARTNERS, PartInput("Sadarbība ar **muzeju**\n\n- viens\n- divi", True), revision=0)

    part = seen(unit, world).evaluation.parts[PARTNERS - 1]
    assert part.is_edited
    assert part.is_ready
    assert seen(unit, world).text(PARTNERS) == "Sadarbība ar **muzeju**\n\n- viens\n- divi"
    fill_anew(unit, *at, PARTNERS, revision=revision)
    assert not seen(unit, world).evaluation.parts[PARTNERS - 1].is_edited
    assert "Novada muzejs – Izstāde" in seen(unit, world).text(PARTNERS)


def test_an_untouched_prefill_goes_on_following_the_plan(unit: Unit, world: World) -> None:
    fill(unit, world)
    at = (world.leader, world.association_id, world.period_id)
    save_part(unit, *at, PARTNERS, PartInput(seen(unit, world).text(PARTNERS), True), revision=0)

    add_partner(unit, *at, Partner("Jauniešu centrs"))

    desk = seen(unit, world)
    assert not desk.evaluation.parts[PARTNERS - 1].is_edited
    assert desk.evaluation.parts[PARTNERS - 1].is_ready
    assert "Jauniešu centrs" in desk.text(PARTNERS)


def test_a_second_window_does_not_overwrite_the_first(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id, world.period_id)
    save_part(unit, *at, 3, PartInput("Pirmais", False), revision=0)

    with pytest.raises(Conflict, match="part_changed"):
        save_part(unit, *at, 3, PartInput("Otrais", False), revision=0)
    with pytest.raises(Conflict, match="part_changed"):
        tick_part(unit, *at, 3, ready=True, revision=0)
    assert seen(unit, world).text(3) == "Pirmais"
    assert tick_part(unit, *at, 3, ready=True, revision=1) == 2
    assert seen(unit, world).revision(3) == 2


def test_there_are_ten_parts(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id, world.period_id)
    for number in (0, 11):
        with pytest.raises(NotFound):
            save_part(unit, *at, number, PartInput("x", False), revision=0)
    with pytest.raises(Invalid):
        save_part(unit, *at, 3, PartInput("x" * 60_001, False), revision=0)
    with pytest.raises(Invalid) as refused:
        save_leader(unit, world.leader, world.association_id, LeaderFacts(years_leading=81))
    assert set(refused.value.fields) == {"years_leading"}


def test_the_documents_hold_what_the_page_shows(unit: Unit, world: World) -> None:
    fill(unit, world)
    at = (world.leader, world.association_id, world.period_id)

    word = evaluation_document(unit, *at, "docx")
    portable = evaluation_document(unit, *at, "pdf")

    document = Document(io.BytesIO(word.content))
    said = "\n".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(portable.content)).pages)
    for text in ("Vairāk semināru laukos", "Rīkot lauku seminārus", "Seminārs par katalogu"):
        assert text in said
        assert text in " ".join(printed.split())
    assert word.name.endswith("2025-2026 m g.docx")
    assert portable.name.endswith(".pdf")
    assert not set(word.name) & set('/\\:*?"<>|')


def test_handing_in_fixes_the_text_until_it_is_taken_back(unit: Unit, world: World) -> None:
    at = (world.leader, world.association_id, world.period_id)
    unit.now = lambda: datetime(2026, 6, 20, 8, tzinfo=UTC)
    with pytest.raises(Invalid) as refused:
        hand_in(unit, *at)
    assert set(refused.value.fields) == {"prepared_by"}
    save_prepared(unit, *at, "Sarmīte Vanaga", None)

    hand_in(unit, *at)

    desk = seen(unit, world)
    assert desk.handed_in_at == datetime(2026, 6, 20, 8, tzinfo=UTC)
    assert (desk.prepared_by, desk.prepared_on) == ("Sarmīte Vanaga", date(2026, 6, 20))
    with pytest.raises(Conflict, match="handed_in"):
        save_part(unit, *at, 3, PartInput("Par vēlu", False), revision=0)
    with pytest.raises(Conflict, match="handed_in"):
        hand_in(unit, *at)
    take_back(unit, *at)
    save_part(unit, *at, 3, PartInput("Paspēju", False), revision=0)
    assert seen(unit, world).handed_in_at is None


def test_only_the_leader_reads_and_writes_it(unit: Unit, world: World) -> None:
    at = (world.association_id, world.period_id)
    for actor in world.strangers:
        for refused in (
            lambda actor=actor: evaluation_of(unit, actor, *at),
            lambda actor=actor: save_part(unit, actor, *at, 3, PartInput("x", False), revision=0),
            lambda actor=actor: fill_anew(unit, actor, *at, 3, revision=0),
            lambda actor=actor: tick_part(unit, actor, *at, 3, ready=True, revision=0),
            lambda actor=actor: save_leader(unit, actor, world.association_id, LeaderFacts()),
            lambda actor=actor: save_prepared(unit, actor, *at, "x", None),
            lambda actor=actor: hand_in(unit, actor, *at),
            lambda actor=actor: take_back(unit, actor, *at),
            lambda actor=actor: evaluation_document(unit, actor, *at, "docx"),
        ):
            with pytest.raises(Forbidden):
                refused()
