"""An evaluation between leader and regional centre: handed in, returned, accepted, with its history, file, template."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from sqlalchemy import select

from surveyapp.documents.docx_base import bundled_template
from surveyapp.evaluation.evaluation import LeaderFacts
from surveyapp.services import evaluation_templates as templates
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.services.evaluation_files import attach_file, attached_file, overseen_file, own_file, remove_file
from surveyapp.services.evaluation_history import history_of, overseen_history, step_of
from surveyapp.services.evaluation_states import (
    REMARK,
    Remarks,
    accept_evaluation,
    hand_in,
    handed_in_document,
    read_evaluation,
    remarks_of,
    return_evaluation,
    take_back,
)
from surveyapp.services.evaluations import PartInput, evaluation_of, restore_part, save_leader, save_part, tick_part
from surveyapp.services.outbox import OutgoingMail, send_waiting
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.operation import Mail
from tests.leaders import World, make_world
from tests.rounds import regional_centre
from tests.signed import container

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def world(unit: Unit) -> World:
    made = make_world(unit)
    save_leader(unit, made.leader, made.association_id, LeaderFacts("Sarmīte Vanaga", "metodiķe"))
    return made


def at(world: World) -> tuple[Actor, uuid.UUID, uuid.UUID]:
    return world.leader, world.association_id, world.period_id


def over(world: World) -> tuple[Actor, uuid.UUID, uuid.UUID, uuid.UUID]:
    return regional_centre(world), world.region_id, world.association_id, world.period_id


def write(unit: Unit, world: World, text: str, part: int = 3, *, as_typed: bool = False) -> int:
    revision = evaluation_of(unit, world.leader, world.association_id, world.period_id).revision(part)
    given = PartInput(text)
    return save_part(
        unit, world.leader, world.association_id, world.period_id, part, given, revision=revision, as_typed=as_typed
    )


def newest(unit: Unit, world: World) -> int:
    return read_evaluation(unit, *over(world)).step


def test_what_was_handed_in_stays_as_it_was(unit: Unit, world: World) -> None:
    write(unit, world, "Pirmais variants")
    with pytest.raises(NotFound):
        read_evaluation(unit, *over(world))
    hand_in(unit, *at(world))
    save_leader(unit, world.leader, world.association_id, LeaderFacts("Cita Vadītāja"))

    read = read_evaluation(unit, *over(world))
    file = handed_in_document(unit, *over(world), "docx")

    assert read.state == "submitted"
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs)
    assert "Pirmais variants" in words
    assert "Sarmīte Vanaga" in words
    assert "Cita Vadītāja" not in words


def test_it_is_returned_with_remarks_handed_in_again_and_accepted(unit: Unit, world: World) -> None:
    write(unit, world, "Pirmais variants")
    hand_in(unit, *at(world))
    first = newest(unit, world)
    with pytest.raises(Invalid) as refused:
        return_evaluation(unit, *over(world), Remarks("  ", {3: " "}), step=first)
    assert set(refused.value.fields) == {"message"}
    with pytest.raises(Invalid) as refused:
        return_evaluation(unit, *over(world), Remarks("x", {3: "x" * (REMARK + 1)}), step=first)
    assert set(refused.value.fields) == {"part_3"}

    return_evaluation(unit, *over(world), Remarks("Gandrīz", {3: "Kuri uzdevumi?"}), step=first)

    desk = evaluation_of(unit, *at(world))
    assert (desk.state, desk.handed_in_at) == ("returned", None)
    said = remarks_of(unit, *at(world))
    assert (said.message, dict(said.comments)) == ("Gandrīz", {3: "Kuri uzdevumi?"})
    with pytest.raises(Conflict, match="evaluation_changed"):
        accept_evaluation(unit, *over(world), Remarks(), step=first)
    write(unit, world, "Otrais variants")
    hand_in(unit, *at(world))
    with pytest.raises(Conflict, match="evaluation_changed"):
        accept_evaluation(unit, *over(world), Remarks(), step=first)
    read = read_evaluation(unit, *over(world))
    assert read.before.comments == {3: "Kuri uzdevumi?"}
    accept_evaluation(unit, *over(world), Remarks(), step=read.step)
    with pytest.raises(Conflict, match="handed_in"):
        write(unit, world, "Par vēlu")
    with pytest.raises(Conflict, match="evaluation_accepted"):
        take_back(unit, *at(world))
    kinds = [step.kind for step in overseen_history(unit, *over(world))]
    assert kinds == ["accepted", "submitted", "returned", "submitted"]
    return_evaluation(unit, *over(world), Remarks("Tomēr"), step=read.step)
    write(unit, world, "Trešais")


def test_the_centre_goes_on_reading_what_it_returned(unit: Unit, world: World) -> None:
    write(unit, world, "Pirmais variants")
    attach_file(unit, *at(world), "viens.pdf", PDF)
    hand_in(unit, *at(world))
    handed = read_evaluation(unit, *over(world))
    return_evaluation(unit, *over(world), Remarks("Gandrīz", {3: "Kuri uzdevumi?"}), step=handed.step)
    write(unit, world, "Otrais variants")

    read = read_evaluation(unit, *over(world))

    assert (read.state, read.view) == ("returned", handed.view)
    assert abs(read.handed_in_at - handed.handed_in_at) < timedelta(seconds=5)
    assert dict(read.before.comments) == {3: "Kuri uzdevumi?"}
    assert (handed.file is not None, read.file) == (True, None)
    hand_in(unit, *at(world))
    take_back(unit, *at(world))
    with pytest.raises(NotFound):
        read_evaluation(unit, *over(world))


def test_a_part_with_a_remark_is_not_ready_until_it_changes(unit: Unit, world: World) -> None:
    def ready() -> tuple[bool, ...]:
        parts = evaluation_of(unit, *at(world)).evaluation.parts
        return tuple(parts[number - 1].is_ready for number in (3, 4, 6, 7))

    for number in (3, 4, 6, 7):
        write(unit, world, "Pirmais variants", number)
        tick_part(unit, *at(world), number, ready=True, revision=1)
    hand_in(unit, *at(world))
    said = Remarks("", {3: "Kuri?", 4: "Kad?", 6: "Kas?"})
    return_evaluation(unit, *over(world), said, step=newest(unit, world))
    assert ready() == (False, False, False, True)

    write(unit, world, "Pirmais variants")  # saved, and nothing changed
    assert ready() == (False, False, False, True)
    write(unit, world, "Otrais variants")
    tick_part(unit, *at(world), 4, ready=True, revision=2)
    revision = save_part(unit, *at(world), 6, PartInput("Pirmais variants", charts=("c1",)), revision=2)
    assert ready() == (True, True, True, True)
    save_part(unit, *at(world), 6, PartInput("Pirmais variants", charts=()), revision=revision)
    assert ready() == (True, True, False, True)


def test_the_day_of_handing_in_is_the_associations_own(unit: Unit, world: World) -> None:
    unit.now = lambda: datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
    hand_in(unit, *at(world))
    assert evaluation_of(unit, *at(world)).prepared_on == date(2026, 6, 2)


def test_the_other_side_is_told_by_mail(unit: Unit, world: World) -> None:
    with unit.transaction() as session:
        centre = User(email="centrs@aizvalte.example", name="Solvita Upmale", language="lt")
        session.add(centre)
        session.flush()
        session.add(Grant(user_id=centre.id, role=RoleName.REGIONAL_CENTRE, region_id=world.region_id))
    outgoing: list[OutgoingMail] = []

    hand_in(unit, *at(world))
    send_waiting(unit, outgoing.append)
    reader = Actor(None, "", regional_centre(world).scopes)
    here = (world.region_id, world.association_id, world.period_id)
    return_evaluation(unit, reader, *here, Remarks("Gandrīz", {2: "a", 3: "b"}), step=newest(unit, world))
    send_waiting(unit, outgoing.append)

    handed, returned = outgoing
    assert (handed.to, handed.language) == ("centrs@aizvalte.example", "lt")
    assert f"/region/{world.region_id}/association/{world.association_id}/evaluation" in handed.content.text
    leader = unit.session.get_one(User, world.user_id)
    assert returned.to == leader.email
    assert "Gandrīz" in returned.content.text
    assert f"/association/{world.association_id}/evaluation?period={world.period_id}" in returned.content.text
    assert set(unit.session.scalars(select(Mail.state))) == {"sent"}


def test_every_saved_state_can_be_opened_compared_and_brought_back(unit: Unit, world: World) -> None:
    write(unit, world, "Pirmais\n\nKopīgs")
    write(unit, world, "Otrais\n\nKopīgs")
    write(unit, world, "Otrais\n\nKopīgs")  # nothing changed: no step

    first, second = reversed(history_of(unit, *at(world)))
    page = step_of(unit, *at(world), first.number)
    (part,) = page.parts
    assert [(line.change, line.text) for line in part.lines] == [
        ("removed", "Pirmais"),
        ("added", "Otrais"),
        ("same", "Kopīgs"),
    ]
    assert [other.number for other in page.others] == [second.number]
    assert not step_of(unit, *at(world), first.number, first.number).parts[0].changed
    restore_part(unit, *at(world), 3, first.number)

    assert evaluation_of(unit, *at(world)).text(3) == "Pirmais\n\nKopīgs"
    assert len(history_of(unit, *at(world))) == 3
    for number, part_number in ((99, 3), (first.number, 4)):
        with pytest.raises(NotFound):
            restore_part(unit, *at(world), part_number, number)


def test_a_part_comes_back_from_what_was_handed_in(unit: Unit, world: World) -> None:
    write(unit, world, "Iesniegts")
    hand_in(unit, *at(world))
    take_back(unit, *at(world))
    write(unit, world, "Pārrakstīts")
    submitted = next(step for step in history_of(unit, *at(world)) if step.kind == "submitted")
    assert len(step_of(unit, *at(world), submitted.number).parts) == 10
    restore_part(unit, *at(world), 3, submitted.number)
    assert evaluation_of(unit, *at(world)).text(3) == "Iesniegts"


def test_typing_on_is_one_step_until_one_pauses(unit: Unit, world: World) -> None:
    began = datetime(2026, 6, 1, 9, tzinfo=UTC)
    for minutes, text in ((0, "A"), (1, "Ar"), (2, "Ari"), (30, "Arī"), (31, "Arī tā")):
        unit.now = lambda minutes=minutes: began + timedelta(minutes=minutes)  # type: ignore[misc]
        write(unit, world, text, as_typed=True)
    assert len(history_of(unit, *at(world))) == 2


def test_only_so_many_charts_stand_at_a_part(unit: Unit, world: World) -> None:
    given = PartInput("x", charts=tuple(f"c{number}" for number in range(7)))
    with pytest.raises(Invalid) as refused:
        save_part(unit, *at(world), 3, given, revision=0)
    assert set(refused.value.fields) == {"charts"}


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PDF, "Izvērtējums.pdf", "Izvērtējums.pdf"),
        (container(), "a.asice", "a.asice"),
        (container(), "a.edoc", "a.edoc"),
        (container(""), "vecs.EDOC", "vecs.edoc"),
        (container("application/vnd.lt.archyvai.adoc-2008"), "b.adoc", "b.adoc"),
        (PDF, "C:\\mape\\patiesībā pdf.edoc", "patiesībā pdf.pdf"),
    ],
)
def test_a_signed_file_is_told_by_its_content(unit: Unit, world: World, content: bytes, name: str, kept: str) -> None:
    attach_file(unit, *at(world), name, content)
    file = attached_file(unit, *at(world))
    assert file is not None
    assert file.name == kept
    assert own_file(unit, *at(world))[2] == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90", "file_not_signed"),
        (b"%PDF-1.7 cut", "file_damaged"),
        (b"PK\x03\x04 broken", "file_damaged"),
        (container(signed=False), "file_not_signed"),
        (bundled_template(), "file_not_signed"),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), "file_too_large"),
    ],
)
def test_what_is_no_signed_file_is_refused(unit: Unit, world: World, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        attach_file(unit, *at(world), "x.pdf", content)
    assert refused.value.fields["file"].code == code
    assert attached_file(unit, *at(world)) is None


def test_a_removed_file_leaves_its_name_in_the_history(unit: Unit, world: World) -> None:
    attach_file(unit, *at(world), "viens.pdf", PDF)
    attach_file(unit, *at(world), "divi.pdf", PDF)
    with pytest.raises(NotFound):
        overseen_file(unit, *over(world))
    hand_in(unit, *at(world))
    assert overseen_file(unit, *over(world))[0] == "divi.pdf"
    remove_file(unit, *at(world))
    names = [(step.kind, step.name) for step in reversed(history_of(unit, *at(world))) if step.name]
    assert names == [
        ("file_attached", "viens.pdf"),
        ("file_removed", "viens.pdf"),
        ("file_attached", "divi.pdf"),
        ("file_removed", "divi.pdf"),
    ]
    with pytest.raises(NotFound):
        remove_file(unit, *at(world))


def test_strangers_are_refused(unit: Unit, world: World) -> None:
    hand_in(unit, *at(world))
    here = (world.region_id, world.association_id, world.period_id)
    mine = (world.association_id, world.period_id)
    for actor in (*world.strangers[:3], world.strangers[4], world.leader):
        for refused in (
            lambda actor=actor: read_evaluation(unit, actor, *here),
            lambda actor=actor: return_evaluation(unit, actor, *here, Remarks("x"), step=1),
            lambda actor=actor: accept_evaluation(unit, actor, *here, Remarks(), step=1),
            lambda actor=actor: overseen_history(unit, actor, *here),
            lambda actor=actor: overseen_file(unit, actor, *here),
            lambda actor=actor: templates.replace_template(unit, actor, world.region_id, "x", b""),
            lambda actor=actor: templates.preview(unit, actor, world.region_id, world.period_id),
        ):
            with pytest.raises(Forbidden):
                refused()
    for actor in world.strangers:
        for denied in (
            lambda actor=actor: history_of(unit, actor, *mine),
            lambda actor=actor: step_of(unit, actor, *mine, 1),
            lambda actor=actor: restore_part(unit, actor, *mine, 3, 1),
            lambda actor=actor: attach_file(unit, actor, *mine, "x.pdf", PDF),
            lambda actor=actor: remove_file(unit, actor, *mine),
            lambda actor=actor: own_file(unit, actor, *mine),
            lambda actor=actor: remarks_of(unit, actor, *mine),
        ):
            with pytest.raises(Forbidden):
                denied()
