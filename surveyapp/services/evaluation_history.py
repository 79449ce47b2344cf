"""The history of an evaluation: its steps, any two states of a part side by side."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from surveyapp.evaluation.blocks import Block, from_json
from surveyapp.evaluation.writing import write_text
from surveyapp.services.access import Actor, regions_under, require_leader, require_region
from surveyapp.services.errors import NotFound
from surveyapp.services.evaluation_steps import part_at
from surveyapp.services.evaluations import evaluation_of, find_evaluation
from surveyapp.services.unit import Unit
from surveyapp.store.evaluations import EvaluationStep
from surveyapp.store.regions import Association

SHOWN = 200
"""Newest steps a page shows."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, without what it holds."""

    number: int
    kind: str
    part: int | None
    at: datetime
    by: str
    """Who did it; empty where the account is gone, or the product did it."""
    message: str = ""
    name: str = ""
    """Of a file."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two texts compared."""

    change: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class PartThen:
    """A part as it was at a step, beside another state of it."""

    number: int
    blocks: tuple[Block, ...] | None
    """None where it was filled from what was known."""
    lines: tuple[Line, ...]
    """From what it was to the other state; all "same" where nothing changed."""

    @property
    def changed(self) -> bool:
        return any(line.change != "same" for line in self.lines)


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step with all it holds."""

    step: Step
    parts: tuple[PartThen, ...]
    other: Step | None
    """What the parts are compared with; None for what stands now."""
    others: tuple[Step, ...]
    """Other steps that hold a part of this one."""


def history_of(unit: Unit, actor: Actor, association_id: uuid.UUID, period_id: uuid.UUID) -> tuple[Step, ...]:
    """The steps for the leader, the newest first. ``Forbidden``, ``NotFound``."""
    require_leader(unit, actor, association_id)
    row = find_evaluation(unit.session, association_id, period_id)
    return tuple(_step(step) for step in reversed(row.steps[-SHOWN:])) if row is not None else ()


def overseen_history(
    unit: Unit, actor: Actor, region_id: uuid.UUID, association_id: uuid.UUID, period_id: uuid.UUID
) -> tuple[Step, ...]:
    """The steps for the regional centre: what passed between the two sides, not what the leader saved meanwhile."""
    require_region(unit, actor, region_id)
    association = unit.session.get(Association, association_id)
    if association is None or association.region_id not in regions_under(unit.session, (region_id,)):
        raise NotFound("association")
    row = find_evaluation(unit.session, association_id, period_id)
    steps = [step for step in row.steps if step.kind != "saved"] if row is not None else []
    return tuple(_step(step) for step in reversed(steps[-SHOWN:]))


def _step(step: EvaluationStep) -> Step:
    content: dict[str, Any] = step.content if step.kind not in ("saved", "submitted") else {}
    return Step(
        step.number,
        step.kind,
        step.part,
        step.created_at,
        step.user.name if step.user is not None else "",
        str(content.get("message", "")),
        str(content.get("name", "")),
    )


def step_of(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    number: int,
    other: int | None = None,
) -> StepPage:
    """A step with the parts it holds, compared with another step or with what stands now. ``NotFound``."""
    desk = evaluation_of(unit, actor, association_id, period_id)
    row = find_evaluation(unit.session, association_id, period_id)
    steps = {step.number: step for step in row.steps} if row is not None else {}
    step = steps.get(number)
    beside = steps.get(other) if other is not None else None
    if step is None or step.kind not in ("saved", "submitted") or (other is not None and beside is None):
        raise NotFound("evaluation_step")
    held = [step.part] if step.part is not None else range(1, len(desk.view.parts) + 1)
    parts = []
    for part in held:
        then = _blocks(step, part)
        later = _blocks(beside, part) if beside is not None else desk.view.parts[part - 1].blocks
        prefilled = desk.view.parts[part - 1].blocks if not desk.evaluation.parts[part - 1].is_edited else ()
        before = then if then is not None else prefilled
        parts.append(PartThen(part, then, compared(write_text(before), write_text(later or prefilled))))
    others = [
        each for each in reversed(steps.values()) if each is not step and any(_holds(each, part) for part in held)
    ]
    return StepPage(
        _step(step), tuple(parts), _step(beside) if beside is not None else None, tuple(map(_step, others[:SHOWN]))
    )


def _holds(step: EvaluationStep, part: int) -> bool:
    return part_at(step, part) is not None


def _blocks(step: EvaluationStep, part: int) -> tuple[Block, ...] | None:
    was = part_at(step, part)
    return from_json(was.content["blocks"]) if was is not None and was.content is not None else None


def compared(before: str, after: str) -> tuple[Line, ...]:
    """Two texts line by line, what went away before what came."""
    found: list[Line] = []
    old, new = before.splitlines(), after.splitlines()
    for change, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            found.extend(_lines("same", old[a:b]))
        else:
            found.extend(_lines("removed", old[a:b]))
            found.extend(_lines("added", new[c:d]))
    return tuple(found)


def _lines(change: Literal["same", "added", "removed"], texts: Iterable[str]) -> Iterable[Line]:
    return (Line(change, text) for text in texts if text.strip())
