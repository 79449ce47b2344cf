"""Answering by personal link: the form, drafts, the envelope, the practice card.

There is no actor here: whoever holds the link answers. Nothing here writes a moment or an order.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from surveyapp.answering.completion import complete
from surveyapp.answering.merging import Shown
from surveyapp.answering.sections import parse_section
from surveyapp.definition.kinds import Raw
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.problems import Problem
from surveyapp.services.ballot_box import Place, lay_draft, lay_envelope, read_draft
from surveyapp.services.errors import Conflict, Invalid, NotFound, invalid
from surveyapp.services.forms import run_questionnaire
from surveyapp.services.sealing import derive, draft_key, form_number, option_seed, read_link_text, secret_hash
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
    option_seed: str
    page_key: bytes = field(repr=False)
    """Key of the digests that pages carry of the answers they show."""
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a posted section."""

    form: Answering
    """As it stands now, with what was understood of the posted values."""
    problems: tuple[Problem, ...]
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
    opened: bool
    begun: bool
    opens_at: datetime | None
    form: Answering


# A leader's trial counts nowhere, as if it were cancelled, but opens the form.
_VALID = or_(Invitation.cancelled.is_(False), Invitation.trial.is_(True))
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
    )
    .join(Run, Run.id == Invitation.run_id)
    .join(Survey, Survey.id == Run.survey_id)
    .join(Association, Association.id == Run.association_id)
    .outerjoin(Draft, Draft.key == bindparam("draft"))
    .where(Invitation.secret_hash == bindparam("secret"), _VALID)
)
# Closing waits for answers on their way in, and answers wait for a closing that has begun.
_FOUND_TO_WRITE = _FOUND.with_for_update(read=True, of=Run)
_MEMBER_TO_WRITE = select(Invitation.id).where(Invitation.secret_hash == bindparam("secret")).with_for_update()
_RUN_OF_LINK = select(Invitation.run_id).where(Invitation.secret_hash == bindparam("secret"), _VALID)

_MARK = (
    update(Invitation)
    .where(Invitation.id == bindparam("member"))
    .values({"opened": True, "begun": bindparam("now_begun"), "answered": bindparam("now_answered")})
)


def _secret(link: str) -> bytes:
    secret = read_link_text(link)
    if secret is None:
        raise NotFound("link")
    return secret


def _find(unit: Unit, link: str, *, writing: bool = False) -> _Link:
    secret = _secret(link)
    places = {"secret": secret_hash(secret), "draft": draft_key(secret)}
    if writing and unit.session.get_bind().dialect.name != "sqlite":
        # Two tabs of one member write one after the other, and the second reads what the first wrote. In SQLite a
        # transaction that may write is alone from its beginning.
        unit.session.execute(_MEMBER_TO_WRITE, {"secret": places["secret"]})
    row = unit.session.execute(_FOUND_TO_WRITE if writing else _FOUND, places).one_or_none()
    if row is None:
        raise NotFound("link")
    draft = read_draft(secret, row.sealed)
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
        answered=row.answered,
        option_seed=option_seed(secret),
        page_key=derive(unit.secret, b"page of a draft", places["draft"]),
        trial=row.trial,
        on_paper=on_paper,
        code=read_year_code(draft) if row.year_codes and not on_paper else None,
    )
    sealed_to = row.public_key if form.mode == Mode.ANONYMOUS else None
    place = Place(secret, row.run_id, row.id, form.mode, sealed_to, row.envelope_bytes)
    return _Link(place, row.opened, row.begun, row.opens_at, form)


def _require_open(unit: Unit, link: _Link) -> None:
    if link.form.status == RunStatus.CLOSED:
        raise Conflict("run_closed")
    if link.form.status != RunStatus.OPEN or (link.opens_at is not None and unit.now() < link.opens_at):
        raise Conflict("run_not_opened")


def run_of_link(unit: Unit, link: str) -> uuid.UUID:
    """The run a link belongs to. Changes nothing. ``NotFound`` for a link that is none, or was cancelled."""
    run_id = unit.session.scalar(_RUN_OF_LINK, {"secret": secret_hash(_secret(link))})
    if run_id is None:
        raise NotFound("link")
    return run_id


def open_form(unit: Unit, link: str) -> Answering:
    """What a link shows. Changes nothing: mail scanners visit links too. ``NotFound`` for a link that is none."""
    return _find(unit, link).form


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
                "now_answered": answered or link.form.answered,
            },
            execution_options={"synchronize_session": False},
        )


def save_draft(unit: Unit, link: str, answers: Mapping[str, Any], language: str) -> None:
    """Keep what was answered so far, in place of what was kept. The first time, the invitation counts as opened.

    ``NotFound`` for a link that is none, ``Conflict`` when the run takes no answers, ``Invalid`` when the texts
    together are longer than an envelope holds.
    """
    with unit.transaction() as session:
        found = _find(unit, link, writing=True)
        _require_open(unit, found)
        lay_draft(session, found.place, dict(answers), _language(language), found.form.code)
        _mark(session, found, answered=False)


def change_language(unit: Unit, link: str, language: str) -> None:
    """Go on in another language. An interaction: the invitation counts as opened. Raises as ``save_draft``."""
    with unit.transaction() as session:
        found = _find(unit, link, writing=True)
        _require_open(unit, found)
        lay_draft(session, found.place, found.form.answers, _language(language), found.form.code)
        _mark(session, found, answered=False, begun=False)


def type_code_in(unit: Unit, link: str, text: str) -> None:
    """Keep the code of an earlier year's receipt; an empty text takes back the one typed in before.

    Whether anybody had this code is not looked up: that would tie a link to an answer of last year. ``Invalid`` for a
    mistyped code and where the association has no earlier year with codes; else raises as ``save_draft``.
    """
    with unit.transaction() as session:
        found = _find(unit, link, writing=True)
        _require_open(unit, found)
        form = found.form
        code = read_code(text)
        if text.strip() and (form.code is None or not codes_before(unit, form)):
            raise invalid("code", "no_codes_before")
        if text.strip() and code is None:
            raise invalid("code", "code_mistyped")
        if form.code is not None and form.code.typed != (code or ""):
            changed = replace(form.code, typed=code or "")
            lay_draft(session, found.place, form.answers, form.language, changed)
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
        found = _find(unit, link, writing=True)
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
            lay_draft(session, found.place, answers, language, found.form.code)
        else:
            _lay_both(unit, session, found, answers, language, content)
        _mark(session, found, answered=content is not None)
        form = replace(found.form, answers=answers, language=language, begun=True)
        return Kept(form, problems, content is not None, parsed.version, parsed.elsewhere, parsed.clash)


def _lay_both(
    unit: Unit, session: Session, found: _Link, answers: Mapping[str, Any], language: str, content: dict[str, Any]
) -> None:
    """The draft, and the envelope with what pairs it with other years where the run gives codes."""
    form = found.form
    code = form.code.sent() if form.code is not None else None
    if code is not None:
        pair = pair_of_code(unit.secret, form.association_id, form.questionnaire.key, code.value)
        content["pair"] = pair.hex()
    lay_draft(session, found.place, answers, language, code)
    lay_envelope(session, found.place, content)


def submit(unit: Unit, link: str, answers: Mapping[str, Any], language: str) -> None:
    """Lay the envelope with these answers into the ballot box, or replace the one that lies there.

    Hidden answers are left out of it and stay in the draft. Proposals go into it with random ids of their own.
    Raises as ``save_draft``, and ``Invalid`` with every problem in the answers.
    """
    with unit.transaction() as session:
        _submit(unit, session, _find(unit, link, writing=True), answers, _language(language))


def send_draft(unit: Unit, link: str) -> None:
    """Lay the draft into the ballot box as it stands. Raises as ``submit``."""
    with unit.transaction() as session:
        found = _find(unit, link, writing=True)
        _submit(unit, session, found, found.form.answers, found.form.language)


def _submit(unit: Unit, session: Session, found: _Link, answers: Mapping[str, Any], language: str) -> None:
    _require_open(unit, found)
    problems, content = _complete(found, answers, language)
    if content is None:
        raise Invalid({problem.field: problem for problem in problems})
    _lay_both(unit, session, found, dict(answers), language, content)
    _mark(session, found, answered=True)


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
