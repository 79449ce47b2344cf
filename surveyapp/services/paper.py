"""Paper forms: each carries a number instead of a name, and someone other than the leader types it in.

The helper's desk takes a form's number and opens that member's form. A form begun online is not opened at the desk, one
begun at the desk is not opened by another desk, and one that was sent by nobody: what was typed in is changed in the
same browser alone, which holds its receipt code.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surveyapp.services.access import Actor, require_led_run
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Forbidden, NotFound, invalid
from surveyapp.services.roles import RoleName
from surveyapp.services.sealing import (
    desk_secret,
    draft_key,
    form_number,
    link_secret,
    link_text,
    read_link_text,
    secret_hash,
)
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft
from surveyapp.store.collecting import PaperDesk
from surveyapp.store.people import Membership
from surveyapp.store.surveys import Addressing, Invitation, Mode, Run, RunStatus

HELPER_LIMIT = 200


@dataclass(frozen=True, slots=True)
class DeskView:
    """A helper's desk, for the leader."""

    id: uuid.UUID
    helper: str
    link: str
    ended: bool


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A helper's desk, as the helper finds it."""

    run_id: uuid.UUID
    association_id: uuid.UUID
    association: str
    language: str
    helper: str
    open: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """What one member is handed on paper: her name for handing it over, her link, the number of her form."""

    name: str
    institution: str
    language: str
    link: str
    """Empty where a mail brings it: nobody else sees it."""
    number: str

    @property
    def handed(self) -> bool:
        """Whether no mail brings the link."""
        return bool(self.link)


def slips_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[Slip, ...]:
    """A slip for each invited member, for the leader to print; in no meaningful order.

    ``Conflict`` unless the run is open and members have links of their own.
    """
    run = require_led_run(unit, actor, run_id)
    if run.status != RunStatus.OPEN or run.addressing != Addressing.PERSONAL:
        raise Conflict("no_personal_links")
    rows = unit.session.scalars(
        select(Invitation)
        .options(joinedload(Invitation.membership).joinedload(Membership.institution))
        .where(Invitation.run_id == run.id, ~Invitation.cancelled)
    )
    return tuple(
        Slip(
            row.name,
            row.membership.institution.name if row.membership and row.membership.institution else "",
            row.language,
            f"{unit.public_url}/a/{link_text(secret)}" if row.handed else "",
            form_number(secret),
        )
        for row in rows
        for secret in (link_secret(unit.secret, row.id, row.link_number),)
    )


def print_slips(
    unit: Unit, actor: Actor, run_id: uuid.UUID, *, without_address: bool = False, language: str | None = None
) -> tuple[Slip, ...]:
    """Slips to be printed, of those whom no mail reaches; with a language its numbered forms, of all unless told.

    Noted in the audit trail, because of the links. A form of a member who has her link by mail carries its number
    alone. Refused as `slips_of`.
    """
    slips = tuple(
        slip
        for slip in slips_of(unit, actor, run_id)
        if (slip.handed or (language is not None and not without_address)) and language in (None, slip.language)
    )
    if slips:
        with unit.transaction() as session:
            action = "slips_printed" if language is None else "numbered_forms_printed"
            record(session, actor, action, "run", str(run_id), members=len(slips))
    return slips


def desks_of(unit: Unit, actor: Actor, run_id: uuid.UUID) -> tuple[DeskView, ...]:
    """The helpers' desks of a run, the first made first."""
    run = require_led_run(unit, actor, run_id)
    rows = unit.session.scalars(select(PaperDesk).where(PaperDesk.run_id == run.id).order_by(PaperDesk.created_at))
    return tuple(
        DeskView(
            row.id,
            row.helper,
            f"{unit.public_url}/p/{link_text(desk_secret(unit.secret, row.id))}",
            row.ended_at is not None,
        )
        for row in rows
    )


def open_desk(unit: Unit, actor: Actor, run_id: uuid.UUID, helper: str) -> uuid.UUID:
    """Make a desk for a helper, named for all to read. ``Invalid`` without a name, ``Conflict`` unless open."""
    run = require_led_run(unit, actor, run_id)
    if not helper.strip():
        raise invalid("helper", "name_missing")
    if len(helper) > HELPER_LIMIT:
        raise invalid("helper", "too_long", max=HELPER_LIMIT, length=len(helper))
    with unit.transaction() as session:
        if run.status != RunStatus.OPEN or run.addressing != Addressing.PERSONAL:
            raise Conflict("run_not_open")
        desk_id = uuid.uuid4()
        hashed = secret_hash(desk_secret(unit.secret, desk_id))
        session.add(
            PaperDesk(id=desk_id, run_id=run.id, helper=helper.strip(), secret_hash=hashed, created_at=unit.now())
        )
        record(session, actor, "paper_desk_opened", "run", str(run.id))
        return desk_id


def end_desk(unit: Unit, actor: Actor, desk_id: uuid.UUID) -> None:
    """Let a helper's link open nothing any more."""
    desk = unit.session.get(PaperDesk, desk_id)
    if desk is None:
        raise NotFound("paper_desk")
    require_led_run(unit, actor, desk.run_id)
    with unit.transaction() as session:
        desk.ended_at = unit.now()
        record(session, actor, "paper_desk_ended", "run", str(desk.run_id))


def set_paper_closing(unit: Unit, actor: Actor, run_id: uuid.UUID, closes_at: datetime | None) -> None:
    """Until when paper forms are typed in; None for the same day as online. ``Invalid`` before that day."""
    require_led_run(unit, actor, run_id)
    unit.session.rollback()
    with unit.transaction() as session:
        run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
        if run.status != RunStatus.OPEN:
            raise Conflict("run_not_open")
        if closes_at is not None and run.closes_at is not None and closes_at < run.closes_at:
            raise invalid("paper_closes_at", "before_last_day")
        run.paper_closes_at = closes_at
        record(session, actor, "paper_closing_changed", "run", str(run.id))


def _desk(unit: Unit, desk_link: str) -> PaperDesk:
    secret = read_link_text(desk_link)
    desk = secret and unit.session.scalar(
        select(PaperDesk).where(PaperDesk.secret_hash == secret_hash(secret), PaperDesk.ended_at.is_(None))
    )
    if not desk:
        raise NotFound("link")
    return desk


def desk_of(unit: Unit, actor: Actor, desk_link: str) -> OpenDesk:
    """A helper's desk. ``NotFound`` for a link that opens none; ``Forbidden`` for the leader, unless in named mode."""
    desk = _desk(unit, desk_link)
    _not_the_leader(actor, desk.run)
    run = desk.run
    last = run.paper_closes_at or run.closes_at
    takes = run.status == RunStatus.OPEN and (last is None or unit.now() < last)
    language = run.association.language
    return OpenDesk(run.id, run.association_id, run.association.name(language), language, desk.helper, takes)


def _not_the_leader(actor: Actor, run: Run) -> None:
    if run.mode != Mode.NAMED and run.association_id in actor.associations(RoleName.LEADER):
        raise Forbidden("not_by_the_leader")


def _begun_online(session: Session, row: Invitation, link: bytes) -> bool:
    """Whether a member has begun by her link; after a new link, or where she began again, since then."""
    if row.opened and not row.turn:
        return True
    return session.scalar(select(Draft.key).where(Draft.key == draft_key(link))) is not None


def take_form(unit: Unit, actor: Actor, desk_link: str, number: str) -> tuple[uuid.UUID, str]:
    """Take a paper form by its number: the run, and the secret under which it is typed in.

    ``Invalid`` for a number no form of this survey has; ``Conflict`` for one that was sent, was begun online or taken
    by another desk, and where no paper forms are taken any more.
    """
    with unit.transaction() as session:
        desk = _desk(unit, desk_link)
        _not_the_leader(actor, desk.run)
        last = desk.run.paper_closes_at or desk.run.closes_at
        if desk.run.status != RunStatus.OPEN or (last is not None and unit.now() >= last):
            raise Conflict("run_closed")
        wanted = "".join(sign for sign in number.upper() if sign.isalnum())
        rows = session.scalars(
            select(Invitation).where(Invitation.run_id == desk.run_id, ~Invitation.cancelled).with_for_update()
        )
        for row in rows:
            secret = link_secret(unit.secret, row.id, row.link_number)
            if form_number(secret).replace("-", "") != wanted:
                continue
            if row.paper_desk_id is None and _begun_online(session, row, secret):
                raise Conflict("form_begun_online")
            if row.answered and not row.voided:
                raise Conflict("form_sent")
            if row.paper_desk_id not in (None, desk.id):
                raise Conflict("form_at_another_desk")
            row.paper_desk_id = desk.id
            return desk.run_id, link_text(secret)
        raise invalid("number", "no_such_form")
