"""Members and plans put together from the content: the same at every run, and without contradictions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from surveyapp.demonstration.content import Association, DemonstrationContent, load_content
from surveyapp.demonstration.plans import (
    PAST_YEARS,
    SCHOOL_YEARS,
    Activity,
    Member,
    Plan,
    compose_members,
    compose_plans,
    participants_in_words,
)

CONTENT = load_content()
MEMBERS = compose_members(CONTENT)
PLANS = {a.key: compose_plans(CONTENT, a, MEMBERS[a.key]) for a in CONTENT.associations}
ASSOCIATIONS = pytest.mark.parametrize("association", CONTENT.associations, ids=lambda association: association.key)


def rows(content: DemonstrationContent = CONTENT) -> Iterator[tuple[Association, Plan, Activity]]:
    for association in content.associations:
        for plan in PLANS[association.key]:
            for activity in plan.activities:
                yield association, plan, activity


def test_the_same_is_composed_at_every_run() -> None:
    again = load_content()
    assert compose_members(again) == MEMBERS
    association = again.association("lipozersk")
    assert compose_plans(again, association, MEMBERS["lipozersk"]) == PLANS["lipozersk"]


@ASSOCIATIONS
def test_every_member_has_an_institution(association: Association) -> None:
    members = MEMBERS[association.key]
    assert len(members) == association.size
    assert {member.institution for member in members} <= set(association.institutions)
    assert [m.email for m in members if not re.fullmatch(r"[a-z]+\.[a-z]+@[a-z]+\.example", m.email)] == []


def test_no_two_people_share_a_name_or_an_address() -> None:
    everyone: list[Member] = [member for members in MEMBERS.values() for member in members]
    names = [member.person.full_name for member in everyone]
    names += [association.leader.person.full_name for association in CONTENT.associations]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [email for email, times in Counter(member.email for member in everyone).items() if times > 1] == []
    assert 0 < sum(member.person.gender == "m" for member in everyone) < len(everyone) / 4


def test_whoever_signed_a_practice_card_works_where_it_says() -> None:
    at_work = {
        (member.person.full_name, member.institution.name, member.email)
        for members in MEMBERS.values()
        for member in members
    }
    cards = [card for spoken in CONTENT.languages.values() for card in spoken.practice_cards]
    assert {(card.author, card.institution, card.email) for card in cards} <= at_work


@ASSOCIATIONS
def test_plans_have_all_their_parts(association: Association) -> None:
    plans = PLANS[association.key]
    assert tuple(plan.school_year for plan in plans) == SCHOOL_YEARS
    assert len({plan.goal for plan in plans}) == len(SCHOOL_YEARS)
    for plan in plans:
        assert 8 <= len(plan.activities) <= 12
        assert 3 <= len(set(plan.tasks)) == len(plan.tasks) <= 4
        assert 2 <= len(set(plan.priorities)) == len(plan.priorities) <= 3
        assert association.approval_body in plan.approval.line
        assert plan.approval.number in plan.approval.line
        assert date(int(plan.school_year[:4]), 9, 1) <= plan.approval.day <= date(int(plan.school_year[:4]), 10, 5)
        assert len({activity.topic for activity in plan.activities}) == len(plan.activities)
        assert not re.search("[{}]", plan.approval.line + plan.agreement)


@ASSOCIATIONS
def test_no_topic_of_the_bank_comes_back_in_another_year(association: Association) -> None:
    bank = {topic.topic for topic in CONTENT.languages[association.language].plans.activities}
    taken = [row.topic for plan in PLANS[association.key] for row in plan.activities if row.topic in bank]
    assert len(taken) == len(set(taken))


def test_dates_lie_within_the_school_year_and_agree_with_their_text() -> None:
    for _, plan, activity in rows():
        period = activity.period
        assert not re.search("[{}]", period.text), period.text
        if period.precision == "unknown":
            assert (period.start, period.end) == (None, None)
            continue
        assert period.start is not None
        assert period.end is not None
        first = int(plan.school_year[:4])
        assert date(first, 9, 1) <= period.start <= period.end <= date(first + 1, 8, 31), activity
        if period.precision != "year":
            assert str(period.end.year) in period.text
        if period.precision == "day":
            assert period.start == period.end
            assert period.start.weekday() < 5
            assert str(period.start.day) in period.text
        if period.precision == "span":
            assert 2 <= (period.end - period.start).days + 1 <= 5
            assert str(period.start.day) in period.text
            assert str(period.end.day) in period.text


def test_two_activities_of_a_plan_never_fall_on_one_day() -> None:
    for plans in PLANS.values():
        for plan in plans:
            days = [row.period.start for row in plan.activities if row.period.precision == "day"]
            assert len(days) == len(set(days))


def test_the_past_is_reported_and_the_current_year_is_open() -> None:
    for association, plan, activity in rows():
        if plan.school_year not in PAST_YEARS:
            assert (activity.done, activity.participants, activity.participants_text, activity.remark) == (None,) * 4
            continue
        assert activity.done is not None
        assert (activity.remark is None) == activity.done
        if not activity.done:
            assert activity.participants is None
        if activity.participants is not None:
            assert activity.participants_text is not None
            assert activity.participants_text.startswith(f"{activity.participants} ")
            if activity.audience == "teachers":
                assert 2 <= activity.participants <= association.size
    reported = [activity for _, plan, activity in rows() if plan.school_year in PAST_YEARS]
    share = sum(bool(activity.done) for activity in reported) / len(reported)
    assert 0.8 < share < 1


@pytest.mark.parametrize(
    ("language", "audience", "words"),
    [
        ("lv", "teachers", ["1 bibliotekārs", "2 bibliotekāri", "11 bibliotekāri", "21 bibliotekārs"]),
        ("lv", "pupils", ["0 skolēni", "31 skolēns", "111 skolēni"]),
        ("lt", "teachers", ["1 bibliotekininkas", "4 bibliotekininkai", "10 bibliotekininkų", "21 bibliotekininkas"]),
        ("lt", "pupils", ["9 mokiniai", "13 mokinių", "30 mokinių", "32 mokiniai", "111 mokinių"]),
        ("ru", "teachers", ["1 библиотекарь", "3 библиотекаря", "5 библиотекарей", "21 библиотекарь"]),
        ("ru", "pupils", ["12 учеников", "22 ученика", "31 ученик", "111 учеников"]),
        ("en", "teachers", ["1 librarian", "2 librarians", "21 librarians"]),
        ("en", "pupils", ["1 pupil", "101 pupils"]),
    ],
)
def test_participants_are_counted_in_the_form_of_their_number(language: str, audience: str, words: list[str]) -> None:
    bank = CONTENT.languages[language].plans
    for text in words:
        assert participants_in_words(language, bank, audience, int(text.split()[0])) == text


def test_places_and_people_are_those_of_the_association() -> None:
    for association, _, activity in rows():
        bank = CONTENT.languages[association.language].plans
        known = {*association.venues.values(), *bank.places.values()}
        known |= {institution.name for institution in association.institutions}
        assert activity.place in known
        people = {member.person.short_name for member in MEMBERS[association.key]}
        people.add(association.leader.person.short_name)
        assert set(activity.responsible.split(", ")) <= people


@ASSOCIATIONS
def test_a_plan_begins_with_its_opening_and_ends_with_its_closing(association: Association) -> None:
    bank = CONTENT.languages[association.language].plans
    for plan in PLANS[association.key]:
        dated = [activity for activity in plan.activities if activity.period.precision not in ("year", "unknown")]
        assert dated[0].topic in {topic.topic for topic in bank.opening}
        assert dated[-1].topic in {topic.topic for topic in bank.closing}


@ASSOCIATIONS
def test_family_names_are_spread_over_the_association(association: Association) -> None:
    families = Counter(member.person.family for member in MEMBERS[association.key])
    assert max(families.values()) <= (1 if association.size < 20 else 4)
