"""Numbers, dates, sorting and problems in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from surveyapp.analysis.estimates import Count, Interval
from surveyapp.definition.problems import CODES, Param, Problem
from surveyapp.planning.years import CalendarYear, SchoolYear
from surveyapp.wording import dates, numbers
from surveyapp.wording.catalogue import LANGUAGES, catalogue, kept_together
from surveyapp.wording.problems import SENTENCES, problem_sentence
from surveyapp.wording.sorting import sorted_by

EN = catalogue("en")


def exact(low: int, high: int) -> Interval:
    return Interval(low, high, "hypergeometric")


def test_counts_come_with_whole_people() -> None:
    count = Count(9, 12, 16, exact(10, 13), exact(9, 13))
    assert (
        numbers.count_with_interval(EN, count)
        == "9\u00a0of\u00a012; if the silent resemble them, 10 to 13\u00a0of\u00a016 members"
    )
    assert numbers.members(EN, exact(14, 14), 16) == "14\u00a0of\u00a016 members"
    assert numbers.members(EN, exact(0, 1), 1) == "0 to 1\u00a0of\u00a01 member"


def test_without_silent_or_without_invited_there_is_no_interval_to_tell() -> None:
    assert numbers.count_with_interval(EN, Count(9, 12, 12, exact(9, 9), exact(9, 9))) == "9\u00a0of\u00a012"
    assert numbers.count_with_interval(EN, Count(9, 12, None, None, None)) == "9\u00a0of\u00a012"


def test_local_decimals() -> None:
    assert numbers.decimal(EN, 3.98) == "4.0"
    assert numbers.decimal(catalogue("ru"), 3.94) == "3,9"
    assert numbers.mean(EN, 3.98, Interval(3.6875, 4.1875, "polya")) == "4.0 (for all members 3.7 to 4.2)"
    assert numbers.mean(EN, 3.98, Interval(3.98, 3.98, "polya")) == "4.0"


def test_school_years_as_each_language_writes_them() -> None:
    labels = [dates.year(catalogue(language), SchoolYear(2026)) for language in LANGUAGES]
    assert labels == ["2026./2027. m. g.", "2026–2027 m. m.", "2026/2027 учебный год", "2026/2027 school year"]
    labels = [dates.year(catalogue(language), CalendarYear(2026)) for language in LANGUAGES]
    assert labels == ["2026. gads", "2026 m.", "2026 год", "2026"]


def test_days_and_spans() -> None:
    first, last = date(2026, 3, 12), date(2026, 3, 16)
    assert dates.day(EN, first) == "12 March 2026"
    assert dates.day(catalogue("lv"), first) == "2026. gada 12. marts"
    assert dates.day(catalogue("lt"), first) == "2026 m. kovo 12 d."
    assert dates.short_day(catalogue("lv"), first) == "12.03.2026."
    assert "12" in dates.span(EN, first, last)
    assert "16" in dates.span(EN, first, last)
    assert dates.span(EN, first, last).count("2026") == 1
    assert dates.span(EN, first, first) == "12 March 2026"


def test_moments_are_local_and_never_naive() -> None:
    assert dates.moment(EN, datetime(2026, 6, 1, 21, 30, tzinfo=UTC), "Europe/Riga") == "2 June 2026, 00:30"
    with pytest.raises(ValueError, match="zone"):
        dates.moment(EN, datetime(2026, 6, 1), "Europe/Riga")  # noqa: DTZ001 - the naive time is what is refused


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("lv", ["Aglona", "Cēsis", "Cēsu 2. skola", "Cēsu 10. skola", "Čiekurs", "Dobele", "Ezere"]),
        ("lv", ["Ķekava", "Līvāni", "Ļaudona", "Suntaži", "Šķaune", "Zilupe", "Žīguri"]),
        ("lt", ["Ąžuolas", "Biržai", "Čekiškė", "Ignalina", "Ylakiai", "Jonava", "Širvintos", "Zarasai", "Žagarė"]),
        ("ru", ["Елена", "Ёлкино", "Жуково", "Яблоня"]),
        ("en", ["alpha", "Ärger", "Beta", "gamma"]),
    ],
)
def test_each_alphabet_has_its_own_order(language: str, ordered: list[str]) -> None:
    assert sorted_by(reversed(ordered), str, language) == ordered


def test_marks_and_case_decide_only_between_equals() -> None:
    assert sorted_by(["Rīga", "riga", "Riga", "Rīgas"], str, "lv") == ["Riga", "riga", "Rīga", "Rīgas"]


PARAMS: Mapping[str, Param] = MappingProxyType(
    {
        "max": 3, "min": 2, "option": "none", "length": 5000, "total": 100, "given": 90, "rank": 2, "set": 1,
        "text_key": "question.q.check.1", "earliest": "2026-01-01", "latest": "2026-12-31",
        "first": "2026-03-05", "second": "2005-03-26", "whole": "1234", "parts": "1.234",
    }
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_problem_has_a_sentence_in_every_language(code: str) -> None:
    problem = Problem("q", "q", code, MappingProxyType({name: PARAMS[name] for name in CODES[code]}))
    for language in LANGUAGES:
        sentence = problem_sentence(catalogue(language), problem)
        assert len(sentence) > 10
        assert "%" not in sentence


def test_no_sentence_is_left_without_its_problem() -> None:
    assert set(SENTENCES) <= set(CODES)


def test_plurals_and_own_messages_of_checks() -> None:
    one = Problem("q", "q", "too_many_choices", MappingProxyType({"max": 1}))
    two = Problem("q", "q", "too_many_choices", MappingProxyType({"max": 2}))
    assert problem_sentence(EN, one) == "Please choose at most 1 answer."
    assert problem_sentence(EN, two) == "Please choose at most 2 answers."
    own = Problem("q", "q", "check_failed", MappingProxyType({"text_key": "question.q.check.1"}))
    assert problem_sentence(EN, own, {"question.q.check.1": "The parts are more than the whole."}.__getitem__) == (
        "The parts are more than the whole."
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        catalogue("xx")


def test_a_deadline_at_midnight_is_the_day_before() -> None:
    c = catalogue("en")
    assert dates.deadline(c, datetime(2026, 12, 5, 22, tzinfo=UTC), "Europe/Riga") == "5 December 2026"
    assert dates.deadline(c, datetime(2026, 12, 5, 9, tzinfo=UTC), "Europe/Riga") == "5 December 2026, 11:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [("lv", "līdz 2026. gada 15. decembrim"), ("lt", "iki 2026 m. gruodžio 15 d."), ("ru", "до 15 декабря 2026 г.")],
)
def test_a_last_day_stands_in_the_case_its_language_wants(language: str, said: str) -> None:
    c = catalogue(language)
    day = said.partition(" ")[2]
    midnight = dates.deadline(c, datetime(2026, 12, 15, 22, tzinfo=UTC), "Europe/Riga")
    assert " ".join(midnight.split()) == day
    assert dates.last_day(c, date(2026, 12, 15)) == midnight
    noon = dates.deadline(c, datetime(2026, 12, 15, 10, tzinfo=UTC), "Europe/Riga")
    assert noon == f"{midnight}, 12:00"


@pytest.mark.parametrize(("language", "of"), [("lv", "no"), ("lt", "iš"), ("ru", "из"), ("en", "of")])
def test_no_line_parts_a_count_or_a_percentage(language: str, of: str) -> None:
    c = catalogue(language)
    assert numbers.k_of_n(c, 6, 12) == f"6\u00a0{of}\u00a012"
    assert numbers.percent(c, 0.6) == ("60%" if language == "en" else "60\u00a0%")
    assert kept_together(f"10 {of} 12 {of} 16, 5 %") == f"10\u00a0{of}\u00a012\u00a0{of}\u00a016, 5\u00a0%"
    assert kept_together(f"one {of} them") == f"one {of} them"
