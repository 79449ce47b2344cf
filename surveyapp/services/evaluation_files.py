"""The signed final file beside an evaluation: attached by the leader, read by the regional centre."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import undefer

from surveyapp.interchange.signed import SIGNED_TYPES, SignedRefused, signed_kind
from surveyapp.services.access import Actor, regions_under, require_leader, require_region
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.evaluation_steps import add_step
from surveyapp.services.evaluations import find_evaluation, locked_evaluation
from surveyapp.services.replaced import release_shown
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import Evaluation, EvaluationFile
from surveyapp.store.regions import Association

NAME = 200


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """The signed file as pages show it."""

    id: uuid.UUID
    name: str
    kind: str
    size: int
    """Bytes."""
    digest: str
    """SHA-256, hexadecimal."""
    attached_at: datetime
    outdated: bool = False
    """Whether the results have changed since it was attached: the regional centre is not given it any more."""


def file_of(unit: Unit, row: Evaluation) -> AttachedFile | None:
    """The file that stands beside an evaluation now."""
    for file in reversed(row.files):
        if file.removed_at is None:
            outdated = file.release_id != release_shown(unit, row)
            return AttachedFile(file.id, file.name, file.kind, file.size, file.digest, file.created_at, outdated)
    return None


def attached_file(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> AttachedFile | None:
    """The file beside an evaluation, for its leader. ``Forbidden``, ``NotFound``."""
    require_leader(unit, actor, association_id)
    row = find_evaluation(unit.session, association_id, period_id)
    return file_of(unit, row) if row is not None else None


def attach_file(
    unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID, name: str, content: bytes
) -> None:
    """Attach the signed final file; one that stands there gives way to it and stays in the history.

    What it is is told by its content, whatever its name says. ``Invalid`` at "file" for what is no signed document or
    too large, ``Conflict("evaluation_accepted")`` once it was accepted.
    """
    require_leader(unit, actor, association_id)
    try:
        kind = signed_kind(content, name)
    except SignedRefused as refusal:
        raise invalid("file", refusal.code, **refusal.params) from refusal
    shown = " ".join(name.replace("\\", "/").rpartition("/")[2].split())
    stem = "".join(sign for sign in shown if sign.isprintable()).rpartition(".")[0].strip(" .") or "1"
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id, to_write=False)
        if row.state == "accepted":
            raise Conflict("evaluation_accepted")
        for old in row.files:
            _remove(unit, row, actor, old)
        file = EvaluationFile(
            name=f"{stem[: NAME - 10]}.{kind}",
            kind=kind,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            release_id=release_shown(unit, row),
            created_at=unit.now(),
        )
        row.files.append(file)
        add_step(unit, row, actor, "file_attached", {"name": file.name})
        record(session, actor, "evaluation_file_attached", "evaluation", str(row.id))


def remove_file(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> None:
    """Remove the signed file: its content goes, that it was there stays. ``NotFound``, ``Conflict`` as above."""
    require_leader(unit, actor, association_id)
    with unit.transaction() as session:
        row = locked_evaluation(session, association_id, period_id, to_write=False)
        if row.state == "accepted":
            raise Conflict("evaluation_accepted")
        if file_of(unit, row) is None:
            raise NotFound("evaluation_file")
        for file in row.files:
            _remove(unit, row, actor, file)
        record(session, actor, "evaluation_file_removed", "evaluation", str(row.id))


def _remove(unit: Unit, row: Evaluation, actor: Actor, file: EvaluationFile) -> None:
    if file.removed_at is None:
        file.content, file.removed_at = None, unit.now()
        add_step(unit, row, actor, "file_removed", {"name": file.name})


def own_file(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[str, str, bytes]:
    """(name, MIME type, content) of the signed file, for the leader. ``NotFound``, ``Forbidden``."""
    require_leader(unit, actor, association_id)
    return _content(unit, find_evaluation(unit.session, association_id, period_id))


def overseen_file(
    unit: Unit, actor: Actor, region_id: uuid.UUID, association_id: uuid.UUID, period_id: uuid.UUID
) -> tuple[str, str, bytes]:
    """The same for the regional centre, once the evaluation was handed in.

    ``Conflict("file_of_replaced_results")`` where the results have changed since: the file may hold their old numbers.
    """
    require_region(unit, actor, region_id)
    association = unit.session.get(Association, association_id)
    if association is None or association.region_id not in regions_under(unit.session, (region_id,)):
        raise NotFound("association")
    row = find_evaluation(unit.session, association_id, period_id)
    file = file_of(unit, row) if row is not None else None
    if file is not None and file.outdated:
        raise Conflict("file_of_replaced_results")
    return _content(unit, row if row is not None and row.handed_in_at is not None else None)


def _content(unit: Unit, row: Evaluation | None) -> tuple[str, str, bytes]:
    file = file_of(unit, row) if row is not None else None
    if file is None:
        raise NotFound("evaluation_file")
    stored = unit.session.scalars(
        select(EvaluationFile).where(EvaluationFile.id == file.id).options(undefer(EvaluationFile.content))
    ).one()
    return file.name, SIGNED_TYPES[file.kind], stored.content or b""
