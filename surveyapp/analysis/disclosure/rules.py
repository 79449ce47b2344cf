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
