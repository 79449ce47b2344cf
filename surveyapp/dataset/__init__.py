"""Releases: immutable, memory-mapped data sets of one run, cut once after closing.

`structure` is what a release says about itself, `batches` reads canonical answers, `coding` turns them into columns,
`cutting` writes them, `release` opens, filters and verifies them.
"""

from surveyapp.dataset.batches import UnreadableAnswer
from surveyapp.dataset.cutting import cut
from surveyapp.dataset.release import (
    DamagedRelease,
    Release,
    UnknownColumn,
    list_releases,
    open_release,
    remove,
    verify,
)
from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, Labels, Structure

__all__ = [
    "NOT_SHOWN",
    "UNANSWERED",
    "DamagedRelease",
    "Labels",
    "Release",
    "Structure",
    "UnknownColumn",
    "UnreadableAnswer",
    "cut",
    "list_releases",
    "open_release",
    "remove",
    "verify",
]
