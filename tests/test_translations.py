"""Every sentence of the product stands in every catalogue, with its placeholders and plural forms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "surveyapp" / "translations"
LANGUAGES = ("lv", "lt", "ru", "en")
FORMS = {"lv": 3, "lt": 3, "ru": 3, "en": 2}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
CYRILLIC = re.compile("[А-Яа-яЁё]")

Key = tuple[str | None, Any]


@cache
def messages_of_the_code() -> frozenset[Key]:
    """(context, message id) of every sentence in code and templates, as `make translations` collects them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in settings]
    options = {mapping["pattern"]: {"silent": "false"} for mapping in settings if mapping["method"] == "jinja2"}
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(["lazy_gettext", "_l"])}
    found = extract_from_dir(
        ROOT, methods, options, keywords=keywords, directory_filter=lambda path: "node_modules" not in path
    )
    return frozenset((context, message) for _file, _line, message, _comments, context in found if message)


@cache
def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def told(message: Message) -> tuple[str, ...]:
    """The sentence in English; singular and plural where it has both."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_sentences_are_found() -> None:
    assert len(messages_of_the_code()) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_from_the_catalogue(language: str) -> None:
    there = {(message.context, message.id) for message in entries(language)}
    assert sorted(messages_of_the_code() - there, key=str) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_untranslated_or_unsure(language: str) -> None:
    left = [message.id for message in entries(language) if not all(forms(message)) or message.fuzzy]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_their_forms(language: str) -> None:
    wrong = [
        message.id for message in entries(language) if message.pluralizable and len(forms(message)) != FORMS[language]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_sentence(language: str) -> None:
    wrong = []
    for message in entries(language):
        if message.pluralizable:
            known = set(PLACEHOLDER.findall(told(message)[1]))
            wrong += [form for form in forms(message) if not set(PLACEHOLDER.findall(form)) <= known]
        elif sorted(PLACEHOLDER.findall(told(message)[0])) != sorted(PLACEHOLDER.findall(forms(message)[0])):
            wrong.append(told(message)[0])
    assert wrong == []


@pytest.mark.parametrize("language", ["lv", "lt", "ru"])
def test_translations_are_in_their_own_letters(language: str) -> None:
    sentences = [form for message in entries(language) for form in forms(message) if len(form) > 20]
    cyrillic = sum(bool(CYRILLIC.search(sentence)) for sentence in sentences)
    assert cyrillic / len(sentences) > 0.95 if language == "ru" else cyrillic == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_compile(language: str) -> None:
    """What `pybabel compile` refuses, it leaves out: the page would be in English."""
    faults = [
        f"{told(message)[0]}: {error}" for message in entries(language) for error in message.check(catalogue(language))
    ]
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_years_after_since_have_their_case(language: str) -> None:
    """After a word that governs a case, a sentence takes the day or year made for it: ``since``, ``until``."""
    governing = {"lv": "kopš|pēc|līdz|no", "lt": "nuo|iki|po", "ru": "с|со|до|после|по", "en": "since|until"}[language]
    plain = re.compile(rf"\b(?:{governing}) %\((?:day|year|month)\)s")
    short = {"until %(day)s"}  # a day in figures has no case
    wrong = [form for message in entries(language) for form in forms(message) if plain.search(form)]
    assert [form for form in wrong if form not in {translated(language, each) for each in short}] == []


def translated(language: str, sentence: str) -> str:
    found = catalogue(language).get(sentence)
    assert found is not None
    return forms(found)[0]
