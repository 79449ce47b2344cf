"""What is suggested to be hidden in a proposal, and what is left alone."""

from __future__ import annotations

import pytest

from surveyapp.evaluation.masking import suggested_mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Rakstīt uz ilze@skola.example vai www.skola.example", "Rakstīt uz […] vai […]"),
        ("Zvanīt 29 123 456 vakarā", "Zvanīt […] vakarā"),
        ("Lekcija ar I. Zvirbuli bija laba", "Lekcija ar […] bija laba"),
        ("Пусть семинар ведёт Лугова Е.П.", "Пусть семинар ведёт […]"),
        ("Lai kolēģe Anna Kalniņa pastāsta", "Lai kolēģe […] pastāsta"),
        ("Norėčiau, kad mokytoja Eglė vestų pamoką", "Norėčiau, kad mokytoja […] vestų pamoką"),
        ("Please thank Beatrice Finch for her help", "Please thank […] for her help"),
    ],
)
def test_addresses_numbers_and_names_are_hidden(text: str, hidden: str) -> None:
    assert suggested_mask(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "Brauciens uz Rīgas Dzelzceļa muzeju 2026./2027. mācību gadā",
        "Seminārs 12.10.2026. par Skolu ALISE",
        "Nodarbība par svītrkodu drukāšanu. Iesācēju kurss ir garlaicīgs.",
        "Lai atnāk direktors. Bibliotekāri gaida",
        "Daugiau išvykų. Norime į Kauną.",
        "Больше встреч с писателями. Экскурсия в Дом книги",
        "A visit to Hazelford Library in May",
    ],
)
def test_places_dates_and_systems_stay(text: str) -> None:
    assert suggested_mask(text) == text
