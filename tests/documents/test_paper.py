"""Slips with square codes and the printed questionnaire."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from surveyapp.definition.loading import load_questionnaire
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.versions import PlanRow, freeze
from surveyapp.documents.paper import PaperSlip, paper_form_pdf, slips_pdf, square_code
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.paper_form import PrintedForm, printed_form, slip_words

ROOT = Path(__file__).parents[2]
LINK = "https://skolas.example/a/AbCdEfGhIjKlMnOpQrStUvWxYz0"


def questionnaire(folder: Path) -> Questionnaire:
    loaded = load_questionnaire(folder, lists_dir=ROOT / "surveys" / "lists")
    rows = (PlanRow("a1", "Seminārs"), PlanRow("a2", "Izbraukums"))
    has_plan = any(question.rows_from == "plan.activities" for question in loaded.questions)
    return freeze(loaded, plan_rows=rows if has_plan else (), invited=20, member_kinds={"basic": 10, "secondary": 10})


def form(language: str, folder: Path = ROOT / "surveys" / "year-end", helper: str = "Zane Rasa") -> PrintedForm:
    return printed_form(
        catalogue(language),
        questionnaire(folder),
        association="Vējupes bibliotekāri",
        last_day=date(2026, 5, 30),
        mode="anonymous",
        helper=helper,
    )


def words_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("language", ["lv", "lt", "ru", "en"])
def test_the_questionnaire_is_printed_in_every_language_with_its_number_on_every_page(language: str) -> None:
    pages = words_of(paper_form_pdf(form(language), [("K7QM-3XPA", LINK)]))
    assert len(pages) > 2
    assert all("K7QM\u20113XPA" in page for page in pages), "with a dash that does not break"
    assert "Zane Rasa" in pages[0], "who types it in is told"


def test_every_kind_of_question_finds_a_shape_on_paper() -> None:
    printed = form("lv", ROOT / "tests" / "questionnaires" / "every-kind")
    shapes = {question.shape for section in printed.sections for question in section.questions}
    assert shapes == {"tick", "table", "lines", "write"}
    numbers = [q.number for section in printed.sections for q in section.questions if q.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert paper_form_pdf(printed, []).startswith(b"%PDF-")


def test_slips_are_told_apart_and_eight_fit_a_page() -> None:
    words = slip_words(
        catalogue("lv"), title="Gada aptauja", association="Vējupes MA", last_day=date(2026, 5, 30), mode="anonymous"
    )
    slips = [PaperSlip(f"Biruta Liepa {n}", "Krasta skola 🌱", LINK, f"K7QM-3XP{n}", words) for n in range(9)]
    pages = words_of(slips_pdf("Ielūgumi", "lv", slips))
    assert len(pages) == 2
    assert [sum(f"Biruta Liepa {n}" in page for page in pages) for n in range(9)] == [1] * 9
    with pytest.raises(ValueError, match="without slips"):
        slips_pdf("Ielūgumi", "lv", [])


def test_a_square_code_is_a_drawing_with_a_quiet_zone() -> None:
    drawn = square_code(LINK)
    assert drawn.startswith("<svg")
    assert square_code(LINK + "x") != drawn
