"""Closing a run: the ballot box is opened once, shuffled, and its key destroyed; then the release is cut.

Opening and destroying is one transaction: either all responses stand and no envelope is left, or nothing happened.
That the files are overwritten too is ordered in it and done after it (`cleaning`); closing does not wait for it.
Cutting reads the responses only and gives the same file however often it is done, so a cut that was interrupted is
simply done again.
"""

from __future__ import annotations

import contextlib
import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Executable, Row, Text, bindparam, cast, delete, func, insert, select, update
from sqlalchemy.orm import Session

from surveyapp.dataset import SEGMENTS_BY, DamagedRelease, UnreadableAnswer, cut, verify
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.cleaning import clean, order_cleaning
from surveyapp.services.closing_progress import Progress, telling
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.forms import only, run_questionnaire
from surveyapp.services.outbox import queue_closing_notices
from surveyapp.services.sealing import open_envelope, turn_mark, unpack, unwrap_run_key
from surveyapp.services.trials import discard_trials
from surveyapp.services.unit import Unit
from surveyapp.services.year_codes import pair_of_person
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.cleaning import CleaningReason
from surveyapp.store.people import Membership
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Addressing, Invitation, Mode, Run, RunStatus

BATCH = 2000
"""Rows written at a time, so that a hundred thousand envelopes do not stand in memory twice."""

UNREADABLE = "unreadable_answer"
"""Code of the `Conflict` with answers that do not fit their questionnaire."""
WITHHELD = "results_withheld"
"""Code of the `Conflict` where answers were erased, and results beside the earlier ones would tell them."""

shuffle_source = random.SystemRandom()

Open = Callable[[bytes], dict[str, Any]]
Envelope = Row[bytes, uuid.UUID | None, bytes]
"""Where it lies, whose it is, and what is to be opened."""
Contents = list[tuple[uuid.UUID | None, dict[str, Any]]]

_SELECT_ENVELOPES = select(Intake.key, Intake.invitation_id, Intake.envelope).where(
    Intake.key.in_(bindparam("batch", expanding=True))
)
_INSERT_RESPONSES: Executable = insert(Response.__table__)  # type: ignore[arg-type] # every mapped class has a Table


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing gave."""

    run_id: uuid.UUID
    invited: int
    """0 where one link went to all."""
    responses: int
    proposals: int
    release_id: str


def close_run(unit: Unit, actor: Actor, run_id: uuid.UUID, progress: Progress | None = None) -> Closed:
    """Close an open run and cut its release.

    ``NotFound`` for no such run, ``Forbidden`` for anyone but the association's leader, ``Conflict`` for a run that is
    not open.
    """
    association_id = unit.session.scalar(select(Run.association_id).where(Run.id == run_id))
    if association_id is None:
        raise NotFound("run")
    require_leader(unit, actor, association_id)
    unit.session.rollback()  # the transaction that reads ends here: what follows begins with the write lock
    with telling(unit.releases, run_id, progress) as told:
        with unit.transaction() as session:
            run = session.execute(select(Run).where(Run.id == run_id).with_for_update()).scalar_one()
            if run.status != RunStatus.OPEN:
                raise Conflict("run_not_open")
            discard_trials(unit, session, run.id)
            _empty_ballot_box(unit, session, run, told)
            run.invited = _invited(session, run)
            run.status = RunStatus.CLOSED
            run.closed_at = unit.now()
            run.public_key = None
            run.wrapped_private_key = None
            queue_closing_notices(session, run)
            order_cleaning(session, CleaningReason.SURVEY_CLOSED, run.id)
            record(session, actor, "run_closed", "run", str(run.id))
        clean(unit)
        release_id = ensure_release(unit, run_id)
    counted = unit.session.execute(
        select(
            Run.invited,
            select(func.count()).where(Response.run_id == run_id).scalar_subquery(),
            select(func.count()).where(Proposal.run_id == run_id).scalar_subquery(),
        ).where(Run.id == run_id)
    ).one()
    return Closed(run_id, counted[0] or 0, counted[1], counted[2], release_id)


def _invited(session: Session, run: Run) -> int | None:
    """N: invitations not cancelled; None where one link went to all, as nobody knows how many it reached."""
    if run.addressing == Addressing.SHARED:
        return None
    return session.scalar(
        select(func.count()).select_from(Invitation).where(Invitation.run_id == run.id, ~Invitation.cancelled)
    )


def _empty_ballot_box(unit: Unit, session: Session, run: Run, progress: Progress) -> None:
    open_one = _opener(unit, run)
    keys = list(session.scalars(select(Intake.key).where(Intake.run_id == run.id)))
    shuffle_source.shuffle(keys)
    proposals: list[dict[str, Any]] = []
    members: Counter[str] = Counter()
    done = 0
    turns = _turns(unit, session, run)
    for opened in _opened(session, keys, open_one):
        contents = [each for each in opened if _counts(each[1], turns)]
        responses = [
            {
                "id": uuid.uuid4(),
                "run_id": run.id,
                "mode": run.mode,
                "invitation_id": invitation_id,
                "answers": content["answers"],
                **({"pair": _pair(content)} if run.year_codes else {}),
            }
            for invitation_id, content in contents
        ]
        if responses:
            _lay(session.connection(), responses)
        proposals.extend(_proposal(run.id, proposal) for _, content in contents for proposal in content["proposals"])
        for _, content in contents:
            members.update({proposal["language"] for proposal in content["proposals"] if proposal.get("language")})
        done += len(opened)
        progress(done, len(keys))
    _forget_rare_languages(proposals, members, unit.thresholds.proposals)
    _own_ids(session, proposals)
    shuffle_source.shuffle(proposals)
    for start in range(0, len(proposals), BATCH):
        session.execute(insert(Proposal), proposals[start : start + BATCH])
    session.execute(delete(Intake).where(Intake.run_id == run.id))
    session.execute(delete(Draft).where(Draft.run_id == run.id))


def _turns(unit: Unit, session: Session, run: Run) -> set[str]:
    """The marks of the turns that count: the present one of each invitation."""
    rows = session.execute(select(Invitation.id, Invitation.turn).where(Invitation.run_id == run.id, ~Invitation.trial))
    return {turn_mark(unit.secret, invitation_id, turn).hex() for invitation_id, turn in rows}


def _counts(content: Mapping[str, Any], turns: set[str]) -> bool:
    """Whether an envelope was sent in a turn that has not ended; each turn counts once, and is taken out here.

    An envelope without a mark was sent before there were turns; the end of one takes it out of the ballot box itself.
    """
    if "turn" not in content:
        return True
    if content["turn"] not in turns:
        return False
    turns.remove(content["turn"])
    return True


def _lay(connection: Connection, responses: Sequence[Mapping[str, Any]]) -> None:
    """Write responses; on PostgreSQL as one COPY, which costs it a third of so many INSERTs."""
    if connection.dialect.name != "postgresql":
        connection.execute(_INSERT_RESPONSES, responses)
        return
    columns = tuple(responses[0])
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY response ({', '.join(columns)}) FROM STDIN") as copy:
        for row in responses:
            written = {**row, "mode": str(row["mode"]), "answers": json.dumps(row["answers"])}
            copy.write_row([written[column] for column in columns])


def _opener(unit: Unit, run: Run) -> Open:
    """How this run's envelopes are opened. Only anonymous ones are sealed."""
    if run.mode != Mode.ANONYMOUS:
        return unpack
    if run.wrapped_private_key is None:
        raise Conflict("run_not_open")
    return partial(open_envelope, unwrap_run_key(unit.secret, run.id, run.wrapped_private_key))


def _opened(session: Session, keys: Sequence[bytes], open_one: Open) -> Iterator[Contents]:
    """Whose envelopes (None for the anonymous) and what lay in them, in the order of the keys, batch by batch.

    One thread opens a batch while the rows of the one before are written: the work of libsodium is half of closing.
    """
    with ThreadPoolExecutor(1) as opener:
        waiting: Future[Contents] | None = None
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            found = session.connection().execute(_SELECT_ENVELOPES, {"batch": batch}).all()
            following = opener.submit(_open_all, batch, found, open_one)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()


def _open_all(batch: Sequence[bytes], found: Sequence[Envelope], open_one: Open) -> Contents:
    # The database gives them back in the order of their keys; the shuffled order is the one to write in.
    place = {key: number for number, key in enumerate(batch)}
    return [(row[1], open_one(row[2])) for row in sorted(found, key=lambda row: place[row[0]])]


def _pair(content: Mapping[str, Any]) -> bytes | None:
    """What pairs a response with other years; a form typed in from paper has none."""
    return bytes.fromhex(content["pair"]) if "pair" in content else None


def _proposal(run_id: uuid.UUID, proposal: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid.UUID(hex=proposal["id"]),
        "run_id": run_id,
        "text": proposal["text"],
        "direction": proposal.get("direction"),
        "language": proposal.get("language"),
    }


def _forget_rare_languages(proposals: Iterable[dict[str, Any]], members: Mapping[str, int], fewest: int) -> None:
    """Keep the language of proposals only where so many members wrote some in it: of one member it would name her.

    Nothing else keeps it: beside the text there is no trace of which of the rare languages it was.
    """
    for proposal in proposals:
        if proposal["language"] is not None and members[proposal["language"]] < fewest:
            proposal["language"] = None


def _own_ids(session: Session, proposals: list[dict[str, Any]]) -> None:
    """Give a new random id where one is taken: ids come from browsers, and no browser may keep a run from closing."""
    taken: set[uuid.UUID] = set()
    for start in range(0, len(proposals), BATCH):
        ids = [proposal["id"] for proposal in proposals[start : start + BATCH]]
        taken.update(session.scalars(select(Proposal.id).where(Proposal.id.in_(ids))))
    for proposal in proposals:
        if proposal["id"] in taken:
            proposal["id"] = uuid.uuid4()
        taken.add(proposal["id"])


def ensure_release(unit: Unit, run_id: uuid.UUID) -> str:
    """The release of a closed run, cut now if it was not.

    ``Conflict`` for a run that is not closed ("run_not_closed"), and for one that holds an answer which does not fit
    its questionnaire ("unreadable_answer", of `question`): such rows were not written by this program;
    ("results_withheld") after erasure, until five or more answers are gone. Then only the questions that may be
    counted anew are in it, and nothing pairs its rows.
    """
    run = unit.session.get(Run, run_id)
    if run is None:
        raise NotFound("run")
    if run.status != RunStatus.CLOSED:
        raise Conflict("run_not_closed")
    if run.erased:
        raise Conflict(WITHHELD)
    questionnaire = run_questionnaire(unit.session, run.id, run.document_hash)
    answers, pairs = stored_answers(unit, run, questionnaire.key)
    if run.recounted is not None:
        questionnaire, pairs = only(questionnaire, run.recounted), None
    try:
        release_id = cut(
            questionnaire,
            answers,
            pairs=pairs,
            invited=run.invited,
            folder=unit.releases,
            sidecar=_sidecar(run),
        )
    except UnreadableAnswer as error:
        raise Conflict(UNREADABLE, question=error.question) from error
    if run.release_id != release_id:
        unit.session.rollback()
        with unit.transaction() as session:
            session.execute(update(Run).where(Run.id == run_id).values(release_id=release_id))
    return release_id


def mend_releases(unit: Unit) -> int:
    """Hash every release and cut those again that are damaged or missing; how many were. Checks no actor.

    A run whose answers cannot be read is passed over: its pages say so.
    """
    runs = unit.session.execute(select(Run.id, Run.release_id).where(Run.status == RunStatus.CLOSED)).all()
    unit.session.rollback()
    mended = 0
    for run_id, release_id in runs:
        if not _is_whole(unit, release_id):
            with contextlib.suppress(Conflict):
                ensure_release(unit, run_id)
                mended += 1
    return mended


def _is_whole(unit: Unit, release_id: str | None) -> bool:
    if release_id is None:
        return False
    try:
        verify(unit.releases, release_id)
    except DamagedRelease:
        return False
    return True


def stored_answers(unit: Unit, run: Run, questionnaire: str) -> tuple[Iterable[str], list[str | None] | None]:
    """The answers as the JSON they are stored as: a release reads columns from it, no objects are made.

    With them what pairs each with other years: the hash of a code, or of the person where the mode keeps the member.
    Pairs come in the order of the rows' ids.
    """
    stored = select(cast(Response.answers, Text)).where(Response.run_id == run.id)
    if run.mode == Mode.ANONYMOUS and not run.year_codes:
        parts = unit.session.connection().execute(stored, execution_options={"yield_per": BATCH}).partitions()
        return (answers for part in parts for (answers,) in part), None
    whose = stored.add_columns(Response.pair, Membership.person_id)
    whose = whose.outerjoin(Invitation, Invitation.id == Response.invitation_id)
    whose = whose.outerjoin(Membership, Membership.id == Invitation.membership_id).order_by(Response.id)
    rows = unit.session.execute(whose).all()

    def key(pair: bytes | None, person_id: uuid.UUID | None) -> str | None:
        if person_id is not None:
            pair = pair_of_person(unit.secret, run.association_id, questionnaire, person_id)
        return pair.hex() if pair is not None else None

    return [answers for answers, _, _ in rows], [key(pair, person_id) for _, pair, person_id in rows]


def _sidecar(run: Run) -> dict[str, Any]:
    return {
        "run": str(run.id),
        "association": str(run.association_id),
        "period": str(run.survey.period_id),
        "mode": run.mode,
        "closed_at": run.closed_at.isoformat() if run.closed_at else None,
        **({} if run.segments_by is None else {SEGMENTS_BY: run.segments_by}),
    }


def overdue_runs(unit: Unit) -> tuple[uuid.UUID, ...]:
    """Open runs whose last day has passed, the later one for paper forms included."""
    last = func.coalesce(Run.paper_closes_at, Run.closes_at)
    found = tuple(
        unit.session.scalars(
            select(Run.id).where(Run.status == RunStatus.OPEN, Run.closes_at.is_not(None), last <= unit.now())
        )
    )
    unit.session.rollback()
    return found
