"""What a leader may read of a closed survey, and what is said while there is nothing to read."""

from __future__ import annotations

import uuid

import pytest

from surveyapp.analysis.disclosure import ShownItem, Withheld
from surveyapp.dataset import list_releases
from surveyapp.services.closing import close_run
from surveyapp.services.errors import Forbidden, NotFound
from surveyapp.services.results import Results, ResultsState, kept_results, results_of
from surveyapp.services.surveys import start_run
from surveyapp.services.unit import Unit
from tests.leaders import World, make_world
from tests.rounds import COMMENTS, hold_activities, hold_round, open_round


@pytest.fixture
def world(unit: Unit) -> World:
    return make_world(unit)


def seen(unit: Unit, world: World) -> Results:
    unit.session.expire_all()
    return results_of(unit, world.leader, world.association_id, world.period_id)


def held(unit: Unit, world: World, answered: int, invited: int = 16) -> Results:
    hold_round(unit, world.leader, world.association_id, world.period_id, invited=invited, answered=answered)
    return seen(unit, world)


def item(results: Results, key: str) -> ShownItem | Withheld:
    return dict(results.question(key.partition(".")[0]).items)[key]


def test_the_year_goes_through_its_states(unit: Unit, world: World) -> None:
    assert seen(unit, world).state is ResultsState.NO_SURVEY

    run_id = open_round(unit, world.leader, world.association_id, world.period_id, invited=4)

    still_open = seen(unit, world)
    assert still_open.state is ResultsState.OPEN
    assert still_open.results is None
    assert still_open.structure is None

    close_run(unit, world.leader, run_id)

    assert seen(unit, world).state is ResultsState.NO_ANSWERS


def test_a_survey_in_preparation_has_no_results(unit: Unit, world: World) -> None:
    open_round(unit, world.leader, world.association_id, world.period_id, invited=4)
    other = make_world(unit)
    start_run(unit, other.leader, other.association_id, other.period_id)

    assert seen(unit, other).state is ResultsState.DRAFT


def test_from_three_answers_nothing_but_participation_comes_out(unit: Unit, world: World) -> None:
    results = held(unit, world, 3)

    assert results.state is ResultsState.TOO_FEW
    assert results.run is not None
    assert (results.run.participation.answered, results.run.participation.invited) == (3, 16)
    assert results.results is not None
    assert results.results.sections == ()
    assert results.results.needs is None
    assert dict(results.texts) == {}
    for look in (lambda: results.shown, lambda: results.question("overall")):
        with pytest.raises(NotFound):
            look()


@pytest.mark.parametrize("answered", [5, 6, 9])
def test_five_to_nine_answers_show_three_categories_and_no_mean(unit: Unit, world: World, answered: int) -> None:
    overall = item(held(unit, world, answered), "overall")

    assert isinstance(overall, ShownItem)
    assert overall.n == answered
    assert {cell.code for cell in overall.cells} == {"low", "neutral", "high"}
    assert overall.mean is None


def test_twelve_answers_show_every_category_and_the_interval_of_the_method(unit: Unit, world: World) -> None:
    hold_activities(unit, world.leader, world.association_id, world.period_id)
    results = held(unit, world, 12)

    overall = item(results, "overall")
    assert isinstance(overall, ShownItem)
    assert overall.high is not None
    assert overall.high.interval is not None
    # (5, 4, 4, 3, 5, 2, 4, 5) from the fifth on, twelve times: 5 2 4 5 5 4 4 3 5 2 4 5.
    assert (overall.high.k, overall.n) == (9, 12)
    assert (overall.high.interval.low, overall.high.interval.high) == (10, 13)
    assert overall.mean is not None
    assert len(results.shown.activities) == 2
    assert results.shown.needs is not None
    comments = results.texts["comment"]
    assert not isinstance(comments, Withheld)
    assert sorted(comments) == sorted(COMMENTS)


def test_who_is_not_in_a_count_is_told_by_reason(unit: Unit, world: World) -> None:
    results = held(unit, world, 12)

    applied = item(results, "applied")
    assert isinstance(applied, ShownItem)
    assert (applied.n, applied.missing.not_applicable, applied.missing.unanswered) == (9, 3, 0)
    satisfied = item(results, "service_satisfaction.library_visits")
    assert isinstance(satisfied, ShownItem)
    assert satisfied.missing.not_shown == 3
    assert satisfied.n == 9


def test_a_lost_or_damaged_release_is_cut_again(unit: Unit, world: World) -> None:
    first = held(unit, world, 6)
    (release_id,) = list_releases(unit.releases)
    file = unit.releases / f"{release_id}.arrow"
    file.write_bytes(file.read_bytes()[:200])

    assert seen(unit, world).results == first.results

    for path in unit.releases.iterdir():
        path.unlink()

    assert seen(unit, world).results == first.results
    assert list_releases(unit.releases) == (release_id,)


def test_a_second_visit_computes_nothing(unit: Unit, world: World) -> None:
    first = held(unit, world, 6)
    before = kept_results.cache_info().misses

    assert seen(unit, world).results is first.results
    assert kept_results.cache_info().misses == before


def test_nobody_but_the_leader_reads_results(unit: Unit, world: World) -> None:
    held(unit, world, 6)
    for stranger in world.strangers:
        with pytest.raises(Forbidden):
            results_of(unit, stranger, world.association_id, world.period_id)


def test_unknown_places_are_not_found(unit: Unit, world: World) -> None:
    with pytest.raises(NotFound):
        results_of(unit, world.leader, uuid.uuid4(), world.period_id)
    with pytest.raises(NotFound):
        results_of(unit, world.leader, world.association_id, uuid.uuid4())
    with pytest.raises(NotFound):
        held(unit, world, 6).question("no_such_question")
