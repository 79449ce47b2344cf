"""What last year's proposals changed, as every member may read it."""

from __future__ import annotations

import pytest

from surveyapp.evaluation.proposals import ProposalStatus
from surveyapp.evaluation.recommendations import RecommendationStatus
from surveyapp.services.changes import ChangeKind, what_changed
from surveyapp.services.periods import ensure_period
from surveyapp.services.proposals import board, decide_group, make_group
from surveyapp.services.recommendations import RecommendationInput, change_status, write_recommendation
from surveyapp.services.unit import Unit
from tests.leaders import YEAR, World, make_run, make_world


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def test_decisions_of_last_year_are_told_in_the_leaders_words(unit: Unit, world: World) -> None:
    place = (world.leader, world.association_id)
    run_id = make_run(unit, world, proposals=("vairak seminaru!!", "bezmaksas kafija"))
    by_text = {item.text: item.id for item in board(unit, *place, world.period_id).loose}
    accepted = make_group(unit, world.leader, run_id, [by_text["vairak seminaru!!"]], "Vairāk semināru")
    decide_group(unit, world.leader, run_id, accepted, ProposalStatus.ACCEPTED)
    refused = make_group(unit, world.leader, run_id, [by_text["bezmaksas kafija"]], "Bezmaksas kafija")
    decide_group(unit, world.leader, run_id, refused, ProposalStatus.DECLINED, "Nav tāda budžeta")
    write_recommendation(unit, *place, world.period_id, RecommendationInput("Melnraksts"))
    done = write_recommendation(unit, *place, world.period_id, RecommendationInput("Pagarināt konsultācijas"))
    change_status(unit, *place, done, RecommendationStatus.ACCEPTED)
    change_status(unit, *place, done, RecommendationStatus.DONE, outcome="Trešdienās līdz 19.00")
    with unit.transaction() as session:
        this_year = ensure_period(session, YEAR.next).id

    told = what_changed(unit, world.association_id, this_year)

    assert [(line.kind, line.text, line.status) for line in told] == [
        (ChangeKind.RECOMMENDATION, "Pagarināt konsultācijas", "done"),
        (ChangeKind.PROPOSAL, "Vairāk semināru", "accepted"),
        (ChangeKind.PROPOSAL, "Bezmaksas kafija", "declined"),
    ]
    assert (told[0].outcome, told[0].percent_done) == ("Trešdienās līdz 19.00", 100)
    assert told[2].reason == "Nav tāda budžeta"


def test_a_first_year_has_nothing_to_tell(unit: Unit, world: World) -> None:
    assert what_changed(unit, world.association_id, world.period_id) == ()
