"""A region's own template of the evaluation's DOCX: checked when it is handed in, previewed, given up again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from surveyapp.documents.docx_base import bundled_template
from surveyapp.documents.docx_template import BadTemplate, mistakes_in, open_template
from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.text import file_name
from surveyapp.evaluation.evaluation import AssociationFacts, Sources, evaluation_from
from surveyapp.interchange.package import Package
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.planning.years import school_year_of
from surveyapp.services.access import Actor, regions_under, require_region
from surveyapp.services.audit import record
from surveyapp.services.evaluation_documents import MIME_TYPES, DocumentFile, template_for
from surveyapp.services.evaluations import in_words
from surveyapp.services.periods import period_by_id
from surveyapp.services.replaced import release_shown
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import DocumentTemplate, Evaluation, EvaluationStep
from surveyapp.store.regions import Association, Region
from surveyapp.wording.evaluation_kept import as_kept

LARGEST_MEGABYTES = 5
NAME = 200
_OUTSIDE_ALLOWED = ("/hyperlink",)
_ACTIVE = ("vba", "activex", "/embeddings/", "oleobject")


@dataclass(frozen=True, slots=True)
class TemplateView:
    """The template that stands for a region."""

    own: bool
    """The region's own; else one of a region above it, or the bundled one."""
    name: str
    """Empty for the bundled one."""
    since: datetime | None
    time_zone: str
    """The region's, in which its days are counted."""


def template_of(unit: Unit, actor: Actor, region_id: uuid.UUID) -> TemplateView:
    """Which template stands. ``NotFound``, ``Forbidden``."""
    require_region(unit, actor, region_id)
    zone = unit.session.get_one(Region, region_id).time_zone
    found = template_for(unit.session, region_id)
    if found is None:
        return TemplateView(False, "", None, zone)
    return TemplateView(found.region_id == region_id, found.name, found.created_at, zone)


def check_template(content: bytes) -> None:
    """Refuse what cannot be a template: ``PaperRefused`` says what is wrong with the file (a code that begins with
    "template_"), ``BadTemplate`` with its placeholders, each by name and place."""
    try:
        _check_file(content)
        document = open_template(content)
    except PaperRefused as refusal:
        raise PaperRefused(f"template_{refusal.code}", **refusal.params) from refusal
    mistakes = mistakes_in(document)
    if mistakes:
        raise BadTemplate(mistakes)


def _check_file(content: bytes) -> None:
    if len(content) > LARGEST_MEGABYTES * 1024 * 1024:
        raise PaperRefused("too_large", max=LARGEST_MEGABYTES)
    if not content:
        raise PaperRefused("empty")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PaperRefused("old_format")
    if not content.startswith(b"PK\x03\x04"):
        raise PaperRefused("wrong_type")
    package = Package(content)
    if not {"[Content_Types].xml", "word/document.xml"} <= package.names:
        raise PaperRefused("wrong_type")
    types = " ".join(str(each.get("ContentType", "")) for each in package.xml("[Content_Types].xml"))
    lowered = [name.lower() for name in package.names]
    if "macroenabled" in types.lower() or any(mark in name for name in lowered for mark in _ACTIVE):
        raise PaperRefused("macros")
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            root = package.xml(name)  # refuses what would reach outside itself
            if name.endswith(".rels") and any(_reaches_out(each) for each in root):
                raise PaperRefused("unsafe_xml")


def _reaches_out(relation: object) -> bool:
    get = relation.get  # type: ignore[attr-defined] # an element of XML
    return str(get("TargetMode", "")).lower() == "external" and not str(get("Type", "")).endswith(_OUTSIDE_ALLOWED)


def replace_template(unit: Unit, actor: Actor, region_id: uuid.UUID, name: str, content: bytes) -> None:
    """Take a file as the region's template. Refuses as ``check_template``, and what cannot be filled after all."""
    require_region(unit, actor, region_id)
    check_template(content)
    _filled(unit, region_id, None, content)
    unit.session.rollback()
    shown = " ".join("".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).split())
    with unit.transaction() as session:
        session.execute(delete(DocumentTemplate).where(DocumentTemplate.region_id == region_id))
        session.add(
            DocumentTemplate(
                region_id=region_id,
                name=shown[:NAME],
                content=content,
                user_id=actor.user_id,
                created_at=unit.now(),
            )
        )
        record(session, actor, "evaluation_template_replaced", "region", str(region_id))


def give_up_template(unit: Unit, actor: Actor, region_id: uuid.UUID) -> None:
    """Go back to the template above, or the bundled one; nothing changes where the region has none of its own."""
    require_region(unit, actor, region_id)
    with unit.transaction() as session:
        session.execute(delete(DocumentTemplate).where(DocumentTemplate.region_id == region_id))
        record(session, actor, "evaluation_template_given_up", "region", str(region_id))


def template_file(unit: Unit, actor: Actor, region_id: uuid.UUID, *, bundled: bool) -> DocumentFile:
    """The template that stands, or the bundled one, to make one's own from."""
    require_region(unit, actor, region_id)
    found = None if bundled else template_for(unit.session, region_id)
    name = found.name.removesuffix(".docx") if found is not None else "evaluation-template"
    content = found.content if found is not None else bundled_template()
    return DocumentFile(file_name(name, "docx"), MIME_TYPES["docx"], content)


def preview(unit: Unit, actor: Actor, region_id: uuid.UUID, period_id: uuid.UUID) -> DocumentFile:
    """An evaluation after the template that stands: the newest handed in, or an empty one of this year."""
    require_region(unit, actor, region_id)
    found = template_for(unit.session, region_id)
    content = _filled(unit, region_id, period_id, found.content if found is not None else None)
    return DocumentFile("preview.docx", MIME_TYPES["docx"], content)


def _filled(unit: Unit, region_id: uuid.UUID, period_id: uuid.UUID | None, template: bytes | None) -> bytes:
    regions = regions_under(unit.session, (region_id,))
    step = unit.session.scalar(
        select(EvaluationStep)
        .join(Evaluation, Evaluation.id == EvaluationStep.evaluation_id)
        .join(Association, Association.id == Evaluation.association_id)
        .where(Association.region_id.in_(regions), EvaluationStep.kind == "submitted")
        .order_by(EvaluationStep.created_at.desc())
        .limit(1)
    )
    if step is not None:
        return evaluation_docx(*as_kept(step.content, release_shown(unit, step.evaluation)), template)
    association = unit.session.scalar(select(Association).where(Association.region_id.in_(regions)).limit(1))
    region = unit.session.get_one(Region, region_id)
    language = association.language if association is not None else next(iter(region.names))
    name = association.name(language) if association is not None else region.names[language]
    year = period_by_id(unit, period_id).year if period_id is not None else school_year_of(unit.now().date())
    empty = evaluation_from(Sources(AssociationFacts(name), year), {})
    return evaluation_docx(in_words(unit, empty, language), template=template)
