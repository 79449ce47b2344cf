"""Findings, refusals and cautions as whole sentences.

A subject ("Consultations") stands before a colon or in quotation marks, so that no language has to inflect it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from surveyapp.analysis.disclosure import Withheld
from surveyapp.dataset.structure import Labels
from surveyapp.evaluation.finding import Finding, FindingKind
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.numbers import bounds, count_with_interval, k_of_n, percent_done, whole

Label = Callable[[str, str], str]
"""Names a question and a row of it ("" for none) in the catalogue's language; "=code" in place of a row, an answer."""


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding as a page shows it: what was found, the count with its interval, and what to be careful about."""

    sentence: str
    counts: str
    """ "9 of 12; if the silent resemble them, 10 to 13 of 16 members"; "" where nothing was counted."""
    cautions: tuple[str, ...]
    bounds: str = ""
    """What the count may mean if nothing is assumed about the silent; "" where there are none."""


def finding_text(c: Catalogue, finding: Finding, label: Label) -> FindingText:
    """The finding in the catalogue's language."""
    return FindingText(
        sentence=_sentence(c, finding, label),
        counts=count_with_interval(c, finding.count) if finding.count else "",
        cautions=tuple(caution(c, code) for code in finding.cautions),
        bounds=bounds(c, finding.count) if finding.count else "",
    )


def _sentence(c: Catalogue, finding: Finding, label: Label) -> str:
    subject = label(finding.query.question, finding.query.row)
    if finding.kind is FindingKind.SEGMENT_DIFFERS:
        dimension, _, code = finding.subject.partition("=")
        return _segment(c, finding, subject, label(dimension, f"={code}"))
    return SENTENCES[finding.kind](c, finding, subject)


def label_from(c: Catalogue, labels: Labels) -> Label:
    """Subjects of findings from a release's own labels. A question is quoted, since a colon may follow its sign."""

    def label(question: str, row: str) -> str:
        if row.startswith("="):
            return labels.option(question, row[1:])
        if row:
            return labels.row(question, row)
        text = labels.question(question).rstrip(" .:")
        return c.gettext("“%(question)s”", question=text) if text.endswith("?") else text

    return label


def response_rate(c: Catalogue, answered: int, invited: int | None) -> str:
    """The first number of every page: "12 of 16 answered"."""
    if invited is None:
        return c.ngettext("%(count)s answered", "%(count)s answered", answered, count=whole(c, answered))
    return c.ngettext(
        "%(count)s of %(total)s answered",
        "%(count)s of %(total)s answered",
        answered,
        count=whole(c, answered),
        total=whole(c, invited),
    )


def _counts(c: Catalogue, finding: Finding) -> dict[str, str]:
    if finding.count is None:
        raise ValueError(f"a finding of the kind {finding.kind} without a count")
    return {"count": whole(c, finding.count.k), "total": whole(c, finding.count.n)}


def _k(finding: Finding) -> int:
    return finding.count.k if finding.count else 0


def _number(finding: Finding, name: str) -> int:
    return round(finding.numbers[name])


def _unmet_need(c: Catalogue, finding: Finding, subject: str) -> str:
    if "dissatisfied" not in finding.numbers:
        return c.ngettext(
            "%(subject)s: important to %(count)s of %(total)s, yet not met.",
            "%(subject)s: important to %(count)s of %(total)s, yet not met.",
            _k(finding),
            subject=subject,
            **_counts(c, finding),
        )
    return c.ngettext(
        "%(subject)s: important to %(count)s of %(total)s, yet not met "
        "(not satisfied: %(dissatisfied)s; not reached: %(not_reached)s).",
        "%(subject)s: important to %(count)s of %(total)s, yet not met "
        "(not satisfied: %(dissatisfied)s; not reached: %(not_reached)s).",
        _k(finding),
        subject=subject,
        dissatisfied=whole(c, _number(finding, "dissatisfied")),
        not_reached=whole(c, _number(finding, "not_reached")),
        **_counts(c, finding),
    )


def _low_rating(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.ngettext(
        "%(subject)s: %(count)s of %(total)s gave a low rating.",
        "%(subject)s: %(count)s of %(total)s gave a low rating.",
        _k(finding),
        subject=subject,
        **_counts(c, finding),
    )


def _high_rating(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.ngettext(
        "%(subject)s: %(count)s of %(total)s gave a high rating.",
        "%(subject)s: %(count)s of %(total)s gave a high rating.",
        _k(finding),
        subject=subject,
        **_counts(c, finding),
    )


def _activity_low(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.ngettext(
        "Activity “%(subject)s”: %(count)s of the %(total)s who rated it gave a low rating.",
        "Activity “%(subject)s”: %(count)s of the %(total)s who rated it gave a low rating.",
        _k(finding),
        subject=subject,
        **_counts(c, finding),
    )


def _activity_high(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.ngettext(
        "Activity “%(subject)s”: %(count)s of the %(total)s who rated it gave a high rating.",
        "Activity “%(subject)s”: %(count)s of the %(total)s who rated it gave a high rating.",
        _k(finding),
        subject=subject,
        **_counts(c, finding),
    )


def _low_participation(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.ngettext(
        "Only %(count)s of %(total)s answered the survey.",
        "Only %(count)s of %(total)s answered the survey.",
        _k(finding),
        **_counts(c, finding),
    )


def _change(c: Catalogue, finding: Finding) -> dict[str, str]:
    if finding.before is None:
        raise ValueError(f"a finding of the kind {finding.kind} without last year's count")
    return {
        "before": whole(c, finding.before.k),
        "before_total": whole(c, finding.before.n),
        **_counts(c, finding),
    }


def _drop(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "%(subject)s: high ratings last year %(before)s of %(before_total)s, this year %(count)s of %(total)s. "
        "This suggests a fall.",
        subject=subject,
        **_change(c, finding),
    )


def _rise(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "%(subject)s: high ratings last year %(before)s of %(before_total)s, this year %(count)s of %(total)s. "
        "This suggests a rise.",
        subject=subject,
        **_change(c, finding),
    )


def _segment(c: Catalogue, finding: Finding, subject: str, segment: str = "") -> str:
    return c.gettext(
        "%(subject)s: high ratings from %(count)s of %(total)s in the group “%(segment)s”, from %(before)s of "
        "%(before_total)s of the others.",
        subject=subject,
        segment=segment,
        **_change(c, finding),
    )


def _proposal(c: Catalogue, finding: Finding, subject: str) -> str:
    if finding.count is not None:  # of the vote
        return c.ngettext(
            "%(count)s of the %(total)s who voted wants it: “%(proposal)s”",
            "%(count)s of the %(total)s who voted want it: “%(proposal)s”",
            _k(finding),
            proposal=finding.text,
            **_counts(c, finding),
        )
    times = _number(finding, "proposals")
    return c.ngettext(
        "Proposed %(count)s time: “%(proposal)s”",
        "Proposed %(count)s times: “%(proposal)s”",
        times,
        count=whole(c, times),
        proposal=finding.text,
    )


def _recommendation_open(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "Recommended last year and not yet done (%(share)s): “%(recommendation)s”",
        share=percent_done(c, _number(finding, "percent_done")),
        recommendation=finding.text,
    )


def _practice(c: Catalogue, finding: Finding, subject: str) -> str:
    examples = _number(finding, "examples")
    return c.ngettext(
        "Librarians described %(count)s example of good practice that can be passed on.",
        "Librarians described %(count)s examples of good practice that can be passed on.",
        examples,
        count=whole(c, examples),
    )


def _unanimous(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.ngettext(
        "%(subject)s: %(total)s person answered, so what was said is known.",
        "%(subject)s: all %(total)s gave the same answer, so what each of them said is known.",
        finding.count.n if finding.count else 0,
        subject=subject,
        **_counts(c, finding),
    )


def _answers(c: Catalogue, finding: Finding, subject: str) -> str:
    return c.gettext(
        "%(subject)s: %(answer)s, %(counted)s.",
        subject=subject,
        answer=finding.text,
        counted=k_of_n(c, finding.count.k, finding.count.n) if finding.count else "",
    )


SENTENCES: Mapping[FindingKind, Callable[[Catalogue, Finding, str], str]] = {
    FindingKind.UNMET_NEED: _unmet_need,
    FindingKind.LOW_RATING: _low_rating,
    FindingKind.HIGH_RATING: _high_rating,
    FindingKind.ACTIVITY_LOW: _activity_low,
    FindingKind.ACTIVITY_HIGH: _activity_high,
    FindingKind.LOW_PARTICIPATION: _low_participation,
    FindingKind.DROP: _drop,
    FindingKind.RISE: _rise,
    FindingKind.PROPOSAL_SUPPORTED: _proposal,
    FindingKind.SEGMENT_DIFFERS: _segment,
    FindingKind.RECOMMENDATION_OPEN: _recommendation_open,
    FindingKind.PRACTICE: _practice,
    FindingKind.UNANIMOUS: _unanimous,
    FindingKind.ANSWERS: _answers,
}

CAUTIONS: Mapping[str, Callable[[Catalogue], str]] = {
    "unanimous": lambda c: c.gettext(
        "Everyone in a small group gave the same answer. Take care when quoting it: it tells what each of them said."
    ),
    "behind_filter": lambda c: c.gettext(
        "This was asked only of those whom it concerns. Nobody knows how many of the silent it would concern, "
        "so there is no range for all members."
    ),
    "no_population": lambda c: c.gettext(
        "The survey was answered by a shared link. It is not known how many were invited, so there is no range."
    ),
    "low_response": lambda c: c.gettext("Fewer than half of those invited answered. The others may think differently."),
    "many_compared": lambda c: c.gettext(
        "Many groups and questions were compared: some differences of this size come about by chance."
    ),
    "many_compared_years": lambda c: c.gettext(
        "Everything that both years asked was compared: a few hints like this come about even where nothing changed."
    ),
    "undecided": lambda c: c.gettext("The answers do not settle the order."),
}


def caution(c: Catalogue, code: str) -> str:
    """The sentence of a caution. An unknown code is a mistake of the program and is refused (KeyError)."""
    return CAUTIONS[code](c)


def withheld(c: Catalogue, refusal: Withheld) -> str:
    """Why something is not shown, and what it would need."""
    return WITHHELD[refusal.reason](c, refusal.params)


Params = Mapping[str, int | str]


def _needed(params: Params) -> int:
    return int(params["needed"])


WITHHELD: Mapping[str, Callable[[Catalogue, Params], str]] = {
    "too_few_responses": lambda c, p: c.ngettext(
        "Results are shown from %(needed)s response; so far there are too few.",
        "Results are shown from %(needed)s responses; so far there are too few.",
        _needed(p),
        needed=whole(c, _needed(p)),
    ),
    "too_few_answers": lambda c, p: c.ngettext(
        "Too few answered this question; it is shown from %(needed)s answer.",
        "Too few answered this question; it is shown from %(needed)s answers.",
        _needed(p),
        needed=whole(c, _needed(p)),
    ),
    "no_answers": lambda c, p: c.gettext("Nobody answered this question."),
    "not_by_segment": lambda c, p: c.gettext("Numbers and dates are shown for everybody together only."),
    "unknown_kind": lambda c, p: c.gettext(
        "This question is of a kind that this version of the program does not know; its answers are kept."
    ),
    "segment_too_small": lambda c, p: c.ngettext(
        "A group is shown only if it and all the others together have at least %(needed)s answer each.",
        "A group is shown only if it and all the others together have at least %(needed)s answers each.",
        _needed(p),
        needed=whole(c, _needed(p)),
    ),
    "table_not_protectable": lambda c, p: c.gettext(
        "This table is not shown: whichever cells were hidden, somebody’s answer could be worked out."
    ),
    "rest_would_tell": lambda c, p: c.gettext(
        "Nothing is split by this answer: some groups are too small to be shown, and beside the others too much would "
        "be known of them. This holds for all questions alike, so it says nothing about this one."
    ),
    "other_background": lambda c, p: c.gettext(
        "Results are not split by this answer: another one, or none, was chosen before the survey opened. By two, one "
        "after the other, single people could be recognised."
    ),
    "needs_instead": lambda c, p: c.gettext(
        "This question is shown for everybody together only: unmet needs are counted from it, or it was asked of some "
        "only, and both together could tell about single people."
    ),
    "beside_segments": lambda c, p: c.gettext(
        "This table is not shown: beside the answers by group it would tell about single people."
    ),
    "pairs_would_tell": lambda c, p: c.gettext(
        "Beside the numbers of both years this would tell how single people changed their answer."
    ),
    "too_few_pairs": lambda c, p: c.ngettext(
        "Two years are compared person by person only from %(needed)s pair.",
        "Two years are compared person by person only from %(needed)s pairs.",
        _needed(p),
        needed=whole(c, _needed(p)),
    ),
    "too_few_corrections": lambda c, p: c.ngettext(
        "Corrections wait until there are at least %(needed)s, so that none of them can be recognised.",
        "Corrections wait until there are at least %(needed)s, so that none of them can be recognised.",
        _needed(p),
        needed=whole(c, _needed(p)),
    ),
    "sealed": lambda c, p: c.gettext(
        "Answers stay sealed until the survey closes; until then only participation is shown."
    ),
}
