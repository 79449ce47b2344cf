"""Taking a table of members in: first what each row would do, then all of it at once, and undoing it.

A row means the present member of this association who has its name and address, else one who has its address and a
word of its name, else one of its name at its institution. What other associations know is not asked. Nothing is stored
before it is confirmed; what was changed is kept with the import, before and after, so that undoing restores exactly
that and refuses where it was changed since.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.definition.problems import Problem
from surveyapp.interchange.members import ReadMember
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.institutions import find_institution, institution_of
from surveyapp.services.invitations import current_memberships
from surveyapp.services.members import MOST_PASTED, MemberInput, address_of, check_member, join, same_words
from surveyapp.services.unit import Unit
from surveyapp.store.collecting import MemberImport
from surveyapp.store.people import Membership
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
    holder: str = ""
    """Another name at the same address: of a present member, whom the row may mean, or of a line further up."""
    asks: bool = False
    """Whether the leader may say that the holder is meant, or is somebody else."""
    membership_id: uuid.UUID | None = None
    """The present member it means."""
    kind: str = ""
    """The kind of institution that will stand: of the one that is there already, else the row's."""


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
    undoable: bool
    """False for one of an earlier version, which did not keep what it had written."""


Meant = Mapping[int, bool]
"""By line: whether the leader says that the holder of the address is meant; else the names decide."""
SAID_NOTHING: Meant = MappingProxyType({})


@dataclass(slots=True)
class _Present:
    """Members present, as the rows of a table find them."""

    everyone: Sequence[Membership]
    named: frozenset[tuple[str, str]]
    """Address and name of every row: a member named by one row is not meant by another."""
    meant: Meant
    taken: set[uuid.UUID] = field(default_factory=set)

    def holder(self, email: str, name: str) -> Membership | None:
        """The one free member who has this address under another name."""
        found = [
            each
            for each in self.everyone
            if each.email == email and each.id not in self.taken and (email, same_words(each.name)) not in self.named
        ]
        return found[0] if email and len(found) == 1 and same_words(found[0].name) != same_words(name) else None

    def namesakes(self, name: str) -> list[Membership]:
        """Members of this name."""
        return [each for each in self.everyone if same_words(each.name) == same_words(name)]

    def who(self, line: int, member: MemberInput) -> tuple[Membership | None, Membership | None]:
        """The present member a row means, and who has its address under another name."""
        email = address_of(member) or ""
        for namesake in self.namesakes(member.name):
            if email and namesake.email == email:
                return self._take(namesake), None
        holder = self.holder(email, member.name)
        if holder is not None and self.meant.get(line, bool(_words(holder.name) & _words(member.name))):
            return self._take(holder), holder
        for namesake in self.namesakes(member.name):
            here = namesake.institution is not None and _key(namesake.institution.name) == _key(member.institution)
            if here and (not email or not namesake.email):
                return self._take(namesake), None
        return None, holder

    def _take(self, membership: Membership) -> Membership | None:
        if membership.id in self.taken:
            return None
        self.taken.add(membership.id)
        return membership


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace("-", " ").split())


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
    return same_words(text)


def plan_import(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    rows: tuple[ReadMember, ...],
    kind: str,
    language: str,
    meant: Meant = SAID_NOTHING,
) -> ImportPlan:
    """What a table would do, row by row; *kind* and *language* stand where the table does not say.

    ``Invalid`` for a table without rows or with more than ``MOST_PASTED``.
    """
    association = require_leader(unit, actor, association_id)
    if not rows:
        raise invalid("table", "nothing_to_take_in")
    if len(rows) > MOST_PASTED:
        raise invalid("table", "too_many_rows", max=MOST_PASTED)
    everyone = current_memberships(unit.session, association_id, unit.now().date())
    inputs = _inputs(rows, kind, language)
    named = frozenset((address_of(member) or "", same_words(member.name)) for _, member in inputs)
    present = _Present(everyone, named, meant)
    seen: dict[tuple[str, str], int] = {}
    above: dict[str, str] = {}
    planned = []
    for row, member in inputs:
        problems = _problems(row, member)
        email = address_of(member) or ""
        earlier = seen.setdefault((_key(member.name), email or _key(member.institution)), row.line)
        if problems:
            planned.append(PlannedRow(row.line, member, Outcome.FAULTY, problems))
        elif earlier != row.line:
            planned.append(PlannedRow(row.line, member, Outcome.DUPLICATE, {}, same_as=earlier))
        else:
            other = above.get(email, "") if email else ""
            above.setdefault(email, member.name)
            planned.append(_planned(unit.session, association, row.line, member, present, other))
    absent = tuple(each.name for each in everyone if each.id not in present.taken)
    return ImportPlan(tuple(planned), absent)


def _planned(
    session: Session, association: Association, line: int, member: MemberInput, present: _Present, above: str
) -> PlannedRow:
    membership, holder = present.who(line, member)
    known = find_institution(session, association, member.institution.strip())
    said: dict[str, Any] = {
        "holder": holder.name if holder is not None else above,
        "asks": holder is not None,
        "membership_id": membership.id if membership is not None else None,
        "kind": known.kind if known is not None else member.institution_kind,
    }
    if membership is None:
        other = next((each.institution.name for each in present.namesakes(member.name) if each.institution), "")
        return PlannedRow(line, member, Outcome.NEW, {}, namesake=other, **said)
    institution = membership.institution.name if membership.institution else ""
    if _key(institution) != _key(member.institution):
        return PlannedRow(line, member, Outcome.MOVED, {}, before=institution, **said)
    if membership.name != member.name:
        return PlannedRow(line, member, Outcome.CORRECTED, {}, before=membership.name, **said)
    if member.email.strip() and not membership.email:
        return PlannedRow(line, member, Outcome.CORRECTED, {}, **said)
    return PlannedRow(line, member, Outcome.SAME, {}, **said)


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
    meant: Meant = SAID_NOTHING,
) -> ImportView:
    """Do what the table would do, all of it or nothing.

    ``Invalid`` names each problem as ``"<line>-<field>"``, unless faulty rows are to be left out; and a table that
    changes nothing.
    """
    association = require_leader(unit, actor, association_id)
    unit.session.rollback()  # the transaction that reads ends here: what follows begins with the write lock
    with unit.transaction() as session:
        plan = plan_import(unit, actor, association_id, rows, kind, language, meant)
        wrong = {f"{row.line}-{field}": problem for row in plan.rows for field, problem in row.problems.items()}
        if wrong and not leave_out_faulty:
            raise Invalid(wrong)
        changing = [row for row in plan.rows if row.outcome in CHANGING]
        if not changing:
            raise invalid("table", "nothing_to_take_in")
        batch = MemberImport(
            association_id=association_id,
            user_id=actor.user_id,
            source=source,
            changes=[_apply(unit, session, association, row) for row in changing],
            created_at=unit.now(),
        )
        session.add(batch)
        session.flush()
        record(session, actor, "members_imported", "association", str(association_id), members=len(changing))
        return _view(batch)


def _apply(unit: Unit, session: Session, association: Association, row: PlannedRow) -> dict[str, Any]:
    name = row.member.institution.strip()
    new = find_institution(session, association, name) is None
    institution = institution_of(session, association, name, row.member.institution_kind)
    made = {"new_institution": str(institution.id) if new else None}
    if row.membership_id is None:
        joined = join(unit, session, association, row.member)
        return {"change": "added", "membership": str(joined.id), "before": {}, "after": _stands(joined), **made}
    membership = session.get_one(Membership, row.membership_id)
    before = _stands(membership)
    membership.institution_id = institution.id
    membership.name = " ".join(row.member.name.split())
    membership.email = address_of(row.member) or membership.email
    session.flush()
    after = _stands(membership)
    changed = [key for key in after if after[key] != before[key]]
    return {
        "change": "moved" if row.outcome is Outcome.MOVED else "corrected",
        "membership": str(membership.id),
        "before": {key: before[key] for key in changed},
        "after": {key: after[key] for key in changed},
        **made,
    }


def _stands(membership: Membership) -> dict[str, str | None]:
    """What an import may write of a member, as it stands now."""
    return {
        "name": membership.name,
        "email": membership.email,
        "language": membership.language,
        "institution": str(membership.institution_id) if membership.institution_id else None,
    }


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

    return ImportView(
        row.id,
        row.created_at,
        count("added"),
        count("moved"),
        count("corrected"),
        row.undone_at,
        all("after" in each for each in row.changes),
    )


def undo_import(unit: Unit, actor: Actor, import_id: uuid.UUID) -> ImportView:
    """Take an import back: those added are no members any more; of the rest what the import wrote is as before it.

    ``Conflict`` where it was undone already, a later import stands on it, someone it added was invited meanwhile, or
    what it wrote was changed since. Nothing outside of its association is touched.
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
        if not _view(batch).undoable:
            raise Conflict("import_of_earlier_version")
        for change in reversed(batch.changes):
            _take_back(session, association_id, change)
        session.flush()
        made = [change["new_institution"] for change in batch.changes if change["new_institution"]]
        _remove_unused(session, association_id, made)
        batch.undone_at = unit.now()
        record(session, actor, "members_import_undone", "association", str(association_id), members=len(batch.changes))
        return _view(batch)


def _take_back(session: Session, association_id: uuid.UUID, change: Mapping[str, Any]) -> None:
    membership = session.get(Membership, uuid.UUID(change["membership"]))
    if membership is None or membership.association_id != association_id:
        raise Conflict("import_changed_since")
    now, before, after = _stands(membership), change["before"], change["after"]
    if membership.left_on is not None or any(now[key] != after[key] for key in after):
        raise Conflict("import_changed_since")
    if change["change"] == "added":
        if session.scalar(select(Invitation.id).where(Invitation.membership_id == membership.id).limit(1)) is not None:
            raise Conflict("import_in_use")
        if membership.user_id is not None:
            raise Conflict("import_changed_since")
        session.delete(membership)
        return
    if "institution" in before:
        place = uuid.UUID(before["institution"]) if before["institution"] else None
        if place is not None and session.get(Institution, place) is None:
            raise Conflict("import_changed_since")
        membership.institution_id = place
    membership.name = before.get("name", membership.name)
    membership.email = before.get("email", membership.email)


def _remove_unused(session: Session, association_id: uuid.UUID, made: Iterable[str]) -> None:
    """Institutions of the association's own that the import made, where nobody has come to belong to them otherwise."""
    for place in map(uuid.UUID, made):
        used = session.scalar(select(Membership.id).where(Membership.institution_id == place).limit(1))
        institution = session.get(Institution, place)
        if used is None and institution is not None and institution.association_id == association_id:
            session.delete(institution)
