"""Directions and forms of work by the words people use."""

from __future__ import annotations

import pytest
import yaml

from surveyapp.bundled import bundled_path
from surveyapp.interchange.plan_papers import DIRECTIONS, FORMS, vocabulary
from surveyapp.planning.reading.recognition import DIRECTION_WORDS, FORM_WORDS, for_pupils

WORDS = vocabulary(bundled_path("surveys"))


def labels(name: str) -> list[tuple[str, str]]:
    listed = yaml.safe_load((bundled_path("surveys") / "lists" / f"{name}.yaml").read_text())["options"]
    return [(option["code"], text) for option in listed for text in option["texts"].values()]


@pytest.mark.parametrize(("code", "label"), labels(DIRECTIONS))
def test_every_label_of_a_direction_is_recognised(code: str, label: str) -> None:
    assert WORDS.direction(label) == code
    assert WORDS.direction(f" {label.upper()}: ") == code


@pytest.mark.parametrize(("code", "label"), labels(FORMS))
def test_every_label_of_a_form_is_recognised(code: str, label: str) -> None:
    assert WORDS.form(label) == code


def test_the_stems_are_those_of_codes_on_the_lists() -> None:
    assert set(DIRECTION_WORDS) <= {code for code, _ in labels(DIRECTIONS)}
    assert set(FORM_WORDS) <= {code for code, _ in labels(FORMS)}


@pytest.mark.parametrize(
    ("topic", "form"),
    [
        ("Informatīvi izglītojošs izbraukuma seminārs uz Bērzupi", "field_seminar"),
        ("2. Pieredzes apmaiņas seminārs", "exchange_seminar"),
        ("Lekcija „Konkurss un diskusija”", "lecture"),
        ("„Seminārs” – jauna grāmata", None),
        ("Metodinė edukacinė diena „Knyga“", "methodical_day"),
        ("Bibliotekininkų posėdis", "working_meeting"),
        ("Выездной семинар по каталогу", "field_seminar"),
        ("Мастер-класс по переплёту", "practical_class"),
        ("Round table on reading", "round_table"),
        ("Grāmatu izstāde", None),
    ],
)
def test_the_form_a_topic_begins_with(topic: str, form: str | None) -> None:
    assert WORDS.form_of_topic(topic) == form


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("Skolu bibliotekāru tālākizglītība", "professional_development"),
        ("Metodiskā palīdzība", "practical_help"),
        ("Gerosios patirties sklaida", "best_practice"),
        ("Kvalifikacijos tobulinimas", "professional_development"),
        ("Обобщение передового опыта", "best_practice"),
        ("Повышение квалификации", "professional_development"),
        ("Sadarbība ar muzejiem", "cooperation"),
        ("Dārzkopība", None),
    ],
)
def test_directions_in_other_words(words: str, direction: str | None) -> None:
    assert WORDS.direction(words) == direction


def test_whom_an_activity_is_for() -> None:
    for words in ("Aktivitātes izglītojamiem", "Veiklos mokiniams", "Мероприятия для учащихся", "For pupils"):
        assert for_pupils(words), words
    for words in ("Aktivitātes pedagogiem", "Mokytojams", "Для библиотекарей", "For teachers"):
        assert not for_pupils(words), words
