"""Words and dates for templates: years, moments, names of codes, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from surveyapp.analysis.participation import Told
from surveyapp.planning.years import Year
from surveyapp.web.shared.language import page_language
from surveyapp.wording import dates, labels, participation
from surveyapp.wording.catalogue import Catalogue, catalogue
from surveyapp.wording.numbers import k_of_n
from surveyapp.wording.sorting import sorted_by

_LABELS = {
    "mode": labels.MODES,
    "role": labels.ROLES,
    "run_status": labels.RUN_STATUSES,
    "institution_kind": labels.INSTITUTION_KINDS,
    "audience": labels.AUDIENCES,
    "precision": labels.PRECISIONS,
    "proposal_status": labels.PROPOSAL_STATUSES,
    "recommendation_status": labels.RECOMMENDATION_STATUSES,
}


def words() -> Catalogue:
    """The catalogue of the page's language."""
    return catalogue(page_language())


def register_words(app: Flask) -> None:
    """Give templates days, years, names of codes and participation, in the language of the page."""

    def year_label(year: Year) -> str:
        return dates.year(words(), year)

    def day(value: date) -> str:
        return dates.day(words(), value)

    def short_day(value: date) -> str:
        return dates.short_day(words(), value)

    def since(value: date) -> str:
        return dates.since(words(), value)

    def since_year(value: Year) -> str:
        return dates.since_year(words(), value)

    def moment(value: datetime, time_zone: str) -> str:
        return dates.moment(words(), value, time_zone)

    def deadline(value: datetime, time_zone: str) -> str:
        return dates.deadline(words(), value, time_zone)

    def label_of(kind: str, code: str) -> str:
        return labels.label(words(), _LABELS[kind], code)

    def of(k: int, n: int) -> str:
        return k_of_n(words(), k, n)

    def answered_of(told: Told, invited: int | None) -> str:
        return participation.answered(words(), told, invited)

    def told_of(told: Told, invited: int | None) -> str:
        return participation.of_invited(words(), told, invited)

    app.jinja_env.globals.update(
        year_label=year_label,
        day=day,
        short_day=short_day,
        since=since,
        since_year=since_year,
        local_day=dates.local_day,
        moment=moment,
        deadline=deadline,
        label_of=label_of,
        k_of_n=of,
        answered_of=answered_of,
        told_of=told_of,
    )


def choices(kind: str) -> list[tuple[str, str]]:
    """The codes of a closed list with their names, for a select field, in alphabetical order with "other" last."""
    c = words()
    pairs = [(code, labels.label(c, _LABELS[kind], code)) for code in _LABELS[kind]]
    ordered = sorted_by(pairs, lambda pair: pair[1], c.language)
    return sorted(ordered, key=lambda pair: pair[0] == "other")
