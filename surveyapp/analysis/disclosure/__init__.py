"""The one room through which every number passes before it reaches a page, a file or the API.

`rules` decide about numbers of people, `tables` which cells to hide, `shown` is what comes out, `views` are the doors.
The names below are found when they are first used: rules about numbers of people need no data set.
"""

from typing import TYPE_CHECKING

from surveyapp.config import Thresholds
from surveyapp.later import names

if TYPE_CHECKING:
    from surveyapp.analysis.disclosure.rules import (
        ShownBases,
        Withheld,
        choose_segments,
        corrections,
        detail_of,
        difference,
        most_bands,
        need_parts,
        offered_bands,
        paired_years,
        proposals_open,
        total_may_cover,
    )
    from surveyapp.analysis.disclosure.shown import ShownCell, ShownItem
    from surveyapp.analysis.disclosure.tables import ProtectedTable, protect
    from surveyapp.analysis.disclosure.views import (
        DEFAULTS,
        ShownSegments,
        ShownTable,
        dimensions,
        view_item,
        view_question,
        view_question_segment,
        view_segment_texts,
        view_segments,
        view_table,
        view_texts,
    )
else:
    __getattr__ = names(
        __name__,
        {
            "rules": (
                "ShownBases",
                "Withheld",
                "choose_segments",
                "corrections",
                "detail_of",
                "difference",
                "most_bands",
                "need_parts",
                "offered_bands",
                "paired_years",
                "proposals_open",
                "total_may_cover",
            ),
            "shown": ("ShownCell", "ShownItem"),
            "tables": ("ProtectedTable", "protect"),
            "views": (
                "DEFAULTS",
                "ShownSegments",
                "ShownTable",
                "dimensions",
                "view_item",
                "view_question",
                "view_question_segment",
                "view_segment_texts",
                "view_segments",
                "view_table",
                "view_texts",
            ),
        },
    )

__all__ = [
    "DEFAULTS",
    "ProtectedTable",
    "ShownBases",
    "ShownCell",
    "ShownItem",
    "ShownSegments",
    "ShownTable",
    "Thresholds",
    "Withheld",
    "choose_segments",
    "corrections",
    "detail_of",
    "difference",
    "dimensions",
    "most_bands",
    "need_parts",
    "offered_bands",
    "paired_years",
    "proposals_open",
    "protect",
    "total_may_cover",
    "view_item",
    "view_question",
    "view_question_segment",
    "view_segment_texts",
    "view_segments",
    "view_table",
    "view_texts",
]
