"""The board of proposals in the browser."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from surveyapp.services.modes import RunStatus
from surveyapp.services.proposals import Board, board, make_group
from surveyapp.services.unit import Unit
from tests.leaders import World, make_run
from tests.web.leader.conftest import Browser, text_of

NewUnit = Callable[[], AbstractContextManager[Unit]]

TEXTS = ("Vairāk izbraukuma semināru", "Izbraukuma semināri biežāk", "Kopīgs grāmatu saraksts")


def stored(new_unit: NewUnit, world: World) -> Board:
    with new_unit() as unit:
        return board(unit, world.leader, world.association_id, world.period_id)


@pytest.fixture
def run_id(new_unit: NewUnit, world: World) -> uuid.UUID:
    with new_unit() as unit:
        return make_run(unit, world, proposals=TEXTS)


@pytest.mark.parametrize(
    ("status", "responses", "says"),
    [
        (RunStatus.OPEN, 0, "Proposals open when the survey has closed"),
        (RunStatus.CLOSED, 2, "2 librarians answered"),
    ],
)
def test_a_closed_board_says_why_and_what_to_do(
    window: Browser, new_unit: NewUnit, world: World, status: RunStatus, responses: int, says: str
) -> None:
    assert "There is no survey for this year yet" in text_of(window.get("proposals"))
    with new_unit() as unit:
        make_run(unit, world, proposals=TEXTS, responses=responses, status=status)

    page = text_of(window.get("proposals"))

    assert says in page
    assert TEXTS[0] not in page


def test_ticked_proposals_are_grouped_moved_and_put_aside(
    window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID
) -> None:
    ids = {item.text: item.id.hex for item in stored(new_unit, world).loose}
    page = window.send(
        "proposals/sort",
        {"proposal": [ids[TEXTS[0]], ids[TEXTS[1]]], "target": "new", "wording": "Lauku semināri", "action": "group"},
        opened="proposals",
    )
    assert "A group of 2 proposals is made." in text_of(page)
    (group,) = stored(new_unit, world).groups
    assert (group.wording, len(group.proposals)) == ("Lauku semināri", 2)

    window.send(
        "proposals/sort",
        {"proposal": ids[TEXTS[2]], "target": group.id.hex, "action": "group"},
        opened="proposals",
    )
    window.send("proposals/sort", {"proposal": ids[TEXTS[1]], "action": "take_out"}, opened="proposals")
    assert [len(group.proposals) for group in stored(new_unit, world).groups] == [2]
    window.send(
        "proposals/sort", {"proposal": ids[TEXTS[1]], "action": "decline", "reason": "Jau ir"}, opened="proposals"
    )
    assert [item.reason for item in stored(new_unit, world).put_aside] == ["Jau ir"]
    assert "Reason: Jau ir" in text_of(window.get("proposals"))


@pytest.mark.parametrize(
    ("fields", "anchor"),
    [({"action": "group", "target": "new"}, "#proposals"), ({"action": "decline", "reason": ""}, "#reason")],
)
def test_what_is_missing_is_said_and_the_ticks_stay(
    window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID, fields: dict[str, str], anchor: str
) -> None:
    first = stored(new_unit, world).loose[0].id.hex
    ticked = {"proposal": first} if anchor == "#reason" else {}

    page = window.send("proposals/sort", {**fields, **ticked}, opened="proposals", status=422)

    assert [link.get("href") for link in page.iterfind(".//div[@class='error-summary']//a")] == [anchor]
    checked = [box.get("value") for box in page.iterfind(".//input[@checked]")]
    assert checked == list(ticked.values())


def test_hints_tick_and_filters_choose(window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID) -> None:
    page = window.get("proposals?alike=0")
    assert len(page.xpath("//input[@checked]")) == 2
    assert stored(new_unit, world).groups == ()

    page = window.get("proposals?direction=none&language=ru")
    assert "None that fits the filter." in text_of(page)
    assert len(window.get("proposals?language=lv").xpath("//input[@name='proposal']")) == 3


def test_a_group_is_reworded_decided_and_dissolved(
    window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID
) -> None:
    ids = [item.id.hex for item in stored(new_unit, world).loose]
    window.send("proposals/sort", {"proposal": ids, "target": "new", "action": "group"}, opened="proposals")
    (group,) = stored(new_unit, world).groups
    address = f"proposals/group/{group.id}"
    page = window.get(address)
    version = page.xpath("//input[@name='version']/@value")[0]

    window.send(address, {"wording": "Semināri laukos", "direction": "consultations", "version": version})
    page = window.send(address, {"wording": "Cits", "direction": "", "version": version}, status=422)
    assert "Semināri laukos" in text_of(page)
    page = window.send(f"{address}/decide", {"status": "declined", "reason": ""}, opened=address, status=422)
    assert page.xpath("//*[@id='reason']/@aria-invalid") == ["true"]
    window.send(f"{address}/decide", {"status": "accepted"}, opened=address)
    window.send(f"{address}/take-out", {"proposal": ids[0]}, opened=address)
    (group,) = stored(new_unit, world).groups
    assert (group.status, group.wording, len(group.proposals)) == ("accepted", "Semināri laukos", 2)

    window.send(f"{address}/delete", opened=address)
    assert stored(new_unit, world).groups == ()
    assert len(stored(new_unit, world).loose) == 3


def test_groups_are_merged_and_the_step_undone(
    window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID
) -> None:
    ids = {item.text: item.id for item in stored(new_unit, world).loose}
    with new_unit() as unit:
        first, second = (make_group(unit, world.leader, run_id, [ids[text]]) for text in TEXTS[:2])
    page = window.send(f"proposals/group/{first}/merge", {"other": second.hex}, opened=f"proposals/group/{first}")
    assert "The groups are one now." in text_of(page)
    assert "Undo: groups merged" in text_of(page)
    page = window.send("proposals/undo", opened="proposals")
    assert "Undone: groups merged" in text_of(page)
    assert len(stored(new_unit, world).groups) == 2


def test_tags_are_given_shown_and_filtered(window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID) -> None:
    ids = {item.text: item.id.hex for item in stored(new_unit, world).loose}
    sent = {"proposal": ids[TEXTS[2]], "tag": "Grāmatas", "action": "tag"}
    assert "1 proposal is tagged." in text_of(window.send("proposals/sort", sent, opened="proposals"))
    assert window.get("proposals?tag=Grāmatas").xpath("//input[@name='proposal']/@value") == [ids[TEXTS[2]]]
    assert "Write the tag" in text_of(
        window.send("proposals/sort", {**sent, "tag": ""}, opened="proposals", status=422)
    )
    window.send("proposals/sort", {**sent, "action": "untag"}, opened="proposals")
    assert not [item for item in stored(new_unit, world).loose if item.tags]


def test_personal_details_are_masked(window: Browser, new_unit: NewUnit, world: World, run_id: uuid.UUID) -> None:
    item = stored(new_unit, world).loose[0]
    page = f"proposals/mask/{item.id}"
    assert item.text in text_of(window.get(page))
    window.send(page, {"masked": "Vairāk […]"})
    assert {each.masked for each in stored(new_unit, world).loose} == {None, "Vairāk […]"}
    window.get(f"proposals/mask/{uuid.uuid4()}", 404)
