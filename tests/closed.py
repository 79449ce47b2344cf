"""A closed survey of any questionnaire, answered by so many, for tests of results."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from surveyapp.answering.completion import complete
from surveyapp.definition.document import to_document
from surveyapp.definition.kinds.best_worst import sets
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.versions import freeze
from surveyapp.services.closing import ensure_release
from surveyapp.services.forms import document_hash
from surveyapp.services.questionnaires import publish
from surveyapp.services.unit import Unit
from surveyapp.store.responses import Response
from surveyapp.store.surveys import Invitation, Mode, Run, RunStatus, Survey
from tests.leaders import World
from tests.respondents import questionnaire

WORDS = ("Vairāk prakses", "Paldies!", "Gribētos garāku sarunu", "Больше практики", "Noderīgi materiāli")


def close_survey(
    unit: Unit,
    world: World,
    key: str | Questionnaire = "every-kind",
    *,
    answered: int,
    invited: int | None = None,
    answers: Sequence[dict[str, Any]] | None = None,
    period_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """A run of a questionnaire that was closed with these answers, or with made ones; gives its id."""
    source = questionnaire(key) if isinstance(key, str) else key
    asked = freeze(source, plan_rows=(), invited=None, member_kinds=None, anonymous=False)
    given = answers if answers is not None else [answers_to(asked, number) for number in range(answered)]
    document = to_document(asked)
    now = datetime.now(UTC)
    run_id = uuid.uuid4()
    with unit.transaction() as session:
        survey = Survey(
            association_id=world.association_id,
            period_id=period_id or world.period_id,
            version_id=publish(session, source).id,
        )
        session.add(survey)
        session.flush()
        count = invited if invited is not None else answered + 4
        session.add(
            Run(
                id=run_id,
                survey_id=survey.id,
                association_id=world.association_id,
                mode=Mode.ANONYMOUS,
                status=RunStatus.CLOSED,
                opens_at=now - timedelta(days=30),
                closes_at=now - timedelta(days=1),
                closed_at=now,
                document=document,
                document_hash=document_hash(document),
                invited=count,
            )
        )
        session.flush()
        session.execute(
            insert(Invitation),
            [
                {
                    "id": uuid.uuid4(),
                    "run_id": run_id,
                    "name": f"Ilze Kalna {number}",
                    "language": "lv",
                    "secret_hash": uuid.uuid4().bytes * 2,
                    "opened": number < answered,
                    "begun": number < answered,
                    "answered": number < answered,
                    "cancelled": False,
                    "trial": False,
                }
                for number in range(count)
            ],
        )
        rows = [{"id": uuid.uuid4(), "run_id": run_id, "mode": Mode.ANONYMOUS, "answers": each} for each in given]
        if rows:
            session.execute(insert(Response), rows)
    ensure_release(unit, run_id)
    unit.session.expire_all()
    return run_id


def answers_to(asked: Questionnaire, number: int) -> dict[str, Any]:
    """What respondent *number* answers: always the same, without what her other answers hide."""
    dice = Random(number)
    drawn = {}
    for question in asked.questions:
        value = _answer(question, dice)
        if value is not None and dice.random() < 0.92:
            drawn[question.id] = value
    return dict(complete(asked, drawn).answers)


def _answer(question: Question, dice: Random) -> Any:
    codes = list(question.options.codes) if question.options else []
    weights = [1 + place for place in range(len(codes))]
    match question.kind:
        case "single" | "rating" | "yes-no":
            return dice.choices(codes, weights)[0]
        case "multiple":
            return [code for code in codes[:2] if dice.random() < 0.6] or codes[:1]
        case "matrix" if question.settings.get("several"):
            return {row.code: [code for code in codes if dice.random() < 0.5] or codes[:1] for row in question.rows}
        case "matrix" | "semantic-differential":
            return {row.code: dice.choices(codes, weights)[0] for row in question.rows}
        case "activity-rating":
            return {row.code: {"attended": True, "rating": dice.choices(codes, weights)[0]} for row in question.rows}
        case "ranking":
            return dice.sample(codes, len(codes))
        case "allocation":
            total = question.integer("total", 100)
            first = dice.randint(0, total)
            return dict(zip(codes, (first, total - first), strict=False))
        case "best-worst":
            return [dict(zip(("best", "worst"), dice.sample(each, 2), strict=True)) for each in sets(question)]
        case "number":
            return str(dice.randint(0, 14))
        case "date":
            return f"2026-{dice.randint(1, 9):02d}-{dice.randint(1, 28):02d}"
        case "period":
            start = dice.randint(1, 6)
            return {"start": f"2026-{start:02d}-01", "end": f"2026-{start + dice.randint(0, 4):02d}-20"}
        case "short-text" | "long-text":
            return dice.choice(WORDS)
    return None
