"""Answering by personal link: the form, drafts, the envelope, the practice card.

There is no actor here: whoever holds the link answers. What was sent is shown and replaced only with the receipt code
(`receipts`) under which it was sent; the link alone finds that something was. Where the link came by hand, the same
holds of drafts. Nothing here writes a moment or an order.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session, aliased

from surveyapp.answering.completion import complete
from surveyapp.answering.merging import Shown
from surveyapp.answering.sections import parse_section
from surveyapp.definition.kinds import Raw
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.services.ballot_box import Place, lay_draft, lay_envelope, read_draft
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.receipts import new_receipt
from surveyapp.services.sealing import (
    derive,
    draft_key,
    form_number,
    holder_secret,
    option_seed,
    read_link_text,
    secret_hash,
    turn_mark,
)
from surveyapp.services.unit import Unit
from surveyapp.services.year_codes import YearCode, pair_of_code, read_code, read_year_code
from surveyapp.store.ballot import Draft
from surveyapp.store.questionnaires import QuestionnaireRecord, QuestionnaireVersion
from surveyapp.store.regions import LANGUAGES, Association
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus, Survey


@dataclass(frozen=True, slots=True)
class Answering:
    """What the pages need to show the form to one member."""

    run_id: uuid.UUID
    association_id: uuid.UUID
    association_names: Mapping[str, str]
    period_id: uuid.UUID
    respondent: str
    """The name on the invitation, so that two people at one computer notice whose link is open."""
    language: str
    """The language chosen last, else the member's."""
    mode: Mode
    status: RunStatus
    closes_at: datetime | None
    time_zone: str
    message: str
    """What the leader says on the first page, as she wrote it."""
    document_hash: str
    questionnaire: Questionnaire
    answers: Mapping[str, Any]
    """The draft: everything answered so far, hidden questions included."""
    begun: bool
    """Whether a draft is kept."""
    answered: bool
    """Whether something was sent, and no new link has made it void."""
    option_seed: str
    page_key: bytes = field(repr=False)
    """Key of the digests that pages carry of the answers they show."""
    locked: bool = False
    """Something was sent, and not under this receipt code: nothing of it is shown, and nothing can be sent."""
    held: bool = False
    """This receipt code opens the draft or what was sent."""
    handed: bool = False
    """Somebody handed the link over: drafts open with the receipt code alone."""
    by_mail: bool = False
    """Whether a mail can be asked for with which one begins again."""
    renewed: bool = False
    """Whether this link was given in place of another one."""
    trial: bool = False
    """The leader is trying the form; these answers are thrown away unread."""
    on_paper: bool = False
    """A helper types a paper form in; ``respondent`` is the form's number instead of a name."""
    code: YearCode | None = None
    """The code of the receipt; None where this survey gives none. A helper at a desk gets none to see."""

    @property
    def open(self) -> bool:
        """Whether answers are taken."""
        return self.status == RunStatus.OPEN

    @property
    def code_first(self) -> bool:
        """Whether the receipt code has to be noted before the first question: drafts go nowhere without it."""
        return self.handed and bool(self.respondent) and not self.on_paper and not self.trial


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a posted section."""

    form: Answering
    """As it stands now, with what was understood of the posted values."""
    problems: tuple[Problem, ...]
    receipt: str = field(repr=False)
    """The receipt code under which it is kept; empty where it is kept under the link."""
    sent: bool = False
    """Whether the envelope lies in the ballot box."""
    version: str = ""
    """The version of the page as it stands in the browser, for its next posting."""
    elsewhere: bool = False
    """Whether answers kept from another page or device stayed where this page shows others."""
    clash: bool = False
    """Whether this page and another one said different things; one of the two is to be chosen."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link that was found, with what its envelope needs."""

    place: Place
    receipt: str = field(repr=False)
    """The receipt code that came with it; empty for none."""
    opened: bool
    begun: bool
    opens_at: datetime | None
    voided: bool
    sent: bool
    """Whether the envelope of this receipt code lies in the ballot box."""
    form: Answering


# A leader's trial counts nowhere, as if it were cancelled, but opens the form.
_VALID = or_(Invitation.cancelled.is_(False), Invitation.trial.is_(True))
_OWN = aliased(Draft)
# Everything of a link in one query. The texts of statements are made once, because the pages run them all day.
_FOUND = (
    select(
        Invitation.id,
        Invitation.name,
        Invitation.language,
        Invitation.answered,
        Invitation.opened,
        Invitation.begun,
        Invitation.trial,
        Invitation.paper_desk_id,
        Invitation.turn,
        Invitation.link_number,
        Invitation.handed,
        Invitation.voided,
        Invitation.email,
        Run.id.label("run_id"),
        Run.mode,
        Run.status,
        Run.opens_at,
        Run.closes_at,
        Run.paper_closes_at,
        Run.document_hash,
        Run.public_key,
        Run.envelope_bytes,
        Run.message,
        Run.year_codes,
        Association.id.label("association_id"),
        Association.names,
        Association.time_zone,
        Survey.period_id,
        Draft.sealed,
        _OWN.sealed.label("own"),
    )
    .join(Run, Run.id == Invitation.run_id)
    .join(Survey, Survey.id == Run.survey_id)
    .join(Association, Association.id == Run.association_id)
    .outerjoin(Draft, Draft.key == bindparam("draft"))
    .outerjoin(_OWN, _OWN.key == bindparam("own"))
    .where(Invitation.secret_hash == bindparam("secret"), _VALID)
)
# Closing waits for answers on their way in, and answers wait for a closing that has begun.
_FOUND_TO_WRITE = _FOUND.with_for_update(read=True, of=Run)
_MEMBER_TO_WRITE = select(Invitation.id).where(Invitation.secret_hash == bindparam("secret")).with_for_update()
_RUN_OF_LINK = select(Invitation.run_id).where(Invitation.secret_hash == bindparam("secret"), _VALID)

_MARK = (
    update(Invitation)
    .where(Invitation.id == bindparam("member"))
    .values(
        {
            "opened": True,
            "begun": bindparam("now_begun"),
            "answered": bindparam("now_answered"),
            "voided": bindparam("now_voided"),
        }
    )
)


def _secret(link: str) -> bytes:
    secret = read_link_text(link)
    if secret is None:
        raise NotFound("link")
    return secret


def _find(unit: Unit, link: str, receipt: str, *, writing: bool = False) -> _Link:
    secret = _secret(link)
    holder = holder_secret(receipt, secret) if receipt else None
    # Without a receipt code nothing lies under the hash of a link, which is no place of a draft.
    places = {"secret": secret_hash(secret), "draft": draft_key(secret)}
    places["own"] = places["secret"] if holder is None else draft_key(holder)
    if writing and unit.session.get_bind().dialect.name != "sqlite":
        # Two tabs of one member write one after the other, and the second reads what the first wrote. In SQLite a
        # transaction that may write is alone from its beginning.
        unit.session.execute(_MEMBER_TO_WRITE, {"secret": places["secret"]})
    row = unit.session.execute(_FOUND_TO_WRITE if writing else _FOUND, places).one_or_none()
    if row is None:
        raise NotFound("link")
    own = read_draft(holder, row.own) if holder is not None else {}
    if own.get("turn") != row.turn:
        own = {}  # what was written before one began again
    answered = row.answered and not row.voided
    sent = answered and own.get("sent", False)
    draft = own if own or answered else read_draft(secret, row.sealed)
    if answered and not sent:
        draft = {}
    status = RunStatus(row.status)
    on_paper = row.paper_desk_id is not None
    closes_at = (row.paper_closes_at if on_paper else None) or row.closes_at
    if status == RunStatus.OPEN and closes_at is not None and unit.now() >= closes_at:
        status = RunStatus.CLOSED
    elif status == RunStatus.DRAFT and row.trial:
        status = RunStatus.OPEN
    form = Answering(
        run_id=row.run_id,
        association_id=row.association_id,
        association_names=row.names,
        period_id=row.period_id,
        respondent=form_number(secret) if on_paper else row.name,
        language=str(draft.get("language") or row.language),
        mode=Mode(row.mode),
        status=status,
        closes_at=closes_at,
        time_zone=row.time_zone,
        message=row.message,
        document_hash=row.document_hash or "",
        questionnaire=run_questionnaire(unit.session, row.run_id, row.document_hash),
        answers=draft.get("answers", {}),
        begun=bool(draft),
        answered=answered,
        option_seed=option_seed(secret),
        page_key=derive(unit.secret, b"page of a draft", places["draft"]),
        locked=answered and not sent,
        held=bool(own),
        handed=row.handed or on_paper,
        by_mail=unit.mails and row.email is not None and not row.handed,
        renewed=row.link_number > 0,
        trial=row.trial,
        on_paper=on_paper,
        code=read_year_code(draft) if row.year_codes and not on_paper else None,
    )
    sealed_to = row.public_key if form.mode == Mode.ANONYMOUS else None
    place = Place(secret, row.run_id, row.id, form.mode, sealed_to, row.envelope_bytes, row.turn, row.trial)
    return _Link(place, receipt, row.opened, row.begun, row.opens_at, row.voided, sent, form)


def _require_open(unit: Unit, link: _Link) -> None:
    if link.form.status == RunStatus.CLOSED:
        raise Conflict("run_closed")
    if link.form.status != RunStatus.OPEN or (link.opens_at is not None and unit.now() < link.opens_at):
        raise Conflict("run_not_opened")
    if link.form.locked:
        raise Conflict("already_sent")


def run_of_link(unit: Unit, link: str) -> uuid.UUID:
    """The run a link belongs to. Changes nothing. ``NotFound`` for a link that is none, or was cancelled."""
    run_id = unit.session.scalar(_RUN_OF_LINK, {"secret": secret_hash(_secret(link))})
    if run_id is None:
        raise NotFound("link")
    return run_id


def open_form(unit: Unit, link: str, receipt: str = "") -> Answering:
    """What a link shows, alone or with a receipt code. Changes nothing: mail scanners visit links too.

    ``NotFound`` for a link that is none.
    """
    return _find(unit, link, receipt).form


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise invalid("language", "unknown_choice")
    return language


def _mark(session: Session, link: _Link, *, answered: bool, begun: bool = True) -> None:
    if not link.opened or (begun and not link.begun) or (answered and not link.form.answered):
        session.execute(
            _MARK,
            {
                "member": link.place.invitation_id,
                "now_begun": begun or link.begun,
                "now_answered": answered or link.form.answered or link.voided,
                "now_voided": link.voided and not answered,
            },
            execution_options={"synchronize_session": False},
        )


def _keep(
    session: Session,
    found: _Link,
    answers: Mapping[str, Any],
    language: str,
    code: YearCode | None,
    content: Mapping[str, Any] | None = None,
) -> str:
    """Keep a draft where it belongs, and with ``content`` an envelope beside it; the receipt code that opens both.

    Under the link alone lie only drafts of links that a mail brought, until they are sent.
    """
    if content is None and not (found.form.handed or found.form.held):
        lay_draft(session, found.place, answers, language, code)
        return found.receipt
    receipt = found.receipt or new_receipt()
    holder = holder_secret(receipt, found.place.link)
    sent = found.sent or content is not None
    lay_draft(session, found.place, answers, language, code, holder=holder, sent=sent)
    if content is not None:
        lay_envelope(session, found.place, content, holder)
    return receipt


def save_draft(unit: Unit, link: str, answers: Mapping[str, Any], language: str, *, receipt: str = "") -> str:
    """Keep what was answered so far, in place of what was kept. The first time, the invitation counts as opened.

    Gives the receipt code that opens it; where the link alone does, the one that came, if any.

    ``NotFound`` for a link that is none, ``Conflict`` when the run takes no answers or something was sent under
    another receipt code, ``Invalid`` when the texts together are longer than an envelope holds.
    """
    with unit.transaction() as session:
        found = _find(unit, link, receipt, writing=True)
        _require_open(unit, found)
        kept = _keep(session, found, dict(answers), _language(language), found.form.code)
        _mark(session, found, answered=False)
        return kept


def change_language(unit: Unit, link: str, language: str, *, receipt: str = "") -> str:
    """Go on in another language. An interaction: the invitation counts as opened. Raises and gives as `save_draft`."""
    with unit.transaction() as session:
        found = _find(unit, link, receipt, writing=True)
        _require_open(unit, found)
        kept = _keep(session, found, found.form.answers, _language(language), found.form.code)
        _mark(session, found, answered=False, begun=False)
        return kept


def type_code_in(unit: Unit, link: str, text: str, *, receipt: str = "") -> None:
    """Keep the code of an earlier year's receipt; an empty text takes back the one typed in before.

    Whether anybody had this code is not looked up: that would tie a link to an answer of last year. ``Invalid`` for a
    mistyped code and where the association has no earlier year with codes; else raises as ``save_draft``.
    """
    with unit.transaction() as session:
        found = _find(unit, link, receipt, writing=True)
        _require_open(unit, found)
        form = found.form
        code = read_code(text)
        if text.strip() and (form.code is None or not codes_before(unit, form)):
            raise invalid("code", "no_codes_before")
        if text.strip() and code is None:
            raise invalid("code", "code_mistyped")
        if form.code is not None and form.code.typed != (code or ""):
            changed = replace(form.code, typed=code or "")
            _keep(session, found, form.answers, form.language, changed)
            _mark(session, found, answered=False, begun=False)


def codes_before(unit: Unit, form: Answering) -> bool:
    """Whether an earlier year of this survey gave codes, so that one may have been kept."""
    earlier = (
        select(Run.id)
        .join(Survey, Survey.id == Run.survey_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Survey.version_id)
        .join(QuestionnaireRecord, QuestionnaireRecord.id == QuestionnaireVersion.questionnaire_id)
        .where(
            Run.association_id == form.association_id,
            Run.id != form.run_id,
            Run.status == RunStatus.CLOSED,
            Run.year_codes,
            QuestionnaireRecord.key == form.questionnaire.key,
        )
    )
    return unit.session.scalar(select(earlier.exists())) is True


def keep_section(
    unit: Unit,
    link: str,
    section_id: str,
    raw: Raw,
    language: str | None = None,
    *,
    send: bool = False,
    run_id: uuid.UUID | None = None,
    shown: Shown | None = None,
    spoken: str | None = None,
    receipt: str = "",
) -> Kept:
    """Keep the posted values of one section, and with ``send`` lay the whole into the ballot box.

    Without a language the one chosen before stays; ``spoken`` is the language of the page that was posted. What can be
    understood is kept even where something is wrong; with problems nothing is sent. Answers of other sections stay as
    they are, and ``shown`` says what the page was made from, so that two tabs or devices do not undo one another;
    without it the page counts as made from the draft as it is.
    Raises as ``save_draft``; ``NotFound`` for a section this questionnaire does not have, and for a link of
    another run than the one named.
    """
    with unit.transaction() as session:
        found = _find(unit, link, receipt, writing=True)
        if run_id not in (None, found.form.run_id):
            raise NotFound("link")
        _require_open(unit, found)
        language = _language(language or found.form.language)
        try:
            parsed = parse_section(
                found.form.questionnaire,
                section_id,
                raw,
                found.form.answers,
                spoken or found.form.language,
                shown=shown,
                key=found.form.page_key,
            )
        except KeyError as error:
            raise NotFound("section") from error
        answers = dict(parsed.answers)
        problems, content = parsed.problems, None
        if send and not problems:
            problems, content = _complete(found, answers, language)
        if content is None:
            code = _keep(session, found, answers, language, found.form.code)
        else:
            code = _send(unit, session, found, answers, language, content)
        _mark(session, found, answered=content is not None)
        form = replace(found.form, answers=answers, language=language, begun=True)
        return Kept(form, problems, code, content is not None, parsed.version, parsed.elsewhere, parsed.clash)


def _send(
    unit: Unit, session: Session, found: _Link, answers: Mapping[str, Any], language: str, content: dict[str, Any]
) -> str:
    """Lay the envelope, with its turn and what pairs it with other years where the run gives codes; the receipt code.

    The draft under the link goes; its writer's copy lies under the receipt code.
    """
    form = found.form
    code = form.code.sent() if form.code is not None else None
    if code is not None:
        pair = pair_of_code(unit.secret, form.association_id, form.questionnaire.key, code.value)
        content["pair"] = pair.hex()
    content["turn"] = turn_mark(unit.secret, found.place.invitation_id, found.place.turn).hex()
    return _keep(session, found, answers, language, code, content)


def submit(unit: Unit, link: str, answers: Mapping[str, Any], language: str, *, receipt: str = "") -> str:
    """Lay the envelope with these answers into the ballot box, or replace the one of this receipt code.

    Gives the receipt code. Hidden answers are left out of the envelope and stay in the respondent's copy. Proposals
    go into it with random ids of their own. Raises as ``save_draft``, and ``Invalid`` with all that is wrong.
    """
    with unit.transaction() as session:
        found = _find(unit, link, receipt, writing=True)
        return _submit(unit, session, found, answers, _language(language))


def send_draft(unit: Unit, link: str, *, receipt: str = "") -> str:
    """Lay the draft into the ballot box as it stands. Gives and raises as ``submit``."""
    with unit.transaction() as session:
        found = _find(unit, link, receipt, writing=True)
        return _submit(unit, session, found, found.form.answers, found.form.language)


def _submit(unit: Unit, session: Session, found: _Link, answers: Mapping[str, Any], language: str) -> str:
    _require_open(unit, found)
    problems, content = _complete(found, answers, language)
    if content is None:
        raise Invalid({problem.field: problem for problem in problems})
    receipt = _send(unit, session, found, dict(answers), language, content)
    _mark(session, found, answered=True)
    return receipt


def _complete(
    found: _Link, answers: Mapping[str, Any], language: str
) -> tuple[tuple[Problem, ...], dict[str, Any] | None]:
    """The problems of a whole set of answers, and the envelope's content where there are none."""
    submission = complete(found.form.questionnaire, answers)
    if submission.problems:
        return submission.problems, None
    proposals = [
        {"id": each.id, "text": each.text, "direction": each.direction or None, "language": language}
        for each in submission.proposals
    ]
    return (), {"answers": dict(submission.answers), "proposals": proposals}
