"""The rules themselves, as decisions about numbers of people.

Protected are the answers of any one to four respondents singled out by a segment, an association, a difference
between two things shown, or a pairing over years. One-way counts of a whole association may be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from surveyapp.config import Thresholds
from surveyapp.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

Detail = Literal["three", "all"]

FEWEST_OF_A_KIND = 3
"""Members of a kind there must be before the kind is offered as an answer about oneself."""
SMALL_INVITATION = 20
"""Under so many invited, experience has two bands."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why something is not shown, as a code with its numbers.

    too_few_responses(n, needed)   the association has fewer responses than are shown
    too_few_answers(n, needed)     the item has
    no_answers()                   nobody answered the item
    segment_too_small(needed)      a segment, or what remains beside it, is too small
    table_not_protectable()        no choice of hidden cells protects everyone
    difference(needed)             beside what is shown already, it would give a few people away
    too_few_pairs(n, needed)       pairs over years, or those left unpaired, are too few
    too_few_corrections(n, needed) changed responses wait until they are enough
    sealed()                       the run is open: participation only
    not_by_segment()               numbers and dates are banded for everybody alone
    unknown_kind()                 the question is of a kind that this program does not know
    """

    reason: str
    params: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))


def withheld(reason: str, **params: int | str) -> Withheld:
    """A refusal with its numbers."""
    return Withheld(reason, MappingProxyType(params))


def detail_of(n: int, thresholds: Thresholds) -> Detail | Withheld:
    """What n answers allow: nothing, three categories, or all categories and means.

    Three categories and a mean would give five categories back, so they are never shown together.
    """
    if n == 0:
        return withheld("no_answers")
    if n < thresholds.show:
        return withheld("too_few_answers", n=n, needed=thresholds.show)
    return "all" if n >= thresholds.detail else "three"


def is_small(n: int, thresholds: Thresholds) -> bool:
    """Whether a unanimous answer of n people is worth a caution."""
    return n < 2 * thresholds.detail


@dataclass(frozen=True, slots=True)
class SegmentChoice:
    """Which segments of one dimension may be shown, and in what detail."""

    shown: tuple[str, ...]
    detail: Detail


def choose_segments(
    respondents: Mapping[str, int],
    answers: Mapping[str, int],
    thresholds: Thresholds,
    *,
    unplaced: tuple[int, int],
    need: int | None = None,
    barred: Collection[str] = (),
) -> SegmentChoice:
    """Decide all segments of a dimension at once, for one item.

    `respondents` and `answers` hold for each segment how many took part and how many answered the item; `unplaced` the
    same two numbers of those who did not say where they belong. A segment shows from five answers; everything not
    shown, together, must be nobody or at least five respondents, and nobody or at least five answers, or else the
    whole minus the segments would single them out: then the smallest segments are hidden too. All categories appear
    only if every part, the hidden one included, has enough for them. `need` is another least number in place of five;
    `barred` segments are hidden for another reason.
    """
    need = need or thresholds.show
    shown = [code for code in answers if respondents[code] >= need and answers[code] >= need and code not in barred]
    shown.sort(key=lambda code: (-answers[code], code))
    all_respondents = sum(respondents.values()) + unplaced[0]
    all_answers = sum(answers.values()) + unplaced[1]

    def rest() -> tuple[int, int]:
        return (
            all_respondents - sum(respondents[code] for code in shown),
            all_answers - sum(answers[code] for code in shown),
        )

    while shown and any(0 < part < need for part in rest()):
        shown.pop()
    parts = [answers[code] for code in shown] + [rest()[1]]
    detail: Detail = "all" if all(part == 0 or part >= thresholds.detail for part in parts) else "three"
    return SegmentChoice(tuple(code for code in answers if code in shown), detail)


def need_parts(groups: Sequence[int], *, masked: bool, thresholds: Thresholds) -> bool | Withheld:
    """Whether the two counts of an unmet need show apart (True), only their sum (False), or neither.

    `groups` are the people each count speaks of: who used the service, who did not. One to four of them are singled
    out by an answer everybody knows ("I never went"), and a count of them would tell what they find important or how
    satisfied they are. The sum shows if it leaves that open (`masked`, see `need.NeedTally`).
    """
    if all(size == 0 or size >= thresholds.show for size in groups):
        return True
    return False if masked else withheld("segment_too_small", needed=thresholds.show)


def total_may_cover(hidden: Sequence[int], thresholds: Thresholds) -> bool:
    """Whether a total may include associations whose own numbers are hidden.

    It may where none is hidden, or at least two that together have five answers, so that subtraction gives nothing.
    """
    return not hidden or (len(hidden) >= 2 and sum(hidden) >= thresholds.show)


def proposals_open(responses: int, thresholds: Thresholds, *, closed: bool) -> Withheld | None:
    """Proposals are read after closing, from three responses up."""
    if not closed:
        return withheld("sealed")
    if responses < thresholds.proposals:
        return withheld("too_few_responses", n=responses, needed=thresholds.proposals)
    return None


def paired_years(pairs: int, only_before: int, only_after: int, thresholds: Thresholds) -> Withheld | None:
    """Pairs show from five, and the unpaired of each year must be nobody or at least five."""
    need = thresholds.show
    if pairs >= need and all(part == 0 or part >= need for part in (only_before, only_after)):
        return None
    return withheld("too_few_pairs", n=pairs, needed=need)


def corrections(changed: int, thresholds: Thresholds) -> Withheld | None:
    """A release is replaced by a corrected one only when at least five responses changed, or were added or removed."""
    if changed == 0 or changed >= thresholds.show:
        return None
    return withheld("too_few_corrections", n=changed, needed=thresholds.show)


def difference(one: NDArray[np.bool_], other: NDArray[np.bool_], thresholds: Thresholds) -> Withheld | None:
    """Whether numbers about two sets of respondents may stand beside each other.

    Refused where one set is the other but for one to four people: the mean of twelve and the mean of eleven tell what
    the twelfth said.
    """
    for gone in (int((one & ~other).sum()), int((other & ~one).sum())):
        if 0 < gone < thresholds.show:
            return withheld("difference", needed=thresholds.show)
    return None


class ShownBases:
    """What has been shown so far about one release, as sets of respondents.

    For pages that let a reader choose the base: each new one is admitted only if it differs from every earlier one,
    and from everyone, by nobody or by at least five.
    """

    def __init__(self, respondents: int, thresholds: Thresholds) -> None:
        self._thresholds = thresholds
        self._shown: list[NDArray[np.bool_]] = [np.ones(respondents, dtype=bool)]

    def admit(self, base: NDArray[np.bool_]) -> Withheld | None:
        """Show numbers about this base, or say why not; a refused base is not remembered."""
        n = int(base.sum())
        if n < self._thresholds.show:
            return withheld("too_few_answers", n=n, needed=self._thresholds.show)
        for earlier in self._shown:
            refusal = difference(earlier, base, self._thresholds)
            if refusal is not None:
                return refusal
        self._shown.append(base.copy())
        return None


def most_bands(invited: int | None) -> int | None:
    """How many bands of experience may be asked; None for as many as there are."""
    return 2 if invited is not None and invited < SMALL_INVITATION else None


def offered_bands(
    members: Mapping[str, int], *, ordered: bool, most: int | None = None, fewest: int = FEWEST_OF_A_KIND
) -> tuple[tuple[str, ...], ...]:
    """Merge a background question's options until each stands for at least three people of the member list.

    `members` counts them by option, in order. Ordered bands merge with a neighbour, the smaller one; kinds merge into
    one group "other", which takes the smallest kinds until it is large enough itself. `most` limits the number of
    bands. Empty where fewer than two groups remain: then the question is not asked.
    """
    groups: list[tuple[tuple[str, ...], int]] = [((code,), count) for code, count in members.items()]
    if ordered:
        while len(groups) > 1 and (min(size for _, size in groups) < fewest or (most and len(groups) > most)):
            place = min(range(len(groups)), key=lambda i: groups[i][1])
            sides = [side for side in (place - 1, place + 1) if 0 <= side < len(groups)]
            beside = min(sides, key=lambda i: groups[i][1])
            first, second = sorted((place, beside))
            groups[first : second + 1] = [(groups[first][0] + groups[second][0], groups[first][1] + groups[second][1])]
    else:
        order = list(members)
        kept = sorted((group for group in groups if group[1] >= fewest), key=lambda group: -group[1])
        pooled = [group for group in groups if group[1] < fewest]
        while kept and pooled and sum(size for _, size in pooled) < fewest:
            pooled.append(kept.pop())
        while most and kept and len(kept) + bool(pooled) > most:
            pooled.append(kept.pop())
        other = tuple(sorted((code for group, _ in pooled for code in group), key=order.index))
        groups = sorted(kept, key=lambda group: order.index(group[0][0]))
        if other:
            groups.append((other, sum(size for _, size in pooled)))
    return tuple(codes for codes, _ in groups) if len(groups) > 1 else ()
