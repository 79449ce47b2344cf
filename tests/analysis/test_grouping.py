"""Draft groups and similar texts against invented proposals with known truth, each language with what others taught."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from benchmarks.grouping import (
    LANGUAGES,
    SEEN,
    UNSEEN,
    by_prefixes,
    f1,
    hit_at_three,
    learned,
    left_out,
    mistyped,
    proposals,
    with_synonyms,
)
from surveyapp.analysis import meanings
from surveyapp.analysis.meanings import built_in, terms_of
from surveyapp.analysis.similarity import THRESHOLD, draft_groups, language_of, similarities, stop_prefixes


def test_f1_counts_pairs() -> None:
    assert f1([0, 0, 0, 1], [0, 0, 1, 1]) == pytest.approx(2 * 1 / (3 + 2))
    assert f1([0, 1, 2], [0, 0, 0]) == 0
    assert f1([5, 5, 7], [1, 1, 2]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_are_apart(language: str) -> None:
    seen = {text.casefold() for name in SEEN for text in proposals(name, language).texts}
    unseen = proposals(UNSEEN, language)
    sizes = [unseen.groups.count(group) for group in set(unseen.groups)]
    assert not seen & {text.casefold() for text in unseen.texts}
    assert len(unseen.texts) >= 40
    assert max(sizes) <= 5
    assert sizes.count(1) >= 12


def test_texts_not_seen_are_grouped_at_a_threshold_other_languages_taught() -> None:
    whole = left_out(similarities)
    assert np.mean(list(whole.values())) >= 0.80
    assert min(whole.values()) >= 0.75
    assert np.mean(list(whole.values())) > np.mean(list(left_out(with_synonyms).values()))
    assert np.mean(list(whole.values())) > np.mean(list(left_out(by_prefixes).values()))


def test_typing_mistakes_and_missing_diacritics_cost_little() -> None:
    assert np.mean(list(left_out(similarities, change=mistyped).values())) >= 0.80


def test_the_threshold_that_ships_is_the_one_learned() -> None:
    assert learned(similarities) == THRESHOLD


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", [True, False])
def test_similar_texts_find_another_of_the_group(language: str, told: bool) -> None:
    for name in (*SEEN, UNSEEN):
        assert hit_at_three(name, language, language if told else None) >= 0.94


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_a_proposal_is_guessed(language: str) -> None:
    texts = [text for name in (*SEEN, UNSEEN) for text in proposals(name, language).texts]
    assert np.mean([language_of(text) == language for text in texts]) >= 0.9


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("lv", "Mākslīgā intelekta", ["#ai"]),
        ("lv", "maksligaa intelekta", ["#ai"]),
        ("lv", "katalogizesanas", ["#cataloguing"]),
        ("lt", "dirbtiniu intelektu", ["#ai"]),
        ("lt", "skaitmeninių", ["#digital"]),
        ("lt", "skaitymo", ["#reading"]),
        ("lt", "ieškoti patikimos informacijos", ["#information", "patik"]),
        ("ru", "поездок", ["#trip"]),
        ("ru", "авторских прав", ["#copyright"]),
        ("en", "copyrigth", ["#copyright"]),
    ],
)
def test_what_words_stand_for(language: str, text: str, found: list[str]) -> None:
    assert [term.name for term in terms_of(text, language, {}, stop_prefixes(language))] == found


def test_every_meaning_that_ships_is_told_in_four_languages_as_a_leader_would_write_it() -> None:
    shipped = tomllib.loads(Path(meanings.__file__).with_name("meanings.toml").read_text("utf-8"))
    assert len(shipped) > 60
    for name, meaning in shipped.items():
        assert set(meaning) <= {*LANGUAGES, "common"}, name
        for language in LANGUAGES:
            words = [word.strip() for word in meaning[language].split(",")]
            assert all(words), (name, language)
            assert len(words) == len(set(words)), (name, language)
    assert all(built_in(language).lines.count("\n") == len(shipped) - 1 for language in LANGUAGES)


def test_a_language_without_tables_is_grouped_by_letters_and_words() -> None:
    assert draft_groups(["Tapaaminen kirjaston kanssa", "tapaamiset kirjastossa", "Muu"], "fi") == ((0, 1), (2,))
