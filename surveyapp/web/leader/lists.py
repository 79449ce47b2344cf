"""Directions and forms of work on the leader's pages: choices for fields, labels for texts, dates as spans."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from surveyapp.services.lists import DIRECTIONS, FORMS, labels_of
from surveyapp.web.leader.blueprint import blueprint
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.unit import current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import dates, numbers
from surveyapp.wording.sorting import sorted_by


def list_choices(name: str, nothing: str | None = None) -> list[tuple[str, str]]:
    """The codes of a list with their labels, in the alphabet of the page's language, after "nothing chosen"."""
    pairs = [(code, list_label(name, code)) for code in labels_of(current_unit(), name)]
    first = _("not said") if nothing is None else nothing
    return [("", first), *sorted_by(pairs, lambda pair: pair[1], page_language())]


def list_label(name: str, code: str, language: str | None = None) -> str:
    """The label of a code; the code itself where the list no longer holds it."""
    return labels_of(current_unit(), name).get(code, {}).get(language or page_language(), code)


def direction_label(code: str) -> str:
    """The name of a direction of work."""
    return list_label(DIRECTIONS, code)


@blueprint.context_processor
def labels() -> dict[str, Any]:
    """Names of directions and forms, and spans of days, for the leader's templates."""

    def form_label(code: str) -> str:
        return list_label(FORMS, code)

    def span_label(start: date, end: date) -> str:
        return dates.span(words(), start, end)

    def share_done(percent: int) -> str:
        return numbers.percent_done(words(), percent)

    return {
        "direction_label": direction_label,
        "form_label": form_label,
        "span_label": span_label,
        "share_done": share_done,
    }
