"""An attacker who has everything that is shown of a release, and the random associations she is set upon.

She writes down all she sees as equations over how many people there are of each kind, and asks for each cell of one to
four people what the least and the most is that it can hold (linear programming). A cell is given away where both are
the same, unless the counts of the whole association alone say as much. Only doors that pages use are opened here.

To show her more, `Sight.learn` it: a block of categories, who is meant, and the number that was seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from surveyapp.analysis.between import held_back
from surveyapp.analysis.disclosure import (
    DEFAULTS,
    ShownItem,
    ShownSegments,
    ShownTable,
    Withheld,
    dimensions,
    view_item,
    view_segments,
    view_table,
)
from surveyapp.analysis.disclosure.pairs import Moves, view_pairs
from surveyapp.analysis.results import needs_of
from surveyapp.analysis.years import Linked, link, paired_item
from surveyapp.dataset import Release, cut, open_release, uncut
from tests.dataset.sample import questionnaire

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

BACKGROUND = {
    "experience": ("short", "middle", "long", ""),
    "institution_kind": ("primary", "secondary", "gymnasium", ""),
}
RATINGS = ("1", "2", "3", "4", "5", "")
TICKS = ("", "reading", "law", "reading law")
SERVICE = tuple(
    each
    for each in itertools.product(("none", "some", ""), ("2", "5", "dk", ""), ("2", "4", ""))
    if not (each[0] != "some" and each[2])
)
BLOCKS: dict[str, tuple[Any, ...]] = {"overall": RATINGS, "topics": TICKS, "service": SERVICE}
"""What people answer, each block apart from the others: nothing that is shown joins two of them."""
USE, IMPORTANCE, SATISFACTION = "service_use.meetings", "service_importance.meetings", "service_satisfaction.meetings"
ITEMS = {"overall": "overall", "topics": "topics", USE: "service", IMPORTANCE: "service", SATISFACTION: "service"}
FEW = range(1, 5)
EXACT = 1e-6


@dataclass(frozen=True)
class Person:
    """One respondent: background, and a category of each block."""

    experience: str
    kind: str
    overall: str
    topics: str
    service: tuple[str, str, str]
    hours: int | None

    def row(self) -> dict[str, Any]:
        """As a release takes it."""
        use, importance, satisfaction = self.service
        row: dict[str, Any] = {
            "experience": self.experience,
            "institution_kind": self.kind,
            "overall": self.overall,
            "topics": self.topics.split(),
            "hours": "" if self.hours is None else str(self.hours),
            "service_use": {"meetings": use} if use else {},
            "service_importance": {"meetings": importance} if importance else {},
            "service_satisfaction": {"meetings": satisfaction} if satisfaction else {},
        }
        return {key: value for key, value in row.items() if value}

    def category(self, block: str) -> Any:
        """What she answered in a block."""
        return getattr(self, block)


def association(random: Random, n: int) -> list[Person]:
    """So many people who mostly agree, with small groups and answers left out: the kind of data that gives away."""
    bands = random.choice([("short", "long"), ("short", "middle", "long")])
    kinds = random.choice([("primary", "secondary"), ("primary", "secondary", "gymnasium")])
    agree, left_out = random.choice([0.5, 0.7, 0.9]), random.choice([0.0, 0.0, 0.1])

    def maybe(value: str) -> str:
        return "" if random.random() < left_out else value

    def person() -> Person:
        use = maybe("none" if random.random() < 0.4 else "some")
        return Person(
            maybe(random.choice(bands)),
            maybe(random.choice(kinds)),
            maybe("5" if random.random() < agree else random.choice("12345")),
            "reading" if random.random() < agree else random.choice(TICKS),
            (
                use,
                maybe("5" if random.random() < agree else random.choice(["2", "5", "dk"])),
                maybe(random.choice("24")) if use == "some" else "",
            ),
            None if random.random() < left_out else random.choice([0, 5, 10, 10, 20, random.randrange(41)]),
        )

    return [person() for _ in range(n)]


def release_of(people: Sequence[Person], folder: Path, pairs: Sequence[str | None] | None = None) -> Release:
    """Their answers as they are after closing."""
    rows = [person.row() for person in people]
    return open_release(folder, cut(questionnaire(), rows, invited=40, folder=folder, sidecar={}, pairs=pairs))


@dataclass(frozen=True)
class Cell:
    """People of a group who gave one of some answers."""

    name: str
    block: str
    answers: frozenset[Any]
    experience: str | None = None
    """None for whatever band, "" for those who did not say."""
    kind: str | None = None

    def holds(self, person: Person) -> bool:
        """Whether she is counted."""
        return self.groups(person) and person.category(self.block) in self.answers

    def groups(self, person: Person) -> bool:
        """Whether she belongs to the group, whatever she answered."""
        return self.experience in (None, person.experience) and self.kind in (None, person.kind)


class Sight:
    """All that was seen, as equations over the people of each (band, kind, category), block by block."""

    SHAPE = (4, 4)

    def __init__(self, blocks: Mapping[str, tuple[Any, ...]] = BLOCKS) -> None:
        self.blocks = blocks
        self.start: dict[str, int] = {}
        size = 0
        for block, categories in blocks.items():
            self.start[block] = size
            size += 16 * len(categories)
        self.size = size
        self.lines: list[Floats] = []
        self.values: list[float] = []
        # The blocks speak of the same people: of each band and kind there are as many in one as in the other.
        first, *others = blocks
        for band, kind in itertools.product(BACKGROUND["experience"], BACKGROUND["institution_kind"]):
            for other in others:
                line = self.line(Cell("", first, frozenset(blocks[first]), band, kind))
                self.lines.append(line - self.line(Cell("", other, frozenset(blocks[other]), band, kind)))
                self.values.append(0)

    def line(self, cell: Cell) -> Floats:
        """The people of a cell among all."""
        found = np.zeros(self.size)
        categories = self.blocks[cell.block]
        part = found[self.start[cell.block] :][: 16 * len(categories)].reshape(4, 4, len(categories))
        bands, kinds = BACKGROUND["experience"], BACKGROUND["institution_kind"]
        where = np.ix_(
            [cell.experience in (None, band) for band in bands],
            [cell.kind in (None, kind) for kind in kinds],
            [each in cell.answers for each in categories],
        )
        part[where] = 1
        return found

    def learn(self, cell: Cell, value: float) -> None:
        """A number of people that was seen."""
        self.lines.append(self.line(cell))
        self.values.append(value)

    def learn_item(self, key: str, item: ShownItem, experience: str | None = None, kind: str | None = None) -> None:
        """All counts of an item, of everybody or of a segment."""
        block = ITEMS[key]

        def seen(count: int, holds: Callable[[Any], bool]) -> None:
            answers = frozenset(each for each in BLOCKS[block] if holds(each))
            self.learn(Cell(key, block, answers, experience, kind), count)

        for cell in item.cells:
            codes = set(cell.codes)
            seen(cell.count.k, lambda each, codes=codes: bool(codes & set(answer(key, each).split())))  # type: ignore[misc]
        seen(item.missing.dont_know, lambda each: answer(key, each) == "dk")
        not_shown = [each for each in BLOCKS[block] if key == SATISFACTION and each[0] == "none"]
        seen(item.missing.not_shown, lambda each: each in not_shown)
        seen(item.missing.unanswered, lambda each: not answer(key, each) and each not in not_shown)
        if item.mean is not None and key == "overall":
            ratings = [self.line(Cell("", block, frozenset({code}), experience, kind)) for code in "12345"]
            self.lines.append(sum(float(at + 1) * line for at, line in enumerate(ratings)) + np.zeros(self.size))
            self.values.append(item.mean.value * item.n)

    def given_away(self, cells: Sequence[Cell]) -> list[tuple[Cell, float]]:
        """Cells of which there is one value only, with it."""
        equal = csr_array(np.array(self.lines))

        def optimum(goal: Floats) -> Floats:
            found = linprog(goal, A_eq=equal, b_eq=self.values, bounds=(0, None), method="highs")
            assert found.status == 0, found.message
            solution: Floats = found.x
            return solution

        goals = np.array([self.line(cell) for cell in cells])
        random = np.random.default_rng(1)
        seen = [goals @ optimum(sign * (random.normal(size=self.size))) for _ in range(2) for sign in (1, -1)]
        fixed = []
        for place in range(len(cells)):
            values = {round(float(each[place]), 5) for each in seen}
            for sign in (1, -1):
                if len(values) == 1:
                    seen.append(goals @ optimum(sign * goals[place]))
                    values.add(round(float(seen[-1][place]), 5))
            if len(values) == 1:
                fixed.append((cells[place], values.pop()))
        return fixed


def answer(key: str, category: Any) -> str:
    """What a category of a block says to one item of it."""
    if key in (USE, IMPORTANCE, SATISFACTION):
        return str(category[(USE, IMPORTANCE, SATISFACTION).index(key)])
    return str(category)


def learn_whole(sight: Sight, release: Release, n: int) -> None:
    """What the counts of the whole association say: people, answers and background, one question at a time."""
    sight.learn(Cell("", "overall", frozenset(RATINGS)), n)
    for key in ITEMS:
        item = view_item(release, key)
        if isinstance(item, ShownItem):
            sight.learn_item(key, item)
    for dimension in BACKGROUND:
        item = view_item(release, dimension)
        for cell in item.cells if isinstance(item, ShownItem) else ():
            place = {"experience" if dimension == "experience" else "kind": cell.code}
            sight.learn(Cell("", "overall", frozenset(RATINGS), **place), cell.count.k)


def learn_segments(sight: Sight, release: Release) -> set[tuple[str, str]]:
    """Every item in every segment of every background question; gives those of which anything was shown."""
    shown = set()
    for dimension, key in itertools.product(dimensions(release), ITEMS):
        view = view_segments(release, dimension, key)
        for code, item in view.segments if isinstance(view, ShownSegments) else ():
            shown.add((dimension, code))
            sight.learn_item(key, item, **{"experience" if dimension == "experience" else "kind": code})
    return shown


def learn_table(sight: Sight, release: Release) -> None:
    """Who answered, by both background questions."""
    for rows, columns in itertools.permutations(dimensions(release), 2):
        view = view_table(release, rows, columns)
        for row, line in zip(view.row_codes, view.table.cells, strict=True) if isinstance(view, ShownTable) else ():
            for column, count in zip(BACKGROUND[columns], line, strict=True):
                if count is not None:
                    place = {"experience" if rows == "experience" else "kind": row}
                    place["kind" if rows == "experience" else "experience"] = column
                    sight.learn(Cell("", "overall", frozenset(RATINGS), **place), count)


def learn_needs(sight: Sight, release: Release) -> None:
    """Unmet needs: both counts or their sum, and of how many."""
    needs = needs_of(release)
    for need in needs.ranked if needs is not None else ():
        if need.code != "meetings":
            continue
        known = {s for s in SERVICE if s[1] in ("2", "5") and (s[0] == "none" or (s[0] == "some" and s[2]))}
        sight.learn(Cell("known", "service", frozenset(known)), need.known)
        sight.learn(Cell("unmet", "service", MISSED | UNHAPPY), need.unmet.k)
        for part, count in ((MISSED, need.not_reached), (UNHAPPY, need.dissatisfied)):
            if count is not None:
                sight.learn(Cell("part", "service", part), count.k)


MISSED = frozenset(each for each in SERVICE if each[:2] == ("none", "5"))
UNHAPPY = frozenset({("some", "5", "2")})
_ANSWERS: dict[str, tuple[str, frozenset[Any]]] = {
    "low": ("overall", frozenset("12")),
    "middle": ("overall", frozenset("3")),
    "high": ("overall", frozenset("45")),
    "silent": ("overall", frozenset({""})),
    "reading": ("topics", frozenset({"reading", "reading law"})),
    "law": ("topics", frozenset({"law", "reading law"})),
    "not used": ("service", frozenset(each for each in SERVICE if each[0] == "none")),
    "important": ("service", frozenset(each for each in SERVICE if each[1] == "5")),
    "unimportant": ("service", frozenset(each for each in SERVICE if each[1] == "2")),
    "unhappy": ("service", frozenset(each for each in SERVICE if each[2] == "2")),
    "happy": ("service", frozenset(each for each in SERVICE if each[2] == "4")),
    "missed": ("service", MISSED),
    "unhappy and important": ("service", UNHAPPY),
}


def protected(people: Sequence[Person], shown: set[tuple[str, str]]) -> Iterator[Cell]:
    """Cells of one to four people in a segment, or a combination of two, that is none of the groups shown."""
    open_groups = {frozenset(range(len(people)))}
    for dimension, code in shown:
        field = "experience" if dimension == "experience" else "kind"
        open_groups.add(frozenset(at for at, person in enumerate(people) if getattr(person, field) == code))
    bands, kinds = BACKGROUND["experience"], BACKGROUND["institution_kind"]
    groups: list[tuple[str | None, str | None]] = [*((band, None) for band in bands), *((None, kind) for kind in kinds)]
    for band, kind in [*groups, *itertools.product(bands, kinds)]:
        for name, (block, answers) in _ANSWERS.items():
            cell = Cell(name, block, answers, band, kind)
            members = frozenset(at for at, person in enumerate(people) if cell.groups(person))
            if members not in open_groups and sum(cell.holds(person) for person in people) in FEW:
                yield cell


def numbers_given_away(people: Sequence[Person], release: Release) -> list[str]:
    """Amounts that one to four people gave and that bands, mean and deviation tell, where bands alone do not."""
    item = view_item(release, "hours")
    if not isinstance(item, ShownItem):
        return []
    given = [person.hours for person in people if person.hours is not None]
    amounts = np.arange(200)
    bands, counts = [], []
    for cell in item.cells:
        first, _, last = cell.code.partition("..")
        bands.append((amounts >= int(first)) & (amounts <= int(last)))
        counts.append(cell.count.k)
    known = np.array(bands, dtype=float)
    inside: Bools = np.any(known > 0, axis=0)
    seen, values, room = [*known], [float(each) for each in counts], [0.0] * len(counts)
    if item.mean is not None:
        least = sum(int(cell.code.partition("..")[0]) * cell.count.k for cell in item.cells)
        widest = sum(
            (int(cell.code.partition("..")[2]) - int(cell.code.partition("..")[0])) * cell.count.k
            for cell in item.cells
        )
        total = item.mean.value * item.n
        told = np.isclose(total, sum(given)) and item.sd is not None
        # A mean that is told roughly is the middle of a third of what the bands leave open.
        seen.append(amounts.astype(float))
        values.append(total)
        room.append(0.0 if told else widest / 6)
        assert least - EXACT <= total <= least + widest + EXACT
    if item.sd is not None and item.mean is not None:
        seen.append(amounts.astype(float) ** 2)
        values.append(item.sd**2 * (item.n - 1) + item.n * item.mean.value**2)
        room.append(0.0)
    few = [amount for amount in set(given) if given.count(amount) in FEW]
    alone = [amount for amount in few if _fixed(known, counts, [0.0] * len(counts), amount, inside)]
    return [
        f"{amount} hours"
        for amount in few
        if amount not in alone and _fixed(np.array(seen), values, room, amount, inside)
    ]


def _fixed(seen: Floats, values: Sequence[float], room: Sequence[float], amount: int, inside: Bools) -> bool:
    """Whether there is one value only for how many gave this amount."""
    goal = np.zeros(seen.shape[1])
    goal[amount] = 1
    least = np.array(values) - np.array(room) - 1e-7
    most = np.array(values) + np.array(room) + 1e-7
    ends = [
        linprog(
            sign * goal,
            A_ub=np.vstack([seen, -seen]),
            b_ub=np.concatenate([most, -least]),
            bounds=list(zip(np.zeros(len(goal)), np.where(inside, np.inf, 0), strict=True)),
        ).fun
        for sign in (1, -1)
    ]
    return bool(abs(ends[0] + ends[1]) < 1e-3)


def pairs_given_away(random: Random, folder: Path) -> list[str]:
    """Of a rating in two years: groups of one to four people whose move is told, where the years apart do not tell."""
    n, more, others = random.randrange(5, 21), random.choice([0, 0, 5, 6]), random.choice([0, 0, 5, 7])
    agree = random.choice([0.5, 0.7, 0.9])
    same = [tuple("5" if random.random() < agree else "1" for _ in range(2)) for _ in range(n)]
    if random.random() < 0.5:
        same = [(then, random.choice([then, now])) for then, now in same]
    keys: list[str | None] = [f"{place:032x}" for place in range(n)]
    years = [
        [*(pair[year] for pair in same), *("5" if random.random() < agree else "1" for _ in range(alone))]
        for year, alone in enumerate((more, others))
    ]
    releases = [
        open_release(
            folder,
            cut(
                questionnaire(),
                [{"overall": said} for said in year],
                invited=40,
                folder=folder,
                sidecar={},
                pairs=[*keys, *[None] * (len(year) - n)],
            ),
        )
        for year in years
    ]
    linked = link(*releases)
    assert linked is not None
    told = told_of_pairs(linked)
    if told is None:
        return []
    high = [year.count("5") for year in years]
    possible = [
        (stayed, up, down, n - stayed - up - down)
        for stayed, up, down in itertools.product(range(n + 1), repeat=3)
        if stayed + up + down <= n
        and all(0 <= high[year] - stayed - (down, up)[year] <= (more, others)[year] for year in (0, 1))
    ]
    left = [ways for ways in possible if told(ways)]
    truth = tuple(same.count(pair) for pair in (("5", "5"), ("1", "5"), ("5", "1"), ("1", "1")))
    assert truth in left
    return [
        name
        for place, name in enumerate(("stayed high", "rose", "fell", "stayed low"))
        if truth[place] in FEW
        and len({ways[place] for ways in left}) == 1
        and len({ways[place] for ways in possible}) > 1
    ]


def told_of_pairs(linked: Linked) -> Callable[[tuple[int, int, int, int]], bool] | None:
    """Which ways to have moved would have been told in the same words; None where nothing is told."""
    found = paired_item(linked, ("overall", "overall"), DEFAULTS)
    if isinstance(found, Withheld):
        return None
    sizes = [release.n - linked.pairs for release in (linked.earlier, linked.later)]
    high = [view_item(release, "overall") for release in (linked.earlier, linked.later)]
    counts = [item.high.k for item in high if isinstance(item, ShownItem) and item.high is not None]

    def told(ways: tuple[int, int, int, int]) -> bool:
        stayed, up, down, low = ways
        alone = (sizes[0], counts[0] - stayed - down), (sizes[1], counts[1] - stayed - up)
        return view_pairs(Moves(stayed, up, down, low, *alone), DEFAULTS) == found

    return told


def attack(people: Sequence[Person], folder: Path) -> list[tuple[Cell, float]]:
    """What everything shown gives away that the counts of the whole association do not."""
    release = release_of(people, folder)
    whole, sight = Sight(), Sight()
    for each in (whole, sight):
        learn_whole(each, release, len(people))
    shown = learn_segments(sight, release)
    learn_table(sight, release)
    learn_needs(sight, release)
    found = sight.given_away(list(protected(people, shown)))
    known = {cell for cell, _ in whole.given_away([cell for cell, _ in found])} if found else set()
    return [(cell, value) for cell, value in found if cell not in known]


def corrections_given_away(random: Random, folder: Path) -> list[tuple[str, float]] | None:
    """Of ratings before and after corrections, in every state that was shown: changes of one to four people that are
    told, where the two states of the whole association alone do not tell. None where nothing may change.

    The answers that may not change yet wait, as `services.corrections` has it.
    """
    people = association(random, random.randrange(10, 21))
    few = random.randrange(1, len(people))
    wanted = [
        replace(person, overall=random.choice("12345")) if place < few else person
        for place, person in enumerate(people)
    ]
    before, proposed = release_in_order(people), release_in_order(wanted)
    waits = held_back(before, proposed, [set() for _ in people], DEFAULTS)
    later = [person if place in waits else new for place, (person, new) in enumerate(zip(people, wanted, strict=True))]
    if later == people:
        return None
    states = [release_of(each, folder) for each in (people, later)]
    blocks = {"both": tuple(itertools.product(RATINGS, RATINGS))}
    whole, sight = Sight(blocks), Sight(blocks)
    for each in (whole, sight):
        each.learn(Cell("", "both", frozenset(blocks["both"])), len(people))
        for dimension in BACKGROUND:
            item = view_item(states[0], dimension)
            for cell in item.cells if isinstance(item, ShownItem) else ():
                place = {"experience" if dimension == "experience" else "kind": cell.code}
                each.learn(Cell("", "both", frozenset(blocks["both"]), **place), cell.count.k)
        for side, release in enumerate(states):
            item = view_item(release, "overall")
            if isinstance(item, ShownItem):
                _learn_side(each, item, side)
    for (side, release), dimension in itertools.product(enumerate(states), dimensions(states[0])):
        view = view_segments(release, dimension, "overall")
        for code, part in view.segments if isinstance(view, ShownSegments) else ():
            _learn_side(sight, part, side, **{"experience" if dimension == "experience" else "kind": code})
    moves = [(old.overall, new.overall) for old, new in zip(people, later, strict=True)]
    cells = [Cell(f"{then} to {now}", "both", frozenset({(then, now)})) for then, now in set(moves) if then != now]
    few_cells = [cell for cell in cells if sum(move in cell.answers for move in moves) in FEW]
    if not few_cells:
        return []
    told = sight.given_away(few_cells)
    known = {cell for cell, _ in whole.given_away(few_cells)}
    return [(cell.name, value) for cell, value in told if cell not in known]


def release_in_order(people: Sequence[Person]) -> Release:
    """Their answers in the order of the people, as what may change is decided."""
    return uncut(questionnaire(), [person.row() for person in people])


def _learn_side(
    sight: Sight, item: ShownItem, side: int, experience: str | None = None, kind: str | None = None
) -> None:
    shown = [(set(cell.codes), cell.count.k) for cell in item.cells] + [({""}, item.missing.unanswered)]
    for codes, count in shown:
        answers = frozenset(each for each in sight.blocks["both"] if each[side] in codes)
        sight.learn(Cell("", "both", answers, experience, kind), count)
