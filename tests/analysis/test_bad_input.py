"""What comes in wrong makes a clear page or a refusal, never a failure and never a number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from surveyapp.analysis.disclosure import ShownItem, Withheld, view_question
from surveyapp.analysis.results import association_results
from surveyapp.dataset import UnknownColumn, cut, open_release
from surveyapp.definition.model import Option, OptionList, Question, Questionnaire, Section
from tests.dataset.sample import many, questionnaire

ONE = OptionList("", (Option("only", "o.only", 1.0),))


def asked(*questions: Question) -> Questionnaire:
    return Questionnaire("bad", ("en",), (Section("s", questions),), {"en": {}})


def results(folder: Path, form: Questionnaire, rows: list[dict[str, Any]]) -> dict[str, ShownItem | Withheld]:
    release = open_release(folder, cut(form, rows, invited=20, folder=folder, sidecar={}))
    page = association_results(release)
    return {key: item for section in page.sections for question in section.questions for key, item in question.items}


def test_no_answer_at_all(tmp_path: Path) -> None:
    assert results(tmp_path, questionnaire(), []) == {}


@pytest.mark.parametrize("answered", [5, 12, 300])
def test_everything_left_out(tmp_path: Path, answered: int) -> None:
    found = results(tmp_path, questionnaire(), [{}] * answered)
    assert found
    assert all(isinstance(item, Withheld) and item.reason == "no_answers" for item in found.values())


@pytest.mark.parametrize("kind", ["single", "rating", "multiple"])
@pytest.mark.parametrize("answered", [5, 12])
def test_one_option_only(tmp_path: Path, kind: str, answered: int) -> None:
    given: Any = ["only"] if kind == "multiple" else "only"
    item = results(tmp_path, asked(Question("q", kind, ONE)), [{"q": given}] * answered)["q"]
    assert isinstance(item, ShownItem)
    assert [(cell.code, cell.count.k) for cell in item.cells] == [("only", answered)]
    assert item.mean is None


def test_a_withdrawn_question_is_unknown(tmp_path: Path) -> None:
    release = open_release(
        tmp_path, cut(asked(Question("q", "single", ONE)), [{"q": "only"}] * 6, invited=9, folder=tmp_path, sidecar={})
    )
    with pytest.raises(UnknownColumn):
        view_question(release, "withdrawn")
    with pytest.raises(UnknownColumn):
        release.filter("withdrawn", "only")
    with pytest.raises(UnknownColumn):
        release.filter("q", "forged")


def test_a_kind_this_version_does_not_know_is_left_without_numbers(tmp_path: Path) -> None:
    """A release cut by a later version: its other questions are read, the unknown one has no number."""
    name = cut(questionnaire(), many(12), invited=20, folder=tmp_path, sidecar={})
    sidecar = tmp_path / f"{name}.json"
    document = json.loads(sidecar.read_text())
    for question in document["structure"]["questions"]:
        if question["id"] == "priorities":
            question["kind"] = question["measure"] = "hologram"
    for column in document["structure"]["columns"]:
        if column["question"] == "priorities":
            column["measure"] = "hologram"
    sidecar.write_text(json.dumps(document))
    page = association_results(open_release(tmp_path, name))
    items = {key: item for section in page.sections for question in section.questions for key, item in question.items}
    assert not isinstance(items.get("priorities"), ShownItem)
    assert isinstance(items["overall"], ShownItem)
