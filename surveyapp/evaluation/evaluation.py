"""The yearly evaluation as data: ten parts, each filled from what is known, each replaceable by the leader's own text.

What is known (facts) and what the leader wrote (edit) are kept apart: an edit replaces what stands in the document,
and taking it back brings the facts, as they are by then, to light again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from surveyapp.evaluation.blocks import Block
from surveyapp.evaluation.finding import Finding
from surveyapp.evaluation.proposals import ProposalGroup, ProposalStatus, by_support
from surveyapp.evaluation.recommendations import Recommendation, RecommendationStatus
from surveyapp.planning.model import Activity, Audience, Partner, Plan
from surveyapp.planning.years import Year


class PartKey(StrEnum):
    """The ten parts, in the order in which a leader hands them in."""

    LEADER = "leader"
    ASSOCIATION = "association"
    TASKS = "tasks"
    PRIORITIES = "priorities"
    DIRECTIONS = "directions"
    PARTNERS = "partners"
    PRACTICE = "practice"
    PROPOSALS = "proposals"
    RECOMMENDATIONS = "recommendations"
    PREPARED = "prepared"


PART_KEYS = tuple(PartKey)


@dataclass(frozen=True, slots=True)
class LeaderFacts:
    """Part 1: who leads the association."""

    name: str = ""
    post: str = ""
    years_leading: int | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AssociationFacts:
    """Part 2: whom the association unites."""

    name: str = ""
    institutions: tuple[tuple[str, int], ...] = ()  # (code of the institution kind, how many)
    members: int = 0

    @property
    def institution_count(self) -> int:
        return sum(count for _, count in self.institutions)


@dataclass(frozen=True, slots=True)
class TasksFacts:
    """Part 3: the goal and the main tasks, from the plan."""

    goal: str = ""
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrioritiesFacts:
    """Part 4: the year's priorities and how they were carried out."""

    priorities: tuple[str, ...] = ()
    report: str = ""


@dataclass(frozen=True, slots=True)
class DirectionsFacts:
    """Part 5: what was held, for pupils and for teachers and librarians, in order of time."""

    pupils: tuple[Activity, ...] = ()
    teachers: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnersFacts:
    """Part 6: cooperation partners, each with what was done together."""

    partners: tuple[Partner, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeExample:
    """An example of good practice; ``school`` is empty where it was written unsigned in the survey."""

    text: str
    school: str = ""


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """Part 7: examples of good practice, the signed ones first."""

    examples: tuple[PracticeExample, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalsFacts:
    """Part 8: what the librarians propose, most supported first, with how many answered."""

    groups: tuple[ProposalGroup, ...] = ()
    answered: int | None = None  # None until the survey has closed
    invited: int | None = None  # None for a shared link


@dataclass(frozen=True, slots=True)
class RecommendationsFacts:
    """Part 9: the leader's recommendations, and the findings no recommendation rests on yet."""

    recommendations: tuple[Recommendation, ...] = ()
    open_findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedFacts:
    """Part 10: who prepared the evaluation, and when."""

    name: str = ""
    post: str = ""
    day: date | None = None


Facts = (
    LeaderFacts
    | AssociationFacts
    | TasksFacts
    | PrioritiesFacts
    | DirectionsFacts
    | PartnersFacts
    | PracticeFacts
    | ProposalsFacts
    | RecommendationsFacts
    | PreparedFacts
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a leader did with a part. Without ``blocks`` the facts stand; ``ready`` is her own tick."""

    blocks: tuple[Block, ...] | None = None
    ready: bool = False
    revision: int = 1
    charts: tuple[str, ...] = ()
    """Keys of the charts of the results that stand at the part's end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what is known, what is missing, and the leader's edit if there is one."""

    key: PartKey
    facts: Facts
    missing: tuple[str, ...]
    """Codes of what the facts lack: "leader_name", "priority_report", "survey_not_closed" …"""
    edit: Edit | None = None
    remarked: bool = False
    """Whether a remark of the regional centre waits: nothing of the part changed since it was returned."""

    @property
    def number(self) -> int:
        """1 to 10."""
        return PART_KEYS.index(self.key) + 1

    @property
    def is_edited(self) -> bool:
        """Whether the leader's own text stands instead of the prefill."""
        return self.edit is not None and self.edit.blocks is not None

    @property
    def is_ready(self) -> bool:
        """Ready: ticked, or written by the leader, or nothing is missing from what is known; with a remark that
        waits, only ticked."""
        if self.remarked:
            return self.edit is not None and self.edit.ready
        if self.edit is not None and (self.edit.ready or self.edit.blocks):
            return True
        return not self.is_edited and not self.missing


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One association's evaluation for one year."""

    association: str  # name, in the association's language
    year: Year
    parts: tuple[Part, ...]

    @property
    def ready_count(self) -> int:
        """How many of the ten parts are ready."""
        return sum(part.is_ready for part in self.parts)

    def part(self, key: PartKey) -> Part:
        return self.parts[PART_KEYS.index(key)]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an evaluation is filled from; what is not there yet is left at its default."""

    association: AssociationFacts
    year: Year
    leader: LeaderFacts = field(default_factory=LeaderFacts)
    plan: Plan | None = None
    answered: int | None = None
    invited: int | None = None
    examples: tuple[PracticeExample, ...] = ()
    groups: tuple[ProposalGroup, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    findings: tuple[Finding, ...] = ()
    prepared: PreparedFacts = field(default_factory=PreparedFacts)


def evaluation_from(sources: Sources, edits: Mapping[int, Edit]) -> Evaluation:
    """The evaluation as it would be handed in today. *edits* are by part number, 1 to 10."""
    facts = _facts(sources)
    parts = tuple(
        Part(key, facts[key], _missing(facts[key]), edits.get(number)) for number, key in enumerate(PART_KEYS, start=1)
    )
    return Evaluation(association=sources.association.name, year=sources.year, parts=parts)


def _facts(sources: Sources) -> Mapping[PartKey, Facts]:
    plan = sources.plan
    held = _in_order_of_time(plan.held) if plan else ()
    return {
        PartKey.LEADER: sources.leader,
        PartKey.ASSOCIATION: sources.association,
        PartKey.TASKS: TasksFacts(plan.goal, plan.tasks) if plan else TasksFacts(),
        PartKey.PRIORITIES: PrioritiesFacts(plan.priorities, plan.priority_report) if plan else PrioritiesFacts(),
        PartKey.DIRECTIONS: DirectionsFacts(
            pupils=tuple(activity for activity in held if activity.audience is Audience.PUPILS),
            teachers=tuple(activity for activity in held if activity.audience is Audience.TEACHERS),
        ),
        PartKey.PARTNERS: PartnersFacts(plan.partners if plan else ()),
        PartKey.PRACTICE: PracticeFacts(tuple(sorted(sources.examples, key=lambda example: not example.school))),
        PartKey.PROPOSALS: ProposalsFacts(_shown(sources.groups), sources.answered, sources.invited),
        PartKey.RECOMMENDATIONS: _recommendations(sources),
        PartKey.PREPARED: sources.prepared,
    }


def _in_order_of_time(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    return tuple(sorted(activities, key=lambda activity: activity.period.start or date.max))


def _shown(groups: Iterable[ProposalGroup]) -> tuple[ProposalGroup, ...]:
    """Proposals merged into another wording stand there already; declined ones were still put forward."""
    return by_support(group for group in groups if group.status is not ProposalStatus.MERGED)


def _recommendations(sources: Sources) -> RecommendationsFacts:
    """Declined and postponed recommendations are not handed in; findings already used are not offered again."""
    given = tuple(
        item
        for item in sources.recommendations
        if item.status not in (RecommendationStatus.DECLINED, RecommendationStatus.LATER)
    )
    used = {str(evidence.finding.get("fingerprint")) for item in given for evidence in item.evidence}
    return RecommendationsFacts(given, tuple(found for found in sources.findings if found.fingerprint not in used))


def _missing(facts: Facts) -> tuple[str, ...]:
    checks: tuple[tuple[str, object], ...]
    match facts:
        case LeaderFacts(name, post, years, contact):
            checks = (
                ("leader_name", name),
                ("leader_post", post),
                ("leader_years", years is not None),
                ("leader_contact", contact),
            )
        case AssociationFacts():
            checks = (("institutions", facts.institutions), ("members", facts.members))
        case TasksFacts():
            checks = (("tasks", facts.tasks),)
        case PrioritiesFacts():
            checks = (("priorities", facts.priorities), ("priority_report", facts.report))
        case DirectionsFacts(pupils, teachers):
            counted = all(item.participants is not None or item.participants_words for item in (*pupils, *teachers))
            checks = (("activities_held", pupils or teachers), ("participants", counted))
        case PartnersFacts():
            checks = (("partners", facts.partners),)
        case PracticeFacts():
            checks = (("practice", facts.examples),)
        case ProposalsFacts():
            closed = facts.answered is not None
            checks = (("survey_not_closed", closed), ("proposals", facts.groups or not closed))
        case RecommendationsFacts():
            checks = (("recommendations", facts.recommendations),)
        case PreparedFacts():
            checks = (("prepared_by", facts.name), ("prepared_on", facts.day))
    return tuple(code for code, present in checks if not present)
