"""The one room through which every number passes before it reaches a page, a file or the API.

`rules` decide about numbers of people, `opening` which segments, `tables` which cells to hide, `pairs` of two years,
`shown` is what comes out, `views` are the doors.
The names below are found when they are first used: rules about numbers of people need no data set.
"""

from typing import TYPE_CHECKING

from surveyapp.config import Thresholds
from surveyapp.later import names

if TYPE_CHECKING:
    from surveyapp.analysis.disclosure.opening import Opening, dimensions, opened_dimension, opening_of
    from surveyapp.analysis.disclosure.rules import (
        Withheld,
        choose_segments,
        corrections,
        detail_of,
        need_parts,
        paired_years,
        proposals_open,
        total_may_cover,
    )
    from surveyapp.analysis.disclosure.segment_words import SegmentWord, ShownWords, view_segment_words
    from surveyapp.analysis.disclosure.shown import ShownCell, ShownItem
    from surveyapp.analysis.disclosure.tables import ProtectedTable, protect
    from surveyapp.analysis.disclosure.views import (
        DEFAULTS,
        ShownSegments,
        ShownTable,
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
            "opening": ("Opening", "dimensions", "opened_dimension", "opening_of"),
            "rules": (
                "Withheld",
                "choose_segments",
                "corrections",
                "detail_of",
                "need_parts",
                "paired_years",
                "proposals_open",
                "total_may_cover",
            ),
            "segment_words": ("SegmentWord", "ShownWords", "view_segment_words"),
            "shown": ("ShownCell", "ShownItem"),
            "tables": ("ProtectedTable", "protect"),
            "views": (
                "DEFAULTS",
                "ShownSegments",
                "ShownTable",
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
    "Opening",
    "ProtectedTable",
    "SegmentWord",
    "ShownCell",
    "ShownItem",
    "ShownSegments",
    "ShownTable",
    "ShownWords",
    "Thresholds",
    "Withheld",
    "choose_segments",
    "corrections",
    "detail_of",
    "dimensions",
    "need_parts",
    "opened_dimension",
    "opening_of",
    "paired_years",
    "proposals_open",
    "protect",
    "total_may_cover",
    "view_item",
    "view_question",
    "view_question_segment",
    "view_segment_texts",
    "view_segment_words",
    "view_segments",
    "view_table",
    "view_texts",
]
