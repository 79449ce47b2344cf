"""Tables of members as people keep them."""

from __future__ import annotations

import pytest

from surveyapp.interchange.members import (
    Column,
    columns_of,
    headings,
    kind_of,
    language_of,
    read_members,
    read_text,
    write_text,
)

C = Column


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("Vārds, uzvārds;E-pasts;Izglītības iestāde;Iestādes veids", (C.NAME, C.EMAIL, C.INSTITUTION, C.KIND)),
        ("Vardas;Pavardė;El. paštas;Mokykla", (C.FIRST_NAME, C.SURNAME, C.EMAIL, C.INSTITUTION)),
        ("Ф.И.О.;Эл. почта;Школа;Язык", (C.NAME, C.EMAIL, C.INSTITUTION, C.LANGUAGE)),
        ("Nr.;Dalībnieka vārds;Skola;e-pasta adrese", (C.NOTHING, C.NAME, C.INSTITUTION, C.EMAIL)),
        ("Full name;School;E-mail address;Phone", (C.NAME, C.INSTITUTION, C.EMAIL, C.NOTHING)),
    ],
)
def test_headings_are_known_in_four_languages(head: str, columns: tuple[Column, ...]) -> None:
    rows = read_text(head + "\na;b;c;d")
    assert headings(rows)
    assert columns_of(rows) == columns


def test_without_headings_the_cells_tell() -> None:
    rows = read_text("1.\tIlze Kalna\tilze@rits.example\tRīta skola\n2.\tAnna Osis\t\tKalna skola")
    assert not headings(rows)
    assert columns_of(rows) == (C.NOTHING, C.NAME, C.EMAIL, C.INSTITUTION)


def test_first_names_and_surnames_become_one_name() -> None:
    rows = read_text("Vardas,Pavardė,Mokykla\nRasa,Eglienė,Upės gimnazija\n,,\n")
    (member,) = read_members(rows, columns_of(rows), first_is_headings=True)
    assert (member.line, member.name, member.institution) == (2, "Rasa Eglienė", "Upės gimnazija")
    assert member.kind == "gymnasium", "the school's name says"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Valsts ģimnāzija", "gymnasium"),
        ("progimnazija", "basic"),
        ("Средняя школа", "secondary"),
        ("Sākumskola", "primary"),
        ("speciālā internātskola", "special"),
        ("pirmsskolas izglītības iestāde", "other"),
        ("Profesinio mokymo centras", "vocational"),
        ("Vējupe", None),
    ],
)
def test_kinds_by_their_words(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


def test_languages_by_name_and_code() -> None:
    assert [language_of(text) for text in ("LV", "lietuvių", "krievu", "Русский", "English", "?")] == [
        "lv",
        "lt",
        "ru",
        "ru",
        "en",
        None,
    ]


def test_a_table_survives_the_way_through_a_form() -> None:
    rows = read_text('"Kalna, Ilze";"Skola ""Rīts"""\nAnna Osis;Kalna skola')
    assert read_text(write_text(rows)) == rows
