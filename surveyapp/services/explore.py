"""The texts of a survey, to be searched, read and coded by the association's leader.

Texts come through disclosure: from five answers, each without any other field, in an order that tells nothing. Codes
are kept beside a hash of the text; nothing leads from a code to a response.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.analysis.agreement import SECOND_CODER_SHARE, cohen_kappa, krippendorff_alpha, word_for
from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.similarity import Similar, similar_texts
from surveyapp.analysis.text_search import Context, keyword_in_context, search
from surveyapp.analysis.words import RecurringWord, recurring_words
from surveyapp.definition.problems import Problem
from surveyapp.services.access import Actor, require_leader
from surveyapp.services.audit import record
from surveyapp.services.errors import Conflict, Invalid, NotFound
from surveyapp.services.results import Results, results_of
from surveyapp.services.unit import Unit
from surveyapp.store.reading import TextCode, TextCoding, TextReading

LABEL = 120
DEFINITION = 1000
QUERY = 200
MOST_SIMILAR = 2000
"""More texts than this are searched, but not compared with each other: the page would wait."""


def text_hash(column: str, text: str) -> str:
    """What a text is known by beside its codes."""
    return hashlib.sha256(f"{column}\0{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code with its definition, and how many texts of the question the reader gave it; coders work blind."""

    id: uuid.UUID
    label: str
    definition: str
    texts: int


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text with the codes this reader gave it; None where she has not decided yet."""

    hash: str
    text: str
    codes: frozenset[uuid.UUID] | None


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far two coders agree on one code; α and κ are None where they cannot be computed."""

    label: str
    alpha: float | None
    kappa: float | None
    word: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders over the texts both have read."""

    coders: int
    both: int
    """Texts read by more than one."""
    wanted: int
    """Texts a second coder should read: a fifth."""
    codes: tuple[CodeAgreement, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one question as the page shows them."""

    results: Results
    columns: tuple[tuple[str, int], ...]
    """Text columns in which somebody wrote something, with how many did."""
    column: str
    withheld: Withheld | None
    total: int
    found: tuple[ReadText, ...]
    """Those that answer the search and the code asked for."""
    contexts: tuple[Context, ...]
    """Where the words searched for stand; `text` is an index into `found`."""
    words: tuple[RecurringWord, ...]
    like: ReadText | None
    similar: tuple[tuple[ReadText, float], ...]
    codebook: tuple[CodeView, ...]
    coded: int
    """Texts this reader has decided about."""
    agreement: Agreement | None


def explore(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    run_id: uuid.UUID | None = None,
    *,
    column: str = "",
    query: str = "",
    code: uuid.UUID | None = None,
    like: str = "",
) -> Texts:
    """The texts of one question: those that hold all words of *query* and carry *code*, if asked for.

    Without a *column* it is the one to which most people wrote something.
    *like* is the hash of a text whose neighbours are wanted. ``NotFound`` for a column, code or text this survey does
    not have, and for a survey without shown results; ``Forbidden`` for anyone but the association's leader.
    """
    results = results_of(unit, actor, association_id, period_id, run_id)
    columns = tuple(
        (key, count)
        for section in results.shown.sections
        for question in section.questions
        for key, count in question.texts
        if count
    )
    codes = _codes(unit.session, association_id)
    if code is not None and code not in codes:
        raise NotFound("code")
    chosen = column or max(columns, key=lambda each: each[1], default=("", 0))[0]
    if column and column not in results.texts:
        raise NotFound("question")
    shown = results.texts.get(chosen, ())
    texts = () if isinstance(shown, Withheld) else shown
    readings = _readings(unit.session, results.run_id, chosen)
    own = readings.get(actor.user_id, {})
    everything = tuple(
        ReadText(hashed, text, own.get(hashed)) for text in texts for hashed in (text_hash(chosen, text),)
    )
    found = tuple(everything[place] for place in search(texts, query[:QUERY]))
    if code is not None:
        found = tuple(each for each in found if each.codes and code in each.codes)
    near = next((place for place, each in enumerate(everything) if each.hash == like), None)
    if like and near is None:
        raise NotFound("text")
    neighbours: tuple[Similar, ...] = ()
    if near is not None and len(texts) <= MOST_SIMILAR:
        neighbours = similar_texts(texts, near)
    return Texts(
        results,
        columns,
        chosen,
        shown if isinstance(shown, Withheld) else None,
        len(texts),
        found,
        keyword_in_context([each.text for each in found], query[:QUERY]),
        recurring_words(texts),
        None if near is None else everything[near],
        tuple((everything[each.text], each.similarity) for each in neighbours),
        tuple(
            CodeView(row.id, row.label, row.definition, sum(row.id in given for given in own.values()))
            for row in codes.values()
        ),
        sum(each.codes is not None for each in everything),
        _agreement(readings, codes, len(set(texts))),
    )


def _codes(session: Session, association_id: uuid.UUID) -> dict[uuid.UUID, TextCode]:
    rows = session.scalars(
        select(TextCode).where(TextCode.association_id == association_id).order_by(TextCode.position, TextCode.label)
    )
    return {row.id: row for row in rows}


Readings = Mapping[uuid.UUID | None, Mapping[str, frozenset[uuid.UUID]]]
"""By coder: what she decided about each text. Who read most comes first."""


def _readings(session: Session, run_id: uuid.UUID, column: str) -> Readings:
    rows = session.execute(
        select(TextReading.user_id, TextReading.text_hash, TextCoding.code_id)
        .outerjoin(TextCoding, TextCoding.reading_id == TextReading.id)
        .where(TextReading.run_id == run_id, TextReading.column == column)
    )
    found: dict[uuid.UUID | None, dict[str, set[uuid.UUID]]] = {}
    for user_id, hashed, code_id in rows:
        given = found.setdefault(user_id, {}).setdefault(hashed, set())
        if code_id is not None:
            given.add(code_id)
    ordered = sorted(found.items(), key=lambda coder: (-len(coder[1]), str(coder[0])))
    return MappingProxyType(
        {coder: {hashed: frozenset(given) for hashed, given in read.items()} for coder, read in ordered}
    )


def _agreement(readings: Readings, codes: Mapping[uuid.UUID, TextCode], texts: int) -> Agreement | None:
    """None while only one person has coded."""
    if len(readings) < 2:
        return None
    coders = list(readings.values())
    hashes = sorted({hashed for read in coders for hashed in read})
    both = [hashed for hashed in hashes if sum(hashed in read for read in coders) > 1]
    found = []
    for code_id, row in codes.items():
        units = [[(code_id in read[hashed]) if hashed in read else None for read in coders] for hashed in both]
        alpha = krippendorff_alpha(units) if units else None
        kappa = cohen_kappa(units) if units else None
        found.append(CodeAgreement(row.label, alpha, kappa, word_for(alpha) if alpha is not None else ""))
    return Agreement(len(coders), len(both), max(1, round(texts * SECOND_CODER_SHARE)), tuple(found))


def save_code(
    unit: Unit, actor: Actor, association_id: uuid.UUID, label: str, definition: str, code_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Add a code to the association's codebook, or change one.

    ``Invalid`` without a label, with one that is too long or taken; ``NotFound`` for a code that is not there;
    ``Forbidden`` for anyone but the association's leader.
    """
    label, definition = " ".join(label.split()), definition.strip()
    with unit.transaction() as session:
        require_leader(unit, actor, association_id)
        codes = _codes(session, association_id)
        if code_id is not None and code_id not in codes:
            raise NotFound("code")
        problems = {}
        if not label:
            problems["label"] = Problem("label", "label", "required")
        elif len(label) > LABEL:
            problems["label"] = Problem(
                "label", "label", "too_long", MappingProxyType({"max": LABEL, "length": len(label)})
            )
        elif any(row.label.casefold() == label.casefold() and row.id != code_id for row in codes.values()):
            problems["label"] = Problem("label", "label", "code_taken")
        if len(definition) > DEFINITION:
            problems["definition"] = Problem(
                "definition", "definition", "too_long", MappingProxyType({"max": DEFINITION, "length": len(definition)})
            )
        if problems:
            raise Invalid(problems)
        row = codes.get(code_id) if code_id is not None else None
        if row is None:
            row = TextCode(association_id=association_id, position=len(codes), label=label, definition=definition)
            session.add(row)
        else:
            row.label, row.definition = label, definition
        session.flush()
        record(session, actor, "code_saved", "association", str(association_id))
        return row.id


def remove_code(unit: Unit, actor: Actor, association_id: uuid.UUID, code_id: uuid.UUID) -> None:
    """Take a code out of the codebook, and off every text that has it. Refuses as `save_code`."""
    with unit.transaction() as session:
        require_leader(unit, actor, association_id)
        row = _codes(session, association_id).get(code_id)
        if row is None:
            raise NotFound("code")
        session.delete(row)
        record(session, actor, "code_removed", "association", str(association_id))


def code_text(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    column: str,
    hashed: str,
    codes: frozenset[uuid.UUID],
    run_id: uuid.UUID | None = None,
) -> None:
    """Decide which codes a text has; none is a decision too.

    ``NotFound`` for a text this survey does not show or a code that is not there; ``Conflict`` for an actor without an
    account, who cannot be told from another coder.
    """
    results = results_of(unit, actor, association_id, period_id, run_id)
    shown = results.texts.get(column, ())
    if isinstance(shown, Withheld) or hashed not in {text_hash(column, text) for text in shown}:
        raise NotFound("text")
    if actor.user_id is None:
        raise Conflict("coders_need_an_account")
    run_id = results.run_id
    unit.session.rollback()
    with unit.transaction() as session:
        if not codes <= _codes(session, association_id).keys():
            raise NotFound("code")
        reading = session.scalar(
            select(TextReading).where(
                TextReading.run_id == run_id, TextReading.text_hash == hashed, TextReading.user_id == actor.user_id
            )
        )
        if reading is None:
            reading = TextReading(run_id=run_id, column=column, text_hash=hashed, user_id=actor.user_id)
            session.add(reading)
            session.flush()
        session.execute(delete(TextCoding).where(TextCoding.reading_id == reading.id))
        session.add_all(TextCoding(reading_id=reading.id, code_id=code_id) for code_id in codes)
