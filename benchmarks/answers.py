"""Canonical answers to the thirty questions of `synthetic`, as the JSON that is stored: every respondent differs."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from benchmarks.synthetic import SILENT
from benchmarks.thirty import WORDS
from surveyapp.definition.model import Question, Questionnaire

VARIETY = 200
"""Different answers made to a question; texts get a number besides, so that no two are equal."""
LENGTH = 25
"""Words of a text."""


def stored_answers(questionnaire: Questionnaire, responses: int, seed: int = 20260501) -> Iterator[str]:
    """So many respondents' answers; each question is left out by some."""
    chance = random.Random(seed)
    pools = [_fragments(question, chance) for question in questionnaire.questions]
    texts = [question.kind == "long-text" for question in questionnaire.questions]
    for number in range(responses):
        parts = [
            fragment % number if text else fragment
            for pool, text in zip(pools, texts, strict=True)
            if (fragment := pool[int(chance.random() * VARIETY)])
        ]
        yield "{" + ", ".join(parts) + "}"


def _fragments(question: Question, chance: random.Random) -> list[str]:
    """Ways to answer a question, as members of a JSON object; "" leaves it out."""
    return ["" if chance.random() < SILENT else f'"{question.id}": {_value(question, chance)}' for _ in range(VARIETY)]


def _value(question: Question, chance: random.Random) -> str:
    codes = [option.code for option in question.options.options] if question.options else []
    if question.kind == "multiple":
        ticked = chance.sample(codes, 2)
        return json.dumps([code for code in codes if code in ticked])
    if question.kind == "long-text":
        return json.dumps(" ".join(chance.choices(WORDS, k=LENGTH)) + " %d")
    return json.dumps(chance.choice(codes))
