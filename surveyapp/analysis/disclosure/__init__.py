"""The one room through which every number passes before it reaches a page, a file or the API.

`rules` decide about numbers of people, `tables` which cells to hide, `shown` is what comes out, `views` are the doors.
"""

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
    view_segment_texts,
    view_segments,
    view_table,
    view_texts,
)
from surveyapp.config import Thresholds

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
    "view_segment_texts",
    "view_segments",
    "view_table",
    "view_texts",
]
