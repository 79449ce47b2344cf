"""Questionnaires in the database: publishing a version, and taking in those that ship."""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from surveyapp.definition.document import to_document
from surveyapp.definition.lists import Lists
from surveyapp.definition.loading import load_questionnaire
from surveyapp.definition.model import OptionList, Questionnaire
from surveyapp.definition.source import Problems
from surveyapp.definition.versions import structure_hash, texts_hash
from surveyapp.definition.writing.document import shared_lists, to_files
from surveyapp.services.access import Actor, require_leader, require_region
from surveyapp.services.errors import Forbidden, NotFound
from surveyapp.services.forms import version_questionnaire
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.regions import Region

YEAR_END = "year-end"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a questionnaire is: a region's, an association's, or, with neither, the whole installation's."""

    region_id: uuid.UUID | None = None
    association_id: uuid.UUID | None = None


SHARED = Owner()


@dataclass(frozen=True, slots=True)
class VersionView:
    """One published version of a questionnaire."""

    id: uuid.UUID
    key: str
    number: int
    owner: Owner
    questionnaire: Questionnaire
    published_at: datetime
    structure_hash: str

    def title(self, language: str) -> str:
        """Its title in a language, else in its source language."""
        return self.questionnaire.text("title", language)


def require_owner(unit: Unit, actor: Actor, owner: Owner) -> None:
    """Refuse whoever neither leads the association nor keeps the region. What all share is the product's own."""
    if owner.association_id is not None:
        require_leader(unit, actor, owner.association_id)
    elif owner.region_id is not None:
        require_region(unit, actor, owner.region_id)
    elif not actor.system:
        raise Forbidden("shared_questionnaire")


def owned_by(owner: Owner) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What a query for the questionnaires of an owner asks."""
    return (
        QuestionnaireRecord.region_id == owner.region_id
        if owner.region_id is not None
        else QuestionnaireRecord.region_id.is_(None),
        QuestionnaireRecord.association_id == owner.association_id
        if owner.association_id is not None
        else QuestionnaireRecord.association_id.is_(None),
    )


def publish(
    session: Session,
    questionnaire: Questionnaire,
    owner: Owner = SHARED,
    files: Mapping[str, str] | None = None,
    unverified: Mapping[str, Sequence[str]] | None = None,
) -> QuestionnaireVersion:
    """The version of this questionnaire, made in the caller's transaction where it is new.

    The same structure and texts published twice are one version. `files` are kept with it, for their comments, and by
    language the questions whose translation nobody verified (`verified_texts`), which publishing again renews.
    """
    record = session.scalar(
        select(QuestionnaireRecord).where(QuestionnaireRecord.key == questionnaire.key, *owned_by(owner))
    )
    if record is None:
        record = QuestionnaireRecord(
            key=questionnaire.key, region_id=owner.region_id, association_id=owner.association_id
        )
        session.add(record)
        session.flush()
    structure, texts = structure_hash(questionnaire), texts_hash(questionnaire)
    version = session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.questionnaire_id == record.id,
            QuestionnaireVersion.structure_hash == structure,
            QuestionnaireVersion.texts_hash == texts,
        )
    )
    if version is None:
        last = session.scalar(
            select(func.max(QuestionnaireVersion.number)).where(QuestionnaireVersion.questionnaire_id == record.id)
        )
        version = QuestionnaireVersion(
            questionnaire_id=record.id,
            number=(last or 0) + 1,
            structure_hash=structure,
            texts_hash=texts,
            document=to_document(questionnaire),
            content=packed({"files": dict(files)}) if files is not None else None,
        )
        session.add(version)
    if unverified is not None and version.content is not None:
        version.content = packed({**unpacked(version.content), "unverified": dict(unverified)})
    session.flush()
    return version


def packed(content: Mapping[str, Any]) -> bytes:
    """Content as it is kept: files compress to a tenth."""
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def unpacked(data: bytes) -> dict[str, Any]:
    """Content as it was packed."""
    found: dict[str, Any] = json.loads(zlib.decompress(data))
    return found


def version_files(unit: Unit, version_id: uuid.UUID) -> dict[str, str]:
    """The files of a version: those it was published from, else made from it, without what ships."""
    version = unit.session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("questionnaire_version")
    if version.content is not None:
        return {str(name): str(text) for name, text in unpacked(version.content)["files"].items()}
    questionnaire = version_questionnaire(unit.session, version_id)
    problems = Problems()
    known = Lists(unit.surveys / "lists", problems)
    same = [name for name, options in shared_lists(questionnaire).items() if _ships(known, name, options)]
    return to_files(questionnaire, leave_out=[*same, "indicators"])


def _ships(known: Lists, name: str, options: OptionList) -> bool:
    """Whether the list that ships under a name has these very options; rows out of a list give codes only."""
    found = known.get(name)
    return found is not None and (found.options == options or found.options.codes == options.codes)


def version_view(unit: Unit, version: QuestionnaireVersion) -> VersionView:
    """A stored version as pages use it."""
    record = version.questionnaire
    return VersionView(
        version.id,
        record.key,
        version.number,
        Owner(record.region_id, record.association_id),
        version_questionnaire(unit.session, version.id),
        version.created_at,
        version.structure_hash,
    )


def newest_of(unit: Unit, actor: Actor, owner: Owner) -> tuple[VersionView, ...]:
    """The newest version of each questionnaire of an owner, in the order of keys."""
    require_owner(unit, actor, owner)
    return tuple(version_view(unit, version) for version in newest_versions(unit.session, owner))


def newest_versions(session: Session, owner: Owner) -> tuple[QuestionnaireVersion, ...]:
    """The newest version of each questionnaire of an owner. Checks no actor: the caller has."""
    newest = (
        select(QuestionnaireVersion.questionnaire_id, func.max(QuestionnaireVersion.number).label("number"))
        .group_by(QuestionnaireVersion.questionnaire_id)
        .subquery()
    )
    return tuple(
        session.scalars(
            select(QuestionnaireVersion)
            .join(QuestionnaireRecord)
            .join(
                newest,
                (newest.c.questionnaire_id == QuestionnaireVersion.questionnaire_id)
                & (newest.c.number == QuestionnaireVersion.number),
            )
            .where(*owned_by(owner))
            .order_by(QuestionnaireRecord.key)
        )
    )


def versions_of(unit: Unit, actor: Actor, owner: Owner, key: str) -> tuple[VersionView, ...]:
    """All versions of a questionnaire, the newest first."""
    require_owner(unit, actor, owner)
    found = unit.session.scalars(
        select(QuestionnaireVersion)
        .join(QuestionnaireRecord)
        .where(QuestionnaireRecord.key == key, *owned_by(owner))
        .order_by(QuestionnaireVersion.number.desc())
    )
    return tuple(version_view(unit, version) for version in found)


def regions_above(session: Session, region_id: uuid.UUID) -> list[uuid.UUID]:
    """A region and those above it, itself first."""
    above: list[uuid.UUID] = []
    at: uuid.UUID | None = region_id
    while at is not None and at not in above:
        above.append(at)
        at = session.scalar(select(Region.parent_id).where(Region.id == at))
    return above


def take_in_bundled(unit: Unit) -> tuple[uuid.UUID, ...]:
    """Publish every questionnaire that ships, where it is new. Raises ``DefinitionErrors`` for a faulty file."""
    folders = sorted(path.parent for path in unit.surveys.glob("*/questionnaire.yaml"))
    questionnaires = [(load_questionnaire(folder), folder_files(folder)) for folder in folders]
    with unit.transaction() as session:
        return tuple(publish(session, each, SHARED, files).id for each, files in questionnaires)


def folder_files(folder: Path) -> dict[str, str]:
    """The files of a questionnaire's folder by name, without the lists beside it."""
    names = ["questionnaire.yaml", *(f"texts/{path.name}" for path in sorted((folder / "texts").glob("*.yaml")))]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def take_in_folder(unit: Unit, folder: Path) -> uuid.UUID:
    """Publish the questionnaire of a folder for the whole installation. Raises ``DefinitionErrors``."""
    questionnaire = load_questionnaire(folder)
    files = folder_files(folder)
    beside = folder.parent
    for name in shared_lists(questionnaire):
        if not (unit.surveys / "lists" / f"{name}.yaml").is_file():
            files[f"lists/{name}.yaml"] = (beside / "lists" / f"{name}.yaml").read_text(encoding="utf-8")
    with unit.transaction() as session:
        return publish(session, questionnaire, SHARED, files).id


def published(unit: Unit, key: str, number: int | None = None) -> Questionnaire:
    """A shared questionnaire as published, the newest version unless told. ``NotFound``."""
    return version_questionnaire(unit.session, _shared_version(unit.session, key, number).id)


def published_files(unit: Unit, key: str, number: int | None = None) -> dict[str, str]:
    """The files of a shared questionnaire, with everything it needs to be read on its own. ``NotFound``."""
    version = _shared_version(unit.session, key, number)
    complete = to_files(version_questionnaire(unit.session, version.id))
    return {**complete, **version_files(unit, version.id)}


def _shared_version(session: Session, key: str, number: int | None) -> QuestionnaireVersion:
    if number is None:
        return newest_version(session, key)
    found = session.scalar(
        select(QuestionnaireVersion)
        .join(QuestionnaireRecord)
        .where(QuestionnaireRecord.key == key, QuestionnaireVersion.number == number, *owned_by(SHARED))
    )
    if found is None:
        raise NotFound("questionnaire_version")
    return found


def newest_version(session: Session, key: str, regions: Sequence[uuid.UUID] = ()) -> QuestionnaireVersion:
    """The newest version under a key: of the nearest of these regions that has one, else of those all share.

    ``NotFound`` where there is none.
    """
    for owner in (*(Owner(region_id=region_id) for region_id in regions), SHARED):
        found = session.scalar(
            select(QuestionnaireVersion)
            .join(QuestionnaireRecord)
            .where(QuestionnaireRecord.key == key, *owned_by(owner))
            .order_by(QuestionnaireVersion.number.desc())
            .limit(1)
        )
        if found is not None:
            return found
    raise NotFound("questionnaire")


def usable_version(
    session: Session, version_id: uuid.UUID, association_id: uuid.UUID, regions: Sequence[uuid.UUID]
) -> QuestionnaireVersion:
    """A version an association may ask: its own, one of its regions', or one that all share. Else ``NotFound``."""
    version = session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound("questionnaire_version")
    record = version.questionnaire
    own = record.association_id == association_id
    if not own and (record.association_id is not None or record.region_id not in (None, *regions)):
        raise NotFound("questionnaire_version")
    return version
