"""The template of a region's evaluations: replaced, inherited, given up; what is refused and how it is named."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest
from docx import Document

from surveyapp.documents.docx_template import BadTemplate
from surveyapp.evaluation.evaluation import LeaderFacts
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.services import evaluation_templates as templates
from surveyapp.services.access import Actor, Scope
from surveyapp.services.evaluation_documents import evaluation_document
from surveyapp.services.evaluation_states import (
    hand_in,
)
from surveyapp.services.evaluations import save_leader
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import RoleName
from surveyapp.store.regions import Region
from tests.leaders import World, make_world
from tests.rounds import regional_centre
from tests.signed import container


@pytest.fixture
def world(unit: Unit) -> World:
    made = make_world(unit)
    save_leader(unit, made.leader, made.association_id, LeaderFacts("Sarmīte Vanaga", "metodiķe"))
    return made


def at(world: World) -> tuple[Actor, uuid.UUID, uuid.UUID]:
    return world.leader, world.association_id, world.period_id


def own_template(text: str = "Aizvaltes veidlapa {{year}}") -> bytes:
    document = Document()
    document.add_paragraph(text)
    document.add_paragraph("{{parts}}")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_entry(content: bytes, name: str, data: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return target.getvalue()


def test_documents_follow_the_regions_template_until_it_is_given_up(unit: Unit, world: World) -> None:
    centre = regional_centre(world)

    def words() -> str:
        file = evaluation_document(unit, *at(world), "docx")
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs)

    template = own_template()
    templates.replace_template(unit, centre, world.region_id, "veidlapa.docx", template)
    assert "Aizvaltes veidlapa 2025./2026. m. g." in words()
    standing = templates.template_of(unit, centre, world.region_id)
    assert (standing.own, standing.name) == (True, "veidlapa.docx")
    assert templates.template_file(unit, centre, world.region_id, bundled=False).content == template
    preview = templates.preview(unit, centre, world.region_id, world.period_id)
    assert "Aizvaltes veidlapa" in Document(io.BytesIO(preview.content)).paragraphs[0].text
    hand_in(unit, *at(world))
    preview = templates.preview(unit, centre, world.region_id, world.period_id)
    assert "Sarmīte Vanaga" in "\n".join(p.text for p in Document(io.BytesIO(preview.content)).paragraphs)
    templates.give_up_template(unit, centre, world.region_id)
    assert "Aizvaltes veidlapa" not in words()


def test_a_template_of_the_region_above_stands_below(unit: Unit, world: World) -> None:
    with unit.transaction() as session:
        above = Region(names={"lv": "Vidiene"})
        session.add(above)
        session.flush()
        session.get_one(Region, world.region_id).parent_id = above.id
        above_id = above.id
    upper = Actor(None, "", (Scope(RoleName.REGIONAL_CENTRE, region_id=above_id),))
    templates.replace_template(unit, upper, above_id, "augša.docx", own_template())
    standing = templates.template_of(unit, regional_centre(world), world.region_id)
    assert (standing.own, standing.name) == (False, "augša.docx")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "template_empty"),
        (b"text", "template_wrong_type"),
        (b"PK\x03\x04 broken", "template_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "template_old_format"),
        (container(), "template_wrong_type"),
        (with_entry(own_template(), "word/vbaProject.bin", b"x"), "template_macros"),
        (with_entry(own_template(), "word/embeddings/oleObject1.bin", b"x"), "template_macros"),
        (with_entry(own_template(), "word/media/bomb.xml", b"<a>" + b"0" * 30_000_000), "template_unpacks_too_large"),
        (
            with_entry(own_template(), "word/evil.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "template_unsafe_xml",
        ),
        (
            with_entry(
                own_template(),
                "word/_rels/settings.xml.rels",
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
                b'Id="r" Type="http://x/attachedTemplate" Target="http://a.example/t.dotm" TargetMode="External"/>'
                b"</Relationships>",
            ),
            "template_unsafe_xml",
        ),
        (b"PK\x03\x04" + b"0" * (6 * 1024 * 1024), "template_too_large"),
    ],
)
def test_dangerous_and_damaged_templates_are_refused(unit: Unit, world: World, content: bytes, code: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        templates.replace_template(unit, regional_centre(world), world.region_id, "x.docx", content)
    assert refused.value.code == code
    assert not templates.template_of(unit, regional_centre(world), world.region_id).name


def test_a_template_with_a_bad_placeholder_is_refused_by_name(unit: Unit, world: World) -> None:
    with pytest.raises(BadTemplate) as refused:
        templates.replace_template(
            unit, regional_centre(world), world.region_id, "x.docx", own_template("Gads {{yaer}}")
        )
    assert [(each.code, each.name) for each in refused.value.mistakes] == [("unknown", "yaer")]
