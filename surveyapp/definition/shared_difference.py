"""What a change of a shared list, indicator or question means, told by the differences of questionnaires.

A shared thing is looked at as a questionnaire that asks just this, so that one set of rules says what ends a
comparison, whether a thing was changed in a questionnaire or in the bank.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from surveyapp.definition.diff import Change, difference
from surveyapp.definition.lists import LANGUAGES
from surveyapp.definition.loading import STRUCTURE, Shelf, load_files
from surveyapp.definition.model import Question, Questionnaire, Section
from surveyapp.definition.writing.document import shared_lists
from surveyapp.definition.writing.emit import as_text
from surveyapp.definition.writing.nodes import Data

ASKED = "shared"
"""Id of the question which stands for what is shared."""

QUIET = (
    "question_moved",
    "questions_reordered",
    "sections_changed",
    "key_changed",
    "core_changed",
    "required_changed",
    "language_added",
    "language_removed",
)
"""Changes that are about the questionnaire around it."""


def shared_in(kind: str, key: str, content: Mapping[str, Any], shelf: Shelf) -> Questionnaire | None:
    """A shared thing as a questionnaire with one question; None where it cannot be read.

    `content` holds the "file" of a list or an indicator, "question" and "texts" of a question. What is missing to a
    whole questionnaire does not matter here.
    """
    question: dict[str, Data] = {"id": ASKED, "kind": "single", "options": key}
    texts: Mapping[str, Any] = {}
    files: dict[str, str] = {}
    if kind == "list":
        files[f"lists/{key}.yaml"] = str(content["file"])
    elif kind == "indicator":
        question = {"id": ASKED, "kind": "yes-no", "indicator": key}
        own = (str(content["file"]),) if "file" in content else ()
        # Further files may not name an indicator twice: the one looked at stands alone.
        shelf = Shelf(shelf.lists, shelf.indicators if not own else shelf.lists / "none", shelf.own_lists, own)
    else:
        question = {name: value for name, value in content["question"].items() if name not in ("show_if", "require_if")}
        question["id"] = ASKED
        texts = content["texts"]
    languages = [each for each in LANGUAGES if each in texts] or list(LANGUAGES)
    structure: dict[str, Data] = {
        "key": "shared",
        "languages": cast("list[Data]", languages),
        "sections": [{"id": "only", "questions": [question]}],
    }
    files[STRUCTURE] = as_text(structure)
    for language in languages:
        part: dict[str, Data] = {"questions": {ASKED: dict(texts[language])}} if texts.get(language) else {}
        files[f"texts/{language}.yaml"] = as_text(part) if part else "{}\n"
    found = load_files(files, shelf).questionnaire
    return found if found is not None and any(found.questions) else None


def changes_of(kind: str, key: str, old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """What changed from one state to the next, or from a questionnaire in which it stands to its state now."""
    first, second = _only(kind, key, old, new), _only(kind, key, new, new)
    if first is None or second is None:
        return ()
    if kind == "indicator":
        wanted = [each for each in difference(first, second) if each.code in ("indicator_redefined", *TEXTS)]
        return tuple(each for each in wanted if _about(each, f"indicator.{key}."))
    stem = f"list.{key}.", f"option.{key}."
    return tuple(
        each
        for each in difference(first, second)
        if each.code not in QUIET and (kind == "question" or each.code not in TEXTS or _about(each, *stem))
    )


TEXTS = ("reworded", "translation_added")


def _about(change: Change, *stems: str) -> bool:
    return change.code not in TEXTS or str(change.params["key"]).startswith(stems)


def _only(kind: str, key: str, found: Questionnaire, like: Questionnaire) -> Questionnaire | None:
    """The questionnaire with nothing but the question that is looked at, under the common name."""
    question: Question | None
    if kind == "list":
        options = shared_lists(found).get(key)
        question = Question(ASKED, "single", options) if options is not None else None
    elif kind == "indicator":
        question = next(like.questions)
    else:
        question = _asked_in(found, next(like.questions).indicator or key)
    if question is None:
        return None
    texts = {language: dict(own) for language, own in found.texts.items()}
    if kind == "question":
        for own in texts.values():
            own.update(
                {
                    name.replace(f"question.{question.id}.", f"question.{ASKED}.", 1): text
                    for name, text in list(own.items())
                    if name.startswith(f"question.{question.id}.")
                }
            )
        question = dataclasses.replace(question, show_if=None, require_if=None, checks=())
    return dataclasses.replace(
        found,
        key="shared",
        sections=(Section("only", (dataclasses.replace(question, id=ASKED),)),),
        texts=MappingProxyType({language: MappingProxyType(own) for language, own in texts.items()}),
    )


def _asked_in(questionnaire: Questionnaire, name: str) -> Question | None:
    return next((each for each in questionnaire.questions if name in (each.indicator or each.id, each.id)), None) or (
        next((each for each in questionnaire.questions if each.id == ASKED), None)
    )
