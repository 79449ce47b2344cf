"""The evaluation as a document to be taken away: DOCX after the region's template, PDF, HTML, in any language."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_html import evaluation_html
from surveyapp.documents.evaluation_pdf import evaluation_pdf
from surveyapp.documents.text import file_name
from surveyapp.evaluation.figures import NO_FIGURES, Figures
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.errors import NotFound
from surveyapp.services.evaluations import evaluation_in, in_words
from surveyapp.services.periods import period_by_id
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import DocumentTemplate
from surveyapp.store.regions import LANGUAGES, Association, Region
from surveyapp.wording.evaluation import EvaluationView

Format = Literal["docx", "pdf", "html"]
MIME_TYPES: Mapping[Format, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
        "html": "text/html",
    }
)


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document to be taken away."""

    name: str
    mime_type: str
    content: bytes


def format_of(name: str) -> Format:
    """A format by its ending. ``NotFound`` for any other."""
    for kind in MIME_TYPES:
        if name == kind:
            return kind
    raise NotFound("format")


def evaluation_document(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    kind: Format,
    figures: Figures = NO_FIGURES,
    language: str | None = None,
) -> DocumentFile:
    """The evaluation as it would be handed in now, for its leader, on any day; by default in its own language.

    *figures* are the charts she chose, in that language. ``NotFound``, ``Forbidden``.
    """
    association = require_leader(unit, actor, association_id)
    period = period_by_id(unit, period_id)
    if language is not None and language not in LANGUAGES:
        raise NotFound("language")
    spoken = language or association.language
    evaluation = replace(evaluation_in(unit, association, period), association=association.name(spoken))
    view = in_words(unit, evaluation, spoken)
    return document_of(unit.session, association, view, figures, kind)


def document_of(
    session: Session, association: Association, view: EvaluationView, figures: Figures, kind: Format
) -> DocumentFile:
    """An evaluation in words as a file. Checks no actor: the caller has."""
    match kind:
        case "docx":
            template = template_for(session, association.region_id)
            content = evaluation_docx(view, figures, template.content if template else None)
        case "pdf":
            content = evaluation_pdf(view, figures)
        case "html":
            content = evaluation_html(view, figures)
    name = f"{view.title}, {view.association}, {view.year}"
    return DocumentFile(file_name(name, kind), MIME_TYPES[kind], content)


def template_for(session: Session, region_id: uuid.UUID) -> DocumentTemplate | None:
    """The template of the region, else of the nearest above it that has one; None for the bundled one."""
    place: uuid.UUID | None = region_id
    while place is not None:
        found = session.scalar(select(DocumentTemplate).where(DocumentTemplate.region_id == place))
        if found is not None:
            return found
        place = session.get_one(Region, place).parent_id
    return None
