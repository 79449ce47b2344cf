"""Year over year: what both years asked alike, in plain counts, with a hint where it is more than chance."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from surveyapp.analysis.change import Paired
from surveyapp.analysis.disclosure import Withheld
from surveyapp.analysis.years import YearPair
from surveyapp.dataset import Labels
from surveyapp.services.comparison import years_of
from surveyapp.services.results import ResultsState
from surveyapp.web.leader.blueprint import asked_run, blueprint, current_desk, view_address
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.permissions import requires
from surveyapp.web.shared.unit import current_actor, current_unit


@blueprint.get("/change")
@requires("leader")
def change(association_id: uuid.UUID) -> ResponseReturnValue:
    """The page; a year without results leads to the page that says why."""
    desk = current_desk(association_id)
    found = years_of(current_unit(), current_actor(), desk.association.id, desk.period.id, asked_run())
    view = view_address(desk, found.results)
    if found.results.state is not ResultsState.SHOWN:
        return redirect(url_for("leader.results", **view))
    labels = found.results.labels(page_language())
    moved = [pair for pair in found.pairs if pair.change.wording != "no_change_shown"]
    return render_template(
        "leader/change.html",
        desk=desk,
        view=view,
        found=found,
        hints=[(_name(pair, labels), _sentence(pair)) for pair in moved],
        rows=[
            (
                _name(pair, labels),
                say.of(pair.before.k, pair.before.n),
                say.of(pair.after.k, pair.after.n),
                _wording(pair.change.wording),
                *([_paired(pair)] if found.linked is not None else []),
            )
            for pair in found.pairs
        ],
        same=[
            (_name(pair, labels), _paired(pair))
            for pair in found.pairs
            if isinstance(pair.paired, Paired) and pair.paired.wording != "no_change_shown"
        ],
    )


def _name(pair: YearPair, labels: Labels) -> str:
    """The question, with its row; needs are called so."""
    if pair.unmet:
        return str(_("Unmet need: %(service)s", service=labels.row(pair.question, pair.row)))
    asked = labels.question(pair.question)
    return (
        str(_("%(question)s – %(row)s", question=asked, row=labels.row(pair.question, pair.row))) if pair.row else asked
    )


def _sentence(pair: YearPair) -> str:
    return str(
        _(
            "%(before)s last year, %(after)s this year: %(wording)s.",
            before=say.of(pair.before.k, pair.before.n),
            after=say.of(pair.after.k, pair.after.n),
            wording=_wording(pair.change.wording),
        )
    )


def _paired(pair: YearPair) -> str:
    """How the same members moved, in one line."""
    if pair.paired is None:
        return "–"
    if isinstance(pair.paired, Withheld):
        return str(_("too few pairs"))
    return str(
        ngettext(
            "%(up)s higher, %(down)s lower, of %(num)s pair: %(wording)s",
            "%(up)s higher, %(down)s lower, of %(num)s pairs: %(wording)s",
            pair.paired.pairs,
            up=pair.paired.up,
            down=pair.paired.down,
            wording=_wording(pair.paired.wording),
        )
    )


def _wording(code: str) -> str:
    said = {
        "clear_up": _("a rise"),
        "clear_down": _("a fall"),
        "suggestive_up": _("suggests a rise"),
        "suggestive_down": _("suggests a fall"),
        "no_change_shown": _("no change shown"),
    }
    return str(said[code])
