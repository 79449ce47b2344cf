"""The questionnaires that ship: complete in four languages, short enough, and what the skeleton asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveyapp.answering.progress import minutes_estimate
from surveyapp.definition.kinds import columns, kind_of
from surveyapp.definition.lists import Lists
from surveyapp.definition.loading import check_directory, load_questionnaire
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.source import Problems
from surveyapp.definition.versions import PlanRow, freeze

SURVEYS = Path(__file__).parents[2] / "surveys"
BUNDLED = sorted(path.parent.name for path in SURVEYS.glob("*/questionnaire.yaml"))
LANGUAGES = ("lv", "lt", "ru", "en")
MINUTES = {
    "year-end": 7.0,
    "after-activity": 2.0,
    "follow-up": 2.0,
    "newcomer": 2.0,
    "proposals-next-year": 2.0,
    "needs-assessment": 3.0,
}
"""What each promises on its first page, or less."""

YEAR_END_IDS = [
    "service_use",
    "service_importance",
    "service_satisfaction",
    "consult_access",
    "consult_timeliness",
    "consult_competence",
    "consult_barrier",
    "activities",
    "activities_barrier",
    "applied",
    "applied_example",
    "info_timely",
    "info_channels",
    "peer_contact",
    "topics",
    "topic_level",
    "learning_form",
    "learning_time",
    "proposals",
    "good_practice",
    "partners",
    "systems",
    "system_help",
    "overall",
    "followed_up",
    "comment",
    "experience",
    "institution_kind",
]
CORE = {
    "service_use",
    "service_importance",
    "service_satisfaction",
    "consult_access",
    "consult_timeliness",
    "consult_competence",
    "applied",
    "info_timely",
    "peer_contact",
    "overall",
    "followed_up",
}


@pytest.mark.parametrize("key", BUNDLED)
def test_bundled_questionnaire_has_every_text_in_every_language(key: str) -> None:
    assert check_directory(SURVEYS / key) == ()
    questionnaire = load_questionnaire(SURVEYS / key)
    assert questionnaire.key == key
    assert questionnaire.languages == LANGUAGES
    keys = {language: set(questionnaire.texts[language]) for language in LANGUAGES}
    assert keys["lv"] == keys["lt"] == keys["ru"] == keys["en"]
    assert all(text.strip() == text and text for texts in questionnaire.texts.values() for text in texts.values())


@pytest.mark.parametrize("key", BUNDLED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_bundled_questionnaire_is_short(key: str, language: str) -> None:
    assert 0.3 < minutes_estimate(load_questionnaire(SURVEYS / key), language) < MINUTES[key]


@pytest.mark.parametrize("key", BUNDLED)
def test_no_text_claims_how_long_it_takes(key: str) -> None:
    """The first page says it, as it is calculated."""
    minutes = re.compile("minut|minūt|минут", re.IGNORECASE)
    for texts in load_questionnaire(SURVEYS / key).texts.values():
        assert [text for text in texts.values() if minutes.search(text)] == []


def test_year_end_is_the_skeleton(year_end: Questionnaire) -> None:
    assert [question.id for question in year_end.questions] == YEAR_END_IDS
    assert {question.id for question in year_end.questions if question.core} == CORE
    indicators = {indicator.id for indicator in year_end.indicators}
    assert {question.indicator for question in year_end.questions if question.core} == indicators
    assert len(indicators) == len(CORE)
    assert not any(question.required for question in year_end.questions)
    assert [section.id for section in year_end.sections] == [
        "services",
        "consultations",
        "activities",
        "information",
        "next_year",
        "practice",
        "overall",
        "about",
    ]


def test_year_end_still_under_seven_minutes_with_a_full_plan(year_end: Questionnaire) -> None:
    rows = [PlanRow(f"a{place}", "12 March: seminar on reading aloud in primary classes") for place in range(12)]
    frozen = freeze(year_end, plan_rows=rows, invited=30, member_kinds={"basic": 15, "gymnasium": 15})
    assert max(minutes_estimate(frozen, language) for language in LANGUAGES) < 7


def test_scripts_match_languages(year_end: Questionnaire) -> None:
    """A text pasted into the wrong language is noticed by its letters; names of systems are written as they are."""
    cyrillic, latin = re.compile("[А-Яа-яЁё]"), re.compile("[A-Za-z]")
    for language in ("lv", "lt", "en"):
        wrong = {key for key, text in year_end.texts[language].items() if cyrillic.search(text)}
        assert wrong <= {"option.systems.irbis"}
    wrong = {key for key, text in year_end.texts["ru"].items() if latin.search(text)}
    assert all(key.startswith("option.systems.") for key in wrong)
    assert any("ļ" in text or "ķ" in text for text in year_end.texts["lv"].values())
    assert any("ė" in text or "ų" in text for text in year_end.texts["lt"].values())


def test_every_scale_names_both_ends(year_end: Questionnaire) -> None:
    for question in year_end.questions:
        if question.kind == "rating" or (question.options is not None and question.options.id.endswith("-5")):
            if question.kind == "single":
                continue
            for language in LANGUAGES:
                assert year_end.scale_end(question, "low", language)
                assert year_end.scale_end(question, "high", language)


def test_all_shared_lists_load_in_four_languages() -> None:
    problems = Problems()
    lists = Lists(SURVEYS / "lists", problems)
    for name in lists.names:
        found = lists.get(name)
        assert found is not None
        for option in found.options.options:
            assert all(found.texts[language][option.text_key] for language in LANGUAGES), option.text_key
    assert problems.errors == []
    forms, directions = lists.get("forms-of-work"), lists.get("directions")
    assert forms is not None
    assert len(forms.options.codes) >= 30
    assert directions is not None
    assert len(directions.options.codes) == 14


def test_release_columns_have_distinct_keys(year_end: Questionnaire) -> None:
    rows = [PlanRow("a1", "Seminar"), PlanRow("a2", "Trip")]
    keys = [
        column.key
        for column in columns(freeze(year_end, plan_rows=rows, invited=40, member_kinds={"basic": 9, "primary": 4}))
    ]
    assert len(keys) == len(set(keys))
    assert {"overall", "topics.reading", "service_use.consultations", "activities.a1.attended"} <= set(keys)
    assert {"activities.a2.rating", "experience", "institution_kind", "comment"} <= set(keys)
    assert not any(key.startswith("proposals") for key in keys)


def test_every_question_has_fields(year_end: Questionnaire) -> None:
    frozen = freeze(year_end, plan_rows=[PlanRow("a1", "Seminar")], invited=40, member_kinds={"basic": 9, "primary": 4})
    names = [name for question in frozen.questions for name in kind_of(question).names(question)]
    assert len(names) == len(set(names))
    assert all(name.startswith("q-") for name in names)
