"""The history of an evaluation: every part saved, every handing in, every answer of the regional centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from surveyapp.evaluation.blocks import Block, from_json
from surveyapp.evaluation.writing import write_text
from surveyapp.services.access import Actor
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import Evaluation, EvaluationPart, EvaluationStep

TYPING = timedelta(minutes=10)
"""What one goes on typing for so long is one step."""


@dataclass(frozen=True, slots=True)
class PartAt:
    """A part as it was: ``content`` None where it was filled from what was known."""

    content: dict[str, Any] | None
    charts: tuple[str, ...] | None
    """None where the step does not say."""


def add_step(
    unit: Unit, row: Evaluation, actor: Actor, kind: str, content: Mapping[str, Any], part: int | None = None
) -> EvaluationStep:
    """Add a step in the caller's transaction, which holds the evaluation's lock."""
    step = EvaluationStep(
        number=row.steps[-1].number + 1 if row.steps else 1,
        kind=kind,
        part=part,
        user_id=actor.user_id,
        content=dict(content),
        created_at=unit.now(),
    )
    row.steps.append(step)
    return step


def keep_saved(unit: Unit, row: Evaluation, actor: Actor, part: EvaluationPart, *, as_typed: bool = False) -> None:
    """Keep a part as it stands now; what did not change is no step, and what is being typed goes on with the last."""
    content = {
        "blocks": part.content["blocks"] if part.content is not None else None,
        "charts": list(part.charts or ()),
        "typed": as_typed,
    }
    before = next((step for step in reversed(row.steps) if step.part == part.number), None)
    if before is not None:
        if all(before.content.get(name) == content[name] for name in ("blocks", "charts")):
            return
        newest = before is row.steps[-1] and before.user_id == actor.user_id
        if as_typed and newest and before.content.get("typed") and unit.now() - before.created_at < TYPING:
            before.content = content
            return
    add_step(unit, row, actor, "saved", content, part.number)


def part_at(step: EvaluationStep, number: int) -> PartAt | None:
    """A part as a step holds it; None where it holds nothing of it."""
    if step.kind == "saved" and step.part == number:
        blocks = step.content["blocks"]
        return PartAt({"blocks": blocks} if blocks is not None else None, tuple(step.content["charts"]))
    if step.kind == "submitted":
        return PartAt({"blocks": step.content["parts"][number - 1]["blocks"]}, None)
    return None


def remarked_parts(row: Evaluation) -> frozenset[int]:
    """Numbers of the parts with a remark, while the evaluation stands returned."""
    answer = _newest(row, "returned") if row.state == "returned" else None
    return frozenset(int(number) for number in answer.content["comments"]) if answer is not None else frozenset()


def changed_since(row: Evaluation, number: int, blocks: Sequence[Block]) -> bool:
    """Whether a part, which reads *blocks* now, has another text or other charts than when it was handed in."""
    handed_in = _newest(row, "submitted")
    if handed_in is None:
        return False
    was = from_json(handed_in.content["parts"][number - 1]["blocks"])
    if write_text(tuple(blocks)) != write_text(was):
        return True
    saved = [step for step in row.steps if step.kind == "saved" and step.part == number]
    before = [step for step in saved if step.number < handed_in.number]
    charts = before[-1].content["charts"] if before else []
    return bool(saved) and saved[-1].content["charts"] != charts


def _newest(row: Evaluation, kind: str) -> EvaluationStep | None:
    return next((step for step in reversed(row.steps) if step.kind == kind), None)
