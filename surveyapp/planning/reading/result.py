"""What was read out of a paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from surveyapp.planning.model import Approval, Audience
from surveyapp.planning.periods import Period
from surveyapp.planning.years import Year


@dataclass(frozen=True, slots=True)
class ReadActivity:
    """A row of the activity table. ``direction`` and ``form`` are codes where they were recognised, else the words."""

    topic: str
    period: Period
    direction: str | None = None
    form: str | None = None
    place: str = ""
    responsible: tuple[str, ...] = ()
    participants: int | str | None = None
    audience: Audience = Audience.TEACHERS


@dataclass(frozen=True, slots=True)
class ReadVisit:
    """A row of the table of visits to institutions."""

    purpose: str
    schools: tuple[str, ...]
    period: Period
    responsible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadExperience:
    """A row of the table about the study of advanced experience."""

    topic: str
    aim: str = ""
    author: str = ""
    stage: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A plan as it was understood, and the text that found no place in it."""

    year: Year | None = None
    association: str = ""
    goal: str = ""
    tasks: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    approval: Approval = field(default_factory=Approval)
    approval_text: tuple[str, ...] = ()  # the lines the approval was read from
    activities: tuple[ReadActivity, ...] = ()
    visits: tuple[ReadVisit, ...] = ()
    experience: tuple[ReadExperience, ...] = ()
    unplaced: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The plan as ``surveyapp plan read --json`` prints it; the approval has no key there and is unplaced."""
        return {
            "school_year": self.year.key if self.year else None,
            "association": self.association or None,
            "goal": self.goal or None,
            "tasks": list(self.tasks),
            "priorities": list(self.priorities),
            "activities": [
                {
                    "direction": row.direction,
                    "form": row.form,
                    "topic": row.topic,
                    **_period(row.period),
                    "place": row.place or None,
                    "responsible": list(row.responsible),
                    "participants": row.participants,
                }
                for row in self.activities
            ],
            "visits": [
                {
                    "purpose": row.purpose,
                    "schools": list(row.schools),
                    **_period(row.period),
                    "responsible": list(row.responsible),
                }
                for row in self.visits
            ],
            "experience": [
                {"topic": row.topic, "aim": row.aim, "author": row.author, "stage": row.stage, "form": row.form}
                for row in self.experience
            ],
            "unplaced": [*self.approval_text, *self.unplaced],
        }


def _period(period: Period) -> dict[str, str | None]:
    return {
        "period_text": period.text or None,
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
        "precision": period.precision.value,
    }
