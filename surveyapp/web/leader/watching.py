"""The indicator a recommendation is watched by: what it is called, what can be chosen, its value then and now."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.recommendations import Watch
from surveyapp.services.associations import Desk
from surveyapp.services.recommendations import RecommendationView
from surveyapp.services.watching import watchable, watched
from surveyapp.web.shared.answers import quoted
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording import dates, numbers
from surveyapp.wording.sentences import label_from


@dataclass(frozen=True, slots=True)
class WatchedView:
    """The indicator to watch: its name, and (year, count) of the time of the evidence and of now."""

    name: str
    values: tuple[tuple[str, str], ...]
    is_newer: bool
    """Whether both are there, and so two columns."""


def _name(watch: Watch, question: str, structure: Structure) -> str:
    """A need by its service; ratings by question and row, since several questions ask about the same services."""
    labels = structure.labels(page_language())
    if watch.unmet:
        return str(_("Unmet need: %(service)s", service=labels.row(question, watch.row)))
    asked = label_from(words(), labels)(question, "")
    if watch.row:
        asked = _("%(question)s – %(row)s", question=labels.question(question), row=labels.row(question, watch.row))
    scale = structure.questions[question]
    if scale.polarity in ("frequency", "ordered"):
        answers = quoted(labels.option(question, option.code) for option in scale.options if option.side == "high")
        return str(_("%(subject)s: %(sentence)s", subject=asked, sentence=answers))
    return str(_("%(subject)s: high ratings", subject=asked))


def watch_choices(desk: Desk, kept: Watch | None = None) -> list[tuple[str, str]]:
    """What the leader may choose to watch: none first, then what the releases show, in the questionnaire's order.

    *kept* stays among them, under its indicator's id where no release asks about it any more.
    """
    offered = watchable(current_unit(), current_actor(), desk.association.id, kept)
    choices = {each.watch.key: _name(each.watch, each.question, each.structure) for each in offered}
    if kept is not None:
        choices.setdefault(kept.key, kept.indicator)
    return [("", _("none")), *choices.items()]


def watched_view(desk: Desk, item: RecommendationView) -> WatchedView | None:
    """The indicator to watch in words: what it is, its value at the time of the evidence, its value now."""
    found = watched(current_unit(), current_actor(), desk.association.id, item.id)
    if found is None:
        return None
    c = words()
    lines = [(value, dates.year(c, value.period.year)) for value in (found.then, found.now) if value]
    if not found.is_newer:
        lines = lines[-1:]
    return WatchedView(
        name=_name(found.watch, found.question, found.structure),
        values=tuple((year, numbers.count_with_interval(c, value.count)) for value, year in lines),
        is_newer=found.is_newer,
    )
