"""A leader has got hold of a member's link, by whatever way, and tries to read and to change what was sent with it.

She also looks for links where she is allowed to look: at invitations, sent mails, slips and numbered forms.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from surveyapp.app import create_app
from surveyapp.config import Config, MailSettings
from surveyapp.services import invitations, mailings, paper, responding, sealing
from surveyapp.services.ballots import ballot_of, cast_ballot
from surveyapp.services.errors import Conflict, ServiceError
from surveyapp.services.modes import Mode
from surveyapp.services.proposals import make_group
from surveyapp.services.unit import Unit
from surveyapp.services.voting import VoteInput, close_vote, open_vote, vote_of
from surveyapp.store.accounts import User
from surveyapp.store.ballot import Draft, Intake
from surveyapp.store.operation import Mail
from surveyapp.store.responses import Proposal
from surveyapp.store.surveys import Invitation
from surveyapp.store.voting import Ballot
from tests.leaders import make_run, make_world
from tests.respondents import open_survey
from tests.towns import Town

ANSWERS = {"overall": "2", "comment": "Vārdi, ko neviens nedrīkst lasīt"}


def link_text_of(unit: Unit, invitation_id: uuid.UUID) -> str:
    return sealing.link_text(sealing.link_secret(unit.secret, invitation_id))


def sent_by_all(unit: Unit, mode: Mode = Mode.ANONYMOUS) -> tuple[Town, uuid.UUID, list[str]]:
    """A survey to which everyone has sent answers; the links by name."""
    town = Town(unit)
    run_id = town.open(mode)
    rows = sorted(invitations.invitations_of(town.unit, town.leader, run_id), key=lambda row: row.name)
    links = [link_text_of(unit, row.id) for row in rows]
    for link in links:
        responding.submit(town.unit, link, ANSWERS, "lv")
    return town, run_id, links


def envelopes(unit: Unit) -> dict[bytes, bytes]:
    unit.session.rollback()
    found = {row.key: row.envelope for row in unit.session.execute(select(Intake.key, Intake.envelope))}
    unit.session.rollback()
    return found


@pytest.mark.parametrize("mode", list(Mode))
def test_the_link_shows_nothing_of_what_was_sent(unit: Unit, mode: Mode) -> None:
    town, _, links = sent_by_all(unit, mode)
    for link in links:
        assert not responding.open_form(town.unit, link).answers


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_is_replaced_with_the_link(unit: Unit, mode: Mode) -> None:
    town, _, links = sent_by_all(unit, mode)
    before = envelopes(unit)
    attempts: tuple[Callable[[str], object], ...] = (
        lambda link: responding.submit(town.unit, link, {"overall": "5"}, "lv"),
        lambda link: responding.send_draft(town.unit, link),
        lambda link: responding.keep_section(town.unit, link, "overall", {"q-overall": ["5"]}, "lv", send=True),
        lambda link: responding.save_draft(town.unit, link, {"overall": "5"}, "lv"),
        lambda link: responding.change_language(town.unit, link, "ru"),
        lambda link: responding.type_code_in(town.unit, link, ""),
    )
    for link in links:
        for attempt in attempts:
            with pytest.raises(Conflict) as refusal:
                attempt(link)
            assert refusal.value.code == "already_sent"
    assert envelopes(unit) == before


def test_no_page_behind_the_link_shows_or_takes_anything(unit: Unit, app: Flask) -> None:
    survey = open_survey(unit, "every-kind")
    words = "Vārdi, ko neviens nedrīkst lasīt"
    responding.submit(unit, survey.links[0], {"used": "often", "comment": words}, "lv")
    before = envelopes(unit)
    browser = app.test_client()
    pages = [browser.get(f"/a/{survey.links[0]}", follow_redirects=True)]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', pages[0].text)
    assert token
    place = f"/answer/{survey.run_id}/"
    looked_at = ("", "preview", "receipt", "part/wishes", "part/work", "code", "practice")
    pages.extend(browser.get(place + page, follow_redirects=True) for page in looked_at)
    for page, fields in (
        ("", {"go": "begin"}),
        ("", {"go": "preview"}),
        ("preview", {"go": "send"}),
        ("part/wishes", {"go": "send", "q-comment": "cits"}),
        ("part/wishes", {"language": "ru"}),
        ("part/wishes/save", {"q-comment": "cits"}),
        ("copy", {"section": "wishes"}),
        ("receipt", {"language": "ru"}),
    ):
        data = {"csrf_token": token[1], **fields}
        pages.append(browser.post(place + page, data=data, follow_redirects=True))
    for shown in pages:
        assert shown.status_code in (200, 404, 409), shown.request.path
        assert words not in shown.text, shown.request.path
        assert not re.search(r'name="q-used"[^>]*checked', shown.text), shown.request.path
    assert envelopes(unit) == before


def test_drafts_are_gone_from_under_the_link(unit: Unit) -> None:
    """With the link, the installation's secret and every row nothing opens that lay under the link."""
    town, _, links = sent_by_all(unit)
    rows = town.unit.session.execute(select(Draft.key, Draft.sealed)).all()
    for link in links:
        secret = sealing.read_link_text(link)
        assert secret
        assert sealing.draft_key(secret) not in {row.key for row in rows}
        assert sealing.envelope_key(secret) not in envelopes(unit)
        for row in rows:
            with pytest.raises(sealing.DamagedEnvelope):
                sealing.open_draft(secret, row.sealed)


def test_nobody_sees_the_link_of_a_member_whom_a_mail_reaches(unit: Unit) -> None:
    town = Town(unit)
    run_id = town.open()
    rows = invitations.invitations_of(town.unit, town.leader, run_id)
    links = {row.id: link_text_of(unit, row.id) for row in rows if row.email}
    assert len(links) == 6
    seen = [repr(invitations.invitations_of(town.unit, town.leader, run_id))]
    seen += [repr(paper.slips_of(town.unit, town.leader, run_id))]
    seen += [repr(paper.print_slips(town.unit, town.leader, run_id, language=language)) for language in (None, "lv")]
    with town.unit.transaction() as session:
        ids = session.scalars(select(Mail.id)).all()
    for mail_id in ids:
        mail = mailings.mail_of(town.unit, town.leader, mail_id)
        seen += [mail.content.subject, mail.content.text, mail.content.html]
    for invitation_id, link in links.items():
        assert not any(link in each for each in seen)
        with pytest.raises(ServiceError):
            invitations.show_link(town.unit, town.leader, invitation_id)


def test_no_page_of_the_leader_shows_such_a_link(
    unit: Unit,
    config: Config,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
) -> None:
    town = Town(unit)
    run_id = town.open()
    rows = invitations.invitations_of(town.unit, town.leader, run_id)
    links = [link_text_of(unit, row.id) for row in rows]
    with unit.transaction() as session:
        ids = session.scalars(select(Mail.id)).all()
        session.execute(update(Mail).values(state="sent"))
    app = create_app(replace(config, mail=MailSettings(host="127.0.0.1")))
    browser = app.test_client()
    sign_in(browser, make_user("leader", association_id=town.id))
    place = f"/association/{town.id}/survey/{run_id}"
    for page in ("invitations", "mails", "paper", "participation", *(f"mails/{mail_id}" for mail_id in ids)):
        answer = browser.get(f"{place}/{page}?period={town.period.id}")
        assert answer.status_code == 200, page
        assert not any(link in answer.text for link in links), page
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_vote_is_neither_seen_nor_changed_with_the_link(unit: Unit) -> None:
    world = make_world(unit)
    run_id = make_run(unit, world, proposals=("Kursi", "Braucieni", "Lasītava", "Tikšanās"))
    proposals = unit.session.scalars(select(Proposal.id).where(Proposal.run_id == run_id)).all()
    groups = [make_group(unit, world.leader, run_id, [each]) for each in proposals]
    links = []
    with unit.transaction() as session:
        for number in range(8):
            invitation_id = uuid.uuid4()
            secret = sealing.link_secret(unit.secret, invitation_id)
            session.add(
                Invitation(
                    id=invitation_id,
                    run_id=run_id,
                    name=f"Ilze Kalna {number}",
                    language="lv",
                    secret_hash=sealing.secret_hash(secret),
                )
            )
            links.append(sealing.link_text(secret))
    open_vote(unit, world.leader, run_id, VoteInput(groups, 2, unit.now().replace(year=unit.now().year + 1)))
    for link in links[:6]:
        cast_ballot(unit, link, [1])
    before = {row.key: (row.sealed, row.own) for row in unit.session.scalars(select(Ballot))}
    for link in links[:6]:
        shown = ballot_of(unit, link)
        assert shown is not None
        assert shown.chosen == frozenset()
        with pytest.raises(Conflict):
            cast_ballot(unit, link, [2])
    unit.session.expire_all()
    assert {row.key: (row.sealed, row.own) for row in unit.session.scalars(select(Ballot))} == before
    for link in links:
        opener = sealing.read_link_text(link)
        assert opener
        for _, own in before.values():
            with pytest.raises(sealing.DamagedEnvelope):
                sealing.open_draft(opener, own)
    assert close_vote(unit, world.leader, run_id) == 6
    unit.session.expire_all()
    result = vote_of(unit, world.leader, world.association_id, world.period_id)
    assert result is not None
    assert {line.option.position: line.count.k for line in result.lines if line.count.k} == {1: 6}


def test_practice_cards_are_not_read_with_a_link(unit: Unit, app: Flask) -> None:
    survey = open_survey(unit)
    browser = app.test_client()
    page = browser.get(f"/a/{survey.links[0]}", follow_redirects=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    card = {"text": "Lasām kopā ar vecākiem", "school": "Mežlauces vidusskola", "contact": "Ilze Kalna"}
    given = browser.post(
        f"/answer/{survey.run_id}/practice",
        data={"csrf_token": token[1], "go": "send", "share_association": "y", **card},
    )
    assert given.status_code == 200
    other = app.test_client()
    other.get(f"/a/{survey.links[0]}")
    for page_name in ("", "practice", "receipt", "preview"):
        shown = other.get(f"/answer/{survey.run_id}/{page_name}", follow_redirects=True)
        assert card["text"] not in shown.text
