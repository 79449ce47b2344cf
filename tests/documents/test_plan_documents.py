"""The plan on paper, read back in four languages."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_pdf import evaluation_pdf
from surveyapp.planning.model import Activity, Approval, Partner, Plan
from surveyapp.planning.periods import read_period
from surveyapp.planning.years import SchoolYear
from surveyapp.wording.catalogue import LANGUAGES, catalogue
from surveyapp.wording.plan import approval_line, plan_document

YEAR = SchoolYear(2026)
PLAN = Plan(
    id="p",
    association="a",
    year=YEAR,
    goal="Lasīt kopā.\nMācīties vienam no otra.",
    tasks=("Apmeklēt bibliotēkas", "Palīdzēt jaunajiem"),
    priorities=("Lasītprasme",),
    approval=Approval("Izglītības pārvalde", date(2026, 9, 14), "3-7"),
    activities=(
        Activity(
            "1", "Seminārs „Грамота”", read_period("12.–16.10.2026.", YEAR), direction="consultations", form="seminar",
            place="Bērzkalve", responsible="I. Zvirbule", done=True, work_done="Divas lekcijas", participants=14,
        ),
        Activity("2", "Ekskursija į Kauną", read_period("maijs", YEAR), responsible="M. Egle"),
    ),
    partners=(Partner("Pilsētas muzejs", "kopīga izstāde"), Partner("Leidykla")),
)  # fmt: skip


def name(code: str) -> str:
    return f"<{code}>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_document_holds_the_plan(language: str) -> None:
    c = catalogue(language)
    view = plan_document(c, PLAN, "Bērzkalves MA", name, name)
    document = Document(io.BytesIO(evaluation_docx(view)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    for said in ("Bērzkalves MA", view.title, view.year, *PLAN.tasks, *PLAN.goal.split("\n"), *PLAN.priorities):
        assert said in texts
    assert approval_line(c, PLAN.approval) in texts
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1][:6] == [
        "1.", "Seminārs „Грамота”", "<consultations>; <seminar>", "12.–16.10.2026.", "Bērzkalve", "I. Zvirbule",
    ]  # fmt: skip
    assert rows[1][6].startswith("Divas lekcijas; 14 ")
    assert rows[2][-1] == ""
    assert next(table.rows[0]._tr.iter(qn("w:tblHeader")), None) is not None
    assert document.core_properties.language.startswith(language)
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [part.title for part in view.parts]
    assert not any(heading[0].isdigit() for heading in headings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_and_in_its_language(language: str) -> None:
    content = evaluation_pdf(plan_document(catalogue(language), PLAN, "Bērzkalves MA", name, name))
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"].startswith(language)  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Bērzkalve" in text
    assert "I. Zvirbule" in text


def test_an_empty_plan_has_its_title_and_says_that_there_is_nothing() -> None:
    view = plan_document(catalogue("en"), Plan(id="p", association="a", year=YEAR), "Hazelford", name, name)
    assert [part.key for part in view.parts] == ["activities"]
    assert evaluation_pdf(view).startswith(b"%PDF")


def test_columns_nobody_filled_are_left_out() -> None:
    plan = Plan(id="p", association="a", year=YEAR, activities=PLAN.activities[1:])
    (part,) = plan_document(catalogue("en"), plan, "Hazelford", name, name).parts
    assert part.blocks[0].headers == ("No.", "Activity", "When", "Place", "Responsible")  # type: ignore[union-attr]
