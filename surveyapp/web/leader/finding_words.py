"""Findings on the leader's pages: the sentence, why it is a finding, where its evidence is, phrases to begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import url_for
from flask_babel import gettext as _

from surveyapp.dataset.structure import Structure
from surveyapp.evaluation.finding import Finding, FindingKind
from surveyapp.services.associations import Desk
from surveyapp.web.shared.words import words
from surveyapp.wording.catalogue import Catalogue, catalogue
from surveyapp.wording.sentences import FindingText, Label, finding_text


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding as its page shows it."""

    text: FindingText
    why: str
    evidence_url: str | None
    """None where the finding is not about a question."""


def label_in(structure: Structure | None, language: str) -> Label:
    """Names questions and rows in a language; ids stand for what is no longer known.

    A question's own mark at its end is left out: in a sentence its text stands before a colon.
    """

    def label(question: str, row: str) -> str:
        if structure is None or not question:
            return row or question
        texts = structure.labels(language)
        if row.startswith("="):
            return texts.option(question, row[1:])
        return texts.row(question, row) if row else texts.question(question).rstrip("?.: ")

    return label


def finding_view(desk: Desk, finding: Finding, structure: Structure | None) -> FindingView:
    """A finding in the language of the page."""
    c = words()
    return FindingView(
        text=finding_text(c, finding, label_in(structure, c.language)),
        why=why(finding.kind),
        evidence_url=evidence_url(desk, finding),
    )


def evidence_url(desk: Desk, finding: Finding) -> str | None:
    """Where the numbers behind a finding stand."""
    if finding.kind is FindingKind.PROPOSAL_SUPPORTED:
        page = "leader.vote" if finding.count is not None else "leader.proposals"
        return url_for(page, association_id=desk.association.id, period=desk.period.id)
    if not finding.query.question:
        return None
    if finding.kind is FindingKind.SEGMENT_DIFFERS:
        return url_for(
            "leader.segments",
            association_id=desk.association.id,
            period=desk.period.id,
            by=finding.subject.partition("=")[0],
            question=finding.query.question,
        )
    if finding.kind is FindingKind.ANSWERS and finding.subject:
        run, _sign, group = finding.subject.partition(";")
        return url_for(
            "leader.results",
            association_id=desk.association.id,
            period=desk.period.id,
            run=run,
            who=group or None,
            _anchor=f"question-{finding.query.question}",
        )
    anchor = "needs" if finding.kind is FindingKind.UNMET_NEED else f"question-{finding.query.question}"
    return url_for("leader.results", association_id=desk.association.id, period=desk.period.id, _anchor=anchor)


def why(kind: FindingKind) -> str:
    """By which rule it is a finding."""
    reasons: dict[FindingKind, str] = {
        FindingKind.LOW_PARTICIPATION: _("Fewer than half of those invited answered."),
        FindingKind.UNMET_NEED: _(
            "Counted are those to whom the service is important and who either used it and are not satisfied, or did "
            "not get to use it. Findings are ranked by the least share of members this can mean."
        ),
        FindingKind.RECOMMENDATION_OPEN: _("It was accepted last year and is not marked as done."),
        FindingKind.DROP: _(
            "The share of high ratings is lower than last year, and it is among the few changes that the page of both "
            "years marks as a hint."
        ),
        FindingKind.RISE: _(
            "The share of high ratings is higher than last year, and it is among the few changes that the page of both "
            "years marks as a hint."
        ),
        FindingKind.LOW_RATING: _("At least two, and a quarter of those who answered, gave one of the low ratings."),
        FindingKind.ACTIVITY_LOW: _("At least two, and a quarter of those who rated it, gave one of the low ratings."),
        FindingKind.HIGH_RATING: _("At least four of five gave a high rating; the three highest are shown."),
        FindingKind.ACTIVITY_HIGH: _("At least four of five gave a high rating; the three highest are shown."),
        FindingKind.PROPOSAL_SUPPORTED: _("Two members or more proposed it, or approved of it in the vote."),
        FindingKind.SEGMENT_DIFFERS: _(
            "The share of high ratings is at least a quarter lower than among the others, and chance alone hardly "
            "explains it; the three largest differences are shown."
        ),
        FindingKind.PRACTICE: _("Examples were described in the survey or on signed cards."),
        FindingKind.ANSWERS: _("You chose it from the results yourself."),
        FindingKind.UNANIMOUS: _("Everyone gave the same answer. It is a caution rather than a finding."),
    }
    return reasons[kind]


def phrases(finding: Finding, structure: Structure | None, language: str) -> tuple[str, ...]:
    """Beginnings of a recommendation, in the association's language. They are offered; the leader chooses or not.

    Those that name a subject need a short one, so a question without rows has none: its text is a whole sentence.
    """
    c = catalogue(language)
    label = label_in(structure, language)
    subject = label(finding.query.question, finding.query.row)
    fitting = PHRASES.get(finding.kind, ()) if finding.query.row or not finding.query.question else ()
    offered = tuple(phrase(c, finding, subject) for phrase in fitting)
    return (*offered, finding_text(c, finding, label).sentence)


def _more(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("%(subject)s: plan more of this next year.", subject=subject)


def _reach(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "%(subject)s: find times and places that suit those who have not been able to take part.", subject=subject
    )


def _improve(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("%(subject)s: agree together on what to change first.", subject=subject)


def _ask(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("%(subject)s: talk over at the first meeting what is missing.", subject=subject)


def _other_form(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "“%(subject)s”: hold it in another form next year, or make room for something else.", subject=subject
    )


def _go_on(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("%(subject)s: keep it up next year.", subject=subject)


def _share(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("%(subject)s: show colleagues from other associations how it is done.", subject=subject)


def _own_words(c: Catalogue, finding: Finding, subject: str) -> str:
    return finding.text


def _take_part(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("Set aside a quarter of an hour at a meeting for answering the survey.")


def _pass_on(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext("Invite the authors of good-practice examples to present them at an experience-exchange seminar.")


def _own_work(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "%(subject)s: ask this group of colleagues what would help them, and plan it with them.", subject=subject
    )


Phrase = Callable[[Catalogue, Finding, str], str]

PHRASES: Mapping[FindingKind, tuple[Phrase, ...]] = MappingProxyType(
    {
        FindingKind.LOW_PARTICIPATION: (_take_part,),
        FindingKind.UNMET_NEED: (_more, _reach, _ask),
        FindingKind.RECOMMENDATION_OPEN: (_own_words,),
        FindingKind.DROP: (_improve, _ask),
        FindingKind.LOW_RATING: (_improve, _ask),
        FindingKind.ACTIVITY_LOW: (_other_form,),
        FindingKind.PROPOSAL_SUPPORTED: (_own_words,),
        FindingKind.SEGMENT_DIFFERS: (_own_work,),
        FindingKind.RISE: (_go_on,),
        FindingKind.HIGH_RATING: (_go_on, _share),
        FindingKind.ACTIVITY_HIGH: (_go_on,),
        FindingKind.PRACTICE: (_pass_on,),
    }
)
