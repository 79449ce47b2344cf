"""Someone who keeps every number ever shown, subtracts later from earlier ones, and knows who asked for a change.

Corrections, erasure and documents frozen in between must leave her with nothing: of every table, in every two states
shown at any time, the answers of nobody differ or those of at least five. What differs is worked out here from the
answers themselves, not by the product's own rule.
"""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from surveyapp.analysis.charts import Bar, BarCounts, Frame, Table
from surveyapp.analysis.disclosure import ShownItem
from surveyapp.dataset import list_releases
from surveyapp.evaluation.evaluation import LeaderFacts
from surveyapp.services import responding
from surveyapp.services.access import Actor, Scope
from surveyapp.services.applying import apply_corrections
from surveyapp.services.closing import close_run
from surveyapp.services.corrections import correct_response
from surveyapp.services.erasure import erase_response, erase_text
from surveyapp.services.errors import Conflict
from surveyapp.services.evaluation_files import attach_file, attached_file, overseen_file
from surveyapp.services.evaluation_states import hand_in, handed_in_document, read_evaluation
from surveyapp.services.evaluations import save_leader
from surveyapp.services.modes import Mode
from surveyapp.services.own_corrections import confirm_correction, own_correction
from surveyapp.services.results import Results, ResultsState, results_of
from surveyapp.services.roles import RoleName
from surveyapp.services.sealing import link_secret, link_text
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import EvaluationStep
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Run
from tests.rounds import answers_of
from tests.towns import Town

FEWEST = 5
Answers = Mapping[str, Any]
Shown = dict[tuple[str, str], int]


def bars() -> BarCounts:
    """A chart as it is drawn of a release: nine of twelve."""
    title = "Deviņi no divpadsmit grib lasītveicināšanu"
    frame = Frame("topics", title, "Tēmas nākamajam gadam.", 12, 16, "Atbildējuši 12 no 16.", "counts", Table((), ()))
    return BarCounts(frame, (Bar("Lasītveicināšana", 9, 8, 11, note="9 no 12"),), 16)


class Case:
    """A closed confidential survey, and everything an attacker has kept of it."""

    def __init__(self, unit: Unit, answered: int = 12, answers: list[dict[str, Any]] | None = None) -> None:
        self.town = Town(unit, answered + 2)
        self.unit = self.town.unit
        self.run_id = self.town.open(Mode.CONFIDENTIAL)
        given = answers or [answers_of(number) for number in range(answered)]
        for number, link in enumerate(self.town.links(self.run_id)[:answered]):
            responding.submit(self.unit, link, given[number], "lv")
        close_run(self.unit, self.town.leader, self.run_id)
        self.members = sorted(self.answers(), key=str)

    def answers(self) -> dict[uuid.UUID, Answers]:
        """The truth: who answered what, as it is stored."""
        self.unit.session.expire_all()
        rows = self.unit.session.scalars(select(Response).where(Response.run_id == self.run_id)).all()
        found: dict[uuid.UUID, Answers] = {
            row.invitation_id: row.answers for row in rows if row.invitation_id is not None
        }
        self.unit.session.rollback()
        return found

    def results(self) -> Results:
        self.unit.session.expire_all()
        found = results_of(self.unit, self.town.leader, self.town.id, self.town.period.id)
        self.unit.session.rollback()
        return found

    def shown(self) -> Shown:
        """Every number on the page of results and in its files; none while nothing is shown."""
        found = self.results()
        if found.state is not ResultsState.SHOWN:
            return {}
        items = [(key, item) for q in found.questions for key, item in q.items if isinstance(item, ShownItem)]
        cells = {(key, cell.code): cell.count.k for key, item in items for cell in item.cells}
        return {**cells, **{(key, "n"): item.n for key, item in items}}

    def correct(self, member: uuid.UUID, **changes: Any) -> None:
        """The leader types a change, and the member confirms it by her own link."""
        wanted = {**self.answers()[member], **changes}
        correct_response(self.unit, self.town.leader, self.run_id, member, wanted, list(changes))
        link = link_text(link_secret(self.unit.secret, member))
        laid = own_correction(self.unit, link)
        assert laid is not None
        self.unit.session.rollback()
        confirm_correction(self.unit, link, laid.seen)

    def apply(self) -> None:
        self.unit.session.rollback()
        apply_corrections(self.unit, self.run_id)

    def erase(self, member: uuid.UUID) -> None:
        self.unit.session.rollback()
        erase_response(self.unit, self.town.leader, self.run_id, member)


@pytest.fixture
def case(unit: Unit) -> Case:
    return Case(unit)


def fallen(before: Shown, after: Shown, item: str) -> list[str]:
    """The answers to an item that fewer give than before: with one victim, hers."""
    codes = {code for key, code in before if key == item and code != "n"}
    return [code for code in codes if after.get((item, code), 0) < before[item, code]]


def test_five_corrections_of_which_one_touches_an_item_tell_nothing_of_it(unit: Unit) -> None:
    recovered = 0
    for victim in range(7):
        case = Case(unit)
        others = [each for place, each in enumerate(case.members) if place != victim][:4]
        before = case.shown()
        for place, other in enumerate(others):
            case.correct(other, info_timely=str(1 + place))
        case.correct(case.members[victim], overall="1", info_timely="1")
        case.apply()
        recovered += bool(fallen(before, case.shown(), "overall"))
    assert recovered == 0


def test_five_that_leave_one_answer_wait(unit: Unit) -> None:
    case = Case(unit, answers=[{**answers_of(number), "overall": "4"} for number in range(12)])
    before = case.shown()
    for member in case.members[:5]:
        case.correct(member, overall="2")
    case.apply()
    # All five had said the same: the fall of one bar by five would say it of each of them.
    assert case.shown() == before


def test_one_erased_beside_the_numbers_of_before_tells_nothing(case: Case) -> None:
    before = case.shown()
    assert before
    for erased, member in enumerate(case.members[:4], 1):
        case.erase(member)
        assert case.results().state is ResultsState.WITHHELD
        assert not case.shown(), erased
        assert list_releases(case.unit.releases) == ()
        assert member not in case.answers()

    case.erase(case.members[4])

    after = case.shown()
    assert after, "results come back once five answers are gone"
    gone = {(key, code): before[key, code] - k for (key, code), k in after.items() if (key, code) in before}
    assert {number for (_, code), number in gone.items() if code == "n"} == {FEWEST}


def test_any_two_states_over_many_rounds_differ_by_nobody_or_by_five(unit: Unit) -> None:
    dice = random.Random(20270602)
    for _ in range(6):
        case = Case(unit, 14)
        states = [(case.answers(), set(case.shown()))]
        for _ in range(6):
            for member in dice.sample(case.members, dice.randint(3, 8)):
                if member in case.answers():
                    case.correct(member, **some_changes(dice, case.answers()[member]))
            case.apply()
            states.append((case.answers(), set(case.shown())))
        for member in dice.sample(case.members, 5):
            case.erase(member)
            states.append((case.answers(), set(case.shown())))
        seen = [state for state in states if state[1]]
        assert len({repr(sorted(map(repr, answers.items()))) for answers, _ in seen}) > 1, "nothing ever changed"
        for (one, first), (other, second) in itertools.combinations(seen, 2):
            shown = {key for key, _ in first & second}
            for item, members in differing(one, other):
                assert not shown & {item} or len(members) >= FEWEST, (item, len(members))


def some_changes(dice: random.Random, answers: Answers) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for question in ("overall", "info_timely", "consult_access"):
        if dice.random() < 0.7:
            changes[question] = str(dice.randint(1, 5))
    if dice.random() < 0.5:
        row = dice.choice(list(answers["service_importance"]))
        changes["service_importance"] = {**answers["service_importance"], row: str(dice.randint(1, 5))}
    if dice.random() < 0.3:
        changes["systems"] = [dice.choice(["none", "other"])]
    return changes


def differing(one: Mapping[uuid.UUID, Answers], other: Mapping[uuid.UUID, Answers]) -> Iterator[tuple[str, set[Any]]]:
    """Each item with the members whose answer to it differs, erased ones among them."""
    items: dict[str, set[Any]] = {}
    for member in {*one, *other}:
        cells = [dict(_cells(each.get(member, {}))) for each in (one, other)]
        for key in {*cells[0], *cells[1]}:
            if cells[0].get(key) != cells[1].get(key):
                items.setdefault(key, set()).add(member)
    yield from items.items()


def _cells(answers: Answers) -> Iterator[tuple[str, Any]]:
    for question, value in answers.items():
        if isinstance(value, Mapping):
            for row, cell in value.items():
                yield f"{question}.{row}", cell
        yield question, sorted(value) if isinstance(value, list) else value


def test_the_leader_alone_changes_nothing(case: Case) -> None:
    before, stored = case.shown(), case.answers()
    for member in case.members:
        wanted = {**stored[member], "overall": str(1 + case.members.index(member) % 5)}
        correct_response(case.unit, case.town.leader, case.run_id, member, wanted, ["overall"])
    case.apply()
    assert (case.shown(), case.answers()) == (before, stored)


def test_what_the_leader_changes_after_it_was_read_is_not_confirmed(case: Case) -> None:
    member = case.members[0]
    link = link_text(link_secret(case.unit.secret, member))
    stored = case.answers()[member]
    correct_response(case.unit, case.town.leader, case.run_id, member, {**stored, "overall": "1"}, ["overall"])
    seen = own_correction(case.unit, link)
    assert seen is not None
    assert dict(seen.answers) == {"overall": "1"}
    case.unit.session.rollback()
    correct_response(case.unit, case.town.leader, case.run_id, member, {**stored, "overall": "2"}, ["overall"])
    with pytest.raises(Conflict, match="correction_changed"):
        confirm_correction(case.unit, link, seen.seen)


def handed_in(case: Case) -> tuple[Actor, uuid.UUID, uuid.UUID, uuid.UUID]:
    """The evaluation handed in with a chart of the results; how the regional centre asks for it."""
    town = case.town
    save_leader(case.unit, town.leader, town.id, LeaderFacts("Sarma Lauva"))
    case.unit.session.rollback()
    hand_in(case.unit, town.leader, town.id, town.period.id, {9: [bars()]}, case.results().shown.release)
    attach_file(case.unit, town.leader, town.id, town.period.id, "gala.pdf", b"%PDF-1.7\n%%EOF\n")
    centre = Actor(None, "Centre", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))
    return centre, town.region_id, town.id, town.period.id


def test_erasure_takes_the_charts_of_an_evaluation_handed_in(case: Case) -> None:
    at = handed_in(case)
    title = bars().frame.title
    assert read_evaluation(case.unit, *at).figures[9]
    assert title in handed_in_document(case.unit, *at, "html").content.decode()
    overseen_file(case.unit, *at)

    case.erase(case.members[0])

    read = read_evaluation(case.unit, *at)
    assert not read.figures
    for kind in ("html", "docx", "pdf"):
        assert handed_in_document(case.unit, *at, kind).content
    html = handed_in_document(case.unit, *at, "html").content.decode()
    assert title not in html
    assert "vairs nav redzama" in html
    case.unit.session.expire_all()
    kept = case.unit.session.scalars(select(EvaluationStep).where(EvaluationStep.kind == "submitted")).one()
    assert title not in repr(kept.content)
    case.unit.session.rollback()
    file = attached_file(case.unit, case.town.leader, case.town.id, case.town.period.id)
    assert file is not None
    assert file.outdated
    with pytest.raises(Conflict, match="file_of_replaced_results"):
        overseen_file(case.unit, *at)


def test_corrections_take_the_charts_too_and_so_does_a_release_that_is_another_when_read(case: Case) -> None:
    at = handed_in(case)
    for member, answers in case.answers().items():
        case.correct(member, overall="1" if answers["overall"] != "1" else "2")
    before = case.results().shown.release
    case.apply()
    assert case.results().shown.release != before
    assert not read_evaluation(case.unit, *at).figures


def test_a_chart_drawn_before_and_kept_after_is_not_shown(case: Case) -> None:
    town = case.town
    save_leader(case.unit, town.leader, town.id, LeaderFacts("Sarma Lauva"))
    case.unit.session.rollback()
    drawn = case.results().shown.release
    case.erase(case.members[0])
    hand_in(case.unit, town.leader, town.id, town.period.id, {9: [bars()]}, drawn)
    centre = Actor(None, "Centre", (Scope(RoleName.REGIONAL_CENTRE, region_id=town.region_id),))
    assert not read_evaluation(case.unit, centre, town.region_id, town.id, town.period.id).figures


def test_an_erased_text_changes_no_number_and_takes_no_chart(case: Case) -> None:
    at = handed_in(case)
    before = case.shown()
    erase_text(case.unit, case.town.leader, case.run_id, "comment", answers_of(0)["comment"])
    assert case.shown() == before
    assert read_evaluation(case.unit, *at).figures[9]
    file = attached_file(case.unit, case.town.leader, case.town.id, case.town.period.id)
    assert file is not None
    assert not file.outdated
    assert answers_of(0)["comment"] not in repr(case.results().texts)
    assert case.unit.session.get_one(Run, case.run_id).release_id
    case.unit.session.rollback()
