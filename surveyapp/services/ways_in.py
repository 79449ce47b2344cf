"""One link for all: whoever has the code begins a form of her own. Nobody knows how many it reached: there is no N."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from surveyapp.services.access import Actor, require_leader
from surveyapp.services.errors import Conflict, NotFound, invalid
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.sealing import link_secret, link_text, secret_hash, shared_code, shared_code_hash
from surveyapp.services.unit import Unit
from surveyapp.store.regions import LANGUAGES
from surveyapp.store.surveys import Addressing, Invitation, Run, RunStatus

MOST_FORMS = 3000
"""Forms that may be begun by one shared link; a script at the door ends here."""


@dataclass(frozen=True, slots=True)
class SharedEntrance:
    """What the door of a shared link shows."""

    run_id: uuid.UUID
    association_names: Mapping[str, str]
    titles: Mapping[str, str]
    language: str
    open: bool


def shared_link(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[str, str]:
    """The address of a run's shared link and its code alone, for the leader. ``NotFound`` where there is none."""
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    require_leader(unit, actor, run.association_id)
    if run.addressing != Addressing.SHARED:
        raise NotFound("shared_link")
    code = shared_code(unit.secret, run.id)
    return f"{unit.public_url}/s/{code}", code


def _run(unit: Unit, code: str) -> Run:
    run = unit.session.scalar(select(Run).where(Run.shared_hash == shared_code_hash(code)))
    if run is None:
        raise NotFound("link")
    return run


def _open(unit: Unit, run: Run) -> bool:
    return run.status == RunStatus.OPEN and (run.closes_at is None or unit.now() < run.closes_at)


def entrance(unit: Unit, code: str) -> SharedEntrance:
    """What stands behind a code. Changes nothing. ``NotFound`` for a code that is none."""
    run = _run(unit, code)
    questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
    return SharedEntrance(
        run.id,
        run.association.names,
        {language: questionnaire.text("title", language) for language in LANGUAGES},
        run.association.language,
        _open(unit, run),
    )


def begin_shared(unit: Unit, code: str, language: str) -> tuple[uuid.UUID, str]:
    """Begin a form of one's own: the run and the secret of a new link. ``Conflict`` where no answers are taken."""
    if language not in LANGUAGES:
        raise invalid("language", "unknown_choice")
    with unit.transaction() as session:
        run = _run(unit, code)
        if not _open(unit, run):
            raise Conflict("run_closed")
        begun = session.scalar(select(func.count()).where(Invitation.run_id == run.id)) or 0
        if begun >= MOST_FORMS:
            raise Conflict("run_closed")
        invitation_id = uuid.uuid4()
        secret = link_secret(unit.secret, invitation_id)
        session.add(
            Invitation(
                id=invitation_id,
                run_id=run.id,
                name="",
                language=language,
                secret_hash=secret_hash(secret),
                handed=True,
            )
        )
        return run.id, link_text(secret)
