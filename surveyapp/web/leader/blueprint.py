"""The leader's blueprint, and the desk every page of hers begins with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from surveyapp.services import cleaning, surveys
from surveyapp.services.associations import Desk, desk
from surveyapp.services.errors import NotFound
from surveyapp.services.questionnaires import YEAR_END
from surveyapp.services.results import Results
from surveyapp.services.surveys import RunView, run_of
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.period import asked_period
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.cleaning import not_yet_overwritten

blueprint = Blueprint("leader", __name__, url_prefix="/association/<uuid:association_id>")


def current_desk(association_id: uuid.UUID) -> Desk:
    """The association and the year of this request; the year stands in the address as ``?period=``.

    An address with a damaged period is ``NotFound``.
    """
    return desk(current_unit(), current_actor(), association_id, asked_period())


def led_run(desk: Desk, run_id: uuid.UUID) -> RunView:
    """A survey of the desk's own association; ``NotFound`` for another's."""
    run = run_of(current_unit(), current_actor(), run_id)
    if run.association_id != desk.association.id:
        raise NotFound("run")
    return run


def asked_run() -> uuid.UUID | None:
    """The survey whose results the address asks for as ``?run=``; None for the year-end survey of the year.

    ``NotFound`` where the address is damaged.
    """
    chosen = request.args.get("run", "")
    try:
        return uuid.UUID(chosen) if chosen else None
    except ValueError as error:
        raise NotFound("run") from error


def survey_title(run: RunView) -> str:
    """What a survey is called: the title of its questionnaire, with the activity it is about."""
    if run.questionnaire_key == YEAR_END:
        return str(_("Year-end survey"))
    return surveys.title_of(current_unit(), current_actor(), run.id, page_language())


def survey_crumb(run: RunView) -> tuple[str, str]:
    """The way back from a page about a survey: its name and its address."""
    asked = None if run.questionnaire_key == YEAR_END else run.id
    address = url_for("leader.survey", association_id=run.association_id, period=run.period.id, run=asked)
    return survey_title(run), address


def not_overwritten(run_id: uuid.UUID) -> list[str]:
    """What of a led survey or its vote is deleted and not yet overwritten, one sentence for each kind."""
    found = cleaning.waiting_for(current_unit(), run_id)
    said = [
        not_yet_overwritten(words(), sealed=each.sealed, in_use=each.in_use, refused=each.refused) for each in found
    ]
    return list(dict.fromkeys(said))


@blueprint.context_processor
def _crumbs() -> dict[str, Any]:
    return {"survey_crumb": survey_crumb, "not_overwritten": not_overwritten}


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One survey of the year in a list."""

    run: RunView
    title: str
    asked: uuid.UUID | None
    """How addresses of results name it: None for the year-end survey, which they mean without a name."""


def surveys_of_year(desk: Desk) -> list[SurveyRow]:
    """All surveys of the desk's year: the year-end survey first, then the newest."""
    runs = surveys.runs_of(current_unit(), current_actor(), desk.association.id)
    found = [
        SurveyRow(run, survey_title(run), None if run.questionnaire_key == YEAR_END else run.id)
        for run in runs
        if run.period == desk.period
    ]
    return sorted(found, key=lambda row: row.asked is not None)


def view_address(desk: Desk, found: Results) -> dict[str, Any]:
    """What an address of a page of results holds beside the page itself: the survey and the filter too."""
    return {
        "association_id": desk.association.id,
        "period": desk.period.id,
        "run": None if found.run is None or found.year_end else found.run.id,
        "who": found.segment.address if found.segment is not None else None,
    }
