"""Releases: immutable, memory-mapped data sets of one run, cut once after closing.

`structure` is what a release says about itself, `batches` reads canonical answers, `coding` turns them into columns,
`cutting` writes them, `release` opens, filters and verifies them.

The names below are found when they are first used: what only reads of a structure needs no Arrow.
"""

from typing import TYPE_CHECKING

from surveyapp.later import names

if TYPE_CHECKING:
    from surveyapp.dataset.batches import UnreadableAnswer
    from surveyapp.dataset.cutting import cut, uncut
    from surveyapp.dataset.release import (
        SEGMENTS_BY,
        DamagedRelease,
        Release,
        UnknownColumn,
        list_releases,
        open_release,
        remove,
        verify,
    )
    from surveyapp.dataset.structure import NOT_SHOWN, UNANSWERED, Labels, Structure, openable, structure_of
else:
    __getattr__ = names(
        __name__,
        {
            "batches": ("UnreadableAnswer",),
            "cutting": ("cut", "uncut"),
            "release": (
                "SEGMENTS_BY",
                "DamagedRelease",
                "Release",
                "UnknownColumn",
                "list_releases",
                "open_release",
                "remove",
                "verify",
            ),
            "structure": ("NOT_SHOWN", "UNANSWERED", "Labels", "Structure", "openable", "structure_of"),
        },
    )

__all__ = [
    "NOT_SHOWN",
    "SEGMENTS_BY",
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
    "openable",
    "remove",
    "structure_of",
    "uncut",
    "verify",
]
