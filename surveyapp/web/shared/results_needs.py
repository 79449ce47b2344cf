"""Charts of unmet needs, in the language of the page."""

from __future__ import annotations

from surveyapp.analysis.charts import Cell, Chart, Frame, ImportancePerformance, NeedBar, Needs, Point, Table
from surveyapp.analysis.results import AssociationResults, NeedResult
from surveyapp.analysis.results import Needs as Results
from surveyapp.dataset import Labels
from surveyapp.web.shared import results_words as say
from surveyapp.web.shared.words import words
from surveyapp.wording.charts import TIERS, members_expected, needs_title


def needs_chart(results: AssociationResults, labels: Labels) -> Chart | None:
    """Services with an unmet need, greatest first; None where needs were not asked about or none may be shown."""
    needs = results.needs
    if needs is None or not needs.ranked:
        return None
    question = needs.question

    def service(code: str) -> str:
        return labels.row(question, code)

    first = needs.ranked[0]
    said = [say.sentence(first.unmet)] if needs.greatest in ("clear", "probable") else []
    if needs.found and not needs.same_base and first.unmet.population is not None:
        said.append(
            words().gettext(
                "The services are in the order of what is estimated for all members, because not everybody’s view of "
                "each is known."
            )
        )
    said.append(
        words().gettext(
            "A need is unmet when a service is important to someone (4 or 5) who is not satisfied with it or did not "
            "use it."
        )
    )
    if any(need.dissatisfied is None for need in needs.ranked):
        said.append(
            words().gettext(
                "Where few used a service, or few did not, its two parts are not told apart, so that nobody’s own "
                "answer can be worked out."
            )
        )
    rows: list[tuple[Cell, ...]] = []
    for need in needs.ranked:
        ranges = (*say.span(need.unmet), *say.bounds(need.unmet))
        parts = [part.k if part is not None else None for part in (need.dissatisfied, need.not_reached)]
        counts = (*parts, need.unmet.k, need.known)
        expected = need.expected * need.unmet.population if need.unmet.population is not None else None
        rows.append((service(need.code), *counts, *ranges, _rounded(expected), TIERS[need.tier](words())))
    return Needs(
        Frame(
            "needs",
            needs_title(words(), needs, service),
            say.joined(said),
            first.known,
            first.unmet.population,
            _footer(results, needs),
            "need",
            Table(
                (
                    "label",
                    "dissatisfied",
                    "not_reached",
                    "unmet",
                    "known",
                    "interval_low",
                    "interval_high",
                    "bound_low",
                    "bound_high",
                    "expected",
                    "tier",
                ),
                tuple(rows),
            ),
            say.bound_lines((service(need.code), need.unmet) for need in needs.ranked),
        ),
        tuple(_bar(need, service(need.code), _note(needs, need)) for need in needs.ranked),
        words().gettext("Used it and are not satisfied"),
        words().gettext("Important to them, not used"),
        max(_reach(need) for need in needs.ranked),
        words().gettext("Both together, not told apart"),
    )


def _footer(results: AssociationResults, needs: Results) -> str:
    said = words().gettext(
        "%(base)s; in each row those whose view of the service is known",
        base=say.base_of(results.participation.answered, results.participation.invited),
    )
    drawn = any(say.span(need.unmet)[0] is not None for need in needs.ranked)
    return say.with_method(said, "counts") if drawn else said


def _reach(need: NeedResult) -> int:
    """How far its row goes: to all members where their interval is drawn, else to those who are known."""
    drawn = say.span(need.unmet)[0] is not None and need.unmet.population is not None
    return need.unmet.population if drawn and need.unmet.population is not None else need.known


def _rounded(members: float | None) -> float | None:
    return None if members is None else round(members, 1)


def _note(needs: Results, need: NeedResult) -> str:
    """The count; where counts have different bases, what it may mean for all, which is what the order goes by."""
    counted = say.of(need.unmet.k, need.known)
    meant = "" if needs.same_base else members_expected(words(), need)
    if not meant:
        return counted
    return words().gettext("%(counted)s; %(members)s", counted=counted, members=meant)


def _bar(need: NeedResult, label: str, note: str) -> NeedBar:
    """The bar of one service: two pieces, or one where its parts may not be told apart."""
    if need.dissatisfied is None or need.not_reached is None:
        return NeedBar(label, 0, 0, need.known, note, need.unmet.k, *say.span(need.unmet))
    return NeedBar(label, need.dissatisfied.k, need.not_reached.k, need.known, note, 0, *say.span(need.unmet))


def importance_chart(results: AssociationResults, labels: Labels) -> Chart | None:
    """Importance against satisfaction; an illustration of the needs, from ten answers."""
    needs, points = results.needs, results.points
    if needs is None or not points:
        return None
    named = [(labels.row(needs.question, point.code), point) for point in points]
    return ImportancePerformance(
        Frame(
            "importance",
            words().gettext("Importance and satisfaction side by side"),
            words().gettext(
                "Services at the upper left matter to the members and satisfy them least. The lines stand at 4 and "
                "3.5 in every association and year."
            ),
            max(point.n for point in points),
            results.participation.invited,
            words().gettext("Means of ratings from 1 to 5; services with ten answers to both questions"),
            "need",
            Table(
                ("label", "importance", "satisfaction", "n"),
                tuple((name, point.importance, point.satisfaction, point.n) for name, point in named),
            ),
        ),
        tuple(Point(name, point.importance, point.satisfaction, point.n) for name, point in named),
        words().gettext("Importance"),
        words().gettext("Satisfaction"),
    )
