"""Answers that a leader takes from the results as evidence of a recommendation, of whichever survey they are.

Findings are computed and ranked (`findings`); this is what she saw herself. It is frozen in the same way, so that it
says later what it said then, and is marked where its release was replaced.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from surveyapp.analysis.disclosure import ShownCell, ShownItem
from surveyapp.analysis.estimates import Count
from surveyapp.dataset import Labels
from surveyapp.evaluation.finding import Finding, FindingKind, Query
from surveyapp.services.access import Actor
from surveyapp.services.errors import Conflict, NotFound
from surveyapp.services.findings import frozen
from surveyapp.services.recommendations import RecommendationInput, add_recommendation, check_recommendation
from surveyapp.services.results import Results, results_of
from surveyapp.services.unit import Unit
from surveyapp.services.watching import watch_of
from surveyapp.wording.bands import date_band, number_band
from surveyapp.wording.catalogue import Catalogue, catalogue

MOST = 12
"""Answers of one item to choose from, those given most often."""
HIGH = "high"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one question's results offer as evidence."""

    results: Results
    question: str
    findings: tuple[Finding, ...]

    def finding(self, fingerprint: str) -> Finding:
        """The one with this fingerprint. ``NotFound`` where the question does not offer it."""
        for finding in self.findings:
            if finding.fingerprint == fingerprint:
                return finding
        raise NotFound("evidence")


def answers_of(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    question: str,
    run_id: uuid.UUID | None = None,
    segment: str = "",
) -> Answers:
    """What may be taken as evidence of one question: the high ratings of each row, or how often each answer was given.

    Refuses as `results_of`; ``NotFound`` for a question that was not asked or of which nothing may be shown.
    """
    results = results_of(unit, actor, association_id, period_id, run_id, segment)
    items = [item for _, item in results.question(question).items if isinstance(item, ShownItem)]
    found = tuple(finding for item in items for finding in _findings(results, item))
    if not found:
        raise NotFound("question")
    return Answers(results, question, found)


def _findings(results: Results, item: ShownItem) -> Iterator[Finding]:
    language = results.association.language
    c, labels = catalogue(language), results.labels(language)
    if item.measure == "ordinal" and item.high is not None:
        answer = "; ".join(_quoted(c, labels.option(item.question, code)) for code in item.high_codes)
        yield _finding(results, item, HIGH, answer, item.high)
        return
    if item.measure == "best-worst":
        return  # choices, not people: "k of n" would mislead
    for cell in sorted(item.cells, key=lambda cell: -cell.count.k)[:MOST]:
        yield _finding(results, item, cell.code, _quoted(c, _label(c, labels, item, cell)), cell.count)


def _label(c: Catalogue, labels: Labels, item: ShownItem, cell: ShownCell) -> str:
    if item.measure == "number":
        return number_band(c, cell.code)
    if item.measure == "date":
        return date_band(c, cell.code)
    named = [labels.option(item.question, code) for code in cell.codes]
    rows = [labels.row(item.question, code) for code in cell.codes]
    return " / ".join(row if name == code else name for name, row, code in zip(named, rows, cell.codes, strict=True))


def _quoted(c: Catalogue, text: str) -> str:
    return c.gettext("“%(answer)s”", answer=text)


def _finding(results: Results, item: ShownItem, code: str, answer: str, count: Count) -> Finding:
    """The survey and the group stand in the subject, so that its page can be found again."""
    group = results.segment.address if results.segment is not None else ""
    if results.segment is not None:
        c, labels = catalogue(results.association.language), results.labels(results.association.language)
        asked = labels.option(results.segment.dimension, results.segment.code)
        answer = c.gettext("%(answer)s among “%(group)s”", answer=answer, group=asked)
    return Finding(
        kind=FindingKind.ANSWERS,
        query=Query(results.shown.release, item.question, item.row, f"{code}@{group}" if group else code),
        subject=f"{results.run_id};{group}" if not results.year_end or group else "",
        count=count,
        text=answer,
        cautions=item.cautions,
    )


def recommend_from_answers(
    unit: Unit,
    actor: Actor,
    association_id: uuid.UUID,
    period_id: uuid.UUID,
    offered: Answers,
    fingerprints: Collection[str],
    given: RecommendationInput,
) -> uuid.UUID:
    """Make a recommendation that rests on answers, frozen as they are now; gives its id.

    ``Invalid`` for the text, ``NotFound`` for evidence the question does not offer, ``Conflict("no_evidence")`` where
    none was chosen; ``Forbidden`` for anyone but the association's leader.
    """
    check_recommendation(unit, given)
    found = [offered.finding(fingerprint) for fingerprint in dict.fromkeys(fingerprints)]
    if not found:
        raise Conflict("no_evidence")
    results_of(unit, actor, association_id, period_id, offered.results.run_id)
    watch = watch_of(found[0], offered.results.question(offered.question).indicator)
    unit.session.rollback()
    with unit.transaction() as session:
        evidence = [frozen(finding) for finding in found]
        return add_recommendation(session, actor, association_id, period_id, given, evidence, watch).id
