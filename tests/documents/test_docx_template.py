"""A regional centre's own template: filled as it is, and each mistake in it named with its place."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.document import Document as DocxDocument

from surveyapp.analysis.charts import Chart
from surveyapp.documents.docx_base import bundled_template
from surveyapp.documents.docx_template import BadTemplate, mistakes_in, open_template
from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.evaluation.evaluation import Evaluation
from surveyapp.evaluation.placeholders import Mistake, Place
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import evaluation_view
from surveyapp.wording.papers import mistake_sentence


def saved(document: DocxDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_the_bundled_template_has_no_mistake() -> None:
    assert mistakes_in(open_template(bundled_template())) == ()


def test_an_own_template_keeps_its_words_and_is_filled(latvian: Evaluation, charts: tuple[Chart, ...]) -> None:
    shown = evaluation_view(catalogue("lv"), latvian, lambda code: code)
    template = Document()
    template.sections[0].header.paragraphs[0].text = "Aizvaltes novads · {{ year }}"
    line = template.add_paragraph("Veidlapa Nr. 7: ")
    for piece in ("{{asso", "cia", "tion}} (", "{{year}})"):  # word processors cut lines into runs anywhere
        line.add_run(piece)
    template.add_paragraph("Uzdevumi, {{part_3_title}}", style="Heading 1")
    template.add_paragraph("{{part_3}}")
    template.add_paragraph("{{part_9}}")
    template.add_paragraph("Paraksts: ______")

    document = Document(io.BytesIO(evaluation_docx(shown, {9: charts[:1]}, saved(template))))

    texts = [paragraph.text for paragraph in document.paragraphs]
    assert f"Veidlapa Nr. 7: {shown.association} (2026./2027. m. g.)" in texts
    assert document.sections[0].header.paragraphs[0].text == "Aizvaltes novads · 2026./2027. m. g."
    assert f"Uzdevumi, {shown.parts[2].title}" in texts
    assert texts.index("Paraksts: ______") > texts.index("Katram jaunajam bibliotekāram atrast padomdevēju.")
    assert len(document.inline_shapes) == 1
    assert not any("{{" in text for text in texts)


def test_words_that_look_like_placeholders_are_not_filled_again(latvian: Evaluation) -> None:
    shown = evaluation_view(catalogue("lv"), latvian, lambda code: code)
    template = Document()
    template.add_paragraph("{{association}}")
    template.add_paragraph("{{parts}}")
    named = evaluation_docx(
        type(shown)(**{**{name: getattr(shown, name) for name in shown.__slots__}, "association": "{{year}}"}),
        template=saved(template),
    )
    assert Document(io.BytesIO(named)).paragraphs[0].text == "{ {year}}"


def test_every_mistake_is_named_with_its_place() -> None:
    template = Document()
    template.add_paragraph("Gads: {{yaer}}")
    template.add_paragraph("Te {{part_2}} teikumā")
    template.add_paragraph("{{part_3}}")
    template.add_paragraph("{{part_3}}")
    template.add_paragraph("Puse {{association")
    table = template.add_table(rows=2, cols=2)
    table.rows[1].cells[1].text = "{{parts}}"
    template.sections[0].footer.paragraphs[0].text = "{{kājene}}"

    found = mistakes_in(open_template(saved(template)))

    assert [(each.code, each.name) for each in found] == [
        ("unknown", "yaer"),
        ("misplaced", "part_2"),
        ("twice", "part_3"),
        ("open_brace", "{{"),
        ("misplaced", "parts"),
        ("unknown", "kājene"),
    ]
    places = [each.place for each in found if each.place]
    assert [(place.where, place.numbers) for place in places] == [
        ("text", (1,)),
        ("text", (2,)),
        ("text", (4,)),
        ("text", (5,)),
        ("table", (1, 2, 2)),
        ("footer", ()),
    ]
    said = mistake_sentence(catalogue("en"), found[0])
    assert said == "There is no placeholder {{yaer}}; it stands in paragraph 1, “Gads: {{yaer}}”."


def test_each_mistake_has_a_sentence() -> None:
    place = Place("table", (1, 2, 3), "x")
    said = {mistake_sentence(catalogue("en"), Mistake(code, "n", place)) for code in ("unknown", "misplaced", "twice")}
    said.add(mistake_sentence(catalogue("en"), Mistake("open_brace", "{{", Place("header", (), "x"))))
    said.add(mistake_sentence(catalogue("en"), Mistake("none")))
    assert len(said) == 5


def test_a_template_without_a_place_for_the_text_is_refused(latvian: Evaluation) -> None:
    shown = evaluation_view(catalogue("lv"), latvian, lambda code: code)
    template = Document()
    template.add_paragraph("{{association}}")
    with pytest.raises(BadTemplate) as refused:
        evaluation_docx(shown, template=saved(template))
    assert [each.code for each in refused.value.mistakes] == ["none"]
    with pytest.raises(BadTemplate):
        open_template(b"PK\x03\x04 no zip")
