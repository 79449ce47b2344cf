"""What an event of the audit trail is about, by its name: an account, a member, a survey and its association.

Never a word of an answer: groups of proposals are named by their survey, recommendations by their association and year.
What is gone since has no name any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.services.forms import version_questionnaire
from surveyapp.services.periods import year_of
from surveyapp.store.accounts import User
from surveyapp.store.evaluations import Evaluation
from surveyapp.store.operation import AuditEvent
from surveyapp.store.people import Membership
from surveyapp.store.plans import Period, Plan
from surveyapp.store.questionnaires import BankEntry, QuestionnaireDraft, QuestionnaireVersion
from surveyapp.store.recommendations import Recommendation
from surveyapp.store.regions import Association, Institution, Region
from surveyapp.store.responses import ProposalGroup
from surveyapp.store.surveys import Invitation, Run, Survey
from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue

Names = tuple[str, ...]


def names_of(session: Session, c: Catalogue, events: Iterable[AuditEvent]) -> Mapping[tuple[str, str], Names]:
    """(subject, id) → its name and where it belongs, the nearest first; each looked up once."""
    found: dict[tuple[str, str], Names] = {}
    for event in events:
        key = (event.subject, event.subject_id)
        if key not in found:
            found[key] = _name(session, c, *key)
    return MappingProxyType(found)


def _name(session: Session, c: Catalogue, subject: str, subject_id: str) -> Names:
    if subject not in _NAMED:
        return ()
    table, name = _NAMED[subject]
    row = session.get(table, uuid.UUID(subject_id))
    return name(session, c, row) if row is not None else ()


def _year(session: Session, c: Catalogue, period_id: uuid.UUID) -> str:
    return dates.year(c, year_of(session.get_one(Period, period_id)))


def _association(session: Session, c: Catalogue, association_id: uuid.UUID) -> str:
    return session.get_one(Association, association_id).name(c.language)


def _region(session: Session, c: Catalogue, region_id: uuid.UUID) -> str:
    names = session.get_one(Region, region_id).names
    return str(names.get(c.language) or next(iter(names.values())))


def _owner(session: Session, c: Catalogue, row: Survey | QuestionnaireDraft) -> Names:
    if row.association_id is not None:
        return (_association(session, c, row.association_id),)
    return (_region(session, c, row.region_id),) if row.region_id is not None else ()


def _title(session: Session, c: Catalogue, version_id: uuid.UUID) -> str:
    questionnaire = version_questionnaire(session, version_id)
    return questionnaire.text(
        "title", c.language if c.language in questionnaire.languages else questionnaire.languages[0]
    )


def _run(session: Session, c: Catalogue, run: Run) -> Names:
    survey = run.survey
    return (
        _title(session, c, survey.version_id),
        _association(session, c, run.association_id),
        _year(session, c, survey.period_id),
    )


def _survey(session: Session, c: Catalogue, row: Survey) -> Names:
    return (_title(session, c, row.version_id), *_owner(session, c, row), _year(session, c, row.period_id))


def _of_a_year(session: Session, c: Catalogue, row: Plan | Evaluation | Recommendation) -> Names:
    return _association(session, c, row.association_id), _year(session, c, row.period_id)


def _member(session: Session, c: Catalogue, row: Membership) -> Names:
    return row.name, _association(session, c, row.association_id)


def _invitation(session: Session, c: Catalogue, row: Invitation) -> Names:
    return row.name, *_run(session, c, session.get_one(Run, row.run_id))


def _of_a_run(session: Session, c: Catalogue, row: ProposalGroup) -> Names:
    return _run(session, c, session.get_one(Run, row.run_id))


_NAMED: Mapping[str, tuple[type[Any], Callable[[Session, Catalogue, Any], Names]]] = {
    "account": (User, lambda _, __, row: (row.name, row.email)),
    "association": (Association, lambda _, c, row: (row.name(c.language),)),
    "bank_entry": (BankEntry, lambda session, c, row: (row.key, _region(session, c, row.region_id))),
    "evaluation": (Evaluation, _of_a_year),
    "institution": (Institution, lambda _, __, row: (row.name,)),
    "invitation": (Invitation, _invitation),
    "membership": (Membership, _member),
    "plan": (Plan, _of_a_year),
    "proposal_group": (ProposalGroup, _of_a_run),
    "questionnaire_draft": (QuestionnaireDraft, lambda session, c, row: (row.key, *_owner(session, c, row))),
    "questionnaire_version": (QuestionnaireVersion, lambda session, c, row: (_title(session, c, row.id),)),
    "recommendation": (Recommendation, _of_a_year),
    "region": (Region, lambda session, c, row: (_region(session, c, row.id),)),
    "run": (Run, _run),
    "survey": (Survey, _survey),
}
