"""``surveyapp plan read``: JSON of a fixed shape, a summary for people, one line for what cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.interchange.papers import SAMPLES, document, tabbed, with_entries

Run = Callable[..., Result]

KEYS = [
    "school_year", "association", "goal", "tasks", "priorities", "activities", "visits", "experience", "unplaced",
]  # fmt: skip
ACTIVITY_KEYS = [
    "direction", "form", "topic", "period_text", "start", "end", "precision", "place", "responsible", "participants",
]  # fmt: skip


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("language", SAMPLES)
def test_the_json_has_exactly_the_keys_promised(surveyapp: Run, paper: Callable[..., Path], language: str) -> None:
    result = surveyapp("plan", "read", str(paper("plan.docx", document(SAMPLES[language]))), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert list(found) == KEYS
    assert [list(row) for row in found["activities"]] == [ACTIVITY_KEYS] * 4
    for name in ("tasks", "priorities", "unplaced", "visits", "experience"):
        assert isinstance(found[name], list)
    first = found["activities"][0]
    assert (first["start"], first["end"], first["precision"]) == ("2026-10-12", "2026-10-16", "span")
    assert isinstance(first["responsible"], list)


def test_what_is_not_said_is_null(surveyapp: Run, paper: Callable[..., Path]) -> None:
    text = "Activity\tWhen\tWhere\tParticipants\nTalk\tsoon\t\t\nWalk\t\tPark\t12\nSong\tMay\tHall\tall\n"
    found = json.loads(surveyapp("plan", "read", str(paper("p.txt", text.encode())), "--json").stdout)
    assert (found["school_year"], found["association"], found["goal"]) == (None, None, None)
    talk, walk, song = found["activities"]
    assert (talk["start"], talk["end"], talk["precision"], talk["place"]) == (None, None, "unknown", None)
    assert (walk["period_text"], walk["participants"], walk["direction"], walk["form"]) == (None, 12, None, None)
    assert (song["participants"], song["precision"], song["start"]) == ("all", "month", None)


def test_the_summary_names_what_was_found_and_what_was_not(surveyapp: Run, paper: Callable[..., Path]) -> None:
    result = surveyapp("plan", "read", str(paper("plan.txt", tabbed(SAMPLES["lt"]))))
    assert result.exit_code == 0
    for line in ("School year: 2026/2027", "Activities: 4", "Not placed: 5", "  - skaitymo skatinimas"):
        assert line in result.stdout.splitlines()
    assert "2026-10-12 to 2026-10-16, span" in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.docx", b"", "There is nothing in it"),
        ("broken.xlsx", b"PK\x03\x04rubbish", "damaged"),
        ("letter.txt", "Sveiki! Plāns būs vēlāk.".encode(), "No table of activities was found"),
        ("plan.docm", with_entries(document(SAMPLES["en"]), word__vbaProject_bin=b"x"), "holds macros"),
        ("scan.pdf", b"%PDF-1.4 ...", "A PDF keeps no tables"),
    ],
)
def test_one_clear_line_and_exit_1(
    surveyapp: Run, paper: Callable[..., Path], name: str, content: bytes, words: str
) -> None:
    result = surveyapp("plan", "read", str(paper(name, content)), "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert words in result.stderr
    assert name in result.stderr


def test_a_file_that_is_not_there(surveyapp: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.docx", tmp_path):
        result = surveyapp("plan", "read", str(path))
        assert result.exit_code == 1
        assert len(result.stderr.strip().splitlines()) == 1
