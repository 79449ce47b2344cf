"""What a difference of two questionnaires means, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from surveyapp.definition.diff import difference
from surveyapp.definition.document import (
    from_document,
    to_document,
)
from surveyapp.definition.model import (
    Questionnaire,
)
from surveyapp.definition.versions import (
    structure_hash,
)
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.differences import change_sentence
from tests.samples import broken

Sample = Callable[[str], Questionnaire]
SAMPLES = Path(__file__).parents[1] / "surveys"


def test_difference_says_what_it_means(year_end: Questionnaire) -> None:
    document = to_document(year_end)
    assert difference(year_end, year_end) == ()
    copy = broken(document, "sections", 6, "questions", 0, "options", "options", 0, "code", value="0")
    copy = broken(copy, "texts", "en", "question.comment.text", value="Anything else?")
    copy = broken(copy, "sections", 1, "questions", 3, "settings", "max", value=3)
    copy["sections"][3]["questions"].pop(1)
    new = from_document(copy)
    changes = difference(year_end, new, {"overall": {"1": 7}})
    found = {(change.code, change.question_id): change for change in changes}
    assert set(found) == {
        ("option_removed", "overall"),
        ("option_added", "overall"),
        ("setting_changed", "consult_barrier"),
        ("question_removed", "info_channels"),
        ("reworded", "comment"),
    }
    removed = found["option_removed", "overall"]
    assert dict(removed.params) == {"option": "1", "in_use": 7}
    assert removed.breaks
    assert not found["reworded", "comment"].structural
    assert {change.code for change in difference(new, year_end)} >= {"question_added"}


def test_difference_in_logic_order_and_languages(year_end: Questionnaire) -> None:
    document = to_document(year_end)
    copy = broken(document, "sections", 1, "questions", 0, "show_if", "tree", value=["literal", True])
    copy["sections"][1]["questions"].reverse()
    copy["languages"].remove("ru")
    del copy["texts"]["ru"]
    codes = {(change.code, change.structural) for change in difference(year_end, from_document(copy))}
    assert codes == {("logic_changed", True), ("questions_reordered", True), ("language_removed", False)}


def leaves(document: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a document's words, numbers and flags stand, texts aside."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for name, value in items:
        if name in ("texts", "languages", "format", "source", "text_key"):
            continue
        if isinstance(value, dict | list) and value:
            yield from leaves(value, (*path, name))
        elif not isinstance(value, dict | list):
            yield (*path, name)


@pytest.mark.parametrize("name", ["every-kind", "section-show-if", "rows-shown-if", "row-conditions", "fewer-invited"])
def test_whatever_changes_the_structure_is_told(name: str, sample: Sample) -> None:
    """Every single word, number and flag of the structure: another value, another hash, at least one sentence."""
    old = sample(name)
    document = to_document(old)
    told = 0
    for path in leaves(document):
        value: Any = document
        for step in path:
            value = value[step]
        others: dict[type, Any] = {bool: not value, str: "other", int: 7, float: 7.5}
        try:
            new = from_document(broken(document, *path, value=others[type(value)]))
        except ValueError:
            continue
        if structure_hash(new) == structure_hash(old):
            continue
        changes = [change for change in difference(old, new) if change.structural]
        assert changes, path
        for change in changes:
            assert change_sentence(catalogue("en"), change, old, new), change
        told += 1
    assert told >= 10
