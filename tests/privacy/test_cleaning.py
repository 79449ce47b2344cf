"""What was deleted lies on nowhere in the database's files: of closed surveys, of votes, of erased texts.

The attacker takes the files once it is said to be cleaned, and holds the installation's secret too: what she finds of a
ballot she can open. PostgreSQL's statistics are a copy of what is in the columns, so they are gathered while a vote is
open. Where another program is reading, nothing may be called clean that is not.
"""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection, LargeBinary, NullPool, create_engine, select, text

from surveyapp.config import Config
from surveyapp.services import cleaning, closing, corrections, erasure, responding, voting
from surveyapp.services.access import SYSTEM
from surveyapp.services.ballots import cast_ballot
from surveyapp.services.modes import Mode
from surveyapp.services.proposals import make_group
from surveyapp.services.sealing import link_secret, link_text, secret_hash
from surveyapp.services.unit import Unit
from surveyapp.services.voting import VoteInput
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.cleaning import Cleaning, CleaningOutcome, CleaningReason
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Invitation, Run
from surveyapp.store.tables import metadata
from surveyapp.store.voting import Ballot, Vote
from tests.leaders import World, make_run, make_world
from tests.privacy.taken import snapshot
from tests.towns import Town

AT_ONCE = 10.0
"""Seconds that closing may take beside a reader: it waited half a minute for SQLite's."""
PIECE = 24
"""Bytes in a row of something sealed that nobody else has."""


def pieces(content: bytes) -> list[bytes]:
    """Parts of something sealed, from all over it: a file may hold half of it."""
    return [content[at : at + PIECE] for at in range(0, len(content) - PIECE, 96)]


def found(hay: bytes, contents: list[bytes]) -> int:
    """Of how many of these something is there."""
    return sum(any(piece in hay for piece in pieces(content)) for content in contents)


def gather_statistics(unit: Unit) -> None:
    """As the server does by itself where enough rows have changed."""
    unit.session.rollback()
    engine = create_engine(unit.session.get_bind().engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))


@contextmanager
def reader(config: Config) -> Iterator[Connection]:
    """Another program that reads for hours: a backup."""
    engine = create_engine(config.database_url, poolclass=NullPool)
    if not config.database_url.startswith("sqlite"):
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        connection.execute(text("SELECT count(*) FROM region"))
        yield connection
        connection.rollback()


class OpenVote:
    """A vote with ten ballots, and what is sealed of it."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.world: World = make_world(unit)
        self.run_id = make_run(unit, self.world, proposals=[f"Priekšlikums {number}" for number in range(6)])
        ids = unit.session.scalars(select(Proposal.id).where(Proposal.run_id == self.run_id)).all()
        unit.session.rollback()
        groups = [make_group(unit, self.world.leader, self.run_id, [each]) for each in ids]
        links = []
        with unit.transaction() as session:
            for number in range(10):
                invitation_id = uuid.uuid4()
                secret = link_secret(unit.secret, invitation_id)
                session.add(
                    Invitation(
                        id=invitation_id,
                        run_id=self.run_id,
                        name=f"Ilze Kalna {number}",
                        language="lv",
                        secret_hash=secret_hash(secret),
                    )
                )
                links.append(link_text(secret))
        closes_at = unit.now() + timedelta(days=7)
        voting.open_vote(unit, self.world.leader, self.run_id, VoteInput(groups, 2, closes_at))
        receipts = [cast_ballot(unit, link, [number % 6]) for number, link in enumerate(links)]
        gather_statistics(unit)
        self.sealed = [bytes(each) for row in unit.session.execute(select(Ballot.sealed, Ballot.own)) for each in row]
        self.keys = [bytes(key) for key in unit.session.scalars(select(Vote.wrapped_private_key)) if key]
        for number in range(0, 10, 2):  # replaced before closing: the first ones lie somewhere too
            cast_ballot(unit, links[number], [(number + 1) % 6], receipts[number])
        unit.session.rollback()


@pytest.fixture
def vote(unit: Unit) -> OpenVote:
    return OpenVote(unit)


def test_nothing_is_left_of_the_ballots_of_a_closed_vote(unit: Unit, config: Config, vote: OpenVote) -> None:
    before = snapshot(unit, config).tables
    assert found(before, vote.keys) == 1, "the test finds what lies there"
    assert found(before, vote.sealed) >= 10
    assert voting.close_vote(unit, vote.world.leader, vote.run_id) == 10
    after = snapshot(unit, config).tables
    assert found(after, vote.sealed) == 0
    assert found(after, vote.keys) == 0


def test_nothing_is_left_of_the_ballots_of_a_vote_taken_back(unit: Unit, config: Config, vote: OpenVote) -> None:
    assert found(snapshot(unit, config).tables, vote.sealed) >= 10
    voting.take_back_vote(unit, vote.world.leader, vote.run_id)
    after = snapshot(unit, config).tables
    assert found(after, vote.sealed) == 0
    assert found(after, vote.keys) == 0


class ClosedSurvey:
    """A survey closed with six answers, each with words of its own."""

    def __init__(self, unit: Unit, mode: Mode) -> None:
        self.town = Town(unit)
        self.run_id = self.town.open(mode)
        self.words = [f"Vārdi {secrets.token_hex(12)}" for _ in range(6)]
        for link, words in zip(self.town.links(self.run_id), self.words, strict=False):
            answers = {"overall": "4", "comment": words, "proposals": [{"id": uuid.uuid4().hex, "text": "Vairāk"}]}
            responding.submit(self.town.unit, link, answers, "lv")
        closing.close_run(self.town.unit, SYSTEM, self.run_id)
        gather_statistics(unit)

    def whose(self, number: int) -> uuid.UUID:
        """The invitation behind these words, where the mode knows it."""
        rows = self.town.unit.session.scalars(select(Response).where(Response.run_id == self.run_id)).all()
        (found,) = [row.invitation_id for row in rows if row.answers["comment"] == self.words[number]]
        self.town.unit.session.rollback()
        assert found
        return found

    def marks(self, number: int) -> list[bytes]:
        """How a word may stand in a file: as it is, and as JSON."""
        return [self.words[number].split()[1].encode()]


@pytest.mark.parametrize("mode", [Mode.ANONYMOUS, Mode.CONFIDENTIAL, Mode.NAMED])
def test_nothing_is_left_of_a_text_that_was_erased(unit: Unit, config: Config, mode: Mode) -> None:
    survey = ClosedSurvey(unit, mode)
    assert survey.marks(2)[0] in snapshot(unit, config).tables
    erasure.erase_text(survey.town.unit, survey.town.leader, survey.run_id, "comment", survey.words[2])
    after = snapshot(unit, config).tables
    assert survey.marks(2)[0] not in after
    assert survey.marks(3)[0] in after, "the others stay"


def test_nothing_is_left_of_answers_that_were_erased(unit: Unit, config: Config) -> None:
    survey = ClosedSurvey(unit, Mode.CONFIDENTIAL)
    invitation_id = survey.whose(1)
    erasure.erase_response(survey.town.unit, survey.town.leader, survey.run_id, invitation_id)
    after = snapshot(unit, config).tables
    assert survey.marks(1)[0] not in after
    assert survey.marks(0)[0] in after


def test_nothing_is_left_of_a_correction_taken_back(unit: Unit, config: Config) -> None:
    survey = ClosedSurvey(unit, Mode.NAMED)
    invitation_id, words = survey.whose(1), secrets.token_hex(12)
    at = (survey.town.unit, survey.town.leader, survey.run_id, invitation_id)
    corrections.correct_response(*at, {"overall": "4", "comment": f"Labots {words}"})
    assert words.encode() in snapshot(unit, config).tables
    corrections.take_correction_back(*at)
    assert words.encode() not in snapshot(unit, config).tables


def test_no_sample_is_taken_of_what_is_sealed(unit: Unit, vote: OpenVote) -> None:
    """PostgreSQL keeps samples of columns where nobody overwrites them; of an emptied table they stay for ever."""
    if unit.session.get_bind().dialect.name != "postgresql":
        return
    tables = ("draft", "intake", "ballot", "run", "vote", "proposal")
    for table in tables:
        for column in metadata.tables[table].columns:
            sealed = isinstance(column.type, LargeBinary) and column.name != "shared_hash"
            if sealed or (table == "proposal" and column.name in ("text", "masked")):
                target = unit.session.scalar(
                    text(
                        "SELECT attstattarget FROM pg_attribute WHERE attrelid = CAST(:t AS regclass) AND attname = :c"
                    ),
                    {"t": table, "c": column.name},
                )
                assert target == 0, f"{table}.{column.name}"
    kept = unit.session.execute(text("SELECT attname FROM pg_stats WHERE tablename = 'ballot'")).scalars().all()
    assert "vote_id" in kept, "the server has looked"
    assert not {"key", "sealed", "own"} & set(kept)


# --- Beside somebody who reads ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Deed:
    """Something that deletes, and what may not be left of it."""

    run_id: uuid.UUID
    do: Callable[[], object]
    gone: list[bytes]


@pytest.fixture(params=["survey", "vote", "vote taken back", "text"])
def deed(request: pytest.FixtureRequest, unit: Unit) -> Deed:
    match request.param:
        case "survey":
            town = Town(unit)
            run_id = town.open()
            for link in town.links(run_id):
                responding.save_draft(town.unit, link, {"comment": "Paldies"}, "lv")
                responding.submit(town.unit, link, {"overall": "4"}, "lv")
            sealed = [bytes(each) for each in unit.session.scalars(select(Intake.envelope))]
            sealed += [bytes(each) for each in unit.session.scalars(select(Draft.sealed))]
            sealed += [bytes(each) for each in unit.session.scalars(select(Run.wrapped_private_key)) if each]
            unit.session.rollback()
            return Deed(run_id, lambda: closing.close_run(town.unit, SYSTEM, run_id), sealed)
        case "text":
            survey = ClosedSurvey(unit, Mode.ANONYMOUS)
            at = (survey.town.unit, survey.town.leader, survey.run_id, "comment", survey.words[2])
            return Deed(survey.run_id, lambda: erasure.erase_text(*at), survey.marks(2))
        case _:
            vote = OpenVote(unit)
            end = voting.close_vote if request.param == "vote" else voting.take_back_vote
            return Deed(vote.run_id, lambda: end(unit, vote.world.leader, vote.run_id), vote.sealed + vote.keys)


def test_who_reads_delays_cleaning_and_nothing_else(unit: Unit, config: Config, deed: Deed) -> None:
    """A backup reads: what is done is done at once and said not to be clean; once it ends the worker cleans."""
    with reader(config):
        began = time.monotonic()
        deed.do()
        assert time.monotonic() - began < AT_ONCE
        (waiting,) = cleaning.waiting_for(unit, deed.run_id)
        assert waiting.outcome in (CleaningOutcome.READ, CleaningOutcome.BUSY)
        assert lies_there(deed.gone, snapshot(unit, config).tables), "so it is true"
        assert not cleaning.clean(unit), "the worker a minute later"
        (order,) = unit.session.scalars(
            select(Cleaning).where(Cleaning.run_id == deed.run_id, Cleaning.done_at.is_(None))
        )
        assert order.tries == 2
        unit.session.rollback()
    assert cleaning.clean(unit)
    assert cleaning.waiting_for(unit, deed.run_id) == ()
    assert not lies_there(deed.gone, snapshot(unit, config).tables)


def lies_there(contents: Sequence[bytes], hay: bytes) -> bool:
    """Whether anything of these is there, whole or in part."""
    return any(each in hay for each in contents if len(each) <= PIECE) or found(hay, list(contents)) > 0


def test_a_table_in_use_keeps_nothing_from_closing(unit: Unit, config: Config) -> None:
    """Another program holds the drafts: the survey closes, and cleaning waits for it."""
    town = Town(unit)
    run_id = town.open()
    responding.submit(town.unit, town.links(run_id)[0], {"overall": "4"}, "lv")
    engine = create_engine(config.database_url, poolclass=NullPool)
    with engine.connect() as other:
        other.execute(text("SELECT count(*) FROM draft"))  # PostgreSQL holds the table until the transaction ends
        assert closing.close_run(town.unit, SYSTEM, run_id).responses == 1
        waiting = cleaning.waiting_for(unit, run_id)
        unit.session.rollback()
        if not config.database_url.startswith("sqlite"):
            assert [each.outcome for each in waiting] == [CleaningOutcome.BUSY]
    assert cleaning.clean(unit)
    assert cleaning.waiting_for(unit, run_id) == ()


def test_an_order_is_lost_with_the_transaction_that_gave_it(unit: Unit, vote: OpenVote) -> None:
    cleaning.order_cleaning(unit.session, CleaningReason.VOTE_CLOSED, vote.run_id)
    unit.session.flush()
    assert len(cleaning.waiting_for(unit, vote.run_id)) == 1
    unit.session.rollback()
    assert cleaning.waiting_for(unit, vote.run_id) == ()


def test_while_a_survey_is_open_what_was_replaced_is_overwritten(unit: Unit, config: Config) -> None:
    """Without a trace of when: orders would be a list of moments at which somebody answered."""
    town = Town(unit)
    run_id = town.open()
    link = town.links(run_id)[3]
    receipt = responding.submit(town.unit, link, {"overall": "4"}, "lv")
    first = [bytes(each) for each in unit.session.scalars(select(Intake.envelope))]
    unit.session.rollback()
    responding.submit(town.unit, link, {"overall": "2"}, "lv", receipt=receipt)
    assert found(snapshot(unit, config).tables, first) == 1
    assert cleaning.sweep(unit)
    assert found(snapshot(unit, config).tables, first) == 0
    assert unit.session.scalars(select(Cleaning)).all() == []
