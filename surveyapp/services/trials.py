"""Trying the form out: the leader walks through it as a member would, and nothing of it is ever counted or read.

A trial is an invitation that counts as cancelled. It never has an envelope. Its draft lies where the link's secret says
and is taken out by it; the copy after sending lies under a receipt code nobody else knows, until opening or closing.
"""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.definition.document import to_document
from surveyapp.definition.model import Questionnaire
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.ballot_box import envelope_size, void
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.forms import document_hash
from surveyapp.services.invitations import personal_link
from surveyapp.services.sealing import link_secret, new_run_keys, secret_hash
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus


def start_trial(unit: Unit, actor: Actor, run_id: uuid.UUID, prepared: Questionnaire) -> str:
    """The link of a fresh trial; the one before it is thrown away. ``Conflict`` for a closed run.

    *prepared* is the form as the run would ask it now; an opened run asks its frozen one.
    """
    found = unit.session.get(Run, run_id)
    if found is None:
        raise NotFound("run")
    require_leader(unit, actor, found.association_id)
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
        if run.status == RunStatus.CLOSED:
            raise Conflict("run_closed")
        discard_trials(unit, session, run.id)
        if run.status == RunStatus.DRAFT:
            document = to_document(prepared)
            run.document, run.document_hash = document, document_hash(document)
            run.envelope_bytes = envelope_size(prepared)
            if run.mode == Mode.ANONYMOUS:
                run.public_key, run.wrapped_private_key = new_run_keys(unit.secret, run.id)
        invitation_id = uuid.uuid4()
        session.add(
            Invitation(
                id=invitation_id,
                run_id=run.id,
                name=actor.name,
                language=run.association.language,
                secret_hash=secret_hash(link_secret(unit.secret, invitation_id)),
                cancelled=True,
                trial=True,
            )
        )
        record(session, actor, "trial_started", "run", str(run.id))
    return personal_link(unit, invitation_id)


def discard_trials(unit: Unit, session: Session, run_id: uuid.UUID) -> None:
    """Throw away the trials of a run with what was typed in them, in the caller's transaction."""
    for invitation_id in session.scalars(
        select(Invitation.id).where(Invitation.run_id == run_id, Invitation.trial)
    ).all():
        void(session, invitation_id, link_secret(unit.secret, invitation_id))
        session.execute(delete(Invitation).where(Invitation.id == invitation_id))
    if session.scalar(select(Run.status).where(Run.id == run_id)) == RunStatus.DRAFT:
        session.execute(delete(Draft).where(Draft.run_id == run_id))  # before opening there are none but of trials
