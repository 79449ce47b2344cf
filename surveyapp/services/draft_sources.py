"""What a draft can begin as: nothing, a questionnaire that ships, a copy of a published one, files from elsewhere."""

from __future__ import annotations

import io
import uuid
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from surveyapp.config import LANGUAGES
from surveyapp.definition.errors import DefinitionError, DefinitionErrors
from surveyapp.definition.reader import CODE
from surveyapp.definition.source import MOST_BYTES, Problems, decode
from surveyapp.definition.writing import changes
from surveyapp.services.access import Actor
from surveyapp.services.drafting import begin_draft
from surveyapp.services.errors import NotFound, invalid
from surveyapp.services.questionnaires import (
    SHARED,
    Owner,
    VersionView,
    folder_files,
    newest_versions,
    regions_above,
    require_owner,
    usable_version,
    version_files,
    version_view,
)
from surveyapp.services.unit import Unit
from surveyapp.store.questionnaires import QuestionnaireVersion
from surveyapp.store.regions import Association

TITLE_LIMIT = 200
MOST_FILES = 80


@dataclass(frozen=True, slots=True)
class Upload:
    """One file sent by a browser."""

    name: str
    data: bytes


def begin_blank(unit: Unit, actor: Actor, owner: Owner, title: str, languages: Sequence[str]) -> uuid.UUID:
    """A questionnaire with a title, one part and no question. ``Invalid``: title, languages."""
    title = " ".join(title.split())
    if not title:
        raise invalid("title", "required")
    if len(title) > TITLE_LIMIT:
        raise invalid("title", "too_long", max=TITLE_LIMIT, length=len(title))
    if not languages or len(set(languages)) != len(languages) or not set(languages) <= set(LANGUAGES):
        raise invalid("languages", "unknown_choice")
    key = changes.slug(title, separator="-") or f"survey-{unit.now():%Y-%m-%d}"
    return begin_draft(unit, actor, owner, changes.blank(key, list(languages), title))


def begin_bundled(unit: Unit, actor: Actor, owner: Owner, key: str) -> uuid.UUID:
    """A questionnaire that ships, with its comments. ``NotFound`` for an unknown key."""
    folder = unit.surveys / key
    if not CODE.fullmatch(key) or not (folder / "questionnaire.yaml").is_file():
        raise NotFound("questionnaire")
    version = next((each for each in newest_versions(unit.session, SHARED) if each.questionnaire.key == key), None)
    return begin_draft(unit, actor, owner, folder_files(folder), version_id=version.id if version else None)


def begin_copy(unit: Unit, actor: Actor, owner: Owner, version_id: uuid.UUID) -> uuid.UUID:
    """A copy of a version, last year's for example. ``NotFound`` for one that is another association's."""
    require_owner(unit, actor, owner)
    if owner.association_id is not None:
        association = unit.session.get_one(Association, owner.association_id)
        above = regions_above(unit.session, association.region_id)
        usable_version(unit.session, version_id, owner.association_id, above)
    else:
        version = unit.session.get(QuestionnaireVersion, version_id)
        regions = regions_above(unit.session, owner.region_id) if owner.region_id else []
        if (
            version is None
            or version.questionnaire.association_id
            or (version.questionnaire.region_id not in (None, *regions))
        ):
            raise NotFound("questionnaire_version")
    return begin_draft(unit, actor, owner, version_files(unit, version_id), version_id=version_id)


def begin_import(unit: Unit, actor: Actor, owner: Owner, uploads: Sequence[Upload]) -> uuid.UUID:
    """A questionnaire out of files: a zip of its folder, or the files themselves.

    Raises ``DefinitionErrors`` with places for files that cannot be read, ``Invalid`` (files) where there is no
    questionnaire among them.
    """
    require_owner(unit, actor, owner)
    return begin_draft(unit, actor, owner, files_of(uploads))


def copies_of(unit: Unit, actor: Actor, owner: Owner) -> tuple[VersionView, ...]:
    """Versions a draft may begin as: one's own, those of the regions above, those that ship; each once."""
    require_owner(unit, actor, owner)
    region_id = owner.region_id
    owners = [owner]
    if owner.association_id is not None:
        region_id = unit.session.get_one(Association, owner.association_id).region_id
    if region_id is not None:
        owners += [Owner(region_id=each) for each in regions_above(unit.session, region_id)]
    found = [version for each in dict.fromkeys([*owners, SHARED]) for version in newest_versions(unit.session, each)]
    return tuple(version_view(unit, version) for version in found)


def files_of(uploads: Sequence[Upload]) -> dict[str, str]:
    """The files of a questionnaire out of what was sent, under the names a draft knows them by."""
    given: dict[str, bytes] = {}
    for upload in uploads[:MOST_FILES]:
        if upload.data[:4] == b"PK\x03\x04":
            given |= _unzipped(upload)
        else:
            given[upload.name.replace("\\", "/")] = upload.data
    named = {str(PurePosixPath(name)): data for name, data in given.items() if name.endswith((".yaml", ".yml"))}
    tops = sorted((name for name in named if PurePosixPath(name).name == "questionnaire.yaml"), key=len)
    if not tops:
        raise invalid("files", "no_questionnaire_file")
    base = PurePosixPath(tops[0]).parent
    found: dict[str, bytes] = {}
    for name, data in named.items():
        known = _name(PurePosixPath(name), base)
        if known is not None:
            found[known] = data
    problems = Problems()
    texts = {name: decode(data, name, problems) for name, data in found.items()}
    if problems.errors:
        raise DefinitionErrors(problems.errors)
    return {name: text for name, text in texts.items() if text is not None}


def archive(key: str, files: Mapping[str, str]) -> bytes:
    """Files as a zip in which they lie in a folder; lists and indicators beside it, where the loader looks for them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in sorted(files.items()):
            beside = name.startswith("lists/") or name == "indicators.yaml"
            target.writestr(zipfile.ZipInfo(name if beside else f"{key}/{name}", (2020, 1, 1, 0, 0, 0)), text)
    return made.getvalue()


def _unzipped(upload: Upload) -> dict[str, bytes]:
    """The files of an archive, no further than they may be long: a small archive can hold a great deal."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            for entry in archive.infolist()[: MOST_FILES * 2]:
                if entry.is_dir() or not entry.filename.endswith((".yaml", ".yml")):
                    continue
                with archive.open(entry) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    error = DefinitionError(entry.filename, 1, 1, "too_large", "the file is too large", "divide it")
                    raise DefinitionErrors([error])
                found[entry.filename] = data
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise invalid("files", "not_an_archive") from error
    return found


def _name(path: PurePosixPath, base: PurePosixPath) -> str | None:
    """What a file is called in a draft; None for one that does not belong to it."""
    near = path.parent in (base, base.parent, base / "texts", base / "lists", base.parent / "lists")
    if not near and base != PurePosixPath("."):
        return None
    stem = path.stem
    if path == base / "questionnaire.yaml":
        return "questionnaire.yaml"
    if path.name == "indicators.yaml":
        return "indicators.yaml"
    if stem in LANGUAGES and path.parent.name != "lists":
        return f"texts/{stem}.yaml"
    if CODE.fullmatch(stem) and path.name != "questionnaire.yaml" and path.parent.name in ("lists", "", "."):
        return f"lists/{stem}.yaml"
    return None
