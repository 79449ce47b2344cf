"""Periods as plans write them, in four languages."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.planning.periods import Precision, read_period
from surveyapp.planning.years import CalendarYear, SchoolYear

YEAR_2015 = SchoolYear(2015)
YEAR_2023 = SchoolYear(2023)


def d(text: str) -> date:
    return date.fromisoformat(text)


DATED = [
    # Latvian
    ("12.–16.10.2015.", "2015-10-12", "2015-10-16", "span"),
    ("12. – 16.10. 2015.", "2015-10-12", "2015-10-16", "span"),
    ("10.09.2015.", "2015-09-10", "2015-09-10", "day"),
    ("10.09.2015., 12.04.2016.", "2015-09-10", "2016-04-12", "span"),
    ("13.10.2015., plkst. 14.00", "2015-10-13", "2015-10-13", "day"),
    ("2014. gada aprīlis", "2014-04-01", "2014-04-30", "month"),
    ("2014. gada aprīlī", "2014-04-01", "2014-04-30", "month"),
    ("2016. gada 12. aprīlī", "2016-04-12", "2016-04-12", "day"),
    ("12. aprīlis", "2016-04-12", "2016-04-12", "day"),
    ("maijs – augusts", "2016-05-01", "2016-08-31", "season"),
    ("maijs – agusts", "2016-05-01", "2016-08-31", "season"),
    ("oktobris - marts", "2015-10-01", "2016-03-31", "season"),
    ("septembris, oktobris", "2015-09-01", "2015-10-31", "season"),
    ("no 12. līdz 16. oktobrim", "2015-10-12", "2015-10-16", "span"),
    ("5. un 12. maijs", "2016-05-05", "2016-05-12", "span"),
    ("28.09.–02.10.2015.", "2015-09-28", "2015-10-02", "span"),
    ("rudenī", "2015-09-01", "2015-11-30", "season"),
    ("2016. gada pavasarī", "2016-03-01", "2016-05-31", "season"),
    ("ziemā", "2015-12-01", "2016-02-29", "season"),
    ("1. ceturksnis", "2016-01-01", "2016-03-31", "quarter"),
    ("2015. gada 4. ceturksnis", "2015-10-01", "2015-12-31", "quarter"),
    ("II pusgads", "2016-01-01", "2016-05-31", "season"),
    ("janv.–febr.", "2016-01-01", "2016-02-29", "season"),
    # Lithuanian
    ("2023 m. spalio", "2023-10-01", "2023-10-31", "month"),
    ("2023 m. spalio 19 d.", "2023-10-19", "2023-10-19", "day"),
    ("2023 m. spalio 19–20 d.", "2023-10-19", "2023-10-20", "span"),
    ("2023 m. lapkričio 21 d. 14 val.", "2023-11-21", "2023-11-21", "day"),
    ("2023 m. gruodžio mėn.", "2023-12-01", "2023-12-31", "month"),
    ("2024 m. sausio mėn.", "2024-01-01", "2024-01-31", "month"),
    ("2024 m. vasario mėn.", "2024-02-01", "2024-02-29", "month"),
    ("2024 m. vasara", "2024-06-01", "2024-08-31", "season"),
    ("2024 m. spalio ar lapkričio mėn.", "2024-10-01", "2024-11-30", "season"),
    ("2024 m. IV ketv.", "2024-10-01", "2024-12-31", "quarter"),
    ("2024 m. I–II ketv.", "2024-01-01", "2024-06-30", "season"),
    ("2023 m. lapkričio – vasario mėn.", "2023-11-01", "2024-02-29", "season"),
    ("nuo 2023 m. spalio 2 d. iki spalio 6 d.", "2023-10-02", "2023-10-06", "span"),
    ("2023-10-19", "2023-10-19", "2023-10-19", "day"),
    ("2023 10 19", "2023-10-19", "2023-10-19", "day"),
    ("2024-03", "2024-03-01", "2024-03-31", "month"),
    ("2024 m. pavasarį", "2024-03-01", "2024-05-31", "season"),
    ("2024 m. birželį", "2024-06-01", "2024-06-30", "month"),
    ("2024 m. antras pusmetis", "2024-07-01", "2024-12-31", "season"),
    # Russian
    ("Октябрь 2015г-Март 2016г.", "2015-10-01", "2016-03-31", "season"),
    ("октябрь – март 2016 г.", "2015-10-01", "2016-03-31", "season"),
    ("с 12 по 16 октября 2015 г.", "2015-10-12", "2015-10-16", "span"),
    ("19 октября 2015 года", "2015-10-19", "2015-10-19", "day"),
    ("сентябрь", "2015-09-01", "2015-09-30", "month"),
    ("в мае", "2016-05-01", "2016-05-31", "month"),
    ("IV квартал 2015 г.", "2015-10-01", "2015-12-31", "quarter"),
    ("2-й квартал", "2016-04-01", "2016-06-30", "quarter"),
    ("весной 2016 г.", "2016-03-01", "2016-05-31", "season"),
    ("второе полугодие", "2016-01-01", "2016-05-31", "season"),
    ("апрель-май", "2016-04-01", "2016-05-31", "season"),
    # English
    ("October 2024", "2024-10-01", "2024-10-31", "month"),
    ("12 March 2026", "2026-03-12", "2026-03-12", "day"),
    ("March 12, 2026", "2026-03-12", "2026-03-12", "day"),
    ("October 12–16, 2026", "2026-10-12", "2026-10-16", "span"),
    ("3rd of May 2016", "2016-05-03", "2016-05-03", "day"),
    ("Q4 2024", "2024-10-01", "2024-12-31", "quarter"),
    ("first quarter of 2024", "2024-01-01", "2024-03-31", "quarter"),
    ("autumn 2024", "2024-09-01", "2024-11-30", "season"),
    ("from 28 September to 2 October 2026", "2026-09-28", "2026-10-02", "span"),
    ("19/10/2023", "2023-10-19", "2023-10-19", "day"),
    ("10.2015–03.2016", "2015-10-01", "2016-03-31", "season"),
    ("05.–06.2016.", "2016-05-01", "2016-06-30", "season"),
    # A week of a month has no days everyone agrees upon
    ("oktobra 2. nedēļa", "2015-10-01", "2015-10-31", "month"),
    ("spalio II savaitė", "2015-10-01", "2015-10-31", "month"),
    ("3-я неделя октября", "2015-10-01", "2015-10-31", "month"),
    ("first week of October", "2015-10-01", "2015-10-31", "month"),
    # Months in Roman numerals
    ("X–XII", "2015-10-01", "2015-12-31", "season"),
    ("2015 m. IX–XI mėn.", "2015-09-01", "2015-11-30", "season"),
    ("II mėn.", "2016-02-01", "2016-02-29", "month"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), DATED, ids=[row[0] for row in DATED])
def test_a_dated_period_is_read(text: str, start: str, end: str, precision: str) -> None:
    period = read_period(text, YEAR_2015)
    assert (period.start, period.end, period.precision) == (d(start), d(end), Precision(precision))
    assert period.text == text
    assert period.problem is None
    assert period.is_dated


WHOLE_YEAR = [
    ("Visus metus", "year"),
    ("Per mokslo metus", "year"),
    ("В течение года", "year"),
    ("в течение учебного года", "year"),
    ("visu gadu", "year"),
    ("Mācību gada laikā", "year"),
    ("regulāri", "year"),
    ("all year", "year"),
    ("throughout the school year", "year"),
    ("2023–2024 m.", "year"),
    ("2023./2024. m. g.", "year"),
    ("2023/24", "year"),
    ("Kas du mėn.", "recurring"),
    ("kas mėnesį", "recurring"),
    ("katru mēnesi", "recurring"),
    ("reizi ceturksnī", "recurring"),
    ("ежемесячно", "recurring"),
    ("1 раз в два месяца", "recurring"),
    ("every two months", "recurring"),
    ("twice a year", "recurring"),
    ("katra mēneša pirmajā otrdienā", "recurring"),
    ("2 reizes gadā", "recurring"),
    ("kas 2 mėn.", "recurring"),
    ("2 kartus per metus", "recurring"),
    ("каждый вторник", "recurring"),
    ("every Monday", "recurring"),
]


@pytest.mark.parametrize(("text", "precision"), WHOLE_YEAR, ids=[row[0] for row in WHOLE_YEAR])
def test_all_year_and_repetition_take_the_plans_year(text: str, precision: str) -> None:
    period = read_period(text, YEAR_2023)
    assert (period.start, period.end) == (d("2023-09-01"), d("2024-08-31"))
    assert period.precision == precision
    assert not period.is_dated


def test_repetition_inside_named_months_is_bounded_by_them() -> None:
    period = read_period("katru mēnesi, oktobris–aprīlis", YEAR_2023)
    assert (period.start, period.end, period.precision) == (d("2023-10-01"), d("2024-04-30"), Precision.RECURRING)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("31.02.2024.", "no_such_day"),
        ("2024 m. vasario 30 d.", "no_such_day"),
        ("12.13.2015.", "no_such_day"),
        ("Pušų g. 2, Gluosniai", "not_understood"),
        ("V. Kudirkos g. 5", "not_understood"),
        ("X klase", "not_understood"),
        ("pēc vienošanās", "not_understood"),
        ("16.10.2015.–12.10.2015.", "ends_before_start"),
    ],
)
def test_what_is_not_a_period_is_named_and_not_guessed(text: str, problem: str) -> None:
    period = read_period(text, YEAR_2015)
    assert (period.start, period.end, period.problem) == (None, None, problem)
    assert period.precision is Precision.UNKNOWN


def test_without_a_year_a_month_stays_undated() -> None:
    period = read_period("maijs")
    assert (period.start, period.problem, period.precision) == (None, "no_year", Precision.MONTH)
    assert read_period("Visus metus").problem == "no_year"


def test_a_place_beside_the_date_does_not_disturb_it() -> None:
    period = read_period("10.09.2015., Laisvės al. 57, Kaunas", YEAR_2015)
    assert (period.start, period.end, period.precision) == (d("2015-09-10"), d("2015-09-10"), Precision.DAY)


def test_a_calendar_year_gives_its_own_months() -> None:
    assert read_period("oktobris", CalendarYear(2026)).start == d("2026-10-01")
    assert read_period("marts", CalendarYear(2026)).start == d("2026-03-01")
    assert read_period("visu gadu", CalendarYear(2026)).end == d("2026-12-31")


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("I pusgads", "2024-09-01", "2024-12-31", "season"),
        ("2. semestris", "2025-01-01", "2025-05-31", "season"),
        ("rudenī", "2024-09-01", "2024-11-30", "season"),
        ("katra mēneša pirmā otrdiena", "2024-09-01", "2025-08-31", "recurring"),
        ("09.2024.–05.2025.", "2024-09-01", "2025-05-31", "season"),
        ("visu gadu", "2024-09-01", "2025-08-31", "year"),
        ("lapkričio mėn.", "2024-11-01", "2024-11-30", "month"),
        ("per mokslo metus", "2024-09-01", "2025-08-31", "year"),
        ("ежемесячно", "2024-09-01", "2025-08-31", "recurring"),
        ("1 раз в квартал", "2024-09-01", "2025-08-31", "recurring"),
        ("осенние каникулы", "2024-09-01", "2024-11-30", "season"),
        ("rudens brīvlaikā", "2024-09-01", "2024-11-30", "season"),
        ("весенние каникулы", "2025-03-01", "2025-05-31", "season"),
        ("reizi 2 mēnešos", "2024-09-01", "2025-08-31", "recurring"),
        ("ik pēc diviem mēnešiem", "2024-09-01", "2025-08-31", "recurring"),
        ("kartą per du mėnesius", "2024-09-01", "2025-08-31", "recurring"),
        ("каждый первый вторник месяца", "2024-09-01", "2025-08-31", "recurring"),
        ("every first Tuesday of the month", "2024-09-01", "2025-08-31", "recurring"),
        ("each term", "2024-09-01", "2025-08-31", "recurring"),
        ("7.10.24", "2024-10-07", "2024-10-07", "day"),
        ("7.X.2024", "2024-10-07", "2024-10-07", "day"),
        ("III четверть", "2025-01-01", "2025-03-31", "quarter"),
        ("autumn term", "2024-09-01", "2024-12-31", "season"),
        ("rudenį", "2024-09-01", "2024-11-30", "season"),
        ("в теч. уч. года", "2024-09-01", "2025-08-31", "year"),
        ("otrdienās", "2024-09-01", "2025-08-31", "recurring"),
        ("antradieniais", "2024-09-01", "2025-08-31", "recurring"),
        ("on Tuesdays", "2024-09-01", "2025-08-31", "recurring"),
        ("ежедневно", "2024-09-01", "2025-08-31", "recurring"),
        ("5.11., 3.12., 14.01.2025.", "2024-11-05", "2025-01-14", "span"),
        ("divreiz gadā", "2024-09-01", "2025-08-31", "recurring"),
        ("once per quarter", "2024-09-01", "2025-08-31", "recurring"),
        ("every 2 months", "2024-09-01", "2025-08-31", "recurring"),
        ("III sav. spalio", "2024-10-01", "2024-10-31", "month"),
        ("I декада октября", "2024-10-01", "2024-10-10", "span"),
        ("третья декада октября", "2024-10-21", "2024-10-31", "span"),
        ("oktobra I dekāde", "2024-10-01", "2024-10-10", "span"),
        ("mācību gada beigās", "2025-05-01", "2025-06-30", "season"),
        ("mokslo metų pradžioje", "2024-09-01", "2024-09-30", "month"),
        ("maijs, oktobris", "2024-10-01", "2025-05-31", "season"),
        ("9 Sept 2024, 2 pm", "2024-09-09", "2024-09-09", "day"),
        ("rugsėjo 25 d. 10–12 val.", "2024-09-25", "2024-09-25", "day"),
        ("rugsėjo 2–3 sav.", "2024-09-01", "2024-09-30", "month"),
        ("novembra otrā puse", "2024-11-16", "2024-11-30", "span"),
    ],
)
def test_more_ways_to_write_a_period(text: str, start: str, end: str, precision: str) -> None:
    period = read_period(text, SchoolYear(2024))
    assert (period.start, period.end, period.precision) == (d(start), d(end), precision)
