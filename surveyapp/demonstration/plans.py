"""Put members and yearly work plans together from the content, the same ones at every run.

Each draw is seeded with the association's key (and the school year), so adding a text to one language changes no
other, and two runs of the demonstration show the same people doing the same things.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Final

from surveyapp.demonstration.content import (
    ActivityTopic,
    Association,
    DemonstrationContent,
    Institution,
    LanguageContent,
    Person,
    PlanBank,
)

SCHOOL_YEARS: Final = ("2023/2024", "2024/2025", "2025/2026", "2026/2027")
PAST_YEARS: Final = SCHOOL_YEARS[:3]
QUARTERS: Final = ("I", "II", "III", "IV")
SPAN_DAYS: Final = MappingProxyType({"exchange_trip": 2, "course": 3})
PUBLIC_HOLIDAYS: Final = frozenset({(2, 16), (3, 11), (5, 1), (5, 4), (11, 1), (11, 2), (11, 18)})
LASTING: Final = ("year", "unknown")
WITHOUT_PARTICIPANTS: Final = frozenset({"website", "mailing_list"})
ONE_BY_ONE: Final = frozenset({"individual_consultation", "individual_lesson", "library_visit", "methodical_visit"})
CYRILLIC: Final = MappingProxyType(
    dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
        "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia",
    ), strict=True))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    person: Person
    institution: Institution
    email: str


@dataclass(frozen=True, slots=True)
class Period:
    """When an activity takes place: as people write it, and as dates (`None` where `precision` is "unknown")."""

    text: str
    precision: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Activity:
    """A row of a plan. In a past year `done` says whether it happened, `participants` how many took part.

    `participants_text` is the same number with its noun ("24 bibliotekāri"); `remark` is why it did not happen. In the
    current year all four are `None`, as are the participants of what nobody attends, such as a newsletter.
    """

    topic: str
    direction: str
    form: str
    audience: str
    period: Period
    place: str
    responsible: str
    done: bool | None
    participants: int | None
    participants_text: str | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class Approval:
    body: str
    number: str
    day: date
    line: str


@dataclass(frozen=True, slots=True)
class Plan:
    association: str
    school_year: str
    goal: str
    tasks: tuple[str, ...]
    priorities: tuple[str, ...]
    approval: Approval
    agreement: str
    activities: tuple[Activity, ...]


def compose_members(content: DemonstrationContent) -> Mapping[str, tuple[Member, ...]]:
    """The members of every association by its key, one per institution, no full name twice in a language.

    Whoever signed a practice card is the member of the card's institution. Leaders are not among the members.
    """
    taken = {association.leader.person.full_name for association in content.associations}
    taken.add(content.region.contact.full_name)
    for language in content.languages.values():
        taken.update(card.author for card in language.practice_cards)
    members = {}
    for association in content.associations:
        language = content.languages[association.language]
        random = _seeded(f"members {association.key}")
        domain = association.leader.email.partition("@")[2]
        signed = {card.institution: card for card in language.practice_cards}
        found: list[Member] = []
        for institution in association.institutions[: association.size]:
            card = signed.get(institution.name)
            if card is not None:
                given, family = card.author.split(" ", 1)
                found.append(Member(Person(given, family, "f"), institution, card.email))
                continue
            person = _person(language, random, taken, {member.person.family for member in found})
            found.append(Member(person, institution, f"{_ascii(person.given)}.{_ascii(person.family)}@{domain}"))
        members[association.key] = tuple(found)
    return MappingProxyType(members)


def compose_plans(
    content: DemonstrationContent, association: Association, members: tuple[Member, ...]
) -> tuple[Plan, ...]:
    """The association's plans of `SCHOOL_YEARS`, oldest first; no topic of the bank is taken up in two of them.

    `members` are those of `compose_members`; the responsible persons are drawn from them.
    """
    bank = content.languages[association.language].plans
    random = _seeded(f"plans {association.key}")
    topics, goals = list(bank.activities), list(bank.goals)
    random.shuffle(topics)
    random.shuffle(goals)
    share = len(topics) // len(SCHOOL_YEARS)
    return tuple(
        _plan(association, members, bank, year, goals[index], topics[index * share : (index + 1) * share], index)
        for index, year in enumerate(SCHOOL_YEARS)
    )


def participants_in_words(language: str, bank: PlanBank, audience: str, number: int) -> str:
    """A number of participants as a report gives it ("24 bibliotekāri"), by the CLDR plural rules of whole numbers."""
    last, last_two = number % 10, number % 100
    one = number == 1 if language == "en" else last == 1 and last_two != 11
    if language == "ru":
        few = last in (2, 3, 4) and last_two not in (12, 13, 14)
    else:
        few = language != "lt" or (last != 0 and not 11 <= last_two <= 19)
    return f"{number} {bank.participants[audience]['one' if one else 'few' if few else 'many']}"


def _plan(
    association: Association,
    members: tuple[Member, ...],
    bank: PlanBank,
    school_year: str,
    goal: str,
    topics: list[ActivityTopic],
    index: int,
) -> Plan:
    random = _seeded(f"plan {association.key} {school_year}")
    past = school_year in PAST_YEARS
    offset = len(association.key) + index
    opening = bank.opening[offset % len(bank.opening)]
    closing = bank.closing[offset % len(bank.closing)]
    chosen = [opening, *topics[: random.randint(6, 10)], closing]
    busy: set[date] = set()
    held = (opening, closing)
    activities = [
        _activity(association, members, bank, school_year, topic, random, busy, past=past, sure=topic in held)
        for topic in sorted(chosen, key=lambda topic: topic.precision != "span")
    ]
    opened = next(start for row in activities if row.topic == opening.topic and (start := row.period.start))
    approved = opened + timedelta(days=random.choice((1, 7, 8)))
    number = bank.approval_number.format(number=random.randint(21, 189))
    activities.sort(key=lambda row: (row.topic != opening.topic, row.period.precision in LASTING, _start(row)))
    return Plan(
        association=association.key,
        school_year=school_year,
        goal=goal,
        tasks=tuple(random.sample(bank.tasks, random.choice((3, 4)))),
        priorities=tuple(random.sample(bank.priorities, random.choice((2, 3)))),
        approval=Approval(
            body=association.approval_body,
            number=number,
            day=approved,
            line=bank.approval.format(body=association.approval_body, date=_day_text(bank, approved), number=number),
        ),
        agreement=bank.agreement.format(date=_day_text(bank, opened), number=1),
        activities=tuple(activities),
    )


def _start(activity: Activity) -> date:
    return activity.period.start or date.max


def _activity(
    association: Association,
    members: tuple[Member, ...],
    bank: PlanBank,
    school_year: str,
    topic: ActivityTopic,
    random: Random,
    busy: set[date],
    *,
    past: bool,
    sure: bool,
) -> Activity:
    first, second = random.sample(members, 2)
    certain = sure or topic.precision in LASTING or topic.audience == "pupils"
    happened = certain or random.random() < 0.87
    number = _participants(topic, association.size, random) if past and happened else None
    words = None if number is None else participants_in_words(association.language, bank, topic.audience, number)
    return Activity(
        topic=topic.topic,
        direction=topic.direction,
        form=topic.form,
        audience=topic.audience,
        period=_period(bank, school_year, topic, random, busy),
        place=_place(association, bank, topic, random),
        responsible=random.choice(bank.responsible).format(
            leader=association.leader.person.short_name,
            member=first.person.short_name,
            other=second.person.short_name,
        ),
        done=happened if past else None,
        participants=number,
        participants_text=words,
        remark=bank.not_done[_hindrance(topic, random)] if past and not happened else None,
    )


def _participants(topic: ActivityTopic, size: int, random: Random) -> int | None:
    if topic.form in WITHOUT_PARTICIPANTS:
        return None
    if topic.audience == "pupils":
        return random.randint(24, 60 + 3 * size)
    if topic.form in ONE_BY_ONE:
        return random.randint(2, max(3, size // 2))
    return max(3, round(size * random.uniform(0.45, 0.95)))


def _hindrance(topic: ActivityTopic, random: Random) -> str:
    if topic.place.startswith("away-"):
        return random.choice(("weather", "transport"))
    return "speaker" if any(word in topic.form for word in ("course", "lecture", "seminar", "conference")) else "few"


def _place(association: Association, bank: PlanBank, topic: ActivityTopic, random: Random) -> str:
    if topic.place in association.venues:
        return association.venues[topic.place]
    if topic.place == "school":
        return random.choice(association.institutions).name
    return bank.places[topic.place]


def _period(bank: PlanBank, school_year: str, topic: ActivityTopic, random: Random, busy: set[date]) -> Period:
    autumn = int(school_year[:4])
    year = autumn if topic.month >= 9 else autumn + 1
    month, precision = topic.month, topic.precision
    pattern = random.choice(bank.period_patterns[precision])
    start: date | None
    end: date | None
    match precision:
        case "day":
            start = end = _working_day(year, month, random, busy)
        case "span":
            days = SPAN_DAYS.get(topic.form, 5)
            start = _monday(year, month, random) + timedelta(days=0 if days == 5 else 1)
            end = start + timedelta(days=days - 1)
        case "month":
            start, end = date(year, month, 1), _last_day(year, month)
        case "quarter":
            last = (month + 2) // 3 * 3
            start, end = date(year, last - 2, 1), _last_day(year, last)
        case "season":
            if "{season}" in pattern:
                month = 9 if month >= 9 else 3
            start, end = date(year, month, 1), _last_day(year, month + 2)
        case "year":
            start, end = date(autumn, 9, 1), date(autumn + 1, 6, 30)
        case _:
            start = end = None
    if precision in ("day", "span") and start is not None and end is not None:
        busy.update(start + timedelta(days=day) for day in range((end - start).days + 1))
    return Period(_period_text(bank, pattern, start, end), precision, start, end)


def _period_text(bank: PlanBank, pattern: str, start: date | None, end: date | None) -> str:
    if start is None or end is None:
        return pattern
    return pattern.format(
        day=start.day,
        end_day=end.day,
        month=start.month,
        year=start.year,
        month_name=bank.months[start.month - 1],
        end_month_name=bank.months[end.month - 1],
        month_of_day=bank.months_of_day[start.month - 1],
        quarter=QUARTERS[(start.month - 1) // 3],
        season=bank.seasons["autumn" if start.month >= 9 else "spring"],
    )


def _day_text(bank: PlanBank, day: date) -> str:
    return _period_text(bank, bank.period_patterns["day"][0], day, day)


def _working_day(year: int, month: int, random: Random, busy: set[date]) -> date:
    """A Tuesday, Wednesday or Thursday which is no holiday and, while there are such days, has nothing planned yet."""
    last = 12 if month == 6 else 18
    days = [date(year, month, day) for day in range(3, last + 1)]
    free = [day for day in days if day.weekday() in (1, 2, 3) and (month, day.day) not in PUBLIC_HOLIDAYS]
    return random.choice([day for day in free if day not in busy] or free)


def _monday(year: int, month: int, random: Random) -> date:
    """A Monday whose whole week lies within the month and has no holiday."""
    mondays = [date(year, month, day) for day in range(4, 25) if date(year, month, day).weekday() == 0]
    holidays = [date(year, *holiday) for holiday in PUBLIC_HOLIDAYS]
    return random.choice(
        [monday for monday in mondays if not any(monday <= day <= monday + timedelta(days=4) for day in holidays)]
    )


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _person(language: LanguageContent, random: Random, taken: set[str], families: set[str]) -> Person:
    """Somebody of a name not yet taken, whose family name is new to the association while the pool lasts."""
    while True:
        gender, pool = ("m", language.men) if random.random() < 0.08 else ("f", language.women)
        fresh = [family for family in pool.family if family not in families]
        person = Person(random.choice(pool.given), random.choice(fresh or pool.family), gender)
        if person.full_name not in taken:
            taken.add(person.full_name)
            return person


def _seeded(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - the same draw at every run is what is wanted, nothing is kept secret by it


def _ascii(name: str) -> str:
    latin = "".join(CYRILLIC.get(letter, letter) for letter in name.casefold())
    return "".join(letter for letter in unicodedata.normalize("NFKD", latin) if letter.isascii() and letter.isalpha())
