"""The form that is measured: thirty questions, as the product's files have them and as plain tuples."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import urlencode

from surveyapp.definition.loading import load_questionnaire

QUESTIONNAIRE = load_questionnaire(Path(__file__).parent)

QUESTIONS = [
    (
        question.id,
        question.kind,
        QUESTIONNAIRE.text(question.text_key(), "en"),
        [
            (option.code, QUESTIONNAIRE.text(option.text_key, "en"))
            for option in (question.options.options if question.options else ())
        ],
    )
    for question in QUESTIONNAIRE.questions
]
"""Id, kind, text, and pairs of code and label."""

WORDS = (
    "seminar",
    "library",
    "year",
    "reading",
    "group",
    "catalogue",
    "visit",
    "practice",
    "colleagues",
    "evening",
    "example",
    "new",
    "books",
    "pupils",
)


def filled_in(chance: random.Random, separator: str) -> str:
    """A filled form, encoded, without its token; field names are "q", the separator, and the question's id."""
    values: list[tuple[str, str]] = []
    for name, kind, _, options in QUESTIONS:
        field = f"q{separator}{name}"
        if kind in ("single", "rating"):
            values.append((field, chance.choice(options)[0]))
        elif kind == "multiple":
            values.extend((field, code) for code, _ in chance.sample(options, 2))
        elif kind == "number":
            values.append((field, str(chance.randrange(60))))
        else:
            values.append((field, " ".join(chance.choices(WORDS, k=25))))
    return urlencode(values)
