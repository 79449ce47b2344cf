"""Hostile and broken files: an error with a place, for little work and little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.definition.kinds.base import is_hidden
from surveyapp.definition.loading import check_directory
from surveyapp.definition.source import HIDDEN, Problems, read
from tests.effort import calls

MOST_CALLS = 2_000_000
"""Of functions, while a hostile file of some hundred kilobytes is refused: so many for each of its signs, no more."""

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "bomb": (BOMB.encode(), "anchor"),
    "deep": (b"a: " + b"[" * 20000, "too_deep"),
    "deep-mapping": (b"".join(b" " * place + b"a:\n" for place in range(200)), "too_deep"),
    "long": (b"a:\n" + b"- x\n" * 200_000, "too_deep"),
    "wide": (b"".join(b"key%d: x\n" % place for place in range(14_000)), "unknown_key"),
    "duplicates": (b"a: x\n" * 14_000, "duplicate_key"),
    "questions": (
        b"key: a\nlanguages: [en]\nsections:\n - id: s\n   questions:\n"
        + b"".join(b"    - {id: q%d, kind: sorcery}\n" % place for place in range(5_000)),
        "unknown_kind",
    ),
    "sections": (
        b"key: a\nlanguages: [en]\nsections:\n"
        + b"".join(b"  - {id: s%d, questions: []}\n" % place for place in range(5_000)),
        "no_file",
    ),
    "huge": (b"a: " + b"x" * 10_000_000, "too_large"),
    "latin": ("a: ž".encode("cp1257"), "not_utf8"),
    "control": (b"a: x\x07y", "hidden_character"),
    "tab": (b"a:\n  b: x\x00", "hidden_character"),
    "direction": ("a: x\u2067y".encode(), "hidden_character"),
    "tag": (b"a: !!python/object/apply:os.system [ls]", "tag"),
    "two-documents": (b"a: 1\n---\nb: 2\n", "documents"),
    "list": (b"- a\n- b\n", "not_a_mapping"),
    "empty": (b"", "not_a_mapping"),
    "word": (b"hello", "not_a_mapping"),
    "open": (b"a: [1, 2\n", "yaml"),
    "complex-key": (b"? [a, b]\n: c\n", "key"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_little_work(name: str, tmp_path: Path) -> None:
    data, code = HOSTILE[name]
    path = tmp_path / "questionnaire.yaml"
    path.write_bytes(data)
    assert calls(lambda: check_directory(tmp_path)) < MOST_CALLS
    errors = check_directory(tmp_path)
    assert errors[0].code == code
    assert errors[0].line >= 1
    assert errors[0].column >= 1
    assert str(errors[0]).startswith(f"{errors[0].file}:{errors[0].line}:{errors[0].column}: ")


WEIGH = """
import sys
from pathlib import Path
from surveyapp.definition.loading import check_directory
for folder in sys.argv[1:]:
    assert check_directory(Path(folder))
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""
"""Prints the most memory the process ever held, in kB, as Linux counts it."""


def test_hostile_files_take_little_memory(tmp_path: Path) -> None:
    for name, (data, _) in HOSTILE.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "questionnaire.yaml").write_bytes(data)
    folders = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([sys.executable, "-c", WEIGH, *folders], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000


def test_place_of_a_wrong_byte_and_a_hidden_sign(tmp_path: Path) -> None:
    path = tmp_path / "questionnaire.yaml"
    path.write_bytes(b"key: a\nb: \xff")
    assert (check_directory(tmp_path)[0].line, check_directory(tmp_path)[0].column) == (2, 4)
    path.write_text("key: a\ntitle: ā\u200fb\n", encoding="utf-8")
    assert (check_directory(tmp_path)[0].line, check_directory(tmp_path)[0].column) == (2, 9)


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert [error.code for error in check_directory(tmp_path)] == ["no_file"]


def test_byte_order_mark_and_windows_lines_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(b"\xef\xbb\xbfkey: a\r\nother: b\r\n")
    problems = Problems()
    top = read(path, "file.yaml", problems)
    assert problems.errors == []
    assert top is not None
    assert [key.value for key, _ in top.pairs] == ["key", "other"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="key: sectionsquid-[]{}&*!|>'\"\n\t #%@`?,0éж", max_size=200))
def test_any_text_gives_errors_with_places(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    directory = tmp_path_factory.getbasetemp()
    (directory / "questionnaire.yaml").write_text("key: a\nlanguages: [en]\n" + text, encoding="utf-8")
    errors = check_directory(directory)
    assert errors
    assert all(error.line >= 1 and error.column >= 1 and error.what and error.hint for error in errors)


def chain(folder: Path, questions: int) -> Path:
    """A folder with so many questions, each behind a condition on the one before and on the first."""
    (folder / "texts").mkdir(parents=True)
    lines = ["key: big", "languages: [en]", "sections:", "  - id: s", "    questions:"]
    texts = ["title: T", "sections: {s: {title: S}}", "questions:"]
    for place in range(questions):
        lines += [f"      - id: q{place}", "        kind: number", "        max: 10"]
        lines += [f"        show_if: q{place - 1} > 3 and answered(q0)"] if place else []
        texts.append(f"  q{place}: {{text: Question {place}}}")
    (folder / "questionnaire.yaml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "texts" / "en.yaml").write_text("\n".join(texts), encoding="utf-8")
    return folder


def test_checking_grows_with_the_number_of_questions_and_not_with_its_square(tmp_path: Path) -> None:
    hundred, two_hundred = (chain(tmp_path / str(size), size) for size in (100, 200))
    assert check_directory(two_hundred) == ()
    assert calls(lambda: check_directory(two_hundred)) < 2.3 * calls(lambda: check_directory(hundred))


def test_signs_hidden_in_files_are_those_cleaned_from_answers() -> None:
    signs = [chr(code) for code in range(0x11000)]
    assert {sign for sign in signs if is_hidden(sign)} - set("\n\r") == {
        sign for sign in signs if HIDDEN.match(sign)
    } - set("\r")
