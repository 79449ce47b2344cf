"""A plan as a document: its approval, goal, tasks and priorities, and the table of its activities."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from surveyapp.evaluation.blocks import Block, Items, Paragraph, Table
from surveyapp.planning.model import Activity, Approval, Plan
from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.evaluation import EvaluationView, PartView
from surveyapp.wording.numbers import whole

Label = Callable[[str], str]
"""Names a code of a closed list in the catalogue's language."""


def plan_document(c: Catalogue, plan: Plan, association: str, direction: Label, form: Label) -> EvaluationView:
    """The plan as the writers of documents take it: parts without numbers, in the catalogue's language.

    What was held stands in a column of its own once anything was. Parts of which the plan says nothing are left out.
    """
    titles: list[tuple[str, str, Sequence[Block]]] = [
        ("approval", c.gettext("Approved"), _paragraphs(approval_line(c, plan.approval))),
        ("goal", c.gettext("Goal"), _paragraphs(plan.goal)),
        ("tasks", c.gettext("Tasks"), (Items(plan.tasks, numbered=True),) if plan.tasks else ()),
        ("priorities", c.gettext("Priority directions"), (Items(plan.priorities),) if plan.priorities else ()),
        ("activities", c.gettext("Activities"), _activities(c, plan.activities, direction, form)),
        (
            "partners",
            c.gettext("Cooperation partners"),
            (Items(tuple(f"{each.name} – {each.work}" if each.work else each.name for each in plan.partners)),)
            if plan.partners
            else (),
        ),
    ]
    return EvaluationView(
        language=c.language,
        title=c.gettext("Work plan"),
        association=association,
        year=dates.year(c, plan.year),
        parts=tuple(
            PartView(0, key, title, tuple(blocks), ready=True, edited=False, hints=())
            for key, title, blocks in titles
            if blocks or key == "activities"
        ),
        progress="",
        page_label=c.gettext("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        empty_text=c.gettext("No activity yet"),
    )


def approval_line(c: Catalogue, approval: Approval) -> str:
    """Body, day and number on one line; empty where the plan was not approved."""
    number = c.gettext("No. %(number)s", number=approval.number) if approval.number else ""
    return ", ".join(filter(None, (approval.body, dates.day(c, approval.day) if approval.day else "", number)))


def _paragraphs(text: str) -> tuple[Block, ...]:
    return tuple(Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _activities(c: Catalogue, activities: Sequence[Activity], direction: Label, form: Label) -> tuple[Block, ...]:
    if not activities:
        return ()
    coded = any(each.direction or each.form for each in activities)
    held = any(each.done is not None for each in activities)
    headers = (
        c.gettext("No."),
        c.gettext("Activity"),
        *((c.gettext("Direction, form"),) if coded else ()),
        c.gettext("When"),
        c.gettext("Place"),
        c.gettext("Responsible"),
        *((c.gettext("Held"),) if held else ()),
    )
    rows = tuple(
        (
            f"{place}.",
            each.topic,
            *((_coded(each, direction, form),) if coded else ()),
            each.period.text,
            each.place,
            each.responsible,
            *((_held(c, each),) if held else ()),
        )
        for place, each in enumerate(activities, start=1)
    )
    return (Table(headers, rows),)


def _coded(activity: Activity, direction: Label, form: Label) -> str:
    names = (
        direction(activity.direction) if activity.direction else "",
        form(activity.form) if activity.form else "",
    )
    return "; ".join(filter(None, names))


def _held(c: Catalogue, activity: Activity) -> str:
    """What was done, and how many took part."""
    if activity.done is None:
        return ""
    if not activity.done:
        return c.gettext("not held")
    people = activity.participants_words
    if activity.participants is not None:
        people = c.ngettext(
            "%(count)s participant",
            "%(count)s participants",
            activity.participants,
            count=whole(c, activity.participants),
        )
    return "; ".join(filter(None, (activity.work_done or c.gettext("held"), people)))
