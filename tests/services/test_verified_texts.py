"""Which translations of a version were verified, and what the region's comparison makes of it."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from surveyapp.services import drafting, translating
from surveyapp.services.questionnaires import Owner, packed, take_in_bundled, unpacked
from surveyapp.services.regions import region_year
from surveyapp.services.unit import Unit
from surveyapp.services.verified_texts import unverified_of
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.surveys import Survey
from tests.leaders import World, make_world
from tests.rounds import add_association, hold_round, regional_centre
from tests.services.test_publishing import edit, publish, small
from tests.towns import Town

QUESTION = "kas_patika"
PARTS = ("text", "option.stunda", "option.saruna")


@pytest.fixture
def town(unit: Unit) -> Town:
    return Town(unit)


@pytest.fixture
def owner(town: Town) -> Owner:
    return Owner(association_id=town.id)


def verify(town: Town, draft: uuid.UUID, *parts: str) -> None:
    view = drafting.open_draft(town.unit, town.leader, draft)
    texts = {f"question.{QUESTION}.{part}": view.folder().text("en", f"question.{QUESTION}.{part}") for part in parts}
    translating.save(town.unit, town.leader, draft, view.revision, "en", texts, frozenset(texts))


def test_what_ships_was_verified_before_it_shipped(unit: Unit) -> None:
    for version_id in take_in_bundled(unit):
        assert not unverified_of(unit.session, version_id)


def test_a_question_is_verified_when_all_its_texts_are(town: Town, owner: Owner) -> None:
    draft = small(town, owner)
    first = publish(town, draft)
    assert unverified_of(town.unit.session, first.id) == {"en": frozenset({QUESTION})}
    verify(town, draft, *PARTS[:2])
    assert publish(town, draft).id == first.id
    assert unverified_of(town.unit.session, first.id) == {"en": frozenset({QUESTION})}
    verify(town, draft, *PARTS)
    assert publish(town, draft).id == first.id
    assert unverified_of(town.unit.session, first.id) == {"en": frozenset()}


def test_what_was_changed_since_is_not_verified_and_what_was_not_stays_so(town: Town, owner: Owner) -> None:
    draft = small(town, owner)
    verify(town, draft, *PARTS)
    publish(town, draft)
    edit(town, draft, lambda folder: folder.set_text("lv", "title", "Mūsu labais gads"))
    second = publish(town, draft)
    assert unverified_of(town.unit.session, second.id) == {"en": frozenset()}
    edit(town, draft, lambda folder: folder.set_text("lv", f"question.{QUESTION}.text", "Kas nepatika?"))
    third = publish(town, draft)
    assert unverified_of(town.unit.session, third.id) == {"en": frozenset({QUESTION})}


def test_a_version_of_before_that_knows_no_marks_is_not_taken_for_verified(town: Town, owner: Owner) -> None:
    version = publish(town, small(town, owner))
    with town.unit.transaction() as session:
        stored = session.get_one(QuestionnaireVersion, version.id)
        assert stored.content is not None
        stored.content = packed({"files": unpacked(stored.content)["files"]})
    assert unverified_of(town.unit.session, version.id) == {"en": frozenset({QUESTION})}


def test_a_region_compares_languages_only_where_the_translation_is_verified(unit: Unit) -> None:
    world: World = make_world(unit)
    places = [
        add_association(unit, world.region_id, name, language)
        for name, language in (("Liepsala", "lv"), ("Ozolkalns", "lv"), ("Берёзовка", "ru"))
    ]
    for place in places:
        hold_round(unit, place.leader, place.association_id, world.period_id, invited=12, answered=10)
    ids = [str(place.association_id) for place in places]

    def compared() -> set[str]:
        unit.session.expire_all()
        year = region_year(unit, regional_centre(world), world.region_id, world.period_id)
        return {
            a for each in year.results.indicators if each.indicator == "overall.satisfaction" for a in each.compared
        }

    assert compared() == set(ids)
    with unit.transaction() as session:
        version = session.scalars(
            select(QuestionnaireVersion)
            .join(Survey, Survey.version_id == QuestionnaireVersion.id)
            .join(QuestionnaireRecord)
            .where(Survey.association_id == places[2].association_id)
        ).first()
        assert version is not None
        assert version.content is not None
        version.content = packed({**unpacked(version.content), "unverified": {"ru": ["overall"]}})
    assert compared() == set(ids[:2])
