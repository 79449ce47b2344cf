"""File → builder → file: what is not touched stays, byte for byte; comments survive; a version as files is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.loading import Shelf, load_files, load_questionnaire
from surveyapp.definition.source import Problems
from surveyapp.definition.versions import structure_hash, texts_hash
from surveyapp.definition.writing import changes
from surveyapp.definition.writing.document import to_files
from surveyapp.definition.writing.emit import as_text, write
from surveyapp.definition.writing.folder import Folder
from surveyapp.definition.writing.nodes import Data, merged, to_data
from surveyapp.definition.writing.sheet import read_sheet

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parents[1] / "surveys"
SHIPPED = sorted(path.parent for path in (ROOT / "surveys").glob("*/questionnaire.yaml"))
VALID = sorted((SAMPLES / "valid").iterdir())
SHELVES = {
    **dict.fromkeys(SHIPPED, Shelf(ROOT / "surveys" / "lists", ROOT / "surveys" / "indicators.yaml")),
    **dict.fromkeys(VALID, Shelf(SAMPLES / "lists", SAMPLES / "indicators.yaml")),
}

COMMENTED = """\
# head

key: a # the key
languages: [lv, en] # languages
sections: # parts
  # one
  - id: s # id
    questions: # questions

      # about a
      - id: a # a
        text: | # block
          not # a comment
          second

      # about b
      - {id: b, kind: number} # braces
      - 'quo''ted # no' # yes
# end
"""


def again(text: str) -> str:
    problems = Problems()
    sheet = read_sheet(text, "file", problems)
    assert sheet is not None, problems.errors
    return write(sheet)


def files_of(folder: Path) -> dict[str, str]:
    names = ["questionnaire.yaml", *(f"texts/{path.name}" for path in sorted((folder / "texts").iterdir()))]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def test_comments_stay_where_they_stood() -> None:
    assert again(COMMENTED) == COMMENTED


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("a: [x, # one\n  y] # two\n", {"# one", "# two"}),
        ("a:\n  -\n    # odd\n    b: c\n", {"# odd"}),
        ("a: # empty\n# last\n", {"# empty", "# last"}),
        ("k:\n  - # dash\n    a: b\n", {"# dash"}),
        ("a: plain\n  text # behind\n", {"# behind"}),
        ('a: "one\n  # two" # three\n', {"# three"}),
    ],
)
def test_no_comment_is_lost_where_lines_have_to_move(text: str, comments: set[str]) -> None:
    written = again(text)
    assert all(written.count(comment) == 1 for comment in comments), written
    assert again(written) == written


@pytest.mark.parametrize("folder", [*SHIPPED, *VALID], ids=lambda folder: folder.name)
def test_what_is_not_touched_stays_as_it_is(folder: Path) -> None:
    files = files_of(folder)
    assert Folder(files).files() == files


@pytest.mark.parametrize("folder", [*SHIPPED, *VALID], ids=lambda folder: folder.name)
def test_a_version_as_files_says_the_same(folder: Path) -> None:
    shelf = SHELVES[folder]
    loaded = load_questionnaire(folder, lists_dir=shelf.lists, indicators=shelf.indicators)
    nowhere = Shelf(folder / "none", folder / "none.yaml")
    found = load_files(to_files(loaded), nowhere)
    assert found.errors == ()
    assert found.questionnaire is not None
    assert structure_hash(found.questionnaire) == structure_hash(loaded)
    assert texts_hash(found.questionnaire) == texts_hash(loaded)


def test_a_change_touches_its_own_lines_only() -> None:
    files = files_of(ROOT / "surveys" / "year-end")
    folder = Folder(files)
    folder.question("consult_access")["required"] = True
    folder.set_text("lv", "question.overall.text", "Cik apmierināti esat?")
    after = folder.files()
    changed = {name for name in files if files[name] != after[name]}
    assert changed == {"questionnaire.yaml", "texts/lv.yaml"}
    for name in changed:
        old, new = files[name].splitlines(), after[name].splitlines()
        assert len(set(new) - set(old)) == 1
    assert after["questionnaire.yaml"].count("#") == files["questionnaire.yaml"].count("#")


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["up", "down", "double", "remove", "rename", "text", "section", "add", "place", "language"]),
        st.integers(0, 60),
        st.text(max_size=30),
    ),
    max_size=8,
)


def do(folder: Folder, deed: str, number: int, text: str) -> None:
    names = folder.question_ids
    name = names[number % len(names)] if names else ""
    sections = [str(section["id"]) for section in folder.sections]
    if deed == "language":
        changes.set_languages(folder, [folder.languages[0], *folder.languages[1:][: number % 3]])
    elif deed == "section":
        changes.add_section(folder, text or "x")
    elif deed == "add" and sections:
        changes.add_question(folder, sections[number % len(sections)], "number", text)
    elif not name:
        return
    elif deed == "text":
        folder.set_text(folder.languages[0], f"question.{name}.text", text)
    elif deed == "rename":
        changes.rename_question(folder, name, changes.free_name(f"n{number}", set(names), "n"))
    elif deed == "place":
        changes.place_question(folder, name, sections[number % len(sections)], number % 5)
    elif deed == "double":
        changes.double_question(folder, name)
    elif deed == "remove":
        changes.remove_question(folder, name)
    else:
        changes.move_question(folder, name, -1 if deed == "up" else 1)


@settings(max_examples=25, deadline=None)
@given(deeds=DEEDS, place=st.integers(0, len(SHIPPED) - 1))
def test_any_changes_are_read_back_as_they_were_made(deeds: list[tuple[str, int, str]], place: int) -> None:
    files = files_of(SHIPPED[place])
    folder = Folder(files)
    for deed, number, text in deeds:
        do(folder, deed, number, text)
    written = folder.files()
    reopened = Folder(written)
    assert reopened.structure == folder.structure
    assert reopened.texts == {language: folder.texts[language] for language in folder.languages}
    assert reopened.files() == written
    load_files(written, SHELVES[SHIPPED[place]])


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=40
)
VALUES: st.SearchStrategy[Data] = st.recursive(
    st.one_of(
        WORDS, st.booleans(), st.integers(-(10**8), 10**8), st.sampled_from(["yes", "no", "1", "null", "a\nb\n"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS.filter(bool), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(WORDS.filter(bool), VALUES, max_size=4))
def test_any_data_is_read_back_as_it_was_written(data: dict[str, Data]) -> None:
    problems = Problems()
    sheet = read_sheet(as_text(data), "file", problems)
    assert problems.errors == []
    assert sheet is not None
    assert to_data(sheet.top) == data


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS.filter(bool), VALUES, max_size=4))
def test_any_data_can_take_the_place_of_any_other(data: dict[str, Data]) -> None:
    sheet = read_sheet(COMMENTED, "file", Problems())
    assert sheet is not None
    assert to_data(merged(sheet.top, data)) == data


def test_what_is_no_questionnaire_is_refused() -> None:
    for structure in ("sections: 3\n", "sections:\n  - a\n", "sections:\n  - id: a\n    questions:\n      - b\n", "[]"):
        with pytest.raises(DefinitionErrors):
            Folder({"questionnaire.yaml": structure})


def test_a_blank_one_lacks_only_questions_and_translations() -> None:
    files = changes.blank("our-year", ["lv", "en"], "Mūsu gads")
    folder = Folder(files)
    assert folder.text("lv", "title") == "Mūsu gads"
    assert folder.languages == ["lv", "en"]
    errors = load_files(files, SHELVES[SHIPPED[0]]).errors
    assert {(error.file, error.code) for error in errors} == {("texts/en.yaml", "missing_text")}


def test_a_renamed_question_is_renamed_wherever_it_is_named() -> None:
    folder = Folder(
        {
            "questionnaire.yaml": "key: k\nlanguages: [en]\nsections:\n  - id: s\n    questions:\n"
            "      - {id: a, kind: yes-no}\n"
            "      - {id: b, kind: number, show_if: a == 'yes' and answered(a), check: b < 3}\n",
            "texts/en.yaml": "title: T\nquestions:\n  a: {text: A}\n  b: {text: 'You said {a}; {b}'}\n",
        }
    )
    changes.rename_question(folder, "a", "first")
    assert folder.question("b")["show_if"] == "first == 'yes' and answered(first)"
    assert folder.text("en", "question.b.text") == "You said {first}; {b}"
    assert folder.text("en", "question.first.text") == "A"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Vai apmeklējāt?", "vai_apmeklejat"), ("Как часто вы ходите?", "kak_chasto_vy_hodite"), ("?", "")],
)
def test_names_are_made_of_words(text: str, name: str) -> None:
    assert changes.slug(text) == name
