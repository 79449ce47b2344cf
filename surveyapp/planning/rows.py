"""Which activities of a plan become rows of the year-end questionnaire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from surveyapp.planning.model import Activity, Audience
from surveyapp.planning.periods import Period

MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A row asked about; frozen into the run when it opens, so that later edits of the plan do not move answers."""

    id: str
    topic: str
    period: Period


def rows_asked_about(activities: Iterable[Activity], limit: int = MOST_ROWS) -> tuple[ActivityRow, ...]:
    """The activities a librarian can have attended: held and dated, at most *limit*, in order of time.

    What lasted all year or was repeated cannot be ticked as one event, and the services card asks about it. Where more
    were held than fit, those for librarians come before those for pupils, and later ones before earlier ones, since
    they are remembered better.
    """
    held = [activity for activity in activities if activity.done and activity.period.is_dated]
    by_use = sorted(
        held, key=lambda activity: (activity.audience is Audience.PUPILS, -_day(activity).toordinal(), activity.id)
    )
    chosen = sorted(by_use[:limit], key=lambda activity: (_day(activity), activity.id))
    return tuple(ActivityRow(activity.id, activity.topic, activity.period) for activity in chosen)


def _day(activity: Activity) -> date:
    return activity.period.start or date.max
