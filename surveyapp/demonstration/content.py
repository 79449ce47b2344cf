"""Read the hand-written demonstration content into frozen dataclasses.

The folder ``content`` beside this module holds data only: ``region.yaml``, one file per association under
``associations`` and one folder per language. Everything in it is invented. Whatever is misspelt there (an unknown
code, a text given twice, a missing key) is refused here as `ContentError`, so that a demonstration is never built on
half of its content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from surveyapp.demonstration.reading import Node, read_file

LANGUAGES: Final = ("lv", "lt", "ru", "en")
DIRECTIONS: Final = (
    "professional_development", "supervision", "coordination", "cooperation", "plans_and_reports", "best_practice",
    "information", "consultations", "practical_help", "projects", "documents",
    "materials", "initiative", "publicity",
)  # fmt: skip
FORMS: Final = (
    "course", "practical_class", "individual_lesson", "seminar", "training_seminar",
    "information_seminar", "field_seminar", "exchange_seminar", "hybrid_seminar", "festive_seminar",
    "closing_seminar", "information_meeting", "field_meeting", "exchange_meeting", "working_meeting",
    "lecture", "lecture_series", "conference", "discussion", "round_table", "group_consultation",
    "individual_consultation", "consultation_day", "library_visit", "methodical_day", "methodical_visit",
    "exchange_trip", "study_excursion", "website", "mailing_list", "mutual_visits", "contest",
    "book_table",
)  # fmt: skip
INSTITUTION_KINDS: Final = ("primary", "basic", "secondary", "gymnasium", "vocational", "special", "other")
AUDIENCES: Final = ("pupils", "teachers")
PRECISIONS: Final = ("day", "span", "month", "quarter", "season", "year", "unknown")
AWAY: Final = ("away-school", "away-library", "away-media", "away-printers", "away-outdoors")
MONTHS: Final = MappingProxyType({"unknown": (0, 0), "season": (1, 10)})  # a season is told from its first month
PLACES: Final = ("centre", "library", "school", "schools", "online", *AWAY)
HINDRANCES: Final = ("speaker", "few", "weather", "transport")
STATUSES: Final = ("done", "in_progress", "declined")
SEASONS: Final = ("spring", "autumn")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; `gender` is "f" or "m" and agrees with the form of the family name."""

    given: str
    family: str
    gender: str

    @property
    def full_name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def short_name(self) -> str:
        """Initial and family name, as plans name the responsible."""
        return f"{self.given[0]}. {self.family}"


@dataclass(frozen=True, slots=True)
class Leader:
    person: Person
    post: str
    years_leading: int
    email: str


@dataclass(frozen=True, slots=True)
class Institution:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Association:
    """An association with an institution for each of its `size` members; `language` is the one it works in."""

    key: str
    language: str
    part: str
    names: Mapping[str, str]
    size: int
    leader: Leader
    approval_body: str
    venues: Mapping[str, str]
    institutions: tuple[Institution, ...]

    @property
    def name(self) -> str:
        return self.names[self.language]


@dataclass(frozen=True, slots=True)
class RegionPart:
    key: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Region:
    key: str
    names: Mapping[str, str]
    centre_names: Mapping[str, str]
    contact: Person
    contact_email: str
    parts: tuple[RegionPart, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a librarian proposes for next year. `theme` names the wish behind it, in whichever words and language."""

    text: str
    theme: str
    direction: str | None


@dataclass(frozen=True, slots=True)
class NamePool:
    """Given and family names which may be freely combined into persons of one gender."""

    given: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivityTopic:
    """A topic a plan may take up: `month` 1–12 (0 where `precision` is "unknown"), `place` one of `PLACES`."""

    topic: str
    form: str
    direction: str
    month: int
    precision: str
    audience: str
    place: str


@dataclass(frozen=True, slots=True)
class PlanBank:
    """Everything a language's plans are put together from; see `surveyapp.demonstration.plans`."""

    goals: tuple[str, ...]
    tasks: tuple[str, ...]
    priorities: tuple[str, ...]
    opening: tuple[ActivityTopic, ...]
    closing: tuple[ActivityTopic, ...]
    activities: tuple[ActivityTopic, ...]
    not_done: Mapping[str, str]
    places: Mapping[str, str]
    participants: Mapping[str, Mapping[str, str]]
    months: tuple[str, ...]
    months_of_day: tuple[str, ...]
    seasons: Mapping[str, str]
    period_patterns: Mapping[str, tuple[str, ...]]
    responsible: tuple[str, ...]
    approval: str
    approval_number: str
    agreement: str


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    done_together: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A leader's recommendation of a past school year ("2024/2025") and what became of it, told to the librarians."""

    text: str
    direction: str
    school_year: str
    status: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A good-practice example its author signed and agreed to share across associations."""

    title: str
    story: str
    advice: str
    theme: str
    institution: str
    author: str
    email: str


@dataclass(frozen=True, slots=True)
class LanguageContent:
    language: str
    women: NamePool
    men: NamePool
    proposals: tuple[Proposal, ...]
    good_practice: tuple[str, ...]
    comments: tuple[str, ...]
    applied_examples: tuple[str, ...]
    plans: PlanBank
    partners: tuple[Partner, ...]
    recommendations: tuple[Recommendation, ...]
    practice_cards: tuple[PracticeCard, ...]


@dataclass(frozen=True, slots=True)
class DemonstrationContent:
    region: Region
    associations: tuple[Association, ...]
    languages: Mapping[str, LanguageContent]

    def association(self, key: str) -> Association:
        """The association with this key; `KeyError` if there is none."""
        for association in self.associations:
            if association.key == key:
                return association
        raise KeyError(key)


def load_content(folder: Traversable | None = None) -> DemonstrationContent:
    """All demonstration content; `folder` is the packaged one unless another is given.

    Raises `ContentError` for the first thing found wrong.
    """
    root = folder if folder is not None else files("surveyapp.demonstration") / "content"
    region = _region(read_file(root, "region.yaml"))
    names = sorted(entry.name for entry in (root / "associations").iterdir() if entry.name.endswith(".yaml"))
    associations = tuple(
        _association(name.removesuffix(".yaml"), read_file(root, "associations", name), region) for name in names
    )
    return DemonstrationContent(
        region=region,
        associations=associations,
        languages=MappingProxyType({language: _language(root, language) for language in LANGUAGES}),
    )


def _person(node: Node, gender: str) -> Person:
    return Person(node["given"].text(), node["family"].text(), gender)


def _region(node: Node) -> Region:
    centre = node["centre"]
    return Region(
        key=node["key"].text(),
        names=node["names"].mapping(LANGUAGES),
        centre_names=centre["names"].mapping(LANGUAGES),
        contact=_person(centre["contact"], centre["contact"]["gender"].code(("f", "m"))),
        contact_email=centre["contact"]["email"].text(),
        parts=tuple(
            RegionPart(part["key"].text(), part["names"].mapping(LANGUAGES)) for part in node["parts"].entries()
        ),
    )


def _association(key: str, node: Node, region: Region) -> Association:
    leader = node["leader"]
    institutions = tuple(
        Institution(entry.text(), Node(node.source, kinds.where, kind).code(INSTITUTION_KINDS))
        for kind, kinds in node["institutions"].items()
        for entry in kinds.entries()
    )
    node["institutions"].refuse_repeated(tuple(institution.name for institution in institutions))
    size = node["size"].number(1, 60)
    if len(institutions) < size:
        raise node["institutions"].refuse(f"{len(institutions)} are too few for {size} members")
    return Association(
        key=key,
        language=node["language"].code(LANGUAGES),
        part=node["part"].code(tuple(part.key for part in region.parts)),
        names=node["names"].mapping(LANGUAGES),
        size=size,
        leader=Leader(
            person=_person(leader, leader["gender"].code(("f", "m"))),
            post=leader["post"].text(),
            years_leading=leader["years_leading"].number(0, 50),
            email=leader["email"].text(),
        ),
        approval_body=node["approval_body"].text(),
        venues=node["venues"].mapping(("centre", "library")),
        institutions=institutions,
    )


def _language(root: Traversable, language: str) -> LanguageContent:
    names, voices = read_file(root, language, "names.yaml"), read_file(root, language, "voices.yaml")
    shared = read_file(root, language, "shared.yaml")
    return LanguageContent(
        language=language,
        women=_pool(names["women"]),
        men=_pool(names["men"]),
        proposals=_proposals(read_file(root, language, "proposals.yaml")),
        good_practice=voices["good_practice"].texts(),
        comments=voices["comments"].texts(),
        applied_examples=voices["applied_examples"].texts(),
        plans=_plan_bank(read_file(root, language, "plans.yaml")),
        partners=tuple(
            Partner(entry["name"].text(), entry["done_together"].text()) for entry in shared["partners"].entries()
        ),
        recommendations=tuple(_recommendation(entry) for entry in shared["recommendations"].entries()),
        practice_cards=tuple(_practice_card(entry) for entry in shared["practice_cards"].entries()),
    )


def _pool(node: Node) -> NamePool:
    return NamePool(node["given"].texts(), node["family"].texts())


def _proposals(node: Node) -> tuple[Proposal, ...]:
    proposals = []
    for theme, group in node.items():
        for entry in group.entries():
            if isinstance(entry.value, str):
                proposals.append(Proposal(entry.text(), theme, None))
                continue
            for direction, text in entry.items():
                code = Node(entry.source, entry.where, direction).code(DIRECTIONS)
                proposals.append(Proposal(text.text(), theme, code))
    node.refuse_repeated(tuple(proposal.text for proposal in proposals))
    return tuple(proposals)


def _plan_bank(node: Node) -> PlanBank:
    dates = node["dates"]
    opening, closing, activities = (_topics(node[name]) for name in ("opening", "closing", "activities"))
    node.refuse_repeated(tuple(entry.topic for entry in (*opening, *closing, *activities)))
    if any(entry.precision != "day" for entry in opening):
        raise node["opening"].refuse("the plan is agreed at the opening, so a day is expected")
    plural = ("one", "few", "many")
    return PlanBank(
        goals=node["goals"].texts(),
        tasks=node["tasks"].texts(),
        priorities=node["priorities"].texts(),
        opening=opening,
        closing=closing,
        activities=activities,
        not_done=node["not_done"].mapping(HINDRANCES),
        places=node["places"].mapping(("schools", "online", *AWAY)),
        participants=MappingProxyType({name: node["participants"][name].mapping(plural) for name in AUDIENCES}),
        months=dates["months"].texts(),
        months_of_day=tuple(entry.text() for entry in dates["months_of_day"].entries()),
        seasons=dates["seasons"].mapping(SEASONS),
        period_patterns=MappingProxyType({precision: dates[precision].texts() for precision in PRECISIONS}),
        responsible=tuple(entry.text() for entry in node["responsible"].entries()),
        approval=node["approval"].text(),
        approval_number=node["approval_number"].text(),
        agreement=node["agreement"].text(),
    )


def _topics(node: Node) -> tuple[ActivityTopic, ...]:
    topics = []
    for form, group in node.items():
        for entry in group.entries():
            fields = list(entry.entries())
            if len(fields) != 6:
                raise entry.refuse("direction, month, period, audience, place and topic are expected")
            direction, month, precision, audience, place, topic = fields
            code = precision.code(PRECISIONS)
            topics.append(
                ActivityTopic(
                    topic=topic.text(),
                    form=Node(group.source, group.where, form).code(FORMS),
                    direction=direction.code(DIRECTIONS),
                    month=month.number(*MONTHS.get(code, (1, 12))),
                    precision=code,
                    audience=audience.code(AUDIENCES),
                    place=place.code(PLACES),
                )
            )
    return tuple(topics)


def _recommendation(node: Node) -> Recommendation:
    return Recommendation(
        text=node["text"].text(),
        direction=node["direction"].code(DIRECTIONS),
        school_year=node["school_year"].code(("2023/2024", "2024/2025")),
        status=node["status"].code(STATUSES),
        outcome=node["outcome"].text(),
    )


def _practice_card(node: Node) -> PracticeCard:
    names = ("title", "story", "advice", "theme", "institution", "author", "email")
    return PracticeCard(**node.mapping(names))
