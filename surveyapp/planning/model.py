"""What a work plan is: its goal, tasks, priorities and activities, and what became of each activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from surveyapp.planning.periods import Period
from surveyapp.planning.years import Year


class Audience(StrEnum):
    """Whom an activity is for; the evaluation tells the two apart in its fifth part."""

    PUPILS = "pupils"
    TEACHERS = "teachers"  # teachers and librarians


@dataclass(frozen=True, slots=True)
class Approval:
    """The line above a plan: the body which approved it, when, and the number of its order or protocol."""

    body: str = ""
    day: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of the plan, with what was done once it has been held."""

    id: str  # stable: answers about the activity carry it
    topic: str
    period: Period
    audience: Audience = Audience.TEACHERS
    direction: str | None = None  # code of the closed list of directions
    form: str | None = None  # code of the closed list of forms of work
    place: str = ""
    responsible: str = ""
    done: bool | None = None  # None until someone says
    work_done: str = ""  # what happened, in the leader's words; the topic stands in its place when empty
    participants: int | None = None
    participants_words: str = ""  # "the pupils of three schools": where nobody counted

    def __post_init__(self) -> None:
        if self.participants is not None and self.participants < 0:
            raise ValueError(f"participants of {self.id}: {self.participants}")


@dataclass(frozen=True, slots=True)
class Partner:
    """A cooperation partner of the year, and what was done together."""

    name: str
    work: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One association's plan for one year."""

    id: str
    association: str  # id
    year: Year
    goal: str = ""
    tasks: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    priority_report: str = ""  # how the priority was carried out, written at the end of the year
    approval: Approval = field(default_factory=Approval)
    activities: tuple[Activity, ...] = ()
    partners: tuple[Partner, ...] = ()

    @property
    def held(self) -> tuple[Activity, ...]:
        """The activities which took place, in the order of the plan."""
        return tuple(activity for activity in self.activities if activity.done)
