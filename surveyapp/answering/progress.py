"""How long a questionnaire takes."""

from __future__ import annotations

from surveyapp.definition.kinds import kind_of
from surveyapp.definition.model import PLAN_ACTIVITIES, Question, Questionnaire

SECONDS_PER_WORD = 0.24
"""Silent reading at 250 words a minute, at the slow end of what Brysbaert (2019) reports for non-fiction (238)."""

SECONDS_TO_ANSWER: dict[str, float] = {
    "single": 3,
    "multiple": 5,
    "rating": 2.5,
    "yes-no": 2,
    "ranking": 3,
    "number": 5,
    "short-text": 8,
    "long-text": 15,
    "date": 6,
    "period": 10,
    "allocation": 5,
    "best-worst": 6,
    "proposals": 35,
    "matrix": 2,
    "semantic-differential": 2.5,
    "activity-rating": 2.5,
    "statement": 0,
    "calculated": 0,
}
"""Deciding and tapping on a phone. Per row for matrices, semantic differentials and activities; per option for
allocations and rankings, per set for best–worst. Texts are answered by some and passed by others: the mean of both."""

CONDITIONAL_SHARE = 0.5
"""A question behind a condition counts half: some see it, others do not."""

USUAL_ACTIVITIES = 8
"""Rows taken for a plan that is not filled in yet."""


def minutes_estimate(questionnaire: Questionnaire, language: str | None = None) -> float:
    """Minutes a respondent needs, in the source language unless another is named.

    Reading time of all texts shown plus answering time per kind; see the constants of this module.
    """
    language = language or questionnaire.source_language
    seconds = 0.0
    for section in questionnaire.sections:
        heading = (questionnaire.text(f"section.{section.id}.{part}", language) for part in ("title", "intro"))
        own = sum(_reading(text) for text in heading)
        own += sum(_seconds(questionnaire, question, language) for question in section.questions if question.asked)
        seconds += own * (CONDITIONAL_SHARE if section.show_if else 1)
    return seconds / 60


def _seconds(questionnaire: Questionnaire, question: Question, language: str) -> float:
    texts = [questionnaire.text(question.text_key(part), language) for part in ("text", "help")]
    kind = kind_of(question)
    options = kind.options(question)
    # The points of a scale are recognised, not read; other options are read once.
    if not (question.options and question.options.is_scale):
        texts += [questionnaire.text(option.text_key, language) for option in options]
    texts += [questionnaire.text(row.text_key, language) for row in question.rows]
    rows = len(question.rows)
    if question.rows_from == PLAN_ACTIVITIES and not rows:
        rows = USUAL_ACTIVITIES
    share = 0.75 if question.rows_shown_if else 1.0
    times = rows * share if rows else len(options) if question.kind in ("allocation", "ranking", "best-worst") else 1
    seconds = sum(_reading(text) for text in texts) + SECONDS_TO_ANSWER[question.kind] * times
    return seconds * (CONDITIONAL_SHARE if question.show_if else 1)


def _reading(text: str) -> float:
    return len(text.split()) * SECONDS_PER_WORD
