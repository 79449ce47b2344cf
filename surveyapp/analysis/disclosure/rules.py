"""The rules themselves, as decisions about numbers of people.

Protected are the answers of any one to four respondents singled out by a segment, an association, a difference
between two things shown, or a pairing over years. One-way counts of a whole association may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from surveyapp.config import Thresholds

Detail = Literal["three", "all"]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why something is not shown, as a code with its numbers.

    too_few_responses(n, needed)   the association has fewer responses than are shown
    too_few_answers(n, needed)     the item has
    no_answers()                   nobody answered the item
    segment_too_small(needed)      a segment, or what remains beside it, is too small
    rest_would_tell(needed)        what those outside the segments agree on would be known of each of them
    other_background()             another background question was chosen before the survey opened, or none
    needs_instead()                unmet needs are counted from these answers, for all together
    table_not_protectable()        no choice of hidden cells protects everyone
    beside_segments(needed)        answers stand by segments, and a smaller number of people would be told beside them
    too_few_pairs(n, needed)       pairs over years, or those left unpaired, are too few
    pairs_would_tell()             beside the counts of both years it would tell how single members moved
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


def choose_segments(sizes: Mapping[str, int], unplaced: int, need: int) -> tuple[str, ...]:
    """Which groups are shown, by how many people are in each and how many are in none.

    A group shows from `need` people. All others together must be nobody or as many, or else the whole minus the groups
    shown would single them out: then the smallest of these are hidden too.
    """
    shown = sorted((code for code in sizes if sizes[code] >= need), key=lambda code: (-sizes[code], code))
    while shown and 0 < sum(sizes.values()) + unplaced - sum(sizes[code] for code in shown) < need:
        shown.pop()
    return tuple(code for code in sizes if code in shown)


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
