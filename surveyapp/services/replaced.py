"""What was made from a release and kept: charts and words of evaluations handed in, signed files, evidence.

A release that is replaced takes its numbers along. What was frozen from it stands beside numbers counted anew, and the
difference is somebody's answer, so the frozen numbers are deleted in the transaction that replaces the release: charts
leave the evaluation (a line says so in every page and document made of it), evidence keeps what was asked but not what
was found, and a signed file is given to nobody but its leader. The leader's own words stay, marked.

Every one of these knows its release. Whatever names another than the one shown now is taken for replaced, so that
what was drawn a moment before it was replaced, and kept a moment after, is not shown either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from surveyapp.dataset import remove
from surveyapp.evaluation.figures import without_charts
from surveyapp.evaluation.finding import from_json
from surveyapp.services.surveys import year_end_run
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import Evaluation, EvaluationFile, EvaluationPart, EvaluationStep
from surveyapp.store.recommendations import Evidence, Recommendation
from surveyapp.store.surveys import Run

GONE = "[…]"
"""What stands where a text was erased."""
LEAST = 12
"""Signs from which a text is looked for inside other words; a shorter one only where it stands alone."""


def release_shown(unit: Unit, evaluation: Evaluation) -> str | None:
    """The release an evaluation draws from, as it is shown now; None while none is."""
    run = year_end_run(unit, evaluation.association_id, evaluation.period_id)
    return run.release_id if run is not None else None


def withdraw_release(unit: Unit, session: Session, run: Run) -> None:
    """Delete a run's release with all numbers kept from it, in the caller's transaction.

    The file goes before the new numbers stand: should anything fail, it is cut again from the rows.
    """
    if run.release_id is None:
        return
    for step in _handed_in(session, run):
        if step.content.get("release") == run.release_id:
            step.content = without_charts(step.content)
    for evidence in session.scalars(select(Evidence).where(Evidence.release_id == run.release_id)):
        evidence.finding = _without_numbers(evidence.finding)
    remove(unit.releases, run.release_id)
    run.release_id = None


def follow_release(session: Session, run: Run, before: str, after: str) -> None:
    """Let everything made from a release belong to one that says the same in numbers: a text was erased, no more.

    Only then: numbers of two releases that differ never stand side by side.
    """
    for step in _handed_in(session, run):
        if step.content.get("release") == before:
            step.content = {**step.content, "release": after}
    session.execute(update(EvaluationFile).where(EvaluationFile.release_id == before).values(release_id=after))
    session.execute(
        update(Recommendation).where(Recommendation.indicator_release_id == before).values(indicator_release_id=after)
    )
    for evidence in session.scalars(select(Evidence).where(Evidence.release_id == before)):
        finding = {**evidence.finding, "query": {**evidence.finding["query"], "release_id": after}}
        evidence.finding = {**finding, "fingerprint": from_json(finding).fingerprint}
        evidence.fingerprint = from_json(finding).fingerprint
        evidence.release_id = after


def forget_text(session: Session, run: Run, texts: Iterable[str]) -> None:
    """Take texts out of the association's evaluations of the year, saved and handed in, wherever they were quoted."""
    wanted = [text for text in texts if text.strip()]
    for row in _evaluations(session, run):
        for part in session.scalars(select(EvaluationPart).where(EvaluationPart.evaluation_id == row.id)):
            if part.content is not None:
                part.content = _forgetting(part.content, wanted)
        for step in row.steps:
            if step.kind in ("saved", "submitted"):
                step.content = _forgetting(step.content, wanted)


def _evaluations(session: Session, run: Run) -> Iterable[Evaluation]:
    return session.scalars(
        select(Evaluation)
        .where(Evaluation.association_id == run.association_id, Evaluation.period_id == run.survey.period_id)
        .with_for_update()
    ).all()


def _handed_in(session: Session, run: Run) -> Iterable[EvaluationStep]:
    return [step for row in _evaluations(session, run) for step in row.steps if step.kind == "submitted"]


def _without_numbers(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {**finding, "count": None, "before": None, "numbers": {}, "score": 0.0, "cautions": []}


def _forgetting(kept: Any, texts: list[str]) -> Any:
    """The same JSON without the texts, which may stand among other words."""
    if isinstance(kept, str):
        for text in texts:
            kept = kept.replace(text, GONE) if len(text) >= LEAST else GONE if kept == text else kept
        return kept
    if isinstance(kept, Mapping):
        return {key: _forgetting(value, texts) for key, value in kept.items()}
    if isinstance(kept, list):
        return [_forgetting(value, texts) for value in kept]
    return kept
