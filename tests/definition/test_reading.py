"""Dates and numbers as people write them in four languages, read alike by the server and the browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.kinds.days import read_day
from surveyapp.definition.kinds.numerals import read_number
from surveyapp.definition.model import Question

HERE = Path(__file__).resolve().parent
Vector = dict[str, str]
DAYS: list[Vector] = json.loads((HERE / "day_vectors.json").read_text(encoding="utf-8"))
NUMBERS: list[Vector] = json.loads((HERE / "number_vectors.json").read_text(encoding="utf-8"))


def _day(vector: Vector) -> str:
    found = read_day(vector["text"], vector["language"])
    return found.day.isoformat() if found.day else found.code


def _number(vector: Vector) -> str:
    found = read_number(vector["text"], vector["language"])
    return found.figures or found.code or "not_a_number"


def test_days_are_read_as_people_write_them() -> None:
    assert [(each, found) for each in DAYS if (found := _day(each)) != each["expected"]] == []


def test_numbers_are_read_as_people_write_them() -> None:
    assert [(each, found) for each in NUMBERS if (found := _number(each)) != each["expected"]] == []


def test_the_browser_reads_the_same() -> None:
    script = HERE.parent / "web" / "assets" / "reading_vectors.js"
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    given_in = json.dumps({"days": DAYS, "numbers": NUMBERS})
    done = subprocess.run(
        [node, str(script)], input=given_in, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    found = json.loads(done.stdout)
    read = re.compile(r"[-\d.]+")
    for vectors, outcomes in ((DAYS, found["days"]), (NUMBERS, found["numbers"])):
        expected = [each["expected"] if read.fullmatch(each["expected"]) else None for each in vectors]
        wrong = [(each, got) for each, want, got in zip(vectors, expected, outcomes, strict=True) if want != got]
        assert wrong == []


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["lv", "lt", "ru", "en", ""]))
def test_what_is_kept_reads_as_itself(day: object, language: str) -> None:
    assert read_day(str(day), language).day == day


@given(st.text(max_size=30), st.sampled_from(["lv", "lt", "ru", "en", ""]))
def test_no_text_breaks_the_readers(text: str, language: str) -> None:
    found = read_day(text, language)
    assert (found.day is None) == bool(found.code)
    assert re.fullmatch(r"|-?\d+(\.\d+)?", read_number(text, language).figures, re.ASCII)


def test_a_date_without_its_century_in_every_kind_of_date() -> None:
    day, days = Question("day", "date"), Question("days", "period")
    assert kind_of(day).parse(day, {"q-day": ["05.03.26"]}, "lv").value == "2026-03-05"
    raw = {"q-days-start": ["05.03.26"], "q-days-end": ["2026. gada 7. aprīlis"]}
    assert kind_of(days).parse(days, raw, "lv").value == {"start": "2026-03-05", "end": "2026-04-07"}
    (problem,) = kind_of(day).parse(day, {"q-day": ["05.03.26"]}, "lt").problems
    assert problem.code == "date_in_two_ways"
    assert problem.params == {"first": "2026-03-05", "second": "2005-03-26"}
