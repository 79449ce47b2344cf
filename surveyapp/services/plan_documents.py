"""The plan as a document to be signed, printed or sent: DOCX and PDF in the association's language."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from surveyapp.documents.evaluation_docx import evaluation_docx
from surveyapp.documents.evaluation_pdf import evaluation_pdf
from surveyapp.documents.text import file_name
from surveyapp.services.access import Actor
from surveyapp.services.errors import NotFound
from surveyapp.services.evaluation_documents import MIME_TYPES, DocumentFile
from surveyapp.services.lists import DIRECTIONS, FORMS, labels_of
from surveyapp.services.plans import plan_view
from surveyapp.services.unit import Unit
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.evaluation import EvaluationView
from surveyapp.wording.plan import plan_document

_TYPES: Mapping[str, str] = MappingProxyType({"docx": MIME_TYPES["docx"], "pdf": MIME_TYPES["pdf"]})
_WRITERS: Mapping[str, Callable[[EvaluationView], bytes]] = MappingProxyType(
    {"docx": partial(evaluation_docx, wide=True), "pdf": partial(evaluation_pdf, wide=True)}
)


def plan_file(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, kind: str) -> DocumentFile:
    """The plan of a year as a document, ``docx`` or ``pdf``.

    ``NotFound`` for another kind, and where no plan was begun; ``Forbidden``.
    """
    view = plan_view(unit, actor, association_id, period_id)
    writer = _WRITERS.get(kind)
    if writer is None or not view.exists:
        raise NotFound("plan")
    document = plan_document(
        catalogue(view.language),
        view.plan,
        view.association,
        _label(unit, DIRECTIONS, view.language),
        _label(unit, FORMS, view.language),
    )
    name = f"{document.title}, {document.association}, {document.year}"
    return DocumentFile(file_name(name, kind), _TYPES[kind], writer(document))


def _label(unit: Unit, name: str, language: str) -> Callable[[str], str]:
    names = labels_of(unit, name)
    return lambda code: names.get(code, {}).get(language, code)
