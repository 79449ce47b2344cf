"""Drafts of questionnaires: beginning one, changing it, undoing, and never writing over somebody else's change.

A draft is the files of a questionnaire, in as many states as it went through. It may lack anything; what it lacks for
publishing is what loading its files finds.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveyapp.definition.loading import Loaded, load_files
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.writing.folder import Folder
from surveyapp.definition.writing.states import first_states, states_after
from surveyapp.services.access import Actor
from surveyapp.services.audit import record
from surveyapp.services.draft_content import (
    Content,
    add_revision,
    check_core,
    content_of,
    core_of,
    shelf_for,
    stored,
)
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.questionnaires import Owner, require_owner
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.questionnaires import DraftRevision, QuestionnaireDraft

KEPT = 100
"""States of a draft that are kept; older ones cannot be undone."""

LARGEST = 2_000_000
"""Characters of all files of a draft together."""

Watched = Callable[[Folder], object]
"""What a change is about: where this is another than when the form was made, two people changed the same thing."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list of drafts."""

    id: uuid.UUID
    key: str
    titles: Mapping[str, str]
    changed_at: datetime
    changed_by: str
    published: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """One state of a draft, read as far as it can be."""

    id: uuid.UUID
    owner: Owner
    revision: int
    content: Content
    loaded: Loaded
    version_id: uuid.UUID | None
    run_id: uuid.UUID | None
    locked: frozenset[str]
    """Questions of the region's core, which stay as they are."""
    can_undo: bool
    can_redo: bool
    changed_at: datetime
    changed_by: str

    @property
    def questionnaire(self) -> Questionnaire | None:
        """What could be read."""
        return self.loaded.questionnaire

    def folder(self) -> Folder:
        """The files, opened afresh. Raises ``DefinitionErrors`` for files that are to be mended as text."""
        return Folder(self.content.files)


class DraftChanged(Conflict):
    """Two people changed the same thing: nothing was written, both versions are there to choose from."""

    def __init__(self, view: DraftView) -> None:
        super().__init__("draft_changed")
        self.view = view


def drafts_of(unit: Unit, actor: Actor, owner: Owner) -> tuple[DraftLine, ...]:
    """The drafts of an owner, the one changed last first."""
    require_owner(unit, actor, owner)
    rows = unit.session.execute(
        select(QuestionnaireDraft, User.name)
        .join(
            DraftRevision,
            (DraftRevision.draft_id == QuestionnaireDraft.id) & (DraftRevision.number == QuestionnaireDraft.revision),
        )
        .outerjoin(User, User.id == DraftRevision.user_id)
        .where(
            QuestionnaireDraft.region_id == owner.region_id
            if owner.region_id
            else QuestionnaireDraft.association_id == owner.association_id,
            QuestionnaireDraft.run_id.is_(None),
        )
        .order_by(QuestionnaireDraft.changed_at.desc())
    )
    return tuple(
        DraftLine(
            draft.id,
            draft.key,
            MappingProxyType(dict(draft.titles)),
            draft.changed_at,
            name or "",
            draft.version_id is not None,
        )
        for draft, name in rows
    )


def open_draft(unit: Unit, actor: Actor, draft_id: uuid.UUID) -> DraftView:
    """A draft as it is now. ``NotFound``, ``Forbidden``."""
    return _view(unit, _draft(unit, actor, draft_id))


def begin_draft(
    unit: Unit,
    actor: Actor,
    owner: Owner,
    files: Mapping[str, str],
    *,
    version_id: uuid.UUID | None = None,
    run_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Keep files as the first state of a draft. Raises ``DefinitionErrors`` where they are no questionnaire."""
    require_owner(unit, actor, owner)
    folder = Folder(files)
    with unit.transaction() as session:
        draft = QuestionnaireDraft(
            region_id=owner.region_id,
            association_id=owner.association_id,
            version_id=version_id,
            run_id=run_id,
            key=str(folder.structure.get("key", ""))[:80],
            titles=_titles(folder),
            changed_at=unit.now(),
        )
        session.add(draft)
        session.flush()
        add_revision(session, draft, actor, "begun", 1, 0, Content(folder.files(), first_states(folder)))
        record(session, actor, "draft_begun", "questionnaire_draft", str(draft.id))
        return draft.id


def change(
    unit: Unit,
    actor: Actor,
    draft_id: uuid.UUID,
    revision: int,
    action: str,
    edit: Callable[[Folder], object],
    watched: Watched | None = None,
) -> int:
    """Change a draft as it was at a revision; the new revision.

    Where it was changed meanwhile, the change is made to what is there now, unless what it is about (`watched`, the
    whole draft without one) was changed: then ``DraftChanged``. ``CoreLocked`` protects the region's core. What `edit`
    raises leaves the draft as it was; a KeyError is something that is no longer there.
    """

    def edited(content: Content) -> Content:
        before, folder = Folder(content.files), Folder(content.files)
        try:
            edit(folder)
        except KeyError as error:
            raise NotFound("draft_part") from error
        return Content(folder.files(), states_after(before, folder, content.states))

    return change_content(unit, actor, draft_id, revision, action, edited, watched)


def change_content(
    unit: Unit,
    actor: Actor,
    draft_id: uuid.UUID,
    revision: int,
    action: str,
    edit: Callable[[Content], Content],
    watched: Watched | None = None,
) -> int:
    """As ``change``, for changes of files as text and of the marks of translations."""
    _draft(unit, actor, draft_id)
    unit.session.rollback()
    with unit.transaction() as session:
        draft = session.execute(
            select(QuestionnaireDraft).where(QuestionnaireDraft.id == draft_id).with_for_update()
        ).scalar_one()
        now = stored(session, draft.id, draft.revision)
        assert now is not None
        if revision != draft.revision:
            seen = stored(session, draft.id, revision)
            if seen is None or not _same(seen, now, watched):
                raise DraftChanged(_view(unit, draft))
        after = edit(now)
        if after == now:
            return draft.revision
        if sum(len(text) for text in after.files.values()) > LARGEST:
            raise Conflict("draft_too_large")
        check_core(unit, draft, now, after)
        last = session.scalar(select(func.max(DraftRevision.number)).where(DraftRevision.draft_id == draft.id)) or 0
        add_revision(session, draft, actor, action, last + 1, draft.revision, after)
        draft.revision = last + 1
        draft.changed_at = unit.now()
        folder = Folder(after.files)
        draft.titles, draft.key = _titles(folder), str(folder.structure.get("key", ""))[:80]
        session.execute(
            delete(DraftRevision).where(DraftRevision.draft_id == draft.id, DraftRevision.number <= last + 1 - KEPT)
        )
        return draft.revision


def undo(unit: Unit, actor: Actor, draft_id: uuid.UUID) -> int:
    """Go back to the state before the present one, if it is still kept; the revision shown then."""
    return _step(unit, actor, draft_id, back=True)


def redo(unit: Unit, actor: Actor, draft_id: uuid.UUID) -> int:
    """Go on to what was undone last; the revision shown then."""
    return _step(unit, actor, draft_id, back=False)


def _step(unit: Unit, actor: Actor, draft_id: uuid.UUID, *, back: bool) -> int:
    _draft(unit, actor, draft_id)
    unit.session.rollback()
    with unit.transaction() as session:
        draft = session.execute(
            select(QuestionnaireDraft).where(QuestionnaireDraft.id == draft_id).with_for_update()
        ).scalar_one()
        target = _parent(session, draft) if back else _child(session, draft)
        if target is None:
            raise Conflict("nothing_to_undo" if back else "nothing_to_redo")
        draft.revision = target
        draft.changed_at = unit.now()
        content = stored(session, draft.id, target)
        assert content is not None
        draft.titles = _titles(Folder(content.files))
        return target


def delete_draft(unit: Unit, actor: Actor, draft_id: uuid.UUID) -> None:
    """Take a draft away with its history; what was published of it stays."""
    draft = _draft(unit, actor, draft_id)
    with unit.transaction() as session:
        session.execute(delete(DraftRevision).where(DraftRevision.draft_id == draft.id))
        session.delete(draft)
        record(session, actor, "draft_deleted", "questionnaire_draft", str(draft_id))


def _draft(unit: Unit, actor: Actor, draft_id: uuid.UUID) -> QuestionnaireDraft:
    draft = unit.session.get(QuestionnaireDraft, draft_id)
    if draft is None:
        raise NotFound("draft")
    require_owner(unit, actor, Owner(draft.region_id, draft.association_id))
    return draft


def _view(unit: Unit, draft: QuestionnaireDraft, content: Content | None = None) -> DraftView:
    owner = Owner(draft.region_id, draft.association_id)
    content = content if content is not None else content_of(unit, draft)
    author = unit.session.scalar(
        select(User.name)
        .join(DraftRevision, DraftRevision.user_id == User.id)
        .where(DraftRevision.draft_id == draft.id, DraftRevision.number == draft.revision)
    )
    return DraftView(
        draft.id,
        owner,
        draft.revision,
        content,
        load_files(content.files, shelf_for(unit, owner)),
        draft.version_id,
        draft.run_id,
        frozenset(core_of(unit, draft)),
        _parent(unit.session, draft) is not None,
        _child(unit.session, draft) is not None,
        draft.changed_at,
        author or "",
    )


def _parent(session: Session, draft: QuestionnaireDraft) -> int | None:
    kept = select(DraftRevision.number).where(DraftRevision.draft_id == draft.id)
    parent = select(DraftRevision.parent).where(
        DraftRevision.draft_id == draft.id, DraftRevision.number == draft.revision
    )
    return session.scalar(kept.where(DraftRevision.number == parent.scalar_subquery()))


def _child(session: Session, draft: QuestionnaireDraft) -> int | None:
    return session.scalar(
        select(func.max(DraftRevision.number)).where(
            DraftRevision.draft_id == draft.id, DraftRevision.parent == draft.revision
        )
    )


def _titles(folder: Folder) -> dict[str, str]:
    return {language: folder.text(language, "title") for language in folder.languages}


def _same(seen: Content, now: Content, watched: Watched | None) -> bool:
    if watched is None:
        return seen == now
    try:
        return watched(Folder(seen.files)) == watched(Folder(now.files))
    except KeyError:
        return False


def draft_with(unit: Unit, actor: Actor, draft_id: uuid.UUID, edit: Callable[[Folder], object]) -> DraftView:
    """A draft as it would be with a change that is not kept."""
    draft = _draft(unit, actor, draft_id)
    now = content_of(unit, draft)
    folder = Folder(now.files)
    try:
        edit(folder)
    except KeyError as error:
        raise NotFound("draft_part") from error
    return _view(unit, draft, Content(MappingProxyType(folder.files()), now.states))
