"""The members' pages: a pasted table from preview to members, and back."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from werkzeug.datastructures import FileStorage

from tests.web.leader.conftest import Browser, text_of

TABLE = "Name\tSchool\tE-mail\nAnna Osis\tKalna pamatskola\tanna@k.example\nEva Lapa\tKalna pamatskola\tno-address\n"


def test_a_pasted_table_is_shown_before_it_is_taken_in(window: Browser) -> None:
    page = window.send("members/table", {"table": TABLE, "institution_kind": "other", "language": "lv"})
    assert "has a mistake: 1" in text_of(page)
    assert "This is not an e-mail address." in text_of(page)
    assert page.xpath("//input[@name='leave_out']"), "lines with mistakes can be left out"
    assert "Anna Osis" not in text_of(window.get("members"))
    fields = {
        element.get("name"): element.get("value") for element in page.xpath("//main//form//input[@type='hidden']")
    }
    fields |= {"column-0": "name", "column-1": "institution", "column-2": "email", "headed": "on", "take_in": "1"}
    refused = window.send("members/table/take-in", fields, opened="members/table", status=422)
    assert "Mend the lines with mistakes" in text_of(refused)
    taken = window.send("members/table/take-in", {**fields, "leave_out": "on"}, opened="members/table")
    assert "Anna Osis" in text_of(taken)
    assert "Basic school" in text_of(taken), "the school's name says its kind"
    undo = taken.xpath("//form[contains(@action, '/undo')]/@action")[0].split("/members/")[1]
    gone = window.send(f"members/{undo}", opened="members")
    assert "Anna Osis" not in text_of(gone).replace("Anna Osis,", "")


def test_columns_can_be_mapped_by_hand(window: Browser) -> None:
    fields = {"rows": "Kalna skola\tAnna Osis", "source": "pasted", "institution_kind": "basic", "language": "lt"}
    page = window.send(
        "members/table/take-in",
        {**fields, "column-0": "nothing", "column-1": "name", "again": "1"},
        opened="members/table",
        status=422,
    )
    assert "Say which column holds the institutions." in text_of(page)
    page = window.send(
        "members/table/take-in",
        {**fields, "column-0": "institution", "column-1": "name", "take_in": "1"},
        opened="members/table",
    )
    assert "Anna Osis" in text_of(page)


def test_files_are_read(window: Browser) -> None:
    form = {"institution_kind": "basic", "language": "lv", "table": ""}
    csv = FileStorage(BytesIO("Vārds, uzvārds;Skola\nĀrija Zīle;Meža skola".encode("cp1257")), "members.csv")
    assert "Ārija Zīle" in text_of(window.send("members/table", {**form, "file": csv}))
    book = Workbook()
    for row in (("Vārds", "Uzvārds", "Skola", "E-pasts"), ("Ilga", "Rasa", "Rīta vidusskola", "ilga@r.example")):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    content.seek(0)
    xlsx = window.send("members/table", {**form, "file": FileStorage(content, "members.xlsx")})
    assert "Ilga Rasa" in text_of(xlsx)
    assert "Secondary school" in text_of(xlsx)
    broken = FileStorage(BytesIO(b"PK\x03\x04 not a workbook"), "members.xlsx")
    page = window.send("members/table", {**form, "file": broken}, status=422)
    assert page.xpath("//*[@id='file-error']"), "said at the field"
    assert "Paste the rows, or choose a file." in text_of(window.send("members/table", form, status=422))
