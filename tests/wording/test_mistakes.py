"""Every mistake and every change has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveyapp.definition import diff
from surveyapp.definition.errors import DefinitionError
from surveyapp.definition.loading import Shelf, load_files
from surveyapp.wording.catalogue import LANGUAGES, catalogue
from surveyapp.wording.differences import LOGIC, SENTENCES
from surveyapp.wording.mistakes import MISTAKES, SUGGESTING, mistake_sentence

DEFINITION = Path(diff.__file__).parent
NOTED = re.compile(r'(?:wrong\(|\.add\(|ExpressionError\(|DefinitionError\()[^"]*?"([a-z_]+)",', re.DOTALL)
SAMPLES = Path(__file__).parents[1] / "surveys"


def test_every_code_that_loading_notes_has_a_sentence() -> None:
    codes = {
        code
        for path in (*DEFINITION.glob("*.py"), DEFINITION / "writing" / "folder.py")
        for code in NOTED.findall(path.read_text(encoding="utf-8"))
    }
    codes -= {"show_if"}  # a key, which stands where codes do
    assert len(codes) > 40
    assert codes - set(MISTAKES) == set()
    assert set(MISTAKES) >= SUGGESTING


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_invalid_sample_is_told_in_every_language(language: str) -> None:
    shelf = Shelf(SAMPLES / "lists", SAMPLES / "indicators.yaml")
    for folder in (SAMPLES / "invalid").iterdir():
        files = {"questionnaire.yaml": (folder / "questionnaire.yaml").read_text(encoding="utf-8")}
        files |= {f"texts/{path.name}": path.read_text(encoding="utf-8") for path in (folder / "texts").iterdir()}
        errors = load_files(files, shelf).errors
        assert errors, folder
        assert all(mistake_sentence(catalogue(language), error).strip() for error in errors)


def test_a_suggestion_is_told_where_there_is_one() -> None:
    params = {"subject": "ratng", "suggestion": "rating"}
    error = DefinitionError("f", 1, 1, "unknown_kind", "", "", params)
    expected = "There is no kind of question “ratng”. Perhaps “rating” is meant."
    assert mistake_sentence(catalogue("en"), error) == expected


def test_every_change_has_a_sentence() -> None:
    source = Path(diff.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'(?:Change\(|_change\()"([a-z_]+)"', source))
    assert len(codes) > 15
    assert codes == set(SENTENCES)
    assert set(diff.LOGIC) <= set(LOGIC)
