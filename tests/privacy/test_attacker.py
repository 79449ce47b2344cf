"""An attacker holds everything but the installation's secret, and tries to learn who said what.

She has the database at two moments, before closing and after it: on SQLite every byte of the files, the log and free
pages included; on PostgreSQL every row with ``xmin`` and ``ctid``, the tables' files and the write-ahead log. She has
the member list, knows who answered and in what order, and reads the product's logs. What she may find is what the
answers and the member list alone would tell.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from scipy.stats import spearmanr
from sqlalchemy import DateTime, select, text

from surveyapp.config import Config
from surveyapp.services import closing, invitations, reminders, responding, year_codes
from surveyapp.services.access import SYSTEM
from surveyapp.services.receipts import new_receipt
from surveyapp.services.sealing import (
    derive,
    draft_key,
    envelope_key,
    form_number,
    holder_secret,
    read_link_text,
    secret_hash,
)
from surveyapp.services.unit import Unit
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.responses import Proposal, Response
from surveyapp.store.surveys import Invitation
from surveyapp.store.tables import metadata
from tests.privacy.taken import Snapshot, everything, snapshot
from tests.respondents import open_survey
from tests.towns import Town

MEMBERS = 20
ANSWERED = 17
"""Three stay silent, as some always do."""
MOST_HITS = 9
"""Right guesses out of 17 that chance gives less than once in a million tries; a kept order gives 17."""
STRONGEST = 0.85
"""Rank correlation of 17 that chance gives less than once in a hundred thousand tries."""


@dataclass(slots=True)
class Case:
    """What happened, as only the members themselves know it."""

    before: Snapshot
    after: Snapshot
    order: list[uuid.UUID]
    """Invitations in the order in which they answered."""
    said: dict[uuid.UUID, str]
    """Invitation → the words that mark its response."""
    links: dict[uuid.UUID, str]
    receipts: dict[uuid.UUID, str]
    """Invitation → its receipt code."""
    codes: dict[uuid.UUID, str]
    """Invitation → the code of the receipt."""


def marker(number: int) -> str:
    """Words of nobody else: the log of a server holds what other tests wrote, too."""
    return f"Vārdi-{number:02d}-{secrets.token_hex(8)}"


@pytest.fixture
def case(unit: Unit, config: Config) -> Case:
    town = Town(unit, size=MEMBERS)
    run_id = town.open(year_codes=True)
    rows = invitations.invitations_of(town.unit, town.leader, run_id)
    unit.session.rollback()
    links = {row.id: invitations.link_of(town.unit, row.id) for row in rows}
    order = random.Random(7).sample(sorted(links), ANSWERED)
    said: dict[uuid.UUID, str] = {}
    receipts: dict[uuid.UUID, str] = {}
    for number, invitation_id in enumerate(order):
        said[invitation_id] = marker(number)
        answers = {
            "overall": str(1 + number % 5),
            "comment": f"{said[invitation_id]} {'ļoti labi ' * (number * 4)}".strip(),
            "proposals": [{"id": uuid.uuid4().hex, "text": f"Seminārs {said[invitation_id]}"}],
        }
        link = links[invitation_id]
        receipts[invitation_id] = receipt = new_receipt()
        responding.change_language(town.unit, link, "lv", receipt=receipt)
        responding.save_draft(town.unit, link, {"comment": answers["comment"]}, "lv", receipt=receipt)
        if number == ANSWERED // 2:
            reminders.remind_now(town.unit, town.leader, run_id)
        responding.submit(town.unit, link, answers, "lv", receipt=receipt)
        if number % 4 == 0:
            responding.submit(town.unit, link, {**answers, "overall": "3"}, "lv", receipt=receipt)
    codes = {each: responding.open_form(town.unit, links[each], receipt).code for each, receipt in receipts.items()}
    before = snapshot(unit, config)
    closing.close_run(town.unit, SYSTEM, run_id)
    after = snapshot(unit, config)
    kept = {whose: code.value for whose, code in codes.items() if code}
    return Case(before, after, order, said, links, receipts, kept)


# --- Before closing -----------------------------------------------------------------------------------------------


def test_before_closing_no_word_of_an_answer_is_anywhere(case: Case) -> None:
    hay = everything(case.before)
    for words in case.said.values():
        assert words.encode() not in hay
        assert words.encode("utf-16-le") not in hay
        assert json.dumps(words)[1:-1].encode() not in hay
    assert b"Semin" not in everything(Snapshot(rows={k: case.before.rows[k] for k in ("draft", "intake")}))


def test_no_secret_of_a_link_is_anywhere(case: Case) -> None:
    for taken in (case.before, case.after):
        hay = everything(taken)
        for link in case.links.values():
            secret = read_link_text(link)
            assert secret
            assert link.encode() not in hay
            assert secret not in hay
            assert form_number(secret).encode() not in hay


def test_what_lies_in_the_ballot_box_has_one_size_and_no_owner(case: Case) -> None:
    rows = case.before.rows
    assert len({len(row["envelope"]) for row in rows["intake"]}) == 1
    assert len({len(row["sealed"]) for row in rows["draft"]}) == 1
    assert {row["invitation_id"] for row in rows["intake"]} == {None}
    known = {bytes(row["secret_hash"]) for row in rows["invitation"]}
    known |= {uuid.UUID(str(row["id"])).bytes for row in rows["invitation"]}
    for key in (bytes(row["key"]) for table in ("intake", "draft") for row in rows[table]):
        assert key not in known
        for secret in known:  # what she could compute from the tables, as if a hash were a secret
            assert key not in (envelope_key(secret), draft_key(secret), secret_hash(secret))


def test_the_ballot_box_is_sealed_to_a_key_she_cannot_unwrap(case: Case) -> None:
    (run,) = case.before.rows["run"]
    envelopes = [bytes(row["envelope"]) for row in case.before.rows["intake"]]
    assert run["wrapped_private_key"] is not None
    assert len(set(envelopes)) == len(envelopes)
    # Equal answers look different: nothing repeats from one envelope to another.
    pieces = [envelope[at : at + 16] for envelope in envelopes for at in range(0, len(envelope) - 16, 16)]
    assert len(set(pieces)) == len(pieces)


def test_no_table_of_answering_holds_a_time_or_a_running_number(case: Case, config: Config, unit: Unit) -> None:
    for name in ("draft", "intake", "invitation", "response", "proposal"):
        for column in metadata.tables[name].columns:
            kind = getattr(column.type, "impl_instance", column.type)
            assert not isinstance(kind, DateTime), f"{name}.{column.name}"
            assert column.autoincrement in (False, "auto")
    if config.database_url.startswith("sqlite"):
        for name in ("draft", "intake"):
            made = unit.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
            assert "WITHOUT ROWID" in str(made)


# --- After closing ------------------------------------------------------------------------------------------------


def guesses(case: Case) -> dict[str, Sequence[uuid.UUID]]:
    """Orders of those who answered that the attacker can read off, by name."""
    answered = set(case.order)

    def listed(rows: Sequence[Mapping[str, Any]]) -> list[uuid.UUID]:
        return [each for each in (uuid.UUID(str(row["id"])) for row in rows) if each in answered]

    found: dict[str, Sequence[uuid.UUID]] = {"answering": case.order, "answering backwards": case.order[::-1]}
    for moment, taken in (("before", case.before), ("after", case.after)):
        rows = taken.rows["invitation"]
        found[f"invitations as they lie {moment}"] = listed(rows)
        found[f"invitations by id {moment}"] = listed(sorted(rows, key=lambda row: str(row["id"])))
        found[f"invitations by name {moment}"] = listed(sorted(rows, key=lambda row: row["name"]))
        if "by" in rows[0]:
            found[f"invitations by xmin {moment}"] = listed(sorted(rows, key=lambda row: int(row["by"])))
    by_link = {}
    for invitation_id, receipt in case.receipts.items():
        secret = read_link_text(case.links[invitation_id])
        assert secret
        holder = holder_secret(receipt, secret)
        by_link[draft_key(holder)], by_link[envelope_key(holder)] = invitation_id, invitation_id
    for table in ("draft", "intake"):
        # She cannot tell whose these are; but were it so, their order must not help her either.
        found[f"{table} as it lay"] = [by_link[bytes(row["key"])] for row in case.before.rows[table]]
    return found


def answers_as_they_lie(case: Case) -> dict[str, list[uuid.UUID]]:
    """Whose responses and proposals lie in which order, by each order she can read off."""
    whose = {words: invitation_id for invitation_id, words in case.said.items()}

    def owner(row: Mapping[str, Any]) -> uuid.UUID:
        content = str(row.get("text") or json.dumps(_json(row["answers"]), ensure_ascii=False))
        (found,) = re.findall(r"Vārdi-\d\d-[0-9a-f]+", content)
        return whose[found]

    found = {}
    for table in ("response", "proposal"):
        rows = case.after.rows[table]
        found[f"{table} as it lies"] = [owner(row) for row in rows]
        found[f"{table} by id"] = [owner(row) for row in sorted(rows, key=lambda row: str(row["id"]))]
    paired = sorted(case.after.rows["response"], key=lambda row: bytes(row["pair"]))
    found["response by pair"] = [owner(row) for row in paired]
    return found


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def test_no_order_she_can_read_tells_whose_an_answer_is(case: Case) -> None:
    truth = answers_as_they_lie(case)
    assert {len(owners) for owners in truth.values()} == {ANSWERED}
    tried = {**guesses(case), "the other table": truth["proposal as it lies"]}
    for name, owners in truth.items():
        for guess_name, guess in tried.items():
            if guess is owners:
                continue
            hits = sum(one == other for one, other in zip(guess, owners, strict=True))
            place = {owner: number for number, owner in enumerate(guess)}
            strength = abs(float(spearmanr(range(len(owners)), [place[owner] for owner in owners]).statistic))
            assert hits <= MOST_HITS, (name, guess_name)
            assert strength < STRONGEST, (name, guess_name)


def test_the_ids_of_answers_are_new_and_lead_nowhere(case: Case) -> None:
    earlier = everything(case.before)
    for table in ("response", "proposal"):
        for row in case.after.rows[table]:
            own = uuid.UUID(str(row["id"]))
            assert own.version == 4
            assert own.bytes not in earlier
            assert own.hex.encode() not in earlier
    assert {row["invitation_id"] for row in case.after.rows["response"]} == {None}
    proposal_ids = {uuid.UUID(str(row["id"])).hex for row in case.after.rows["proposal"]}
    for row in case.after.rows["response"]:
        content = json.dumps(_json(row["answers"]), ensure_ascii=False)
        assert "Seminārs" not in content, "a response does not hold its proposals"
        assert not any(each in content for each in proposal_ids)


def test_answers_are_written_at_once_and_apart_from_members(case: Case) -> None:
    """One transaction writes all of them: no grouping by ``xmin`` remains, and none with a member's row."""
    rows = case.after.rows
    if "by" not in rows["response"][0]:
        keys = {tuple(_json(row["answers"])) for row in rows["response"]}
        assert len(keys) == 1, "not even the order of keys tells in which order one answered"
        return
    writers = {row["by"] for table in ("response", "proposal") for row in rows[table]}
    assert len(writers) == 1
    assert writers.isdisjoint(row["by"] for row in rows["invitation"])


def test_nothing_is_left_of_drafts_envelopes_and_key(case: Case) -> None:
    assert case.after.rows["draft"] == case.after.rows["intake"] == []
    (run,) = case.after.rows["run"]
    assert run["public_key"] is None
    assert run["wrapped_private_key"] is None
    (before,) = case.before.rows["run"]
    key = bytes(before["wrapped_private_key"])
    assert key in case.before.tables, "the test finds what lies there"
    assert key not in case.after.tables
    for table, column in (("draft", "sealed"), ("intake", "envelope")):
        for number, row in enumerate(case.before.rows[table]):
            content = bytes(row[column])
            pieces = [content[at : at + 32] for at in range(0, len(content) - 32, 512)]
            if number == 0:
                assert any(piece in case.before.tables for piece in pieces), table
            assert not any(piece in case.after.tables for piece in pieces), table


def test_the_write_ahead_log_holds_nothing_but_what_was_sealed(case: Case) -> None:
    """What stays of PostgreSQL's log after closing: envelopes, drafts and the key as they were, none of them open."""
    if not case.after.log:
        return  # SQLite's was emptied with its tables, see above
    (before,) = case.before.rows["run"]
    envelope = bytes(case.before.rows["intake"][0]["envelope"])
    assert envelope[:32] in case.after.log, "docs/privacy.md says that it remains"
    for code in case.codes.values():
        assert code.encode() not in case.after.log
    for words in case.said.values():
        assert words.encode() not in case.before.log
    assert bytes(before["wrapped_private_key"])


def test_a_code_of_a_receipt_is_nowhere_and_pairs_lead_to_nobody(case: Case) -> None:
    assert len(set(case.codes.values())) == ANSWERED
    for taken in (case.before, case.after):
        hay = everything(taken)
        for code in case.codes.values():
            for form in (code, year_codes.spell(code), code.lower()):
                assert form.encode() not in hay
                assert hashlib.sha256(form.encode()).digest() not in hay
    pairs = {bytes(row["pair"]) for row in case.after.rows["response"]}
    assert len(pairs) == ANSWERED
    earlier = everything(case.before)
    for pair in pairs:  # not even sealed things carry it on their outside
        assert pair not in earlier
        assert pair.hex().encode() not in earlier
    # With a code in hand, found on somebody's desk, she cannot compute its pair from anything the database holds.
    salts = [value for rows in case.after.rows.values() for row in rows for value in row.values()]
    keys = [value for value in salts if isinstance(value, bytes) and 0 < len(value) <= 64]
    keys += [uuid.UUID(str(row["id"])).bytes for table in ("run", "response") for row in case.after.rows[table]]
    found = next(iter(case.codes.values())).encode()
    assert not pairs & {derive(key, b"code", found, year_codes.PAIR_BYTES) for key in keys}


def test_the_rest_of_the_database_knows_of_nobodys_coming_and_going(case: Case) -> None:
    """Mails and the audit trail name who was invited, never who answered or when."""
    actions = {row["action"] for row in case.after.rows["audit_event"]}
    assert actions <= {
        "members_added",
        "plan_begun",
        "region_made",
        "association_made",
        "run_started",
        "run_opened",
        "reminders_queued",
        "run_closed",
    }, actions
    hay = "".join(str(row) for row in case.after.rows["audit_event"])
    for invitation_id in case.links:
        assert str(invitation_id) not in hay
        assert invitation_id.hex not in hay
    kinds = {row["kind"] for row in case.after.rows["mail"]}
    assert "thanks" not in kinds, "thanks to some would tell who they are"


def test_the_release_says_no_more_than_the_answers(case: Case, unit: Unit) -> None:
    content = b"".join(path.read_bytes() for path in sorted(unit.releases.rglob("*")) if path.is_file())
    for invitation_id, link in case.links.items():
        assert str(invitation_id).encode() not in content
        assert invitation_id.hex.encode() not in content
        assert link.encode() not in content
    for row in case.after.rows["response"]:
        assert uuid.UUID(str(row["id"])).hex.encode() not in content
        assert str(row["id"]).encode() not in content
    names = {row["name"] for row in case.after.rows["invitation"]}
    assert not any(name.encode() in content for name in names)


# --- The logs -----------------------------------------------------------------------------------------------------


def test_logs_of_answering_name_no_link_run_member_or_machine(
    app: Flask, unit: Unit, capfd: pytest.CaptureFixture[str]
) -> None:
    survey = open_survey(unit)
    run_id, link = survey.run_id, survey.links[0]
    unit.session.rollback()
    browser = app.test_client()
    capfd.readouterr()
    page = browser.get(f"/a/{link}", follow_redirects=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    browser.post(f"/answer/{run_id}/", data={"csrf_token": token[1], "go": "begin"}, follow_redirects=True)
    browser.get(f"/answer/{run_id}/preview")
    written = "".join(capfd.readouterr())
    lines = [line for line in written.splitlines() if "event=request" in line]
    assert len(lines) >= 4
    for secret in (link, str(run_id), run_id.hex, "127.0.0.1", "Ilze Kalna", token[1]):
        assert secret not in written
    for line in lines:
        assert re.search(r"rule=/(a/<link>|answer/<uuid:run_id>/)", line), line
    unit.session.rollback()
    assert unit.session.scalar(select(Invitation.opened).where(Invitation.opened)) is True
    assert unit.session.scalars(select(Draft.key)).all()
    assert not unit.session.scalars(select(Intake.key)).all()
    assert not unit.session.scalars(select(Response.id)).all()
    assert not unit.session.scalars(select(Proposal.id)).all()
