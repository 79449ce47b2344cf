"""Librarians' proposals for next year: what becomes of each, and how many people stand behind one wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from surveyapp.evaluation.statuses import StatusError


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    NEW = "new"
    GROUPED = "grouped"
    SHORTLISTED = "shortlisted"
    ACCEPTED = "accepted"
    MERGED = "merged"
    LATER = "later"
    DECLINED = "declined"


_DECISIONS = (ProposalStatus.ACCEPTED, ProposalStatus.MERGED, ProposalStatus.LATER, ProposalStatus.DECLINED)
# A decision may be taken back to the shortlist, so that a mistaken click can be undone; nothing returns to "new"
# except by being taken out of its group.
NEXT_STATUSES: Mapping[ProposalStatus, tuple[ProposalStatus, ...]] = MappingProxyType(
    {
        ProposalStatus.NEW: (ProposalStatus.GROUPED, ProposalStatus.SHORTLISTED, *_DECISIONS),
        ProposalStatus.GROUPED: (ProposalStatus.NEW, ProposalStatus.SHORTLISTED, *_DECISIONS),
        ProposalStatus.SHORTLISTED: (ProposalStatus.GROUPED, *_DECISIONS),
        ProposalStatus.ACCEPTED: (ProposalStatus.SHORTLISTED, ProposalStatus.LATER, ProposalStatus.DECLINED),
        ProposalStatus.MERGED: (ProposalStatus.SHORTLISTED,),
        ProposalStatus.LATER: (ProposalStatus.SHORTLISTED, ProposalStatus.ACCEPTED, ProposalStatus.DECLINED),
        ProposalStatus.DECLINED: (ProposalStatus.SHORTLISTED,),
    }
)


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """Proposals held to say the same, under a merged wording which members may see."""

    id: str
    wording: str
    direction: str | None = None
    status: ProposalStatus = ProposalStatus.GROUPED
    reason: str = ""
    position: int = 0
    size: int = 1  # how many proposals it holds; each was made by one librarian, who may have made up to three


def with_status(group: ProposalGroup, new: ProposalStatus, reason: str = "") -> ProposalGroup:
    """The group after a decision. Refuses (StatusError) steps not offered, and declining without a reason."""
    if new is not group.status and new not in NEXT_STATUSES[group.status]:
        raise StatusError("no_such_step", old=group.status, new=new)
    reason = reason.strip()
    if new is ProposalStatus.DECLINED and not reason:
        raise StatusError("reason_required")
    return replace(group, status=new, reason=reason)


def by_support(groups: Iterable[ProposalGroup]) -> tuple[ProposalGroup, ...]:
    """Most supported first; ties in the leader's own order, then by id, so that the order never depends on chance."""
    return tuple(sorted(groups, key=lambda group: (-group.size, group.position, group.id)))
