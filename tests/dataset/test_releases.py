"""Releases: what is written is what was answered, identical rows give one file, damage is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from surveyapp.dataset import (
    NOT_SHOWN,
    UNANSWERED,
    DamagedRelease,
    Release,
    UnknownColumn,
    UnreadableAnswer,
    cut,
    list_releases,
    open_release,
    remove,
    verify,
)
from surveyapp.dataset.release import forget
from surveyapp.definition.versions import structure_hash, texts_hash
from tests.dataset.sample import many, questionnaire
from tests.effort import calls

RUN = {"association": "a1", "period": "2026", "mode": "anonymous", "closed_at": "2027-06-01T00:00:00+00:00"}


def make(folder: Path, rows: list[dict[str, Any]], invited: int | None = 40) -> Release:
    return open_release(folder, cut(questionnaire(), rows, invited=invited, folder=folder, sidecar=RUN))


def test_cells_say_what_was_answered(tmp_path: Path) -> None:
    row = {
        "service_use": {"consultations": "often", "meetings": "none"},
        "service_importance": {"consultations": "5", "meetings": "dk"},
        "service_satisfaction": {"consultations": "2"},
        "consult_access": "4",
        "activities": {"a1": {"attended": True, "rating": "5"}},
        "topics": ["reading", "other"],
        "topics.other": "drāma",
        "hours": "3.5",
        "priorities": ["c", "a"],
        "money": {"books": 70, "rooms": 30},
        "comment": "labi",
    }
    release = make(tmp_path, [row])
    expected = {
        "service_use.consultations": 2,
        "service_use.meetings": 0,
        "service_use.trips": UNANSWERED,
        "service_importance.meetings": 5,
        "service_satisfaction.consultations": 1,
        "service_satisfaction.meetings": NOT_SHOWN,
        "service_satisfaction.trips": UNANSWERED,  # what decides it was left out
        "consult_access": 3,
        "barrier.time": NOT_SHOWN,
        "activities.a1.attended": 1,
        "activities.a1.rating": 4,
        "activities.a2.attended": 0,
        "activities.a2.rating": NOT_SHOWN,
        "topics.reading": 1,
        "topics.law": 0,
        "hours": 0,
        "priorities.c": 0,
        "priorities.a": 1,
        "priorities.b": UNANSWERED,
        "overall": UNANSWERED,
        "comment": 0,
    }
    assert {key: int(release.codes(key)[0]) for key in expected} == expected
    assert release.numbers("hours").tolist() == [3.5]
    assert release.numbers("money.books").tolist() == [70]
    assert release.texts("topics.other.text") == ["drāma"]
    assert release.texts("comment") == ["labi"]
    assert not any(key.startswith("proposals") for key in release.structure.columns)


def test_the_sidecar_holds_run_hashes_and_labels(tmp_path: Path) -> None:
    release = make(tmp_path, many(6), invited=9)
    assert (release.n, release.invited) == (6, 9)
    assert dict(release.run) == RUN
    assert release.structure_hash == structure_hash(questionnaire())
    assert release.texts_hash == texts_hash(questionnaire())
    latvian, english = release.labels("lv"), release.labels("en")
    assert (latvian.title, english.title, release.labels("xx").title) == ("Paraugs", "Sample", "Sample")
    assert latvian.option("overall", "5") == "ļoti labi"
    assert latvian.question("overall") == "All in all?"
    assert latvian.row("service_use", "meetings") == "Meetings"
    assert latvian.option("overall", "1") == "1"
    assert english.end("overall", "high") == "good end"
    assert release.structure.questions["experience"].background
    assert not release.structure.questions["overall"].background


def test_the_same_rows_in_any_order_give_the_same_file(tmp_path: Path) -> None:
    rows = many(30)
    one = cut(questionnaire(), rows, invited=40, folder=tmp_path / "one", sidecar=RUN)
    Random(3).shuffle(rows)
    two = cut(questionnaire(), rows, invited=40, folder=tmp_path / "two", sidecar={**RUN, "closed_at": "later"})
    assert one == two
    assert (tmp_path / "one" / f"{one}.arrow").read_bytes() == (tmp_path / "two" / f"{two}.arrow").read_bytes()


def test_any_change_gives_another_name(tmp_path: Path) -> None:
    rows = many(12)
    names = {cut(questionnaire(), rows, invited=n, folder=tmp_path, sidecar=RUN) for n in (12, 13, None)}
    names.add(cut(questionnaire(), rows[1:], invited=12, folder=tmp_path, sidecar=RUN))
    names.add(
        cut(questionnaire(), [*rows[1:], {**rows[0], "comment": "cits"}], invited=12, folder=tmp_path, sidecar=RUN)
    )
    names.add(cut(questionnaire(), [*rows[1:], {**rows[0], "hours": "7.25"}], invited=12, folder=tmp_path, sidecar=RUN))
    assert len(names) == 6
    assert list_releases(tmp_path) == tuple(sorted(names))


def test_cutting_again_leaves_a_whole_release_alone(tmp_path: Path) -> None:
    rows = many(5)
    name = cut(questionnaire(), rows, invited=9, folder=tmp_path, sidecar=RUN)
    sidecar = (tmp_path / f"{name}.json").read_bytes()
    cut(questionnaire(), rows, invited=9, folder=tmp_path, sidecar={**RUN, "closed_at": "later"})
    assert (tmp_path / f"{name}.json").read_bytes() == sidecar
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}.arrow", f"{name}.json"]


@pytest.mark.parametrize("damage", ["flip", "cut", "missing", "sidecar", "empty sidecar", "no sidecar"])
def test_damage_is_noticed_and_mended(tmp_path: Path, damage: str) -> None:
    rows = many(20)
    name = make(tmp_path, rows).id
    data, sidecar = tmp_path / f"{name}.arrow", tmp_path / f"{name}.json"
    content = data.read_bytes()
    if damage == "flip":
        data.write_bytes(content[:3000] + bytes([content[3000] ^ 1]) + content[3001:])
    elif damage == "cut":
        data.write_bytes(content[: len(content) // 2])
    elif damage == "missing":
        data.unlink()
    elif damage == "sidecar":
        sidecar.write_text(json.dumps({"id": name}))
    elif damage == "empty sidecar":
        sidecar.write_text("")
    else:
        sidecar.unlink()
    with pytest.raises(DamagedRelease):
        open_release(tmp_path, name)
    with pytest.raises(DamagedRelease):
        verify(tmp_path, name)
    assert make(tmp_path, rows).id == name
    verify(tmp_path, name)
    assert data.read_bytes() == content


def test_damage_to_a_large_file_is_noticed_when_it_was_touched_and_by_verify_in_any_case(tmp_path: Path) -> None:
    rows = [{"overall": "4", "comment": "garš teksts " * 40 + str(number)} for number in range(9000)]
    name = make(tmp_path, rows).id
    data = tmp_path / f"{name}.arrow"
    content, times = data.read_bytes(), data.stat()
    assert len(content) > 4_000_000
    data.write_bytes(content[:3000] + bytes([content[3000] ^ 1]) + content[3001:])
    with pytest.raises(DamagedRelease):
        open_release(tmp_path, name)
    os.utime(data, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(DamagedRelease):
        verify(tmp_path, name)
    data.write_bytes(content)  # a copy from elsewhere: another time, the same file
    assert open_release(tmp_path, name).n == 9000


CUT_ONCE = """
import sys, time
from pathlib import Path
from surveyapp.dataset import cut
from tests.dataset.sample import many, questionnaire
rows = many(300)
while time.time() < float(sys.argv[2]): pass
print(cut(questionnaire(), rows, invited=400, folder=Path(sys.argv[1]), sidecar={}))
"""


def test_two_processes_cutting_at_once_leave_one_release(tmp_path: Path) -> None:
    start = str(time.time() + 1.5)
    workers = [
        subprocess.Popen([sys.executable, "-c", CUT_ONCE, str(tmp_path), start], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    names = {worker.communicate(timeout=30)[0].strip() for worker in workers}
    assert len(names) == 1
    name = names.pop()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}.arrow", f"{name}.json"]
    assert open_release(tmp_path, name).n == 300


def test_no_rows_and_rows_without_answers(tmp_path: Path) -> None:
    empty = make(tmp_path, [], invited=7)
    assert (empty.n, empty.invited) == (0, 7)
    assert empty.codes("overall").shape == (0,)
    assert empty.numbers("hours").shape == (0,)
    assert empty.texts("comment") == []
    silent = make(tmp_path, [{}, {}, {}])
    assert silent.n == 3
    assert set(silent.codes("overall")) == {UNANSWERED}
    assert set(silent.codes("comment")) == {UNANSWERED}
    assert np.isnan(silent.numbers("hours")).all()


def test_columns_are_mapped_not_copied(tmp_path: Path) -> None:
    release = make(tmp_path, many(50))
    cells = release.codes("overall")
    assert cells.dtype == np.uint8
    assert not cells.flags.owndata
    assert not cells.flags.writeable
    assert np.shares_memory(cells, release.codes("overall"))


def test_a_segment_has_the_rows_of_its_code_only(tmp_path: Path) -> None:
    rows = many(60)
    release = make(tmp_path, rows)
    short = [row for row in rows if row.get("experience") == "short"]
    segment = release.filter("experience", "short")
    assert segment.n == len(short)
    ratings = sorted(row["overall"] for row in short if "overall" in row)
    cells = segment.codes("overall")
    assert sorted(str(int(cell) + 1) for cell in cells[cells < UNANSWERED]) == ratings
    assert sorted(segment.texts("comment")) == sorted(row["comment"] for row in short if "comment" in row)
    assert len(segment.numbers("hours")) == segment.n
    with pytest.raises(ValueError, match="one dimension"):
        segment.filter("institution_kind", "primary")


@pytest.mark.parametrize(("key", "code"), [("gone", "a"), ("experience", "gone"), ("comment", "labi"), ("hours", "2")])
def test_a_forged_filter_is_refused(tmp_path: Path, key: str, code: str) -> None:
    with pytest.raises(UnknownColumn):
        make(tmp_path, many(8)).filter(key, code)


def test_order_of_texts_tells_nothing_of_rows(tmp_path: Path) -> None:
    rows = [{"comment": f"teksts {i}", "hours": str(i)} for i in range(40)]
    release = make(tmp_path, rows)
    by_row = [f"teksts {int(hours)}" for hours in release.numbers("hours")]
    shown = release.texts("comment")
    assert sorted(shown) == sorted(by_row)
    assert shown != by_row
    assert shown == make(tmp_path, rows).texts("comment")


@pytest.mark.parametrize(
    "row",
    [{"overall": "9"}, {"service_use": {"gone": "none"}}, {"hours": "many"}, {"topics": 3}, {"money": {"books": "x"}}],
)
def test_answers_that_do_not_fit_are_refused_without_being_repeated(tmp_path: Path, row: dict[str, Any]) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        make(tmp_path, [row])
    assert refused.value.question == next(iter(row))
    assert list(tmp_path.iterdir()) == []


def test_answers_to_what_is_not_shown_are_left_out(tmp_path: Path) -> None:
    release = make(tmp_path, [{"service_use": {"consultations": "none"}, "consult_access": "5"}])
    assert release.codes("consult_access").tolist() == [NOT_SHOWN]


def test_a_removed_release_is_gone_at_once(tmp_path: Path) -> None:
    name = make(tmp_path, many(5)).id
    remove(tmp_path, name)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DamagedRelease):
        open_release(tmp_path, name)
    with pytest.raises(ValueError, match="hexadecimal"):
        open_release(tmp_path, "../secret")


def test_opening_reads_no_answers(tmp_path: Path) -> None:
    few, many_rows = (make(tmp_path, many(size)).id for size in (20, 2000))
    forget()
    small = calls(lambda: open_release(tmp_path, few))
    forget()
    assert calls(lambda: open_release(tmp_path, many_rows)) < 1.1 * small
