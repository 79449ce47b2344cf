"""Taking a table of members in: first what each row would do, then all of it at once, and undoing it.

A person is known by the e-mail address, else by name and institution. Nothing is stored before it is confirmed; what
was changed is kept with the import, so that it can be undone as long as nothing has been built on it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.interchange.members import ReadMember
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.invitations import current_memberships
from surveyapp.services.members import MOST_PASTED, MemberInput, check_member, institution_of, join
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import User
from surveyapp.store.collecting import MemberImport
from surveyapp.store.people import Membership, Person
from surveyapp.store.regions import Association, Institution
from surveyapp.store.surveys import Invitation


class Outcome(StrEnum):
    """What a row of the table would do."""

    NEW = "new"
    MOVED = "moved"
    """A member known by the address, now at another institution."""
    CORRECTED = "corrected"
    """A member known already, whose name or address is written otherwise."""
    SAME = "same"
    DUPLICATE = "duplicate"
    """The same person stands further up in the table."""
    FAULTY = "faulty"


CHANGING = frozenset({Outcome.NEW, Outcome.MOVED, Outcome.CORRECTED})


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the table with what it would do. Nothing is stored yet."""

    line: int
    member: MemberInput
    outcome: Outcome
    problems: Mapping[str, Problem]
    """By field: name, email, institution, institution_kind, language."""
    before: str = ""
    """What stands there now: the institution of one who moved, the name or address of one corrected."""
    same_as: int | None = None
    """The line a duplicate repeats."""
    namesake: str = ""
    """The institution of another member of the same name, whom the table may mean."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a table would do."""

    rows: tuple[PlannedRow, ...]
    absent: tuple[str, ...]
    """Names of present members whom the table does not have; they stay members."""

    def count(self, outcome: Outcome) -> int:
        """How many rows would do this."""
        return sum(row.outcome == outcome for row in self.rows)


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import that was made."""

    id: uuid.UUID
    created_at: datetime
    added: int
    moved: int
    corrected: int
    undone_at: datetime | None


def _inputs(rows: Iterable[ReadMember], kind: str, language: str) -> list[tuple[ReadMember, MemberInput]]:
    return [
        (row, MemberInput(row.name, row.email, row.institution, row.kind or kind, row.language or language))
        for row in rows
    ]


def _problems(row: ReadMember, member: MemberInput) -> dict[str, Problem]:
    problems = check_member(member)
    if row.kind_text and row.kind is None:
        problems["institution_kind"] = Problem("", "institution_kind", "kind_unknown", {"text": row.kind_text})
    if row.language_text and row.language is None:
        problems["language"] = Problem("", "language", "language_unknown", {"text": row.language_text})
    return problems


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def plan_import(
    unit: Unit, actor: Actor, association_id: uuid.UUID, rows: tuple[ReadMember, ...], kind: str, language: str
) -> ImportPlan:
    """What a table would do, row by row; *kind* and *language* stand where the table does not say.

    ``Invalid`` for a table without rows or with more than ``MOST_PASTED``.
    """
    require_leader(unit, actor, association_id)
    if not rows:
        raise invalid("table", "nothing_to_take_in")
    if len(rows) > MOST_PASTED:
        raise invalid("table", "too_many_rows", max=MOST_PASTED)
    present = current_memberships(unit.session, association_id, unit.now().date())
    by_email, by_name = _index(present)
    seen: dict[tuple[str, ...], tuple[int, str]] = {}
    found: set[uuid.UUID] = set()
    planned = []
    for row, member in _inputs(rows, kind, language):
        problems = _problems(row, member)
        email = member.email.strip().lower()
        key = (email,) if email else (_key(member.name), _key(member.institution))
        earlier = seen.setdefault(key, (row.line, _key(member.name)))
        if earlier[0] != row.line:
            if earlier[1] != _key(member.name):
                problems["email"] = Problem("", "email", "address_of_two", {"line": earlier[0]})
            elif not problems:
                planned.append(PlannedRow(row.line, member, Outcome.DUPLICATE, {}, same_as=earlier[0]))
                continue
        if problems:
            planned.append(PlannedRow(row.line, member, Outcome.FAULTY, problems))
            continue
        membership = _member_meant(member, email, by_email, by_name)
        if membership is not None:
            found.add(membership.id)
        planned.append(_planned(row.line, member, membership, by_name.get(_key(member.name), [])))
    absent = tuple(m.person.name for m in present if m.id not in found)
    return ImportPlan(tuple(planned), absent)


def _index(present: Iterable[Membership]) -> tuple[dict[str, Membership], dict[str, list[Membership]]]:
    """Present members by address and by name."""
    by_email: dict[str, Membership] = {}
    by_name: dict[str, list[Membership]] = {}
    for membership in present:
        if membership.person.email:
            by_email[membership.person.email] = membership
        by_name.setdefault(_key(membership.person.name), []).append(membership)
    return by_email, by_name


def _member_meant(
    member: MemberInput, email: str, by_email: Mapping[str, Membership], by_name: Mapping[str, list[Membership]]
) -> Membership | None:
    """The present member a row is about: by address, else by name and institution where addresses do not differ."""
    if email in by_email:
        return by_email[email]
    for namesake in by_name.get(_key(member.name), []):
        here = namesake.institution is not None and _key(namesake.institution.name) == _key(member.institution)
        if here and (not email or not namesake.person.email):
            return namesake
    return None


def _planned(line: int, member: MemberInput, membership: Membership | None, namesakes: list[Membership]) -> PlannedRow:
    if membership is None:
        namesake = next((m.institution.name for m in namesakes if m.institution), "")
        return PlannedRow(line, member, Outcome.NEW, {}, namesake=namesake)
    institution = membership.institution.name if membership.institution else ""
    if _key(institution) != _key(member.institution):
        return PlannedRow(line, member, Outcome.MOVED, {}, before=institution)
    if membership.person.name != member.name:
        return PlannedRow(line, member, Outcome.CORRECTED, {}, before=membership.person.name)
    if member.email.strip() and not membership.person.email:
        return PlannedRow(line, member, Outcome.CORRECTED, {})
    return PlannedRow(line, member, Outcome.SAME, {})


def take_in(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    rows: tuple[ReadMember, ...],
    kind: str,
    language: str,
    *,
    source: str,
    leave_out_faulty: bool = False,
) -> ImportView:
    """Do what the table would do, all of it or nothing.

    ``Invalid`` names each problem as ``"<line>-<field>"``, unless faulty rows are to be left out; and a table that
    changes nothing.
    """
    association = require_leader(unit, actor, association_id)
    unit.session.rollback()  # the transaction that reads ends here: what follows begins with the write lock
    with unit.transaction() as session:
        plan = plan_import(unit, actor, association_id, rows, kind, language)
        wrong = {f"{row.line}-{field}": problem for row in plan.rows for field, problem in row.problems.items()}
        if wrong and not leave_out_faulty:
            raise Invalid(wrong)
        changing = [row for row in plan.rows if row.outcome in CHANGING]
        if not changing:
            raise invalid("table", "nothing_to_take_in")
        present = current_memberships(session, association_id, unit.now().date())
        by_email, by_name = _index(present)
        changes = []
        for row in changing:
            meant = _member_meant(row.member, row.member.email.strip().lower(), by_email, by_name)
            changes.append(_apply(unit, session, association, row, meant))
        batch = MemberImport(
            association_id=association_id, user_id=actor.user_id, source=source, changes=changes, created_at=unit.now()
        )
        session.add(batch)
        session.flush()
        record(session, actor, "members_imported", "association", str(association_id), members=len(changes))
        return _view(batch)


def _apply(
    unit: Unit, session: Session, association: Association, row: PlannedRow, membership: Membership | None
) -> dict[str, Any]:
    name = row.member.institution.strip()
    at = select(Institution.id).where(Institution.region_id == association.region_id, Institution.name == name)
    new_institution = session.scalar(at) is None
    institution = institution_of(session, association, name, row.member.institution_kind)
    made = {"new_institution": str(institution.id) if new_institution else None}
    if membership is None:
        known = session.scalar(select(Person.id).where(Person.email == (row.member.email.strip().lower() or None)))
        return {
            "change": "added",
            "membership": str(join(unit, session, association, row.member).id),
            "new_person": known is None,
            **made,
        }
    before = {
        "membership": str(membership.id),
        "institution": str(membership.institution_id) if membership.institution_id else None,
        "name": membership.person.name,
        "email": membership.person.email,
        **made,
    }
    membership.institution_id = institution.id
    membership.person.name = row.member.name.strip()
    membership.person.email = row.member.email.strip().lower() or membership.person.email
    session.flush()
    return {"change": "moved" if row.outcome is Outcome.MOVED else "corrected", **before}


def imports_of(unit: Unit, actor: Actor, association_id: uuid.UUID) -> tuple[ImportView, ...]:
    """Imports of an association, the newest first."""
    require_leader(unit, actor, association_id)
    rows = unit.session.scalars(
        select(MemberImport)
        .where(MemberImport.association_id == association_id)
        .order_by(MemberImport.created_at.desc())
    )
    return tuple(_view(row) for row in rows)


def _view(row: MemberImport) -> ImportView:
    def count(change: str) -> int:
        return sum(each["change"] == change for each in row.changes)

    return ImportView(row.id, row.created_at, count("added"), count("moved"), count("corrected"), row.undone_at)


def undo_import(unit: Unit, actor: Actor, import_id: uuid.UUID) -> ImportView:
    """Take an import back: those added are no members any more, the rest stand as before.

    ``Conflict`` where it was undone already, a later import stands on it, or someone it added was invited meanwhile.
    """
    association_id = unit.session.scalar(select(MemberImport.association_id).where(MemberImport.id == import_id))
    if association_id is None:
        raise NotFound("import")
    require_leader(unit, actor, association_id)
    unit.session.rollback()
    with unit.transaction() as session:
        batch = session.execute(select(MemberImport).where(MemberImport.id == import_id).with_for_update()).scalar_one()
        later = select(MemberImport.id).where(
            MemberImport.association_id == association_id,
            MemberImport.created_at > batch.created_at,
            MemberImport.undone_at.is_(None),
        )
        if batch.undone_at is not None or session.scalar(later) is not None:
            raise Conflict("import_not_the_newest")
        for change in reversed(batch.changes):
            _take_back(session, change)
        session.flush()
        _remove_unused(session, [change["new_institution"] for change in batch.changes if change["new_institution"]])
        batch.undone_at = unit.now()
        record(session, actor, "members_import_undone", "association", str(association_id), members=len(batch.changes))
        return _view(batch)


def _take_back(session: Session, change: Mapping[str, Any]) -> None:
    membership = session.get(Membership, uuid.UUID(change["membership"]))
    if membership is None:
        return
    person = membership.person
    if change["change"] == "added":
        if session.scalar(select(Invitation.id).where(Invitation.membership_id == membership.id).limit(1)) is not None:
            raise Conflict("import_in_use")
        alone = len(person.memberships) == 1
        account = session.scalar(select(User.id).where(User.person_id == person.id).limit(1))
        session.delete(person if change["new_person"] and alone and account is None else membership)
        return
    membership.institution_id = uuid.UUID(change["institution"]) if change["institution"] else None
    person.name, person.email = change["name"], change["email"]


def _remove_unused(session: Session, made: Iterable[str]) -> None:
    """Institutions the import made, where nobody has come to belong to them otherwise."""
    for place in map(uuid.UUID, made):
        used = session.scalar(select(Membership.id).where(Membership.institution_id == place).limit(1))
        institution = session.get(Institution, place)
        if used is None and institution is not None:
            session.delete(institution)
