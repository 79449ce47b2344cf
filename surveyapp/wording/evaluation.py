"""The evaluation in words: titles, the prefilled text of each part, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from surveyapp.evaluation.blocks import Block, Heading, Items, Paragraph, Table
from surveyapp.evaluation.evaluation import (
    AssociationFacts,
    DirectionsFacts,
    Evaluation,
    LeaderFacts,
    Part,
    PartKey,
    PartnersFacts,
    PracticeExample,
    PracticeFacts,
    PreparedFacts,
    PrioritiesFacts,
    ProposalsFacts,
    RecommendationsFacts,
    TasksFacts,
)
from surveyapp.evaluation.recommendations import Recommendation
from surveyapp.planning.model import Activity
from surveyapp.wording import dates, labels
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.numbers import whole

DirectionLabel = Callable[[str], str]
"""Names a code of the closed list of directions in the catalogue's language."""


@dataclass(frozen=True, slots=True)
class PartView:
    """One part as it stands in the document."""

    number: int
    key: str
    title: str
    blocks: tuple[Block, ...]
    ready: bool
    edited: bool
    hints: tuple[str, ...]
    """What is still missing, each a sentence for the leader; not printed."""

    @property
    def heading(self) -> str:
        """The title as it is printed, after its number where it has one."""
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """The whole evaluation in one language, ready for pages and documents."""

    language: str
    title: str
    association: str
    year: str
    parts: tuple[PartView, ...]
    progress: str
    """ "7 of 10 parts ready"."""
    page_label: str
    """Footer of a printed page, with the places ``{page}`` and ``{pages}``."""
    empty_text: str
    """Printed where a part says nothing yet."""


PART_TITLES: Mapping[PartKey, Callable[[Catalogue], str]] = {
    PartKey.LEADER: lambda c: c.gettext("Leader of the association"),
    PartKey.ASSOCIATION: lambda c: c.gettext("About the association"),
    PartKey.TASKS: lambda c: c.gettext("Main tasks of the year"),
    PartKey.PRIORITIES: lambda c: c.gettext("How the year’s priorities were carried out"),
    PartKey.DIRECTIONS: lambda c: c.gettext("Directions of work"),
    PartKey.PARTNERS: lambda c: c.gettext("Cooperation partners"),
    PartKey.PRACTICE: lambda c: c.gettext("Most successful examples of good practice"),
    PartKey.PROPOSALS: lambda c: c.gettext("Librarians’ proposals for next year"),
    PartKey.RECOMMENDATIONS: lambda c: c.gettext("Leader’s proposals and recommendations"),
    PartKey.PREPARED: lambda c: c.gettext("Prepared by"),
}

STATES: Mapping[str, Callable[[Catalogue], str]] = {
    "draft": lambda c: c.gettext("being written"),
    "submitted": lambda c: c.gettext("handed in"),
    "returned": lambda c: c.gettext("returned"),
    "accepted": lambda c: c.gettext("accepted"),
}

PLACEHOLDERS: Mapping[str, Callable[[Catalogue], str]] = {
    "association": lambda c: c.gettext("Name of the association"),
    "title": lambda c: c.gettext("Title of the document"),
    "year": lambda c: c.gettext("The school year, as it is written in the language of the evaluation"),
    "page": lambda c: c.gettext("“Page 3 of 7”, for the footer"),
    "part_1_title": lambda c: c.gettext("Title of the first part; likewise up to part_10_title"),
    "parts": lambda c: c.gettext("All ten parts with their headings"),
    "part_1": lambda c: c.gettext("The first part without its heading; likewise up to part_10"),
}
"""What stands in a template in double braces, and what comes there."""

MISSING: Mapping[str, Callable[[Catalogue], str]] = {
    "leader_name": lambda c: c.gettext("The leader’s name is missing."),
    "leader_post": lambda c: c.gettext("The leader’s post is missing."),
    "leader_years": lambda c: c.gettext("It is not known for how many years the leader has led the association."),
    "leader_contact": lambda c: c.gettext("The leader’s contact is missing."),
    "institutions": lambda c: c.gettext("No institution is entered in the list of members."),
    "members": lambda c: c.gettext("The list of members is empty."),
    "tasks": lambda c: c.gettext("The plan has no tasks yet."),
    "priorities": lambda c: c.gettext("The plan names no priority."),
    "priority_report": lambda c: c.gettext("Nothing is written yet on how the priorities were carried out."),
    "activities_held": lambda c: c.gettext("No activity of the plan is marked as held."),
    "participants": lambda c: c.gettext("For some activities it is not written how many took part."),
    "partners": lambda c: c.gettext("No cooperation partner is named."),
    "practice": lambda c: c.gettext("There is no example of good practice yet."),
    "survey_not_closed": lambda c: c.gettext("Proposals appear here when the survey has closed."),
    "proposals": lambda c: c.gettext("The proposals are not grouped yet, or there were none."),
    "recommendations": lambda c: c.gettext("There is no recommendation yet; the findings offer a start."),
    "prepared_by": lambda c: c.gettext("It is not written who prepared the evaluation."),
    "prepared_on": lambda c: c.gettext("The date is missing."),
}


def evaluation_view(c: Catalogue, evaluation: Evaluation, direction: DirectionLabel) -> EvaluationView:
    """The evaluation in the catalogue's language; the leader's own text stands as she wrote it."""
    return EvaluationView(
        language=c.language,
        title=c.gettext("Evaluation of the year’s work"),
        association=evaluation.association,
        year=dates.year(c, evaluation.year),
        parts=tuple(part_view(c, part, direction) for part in evaluation.parts),
        progress=progress(c, evaluation.ready_count, len(evaluation.parts)),
        page_label=c.gettext("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        empty_text=c.gettext("Nothing is recorded here yet."),
    )


def progress(c: Catalogue, ready: int, total: int) -> str:
    """ "7 of 10 parts ready"."""
    return c.ngettext(
        "%(ready)s of %(total)s part of the evaluation ready",
        "%(ready)s of %(total)s parts of the evaluation ready",
        total,
        ready=whole(c, ready),
        total=whole(c, total),
    )


def part_view(c: Catalogue, part: Part, direction: DirectionLabel) -> PartView:
    """One part in words: the leader's edit if there is one, else the prefill."""
    edited = part.edit.blocks if part.edit else None
    return PartView(
        number=part.number,
        key=part.key.value,
        title=PART_TITLES[part.key](c),
        blocks=prefill(c, part, direction) if edited is None else edited,
        ready=part.is_ready,
        edited=part.is_edited,
        hints=() if part.is_edited else tuple(MISSING[code](c) for code in part.missing),
    )


def prefill(c: Catalogue, part: Part, direction: DirectionLabel) -> tuple[Block, ...]:
    """What the known facts of a part read like; nothing where nothing is known."""
    match part.facts:
        case LeaderFacts() as facts:
            return tuple(_leader(c, facts))
        case AssociationFacts() as facts:
            return tuple(_association(c, facts))
        case TasksFacts(goal, tasks):
            intro = (Paragraph(c.gettext("Goal: %(goal)s", goal=goal)),) if goal else ()
            return (*intro, *_items(tasks, numbered=True))
        case PrioritiesFacts(priorities, report):
            return (*_items(priorities), *(Paragraph(text) for text in _paragraphs(report)))
        case DirectionsFacts() as facts:
            return tuple(_directions(c, facts, direction))
        case PartnersFacts(partners):
            return _items(f"{item.name} – {item.work}" if item.work else item.name for item in partners)
        case PracticeFacts(examples):
            return _items(_example(c, example) for example in examples)
        case ProposalsFacts() as facts:
            return tuple(_proposals(c, facts))
        case RecommendationsFacts(recommendations, _):
            return _items((_recommendation(c, item) for item in recommendations), numbered=True)
        case PreparedFacts() as facts:
            return tuple(_prepared(c, facts))


def _items(texts: Iterable[str], *, numbered: bool = False) -> tuple[Block, ...]:
    kept = tuple(line for text in texts if (line := " ".join(text.split())))
    return (Items(kept, numbered),) if kept else ()


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _leader(c: Catalogue, facts: LeaderFacts) -> Iterable[Block]:
    who = ", ".join(text for text in (facts.name, facts.post) if text)
    if who:
        yield Paragraph(who)
    if facts.years_leading is not None:
        yield Paragraph(
            c.ngettext(
                "Leads the association: %(years)s year.",
                "Leads the association: %(years)s years.",
                facts.years_leading,
                years=whole(c, facts.years_leading),
            )
        )
    if facts.contact:
        yield Paragraph(c.gettext("Contact: %(contact)s", contact=facts.contact))


def _association(c: Catalogue, facts: AssociationFacts) -> Iterable[Block]:
    if facts.institutions:
        yield Paragraph(
            c.ngettext(
                "The association unites the librarians of %(count)s institution:",
                "The association unites the librarians of %(count)s institutions:",
                facts.institution_count,
                count=whole(c, facts.institution_count),
            )
        )
        yield Items(
            tuple(
                c.gettext("%(kind)s: %(count)s", kind=labels.label(c, labels.INSTITUTION_KINDS, kind), count=count)
                for kind, count in facts.institutions
            )
        )
    if facts.members:
        yield Paragraph(c.gettext("Number of members: %(count)s", count=whole(c, facts.members)))


def _directions(c: Catalogue, facts: DirectionsFacts, direction: DirectionLabel) -> Iterable[Block]:
    for title, activities in (
        (c.gettext("Activities for pupils"), facts.pupils),
        (c.gettext("Activities for teachers and librarians"), facts.teachers),
    ):
        if activities:
            yield Heading(title)
            yield _activity_table(c, activities, direction)


def _activity_table(c: Catalogue, activities: Iterable[Activity], direction: DirectionLabel) -> Table:
    headers = (
        c.gettext("Direction of work"),
        c.gettext("Work done, topics"),
        c.gettext("Time, place"),
        c.gettext("Number of participants"),
    )
    rows = tuple(
        (
            direction(activity.direction) if activity.direction else "",
            activity.work_done or activity.topic,
            ", ".join(text for text in (activity.period.text, activity.place) if text),
            activity.participants_words or ("" if activity.participants is None else whole(c, activity.participants)),
        )
        for activity in activities
    )
    return Table(headers, rows)


def _example(c: Catalogue, example: PracticeExample) -> str:
    if not example.school:
        return example.text
    return c.gettext("%(text)s (%(school)s)", text=example.text, school=example.school)


def _proposals(c: Catalogue, facts: ProposalsFacts) -> Iterable[Block]:
    if facts.answered is not None and facts.invited is not None:
        yield Paragraph(
            c.ngettext(
                "%(answered)s of %(invited)s invited librarian answered the survey.",
                "%(answered)s of %(invited)s invited librarians answered the survey.",
                facts.invited,
                answered=whole(c, facts.answered),
                invited=whole(c, facts.invited),
            )
        )
    elif facts.answered is not None:
        yield Paragraph(
            c.ngettext(
                "%(answered)s librarian answered the survey.",
                "%(answered)s librarians answered the survey.",
                facts.answered,
                answered=whole(c, facts.answered),
            )
        )
    yield from _items((_group(c, group.wording, group.size) for group in facts.groups), numbered=True)


def _group(c: Catalogue, wording: str, size: int) -> str:
    if size < 2:
        return wording
    return c.ngettext(
        "%(proposal)s (%(count)s proposal)",
        "%(proposal)s (%(count)s proposals)",
        size,
        proposal=wording,
        count=whole(c, size),
    )


def _recommendation(c: Catalogue, item: Recommendation) -> str:
    if item.owner and item.due_on:
        return c.gettext(
            "%(text)s (responsible: %(owner)s; due: %(day)s)",
            text=item.text,
            owner=item.owner,
            day=dates.short_day(c, item.due_on),
        )
    if item.owner:
        return c.gettext("%(text)s (responsible: %(owner)s)", text=item.text, owner=item.owner)
    if item.due_on:
        return c.gettext("%(text)s (due: %(day)s)", text=item.text, day=dates.short_day(c, item.due_on))
    return item.text


def _prepared(c: Catalogue, facts: PreparedFacts) -> Iterable[Block]:
    who = ", ".join(text for text in (facts.name, facts.post) if text)
    if who:
        yield Paragraph(who)
    if facts.day:
        yield Paragraph(dates.day(c, facts.day))
