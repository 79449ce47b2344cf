"""The gate of a comparison: the same words, or a translation that somebody verified."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from surveyapp.analysis.asked import Asked, Reading, agree, asked_of
from surveyapp.analysis.region import RegionIndicator, RegionTotal, region_results
from surveyapp.dataset import Release, cut, open_release
from tests.dataset.sample import questionnaire, release_with

WORDS = ("All in all?", "", "bad", "good")


def asked(language: str, *words: str, verified: bool = True) -> Asked:
    return Asked(language, words or WORDS, verified)


def test_a_translation_is_compared_once_somebody_verified_it() -> None:
    translated = ("Kopumā?", "", "slikti", "labi")
    unsure = agree({"a": asked("en"), "b": asked("en"), "c": asked("lv", *translated, verified=False)})
    assert unsure.bars == {"c": "translation"}
    assert unsure.reference == {"en": "All in all?"}
    assert not agree({"a": asked("en"), "b": asked("en"), "c": asked("lv", *translated)}).bars


def test_where_all_read_one_language_nothing_has_to_be_translated() -> None:
    assert not agree({"a": asked("lv", verified=False), "b": asked("lv", verified=False)}).bars


def test_other_words_are_not_compared_nor_other_answers() -> None:
    found = agree(
        {
            "a": asked("en"),
            "b": asked("en"),
            "c": asked("en", "All in all, are you happy?", "", "bad", "good"),
            "d": asked("en", "All in all?", "", "awful", "good"),
        }
    )
    assert found.bars == {"c": "other_words", "d": "other_words"}


def test_of_two_wordings_as_common_the_first_counts() -> None:
    assert agree({"b": asked("en", "Other?"), "a": asked("en")}).bars == {"b": "other_words"}


def test_what_was_read_is_the_question_its_row_and_its_answers_in_the_own_language(tmp_path: Path) -> None:
    structure = release_with(tmp_path, []).structure
    overall = structure.questions["overall"]
    english = asked_of(structure, overall, "", Reading())
    assert (english.language, english.words[0], english.verified) == ("en", "All in all?", True)
    assert "very good" in english.words
    assert "good end" in english.words
    latvian = asked_of(structure, overall, "", Reading("lv", frozenset({"overall"})))
    assert (latvian.language, latvian.verified) == ("lv", False)
    assert "ļoti labi" in latvian.words
    assert asked_of(structure, overall, "", Reading("ru")).language == "en"
    row = asked_of(structure, structure.questions["service_use"], "meetings", Reading())
    assert row.text == "service_use: Meetings"


def reworded(folder: Path, ratings: str, invited: int, text: str) -> Release:
    """A release of a questionnaire that asks for the overall judgement in other words."""
    source = questionnaire()
    texts = {**source.texts, "en": MappingProxyType({**source.texts["en"], "question.overall.text": text})}
    asks = replace(source, texts=MappingProxyType(texts))
    rows = [{"overall": rating} for rating in ratings]
    return open_release(folder, cut(asks, rows, invited=invited, folder=folder, sidecar={}))


def overall(folder: Path, text: str, reading: Reading | None = None) -> RegionIndicator:
    members = [
        ("a", 16, reworded(folder, "544352453445", 16, "All in all?")),
        ("b", 14, reworded(folder, "5545343443", 14, "All in all?")),
        ("c", 12, reworded(folder, "3332211144", 12, text)),
    ]
    readings = {"c": reading} if reading else {}
    found = region_results(members, readings=readings).indicators
    return next(each for each in found if each.indicator == "overall.satisfaction")


def test_an_association_that_asked_otherwise_is_shown_and_neither_compared_nor_added_up(tmp_path: Path) -> None:
    found = overall(tmp_path, "Was it a good year?")
    assert found.compared == ("a", "b")
    assert found.pooled is not None
    assert len(found.pooled.shares) == 2
    other = found.values[2]
    assert (other.bar, other.asked) == ("other_words", "Was it a good year?")
    assert other.high is not None
    assert found.reference == {"en": "All in all?"}
    assert isinstance(found.total, RegionTotal)
    assert found.total.covered == ("a", "b")


def test_spaces_are_no_other_words(tmp_path: Path) -> None:
    assert overall(tmp_path, "All  in all? ").compared == ("a", "b", "c")


def test_an_unverified_translation_is_shown_and_not_compared(tmp_path: Path) -> None:
    unsure = overall(tmp_path, "All in all?", Reading("lv", frozenset({"overall"})))
    assert unsure.compared == ("a", "b")
    assert unsure.values[2].bar == "translation"
    assert overall(tmp_path, "All in all?", Reading("lv")).compared == ("a", "b", "c")
