"""Codes on receipts: pairs of two years without names, and what becomes of wrong, double and early codes."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from surveyapp.analysis.change import Paired
from surveyapp.analysis.disclosure import Withheld
from surveyapp.dataset import open_release
from surveyapp.services import closing, codes, comparison, paper, responding, trials, year_codes
from surveyapp.services.access import SYSTEM, Actor
from surveyapp.services.errors import Invalid
from surveyapp.services.modes import Mode
from surveyapp.services.receipts import new_receipt
from surveyapp.services.sealing import form_number, read_link_text
from surveyapp.services.unit import Unit
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Run
from tests.towns import Town

HELPER = Actor(None, "Anna Egle", ())


def answer(town: Town, link: str, overall: str, code: str = "") -> str:
    """Answer, with a code where one was kept; the code of the receipt."""
    receipt = new_receipt()
    if code:
        responding.type_code_in(town.unit, link, code, receipt=receipt)
    responding.submit(town.unit, link, {"overall": overall}, "lv", receipt=receipt)
    kept = responding.open_form(town.unit, link, receipt).code
    return kept.shown if kept is not None else ""


def a_year(town: Town, ratings: list[str], codes: list[str] | None = None, **opened: object) -> list[str]:
    """One year from opening to release; the codes of the receipts."""
    run_id = town.open(**opened)  # type: ignore[arg-type] # mode and year_codes
    links = town.links(run_id)
    given = [
        answer(town, link, rating, (codes or [""] * len(ratings))[number])
        for number, (link, rating) in enumerate(zip(links, ratings, strict=False))
    ]
    closing.close_run(town.unit, SYSTEM, run_id)
    return given


def overall(town: Town) -> Paired | Withheld | None:
    years = comparison.years_of(town.unit, town.leader, town.id, town.period.id)
    return next(pair.paired for pair in years.compared.pairs if pair.question == "overall")


# --- The code itself ----------------------------------------------------------------------------------------------


def test_a_code_is_read_as_people_write_it() -> None:
    code = year_codes.new_code()
    shown = year_codes.spell(code)
    assert [len(part) for part in shown.split("-")] == [4, 4, 4]
    for written in (code, shown, shown.lower(), f"  {shown.replace('-', ' ')} ", shown.replace("-", "–")):
        assert year_codes.read_code(written) == code
    assert year_codes.read_code("") is None
    assert year_codes.read_code(code[:-1]) is None
    assert year_codes.read_code("č" * 12) is None


def test_look_alikes_are_forgiven() -> None:
    signs = "OIBACEKMPTX"
    code = next(each for sign in codes.ALPHABET if (each := year_codes.read_code(signs + sign)))
    assert year_codes.read_code("018АСЕКМРТХ" + code[-1]) == code


def test_most_mistyped_codes_are_noticed() -> None:
    code = year_codes.new_code()
    wrong = [code[:at] + sign + code[at + 1 :] for at in range(12) for sign in codes.ALPHABET if sign != code[at]]
    noticed = sum(year_codes.read_code(each) is None for each in wrong)
    assert noticed / len(wrong) > 0.9


def test_a_pair_key_leads_neither_to_its_code_nor_to_another_series() -> None:
    code, installation, place = year_codes.new_code(), b"i" * 32, uuid.uuid4()
    pair = year_codes.pair_of_code(installation, place, "year-end", code)
    others = {
        year_codes.pair_of_code(b"j" * 32, place, "year-end", code),
        year_codes.pair_of_code(installation, uuid.uuid4(), "year-end", code),
        year_codes.pair_of_code(installation, place, "services", code),
        year_codes.pair_of_person(installation, place, "year-end", place),
    }
    assert len(others) == 4
    assert pair not in others
    assert pair == year_codes.pair_of_code(installation, place, "year-end", code)


# --- Two years ----------------------------------------------------------------------------------------------------


def test_two_years_of_the_same_people_are_paired(unit: Unit) -> None:
    town = Town(unit, size=12)
    codes = a_year(town, ["2"] * 11 + ["4"], year_codes=True)
    assert len(set(codes)) == 12
    town.next_year()
    again = a_year(town, ["5"] * 9 + ["2", "1", "4"], codes, year_codes=True)
    assert again == codes, "the code typed in stays hers"
    found = overall(town)
    assert isinstance(found, Paired)
    assert (found.pairs, found.wording) == (12, "clear_up")
    assert comparison.years_of(town.unit, town.leader, town.id, town.period.id).linked == 12


def test_four_pairs_are_not_shown(unit: Unit) -> None:
    town = Town(unit, size=12)
    codes = a_year(town, ["2"] * 12, year_codes=True)
    town.next_year()
    a_year(town, ["5"] * 12, codes[:4] + [""] * 8, year_codes=True)
    few = overall(town)
    assert isinstance(few, Withheld)
    assert (few.reason, few.params["n"]) == ("too_few_pairs", 4)


def test_one_without_a_pair_hides_all_pairs(unit: Unit) -> None:
    town = Town(unit, size=9)
    codes = a_year(town, ["2"] * 9, year_codes=True)
    town.next_year()
    a_year(town, ["5"] * 9, [*codes[:8], ""], year_codes=True)
    assert isinstance(overall(town), Withheld)


def test_a_code_given_twice_pairs_nothing(unit: Unit) -> None:
    town = Town(unit, size=12)
    codes = a_year(town, ["2"] * 12, year_codes=True)
    town.next_year()
    a_year(town, ["5"] * 7, [*codes[:6], codes[0]], year_codes=True)
    assert comparison.years_of(town.unit, town.leader, town.id, town.period.id).linked == 5


def test_a_code_nobody_had_does_no_harm(unit: Unit) -> None:
    town = Town(unit, size=7)
    a_year(town, ["2"] * 7, year_codes=True)
    town.next_year()
    a_year(town, ["5"] * 7, [year_codes.new_code() for _ in range(7)], year_codes=True)
    assert comparison.years_of(town.unit, town.leader, town.id, town.period.id).linked == 0


# --- Off, early, wrong, changed -----------------------------------------------------------------------------------


def test_off_unless_told(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    link = town.links(run_id)[0]
    responding.submit(town.unit, link, {"overall": "4"}, "lv")
    assert responding.open_form(town.unit, link).code is None
    closed = closing.close_run(town.unit, SYSTEM, run_id)
    assert unit.session.scalars(select(Response.pair)).all() == [None]
    assert open_release(unit.releases, closed.release_id).pairs() == ()


@pytest.mark.parametrize("mode", [Mode.CONFIDENTIAL, Mode.NAMED])
def test_where_the_mode_keeps_the_member_nobody_needs_a_code(unit: Unit, mode: Mode) -> None:
    town = Town(unit, size=6)
    assert a_year(town, ["2"] * 6, mode=mode, year_codes=True) == [""] * 6
    assert unit.session.scalars(select(Run.year_codes)).all() == [False]
    town.next_year()
    a_year(town, ["5"] * 6, mode=mode)
    found = overall(town)
    assert isinstance(found, Paired)
    assert (found.pairs, found.wording) == (6, "clear_up")
    unit.session.rollback()
    assert set(unit.session.scalars(select(Response.pair))) == {None}


def test_in_the_first_year_there_is_no_code_to_type_in(unit: Unit) -> None:
    town = Town(unit)
    link = town.links(town.open(year_codes=True))[0]
    assert not responding.codes_before(unit, responding.open_form(town.unit, link))
    with pytest.raises(Invalid) as refused:
        responding.type_code_in(town.unit, link, year_codes.new_code())
    assert refused.value.fields["code"].code == "no_codes_before"
    responding.type_code_in(town.unit, link, "")


def test_a_mistyped_code_is_refused_and_what_was_kept_stays(unit: Unit) -> None:
    town = Town(unit)
    code = a_year(town, ["2"] * 7, year_codes=True)[0]
    town.next_year()
    link = town.links(town.open(year_codes=True))[1]
    responding.save_draft(town.unit, link, {"overall": "4"}, "lt")
    responding.type_code_in(town.unit, link, code)
    for wrong in ("K7QM", code[:-1] + ("A" if code[-1] != "A" else "B")):
        with pytest.raises(Invalid) as refused:
            responding.type_code_in(town.unit, link, wrong)
        assert refused.value.fields["code"].code == "code_mistyped"
    form = responding.open_form(town.unit, link)
    assert form.code is not None
    assert (form.code.shown, dict(form.answers), form.language) == (code, {"overall": "4"}, "lt")


def test_a_code_can_be_taken_back_and_changed_until_closing(unit: Unit) -> None:
    town = Town(unit, size=6)
    codes = a_year(town, ["2"] * 6, year_codes=True)
    town.next_year()
    run_id = town.open(year_codes=True)
    links = town.links(run_id)
    receipt = new_receipt()
    responding.type_code_in(town.unit, links[0], codes[0], receipt=receipt)
    responding.submit(town.unit, links[0], {"overall": "5"}, "lv", receipt=receipt)
    for link, code in zip(links[1:], codes[1:], strict=True):
        answer(town, link, "5", code)
    responding.type_code_in(town.unit, links[0], "", receipt=receipt)
    responding.send_draft(town.unit, links[0], receipt=receipt)
    fresh = responding.open_form(town.unit, links[0], receipt).code
    assert fresh is not None
    assert fresh.value
    assert fresh.shown not in codes
    responding.keep_section(town.unit, links[0], "overall", {"q-overall": ["4"]}, receipt=receipt)
    assert responding.open_form(town.unit, links[0], receipt).code == fresh, "saving does not change the code"
    closing.close_run(town.unit, SYSTEM, run_id)
    assert comparison.years_of(town.unit, town.leader, town.id, town.period.id).linked == 5
    after = responding.open_form(town.unit, links[0], receipt).code
    assert after is not None
    assert after.value == "", "after closing nobody can show it"


def test_a_helper_at_a_desk_sees_no_code(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open(year_codes=True)
    paper.open_desk(town.unit, town.leader, run_id, "Anna Egle, skolas sekretāre")
    (desk,) = paper.desks_of(town.unit, town.leader, run_id)
    secret = read_link_text(town.links(run_id)[0])
    assert secret
    _, link = paper.take_form(town.unit, HELPER, desk.link.rpartition("/")[2], form_number(secret))
    assert responding.open_form(town.unit, link).code is None
    responding.submit(town.unit, link, {"overall": "4"}, "lv")
    closing.close_run(town.unit, SYSTEM, run_id)
    assert unit.session.scalars(select(Response.pair)).all() == [None]


def test_a_trial_shows_what_members_see(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open(year_codes=True)
    asked = responding.open_form(unit, town.links(run_id)[0]).questionnaire
    link = trials.start_trial(town.unit, town.leader, run_id, asked).rpartition("/")[2]
    receipt = responding.submit(town.unit, link, {"overall": "4"}, "lv")
    code = responding.open_form(town.unit, link, receipt).code
    assert code is not None
    assert code.value
    assert closing.close_run(town.unit, SYSTEM, run_id).responses == 0
