"""Drafts: begun, changed, undone; two people at once; the region's core."""

from __future__ import annotations

from functools import partial

import pytest

from surveyapp.definition.writing import changes
from surveyapp.definition.writing.folder import Folder
from surveyapp.services import drafting
from surveyapp.services.access import NOBODY, SYSTEM, Actor
from surveyapp.services.draft_content import CoreLocked
from surveyapp.services.drafting import DraftChanged
from surveyapp.services.errors import Conflict, Forbidden, NotFound
from surveyapp.services.questionnaires import Owner, folder_files, newest_version, take_in_bundled
from surveyapp.services.unit import Unit
from tests.leaders import World, make_world

BLANK = changes.blank("our-year", ["lv", "en"], "Mūsu gads")


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


@pytest.fixture
def owner(world: World) -> Owner:
    return Owner(association_id=world.association_id)


def word(folder: Folder, name: str, text: str) -> None:
    folder.set_text("lv", f"question.{name}.text", text)


def test_a_draft_is_begun_changed_undone_and_redone(unit: Unit, world: World, owner: Owner) -> None:
    leader = world.leader
    draft = drafting.begin_draft(unit, leader, owner, BLANK)
    first = drafting.open_draft(unit, leader, draft)
    assert (first.revision, first.can_undo, first.can_redo) == (1, False, False)
    drafting.change(unit, leader, draft, 1, "x", lambda f: changes.add_question(f, "part_1", "yes-no", "A"))
    drafting.change(unit, leader, draft, 2, "x", lambda f: changes.add_question(f, "part_1", "number", "B"))
    assert drafting.open_draft(unit, leader, draft).folder().question_ids == ["a", "b"]
    drafting.undo(unit, leader, draft)
    undone = drafting.open_draft(unit, leader, draft)
    assert undone.folder().question_ids == ["a"]
    assert (undone.can_undo, undone.can_redo) == (True, True)
    drafting.redo(unit, leader, draft)
    assert drafting.open_draft(unit, leader, draft).folder().question_ids == ["a", "b"]
    drafting.undo(unit, leader, draft)
    drafting.change(unit, leader, draft, 2, "question_added", lambda f: changes.add_question(f, "part_1", "date", "C"))
    after = drafting.open_draft(unit, leader, draft)
    assert after.folder().question_ids == ["a", "c"]
    assert not after.can_redo
    with pytest.raises(Conflict, match="nothing_to_redo"):
        drafting.redo(unit, leader, draft)
    line = drafting.drafts_of(unit, leader, owner)[0]
    assert (line.key, line.titles["lv"], line.changed_by) == ("our-year", "Mūsu gads", "Sarmīte Vanaga")
    drafting.delete_draft(unit, leader, draft)
    assert drafting.drafts_of(unit, leader, owner) == ()
    with pytest.raises(NotFound):
        drafting.open_draft(unit, leader, draft)


def test_nothing_changed_is_no_new_state(unit: Unit, world: World, owner: Owner) -> None:
    draft = drafting.begin_draft(unit, world.leader, owner, BLANK)
    assert drafting.change(unit, world.leader, draft, 1, "settings_changed", lambda folder: None) == 1
    assert not drafting.open_draft(unit, world.leader, draft).can_undo


def test_changes_of_different_questions_at_once_both_count(unit: Unit, world: World, owner: Owner) -> None:
    leader = world.leader
    draft = drafting.begin_draft(unit, leader, owner, BLANK)

    def two(folder: Folder) -> None:
        changes.add_question(folder, "part_1", "yes-no", "A")
        changes.add_question(folder, "part_1", "yes-no", "B")

    seen = drafting.change(unit, leader, draft, 1, "question_added", two)
    for name in ("a", "b"):
        drafting.change(
            unit,
            leader,
            draft,
            seen,
            "question_changed",
            partial(word, name=name, text=f"New {name}"),
            partial(Folder.question_texts, language="lv", question_id=name),
        )
    folder = drafting.open_draft(unit, leader, draft).folder()
    assert [folder.text("lv", f"question.{name}.text") for name in ("a", "b")] == ["New a", "New b"]


def test_changes_of_the_same_question_at_once_are_not_written_over(unit: Unit, world: World, owner: Owner) -> None:
    leader = world.leader
    draft = drafting.begin_draft(unit, leader, owner, BLANK)
    seen = drafting.change(
        unit, leader, draft, 1, "question_added", lambda f: changes.add_question(f, "part_1", "yes-no", "A")
    )
    drafting.change(unit, leader, draft, seen, "question_changed", lambda folder: word(folder, "a", "First"))
    with pytest.raises(DraftChanged) as refused:
        drafting.change(
            unit,
            leader,
            draft,
            seen,
            "question_changed",
            lambda folder: word(folder, "a", "Second"),
            lambda folder: folder.question_texts("lv", "a"),
        )
    assert refused.value.view.folder().text("lv", "question.a.text") == "First"
    assert drafting.open_draft(unit, leader, draft).folder().text("lv", "question.a.text") == "First"


def test_what_is_gone_is_not_found(unit: Unit, world: World, owner: Owner) -> None:
    draft = drafting.begin_draft(unit, world.leader, owner, BLANK)
    with pytest.raises(NotFound):
        drafting.change(unit, world.leader, draft, 1, "x", lambda folder: changes.remove_question(folder, "nobody"))
    with pytest.raises(NotFound):
        drafting.change(unit, world.leader, draft, 1, "x", lambda folder: changes.remove_section(folder, "nothing"))


def test_others_are_refused(unit: Unit, world: World, owner: Owner) -> None:
    draft = drafting.begin_draft(unit, world.leader, owner, BLANK)
    for stranger in (*world.strangers, NOBODY):
        for refused in (
            lambda actor: drafting.open_draft(unit, actor, draft),
            lambda actor: drafting.drafts_of(unit, actor, owner),
            lambda actor: drafting.begin_draft(unit, actor, owner, BLANK),
            lambda actor: drafting.change(unit, actor, draft, 1, "x", lambda folder: None),
            lambda actor: drafting.undo(unit, actor, draft),
            lambda actor: drafting.delete_draft(unit, actor, draft),
        ):
            with pytest.raises(Forbidden):
                refused(stranger)


def test_the_core_of_the_region_stays(unit: Unit, world: World, owner: Owner) -> None:
    take_in_bundled(unit)
    version = newest_version(unit.session, "year-end")
    leader: Actor = world.leader
    draft = drafting.begin_draft(unit, leader, owner, folder_files(unit.surveys / "year-end"), version_id=version.id)
    view = drafting.open_draft(unit, leader, draft)
    assert view.loaded.errors == ()
    assert "overall" in view.locked
    assert "comment" not in view.locked
    for edit in (
        lambda folder: changes.remove_question(folder, "overall"),
        lambda folder: folder.question("overall").update(required=True),
        lambda folder: word(folder, "overall", "Vai esat laimīgi?"),
        lambda folder: changes.rename_question(folder, "overall", "all_in_all"),
    ):
        with pytest.raises(CoreLocked):
            drafting.change(unit, leader, draft, 1, "x", edit)
    drafting.change(unit, leader, draft, 1, "x", lambda folder: changes.remove_question(folder, "comment"))
    drafting.change(unit, leader, draft, 2, "x", lambda folder: changes.move_question(folder, "overall", 1))
    region = drafting.begin_draft(
        unit, SYSTEM, Owner(region_id=world.region_id), folder_files(unit.surveys / "year-end"), version_id=version.id
    )
    drafting.change(unit, SYSTEM, region, 1, "x", lambda folder: changes.remove_question(folder, "overall"))
    assert "overall" not in drafting.open_draft(unit, SYSTEM, region).folder().question_ids
