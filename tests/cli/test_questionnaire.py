"""Questionnaires on the command line: from a new folder to a published version and back to files."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

SAMPLES = Path(__file__).parents[1] / "surveys"
SHARED = ("--lists", str(SAMPLES / "lists"), "--indicators", str(SAMPLES / "indicators.yaml"))


def test_check_tells_every_mistake_on_a_line(surveyapp: Run) -> None:
    for folder in sorted((SAMPLES / "invalid").iterdir()):
        found = surveyapp("questionnaire", "check", str(folder), *SHARED)
        assert found.exit_code == 1, folder
        expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
        assert len(found.output.splitlines()) == len(expected)
        assert all(line.startswith(str(folder)) and "; " in line for line in found.output.splitlines())
    for folder in sorted((SAMPLES / "valid").iterdir()):
        assert surveyapp("questionnaire", "check", str(folder), *SHARED).exit_code == 0, folder


def test_schema_is_json(surveyapp: Run) -> None:
    assert "$defs" in json.loads(surveyapp("questionnaire", "schema").output)
    assert "properties" in json.loads(surveyapp("questionnaire", "schema", "--indicators").output)


def test_from_a_new_folder_to_a_version_and_back(surveyapp: Run, tmp_path: Path) -> None:
    folder = tmp_path / "our-year"
    assert surveyapp("questionnaire", "new", str(folder), "--languages", "en,lv", "--title", "Our year").exit_code == 0
    again = surveyapp("questionnaire", "new", str(folder))
    assert again.exit_code == 1
    assert "exists already" in again.output
    structure = folder / "questionnaire.yaml"
    text = structure.read_text(encoding="utf-8").replace(
        "questions: []",
        "questions:\n      # Asked first, because it is easy.\n      - id: visits\n        kind: number",
    )
    structure.write_text(text, encoding="utf-8")
    for language, words in (("en", "How many visits?"), ("lv", "Cik apmeklējumu?")):
        path = folder / "texts" / f"{language}.yaml"
        path.write_text(
            f"title: T\nsections:\n  part_1:\n    title: T\nquestions:\n  visits:\n    text: {words}\n",
            encoding="utf-8",
        )
    assert surveyapp("questionnaire", "check", str(folder)).exit_code == 0
    assert surveyapp("migrate", "up").exit_code == 0
    assert "1 questionnaires" in surveyapp("questionnaire", "publish", str(folder)).output
    out = tmp_path / "out" / "our-year"
    assert surveyapp("questionnaire", "export", "our-year", str(out)).exit_code == 0
    for name in ("questionnaire.yaml", "texts/en.yaml", "texts/lv.yaml"):
        assert (out / name).read_text(encoding="utf-8") == (folder / name).read_text(encoding="utf-8")
    assert surveyapp("questionnaire", "diff", "our-year:1", str(out)).output == "They say the same.\n"
    (out / "questionnaire.yaml").write_text(text.replace("kind: number", "kind: short-text"), encoding="utf-8")
    changed = surveyapp("questionnaire", "diff", "our-year", str(out))
    assert changed.exit_code == 1
    assert changed.output.startswith("! visits: It is another kind of question")
    assert surveyapp("questionnaire", "export", "nothing", str(tmp_path / "x")).exit_code == 1
    assert surveyapp("questionnaire", "diff", "nothing:2", str(out)).exit_code == 1


def test_the_bundled_ones_come_out_as_they_are(surveyapp: Run, tmp_path: Path) -> None:
    surveyapp("migrate", "up")
    assert surveyapp("questionnaire", "publish").exit_code == 0
    assert surveyapp("questionnaire", "export", "year-end", str(tmp_path / "year-end")).exit_code == 0
    shipped = Path(__file__).parents[2] / "surveys" / "year-end" / "questionnaire.yaml"
    assert (tmp_path / "year-end" / "questionnaire.yaml").read_text("utf-8") == shipped.read_text("utf-8")
    assert surveyapp("questionnaire", "check", str(tmp_path / "year-end")).exit_code == 0
