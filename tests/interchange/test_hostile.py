"""Files made to do harm, or come to harm: refused quickly, with a reason, in little memory."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile

import docx
import pytest

from surveyapp.interchange.files import read_file, read_pasted
from surveyapp.interchange.package import MOST_ENTRIES
from surveyapp.planning.reading.paper import MOST_ROWS, PaperRefused, Table
from tests.effort import calls
from tests.interchange.papers import (
    SAMPLES,
    csv_semicolons,
    document,
    docx_of,
    saved,
    sheet,
    tabbed,
    with_entries,
    xlsx_of,
)

MOST_CALLS = 1_000_000
DOCUMENT = document(SAMPLES["lv"])
SHEET = sheet(SAMPLES["lv"])
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" * 1}{("&l" + str(n - 1) + ";") * 9}">' for n in range(1, 9))
BODY = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'


def refused(content: bytes, name: str = "plan.docx") -> PaperRefused:
    """The refusal, once it took little work: a call for each part of a file of usual size."""
    caught: list[PaperRefused] = []

    def reading() -> None:
        with pytest.raises(PaperRefused) as refusal:
            read_file(content, name)
        caught.append(refusal.value)

    assert calls(reading) < MOST_CALLS
    return caught[0]


def most_memory(content: bytes) -> int:
    """The most bytes Python held while a file was refused."""
    tracemalloc.start()
    refused(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b"  \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 100])
def test_an_empty_file(content: bytes) -> None:
    assert refused(content, "plan.txt").code == "empty"


def test_an_empty_document_and_an_empty_sheet() -> None:
    assert refused(saved(docx.Document())).code == "empty"
    assert refused(xlsx_of([])).code == "empty"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("whole", [DOCUMENT, SHEET], ids=["docx", "xlsx"])
def test_a_file_cut_short(whole: bytes, share: float) -> None:
    assert refused(whole[: int(len(whole) * share)]).code == "damaged"


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("whole", [DOCUMENT, SHEET], ids=["docx", "xlsx"])
def test_a_file_with_bytes_changed_is_read_or_refused(whole: bytes, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(whole)
    for _ in range(60):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        code = "read" if read_file(bytes(content), "plan.docx").blocks else "nothing"
    except PaperRefused as refusal:
        code = refusal.code
    assert code in ("read", "damaged", "wrong_type", "unpacks_too_large", "empty")


@pytest.mark.parametrize(
    "entries",
    [
        {"word__document_xml": b"<w:document"},
        {"word__document_xml": b"no xml at all"},
        {"word__document_xml": f'<w:document xmlns:w="{W}"/>'.encode()},
        {"word__numbering_xml": b"<broken"},
        {"_rels___rels": b"<broken"},
    ],
)
def test_a_document_damaged_inside(entries: dict[str, bytes]) -> None:
    assert refused(with_entries(DOCUMENT, **entries)).code == "damaged"


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = b"<w:document>" + b" " * 200_000_000
    assert refused(with_entries(DOCUMENT, word__document_xml=bomb)).code == "unpacks_too_large"
    assert refused(with_entries(DOCUMENT, word__media__a_png=b"\0" * 30_000_000)).code == "unpacks_too_large"
    assert most_memory(with_entries(DOCUMENT, word__document_xml=bomb)) < 50_000_000


def test_a_zip_that_lies_about_its_sizes() -> None:
    """The directory says few bytes; what comes out is watched as it comes."""
    bomb = bytearray(with_entries(DOCUMENT, word__document_xml=b"<a>" + b" " * 50_000_000))
    place = bomb.rindex(b"word/document.xml") - 46
    bomb[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    assert refused(bytes(bomb)).code in ("damaged", "unpacks_too_large")
    assert most_memory(bytes(bomb)) < 100_000_000


def test_too_many_entries() -> None:
    entries = {f"word/media/{number}.txt": b"x" for number in range(MOST_ENTRIES + 1)}
    assert refused(zipped({"word/document.xml": b"<a/>", **entries})).code == "unpacks_too_large"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY x "boom">]>',
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/plan.dtd">',
    ],
)
def test_entities_are_refused(head: str) -> None:
    content = with_entries(DOCUMENT, word__document_xml=(head + BODY % "x").encode())
    assert refused(content).code in ("unsafe_xml", "damaged")
    content = with_entries(SHEET, xl__sharedStrings_xml=(head + "<sst/>").encode())
    assert refused(content).code in ("unsafe_xml", "damaged")


def test_entities_in_utf_16_are_refused_too() -> None:
    head = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert (
        refused(with_entries(DOCUMENT, word__document_xml=(head + BODY % "&x;").encode("utf-16"))).code == "unsafe_xml"
    )


def test_html_reaches_for_nothing_outside() -> None:
    text = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><script>alert(1)</script>'
        "<table><tr><td>Activity</td><td>Date</td></tr><tr><td>&x;Talk</td><td>May 2027</td></tr></table></body></html>"
    )
    paper = read_pasted(text)
    words = " ".join(
        cell.text for block in paper.blocks if isinstance(block, Table) for row in block.rows for cell in row
    )
    assert "Talk" in words
    assert "root:" not in words
    assert "alert" not in str(paper)


ROW = "<w:tr>" + "<w:tc><w:p><w:r><w:t>Seminārs</w:t></w:r></w:p></w:tc>" * 5 + "</w:tr>"


def test_tables_of_ten_thousand_rows() -> None:
    xml = f'<w:document xmlns:w="{W}"><w:body><w:tbl>{ROW * 10_000}</w:tbl></w:body></w:document>'
    noise = random.Random(1).randbytes(200_000)  # so that it does not look like a bomb
    found = refused(with_entries(DOCUMENT, word__document_xml=xml.encode(), word__media__a_png=noise))
    assert found.code in ("too_many_rows", "unpacks_too_large")
    rows = [
        (f"{number}.", f"Seminārs {random.Random(number).random()}", "2026. gada maijs") for number in range(10_000)
    ]
    found = refused(xlsx_of([("Nr.", "Pasākums", "Laiks"), *rows]))
    assert (found.code, found.params["max"]) == ("too_many_rows", MOST_ROWS)
    lines = "\n".join("\t".join(row) for row in rows)
    assert refused(("Nr.\tPasākums\tLaiks\n" + lines).encode(), "plan.txt").code == "too_many_rows"
    assert refused(("Nr.;Pasākums;Laiks\n" + lines.replace("\t", ";")).encode(), "plan.csv").code == "too_many_rows"
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    assert refused(f"<table>{cells}</table>".encode(), "plan.html").code == "too_many_rows"


def test_ten_thousand_different_rows_of_word() -> None:
    rows = [
        ("Activity", "Date"),
        *((f"Seminar {random.Random(n).random()}", f"{n % 28 + 1} May 2027") for n in range(9_999)),
    ]
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    xml = f'<w:document xmlns:w="{W}"><w:body><w:tbl>{cells}</w:tbl></w:body></w:document>'
    assert refused(with_entries(DOCUMENT, word__document_xml=xml.encode())).code == "too_many_rows"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n%...", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_format"),
        (rb"{\rtf1\ansi Plan}", "old_format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "wrong_type"),
        (random.Random(7).randbytes(5000), "wrong_type"),
        (zipped({"content.xml": b"<office/>", "mimetype": b"application/vnd.oasis.opendocument.text"}), "wrong_type"),
        (zipped({"readme.txt": b"hello"}), "wrong_type"),
        (b"x" * (11 * 1024 * 1024), "too_large"),
    ],
    ids=["pdf", "doc", "rtf", "png", "noise", "odt", "zip", "large"],
)
def test_other_kinds_of_files(content: bytes, code: str) -> None:
    assert refused(content, "plan").code == code


def test_text_under_the_name_of_a_document_is_damaged() -> None:
    assert refused(tabbed(SAMPLES["lv"]), "plan.docx").code == "damaged"


def test_a_file_with_macros_is_refused() -> None:
    assert refused(with_entries(DOCUMENT, word__vbaProject_bin=b"Sub AutoOpen()"), "plan.docm").code == "macros"
    assert refused(with_entries(SHEET, xl__vbaProject_bin=b"Sub AutoOpen()"), "plan.xlsx").code == "macros"


def test_a_table_inside_tables_inside_tables() -> None:
    inner = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    for _ in range(60):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    xml = f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
    assert read_file(with_entries(DOCUMENT, word__document_xml=xml.encode()), "plan.docx").blocks


def test_every_encoding_of_a_table() -> None:
    text = "Pasākums;Laiks;Vieta\nSeminārs „Šķēršļi”;2026. gada maijs;Cēsis\n"
    russian = "Мероприятие;Срок;Место\nСеминар;май 2027;Школа\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1257"):
        assert "Šķēršļi" in str(read_file(text.encode(encoding), "plan.csv")), encoding
    for encoding in ("utf-8", "utf-16", "cp1251"):
        assert "Семинар" in str(read_file(russian.encode(encoding), "plan.csv")), encoding
    assert csv_semicolons(SAMPLES["lv"]).decode("cp1257")


def test_deleted_text_is_not_read_and_numbers_of_lists_are() -> None:
    made = docx.Document()
    made.add_paragraph("Tasks:")
    for text in ("Read", "Write"):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("Point", style="List Bullet")
    content = saved(made)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("word/document.xml").decode()
    xml = xml.replace("<w:sectPr", "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p><w:sectPr", 1)
    lines = [
        block.text
        for block in read_file(with_entries(content, word__document_xml=xml.encode())).blocks
        if not isinstance(block, Table)
    ]
    assert lines[:4] == ["Tasks:", "1. Read", "2. Write", "• Point"]
    assert "gone" not in lines
    assert docx_of(["x"])


def test_a_document_of_hundreds_of_pages_is_refused_before_it_is_taken_apart() -> None:
    xml = (
        f'<w:document xmlns:w="{W}"><w:body>'
        + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000
        + "</w:body></w:document>"
    )
    noise = random.Random(3).randbytes(400_000)
    content = zipped({"word/document.xml": xml.encode(), "word/media/a.png": noise})
    assert refused(content).code in ("too_long", "unpacks_too_large")
    assert refused(("x\n" * 100_000).encode(), "plan.txt").code == "too_long"
    assert refused(("Activity\tDate\n" + "x" * 9000 + "\tMay 2027\n").encode(), "plan.txt").code == "too_long"
