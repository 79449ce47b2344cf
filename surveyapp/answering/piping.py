"""Quoting earlier answers in texts: "{question}" stands for the answer, in the language of the page, and
"{question|visit|visits}" for the word that fits a number.

Names only, no template language: what a respondent wrote is put in once and never read again, so that braces in an
answer stay braces. Escaping for HTML is the page's.
"""

from __future__ import annotations

import re

from surveyapp.answering.walk import Answers
from surveyapp.definition.kinds import kind_of
from surveyapp.definition.kinds.days import iso_day
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.plurals import form_of
from surveyapp.definition.texts import PIPE

UNANSWERED = "…"
DAY_FIRST = ("lv", "ru")


def pipe(questionnaire: Questionnaire, text: str, answers: Answers, language: str) -> str:
    """The text with the answers in place of names; "…" for what was not answered."""
    known = {question.id: question for question in questionnaire.questions}

    def quoted(found: re.Match[str]) -> str:
        question = known.get(found[1])
        if question is None:
            return found[0]
        if found[2]:
            return _fitting(found[2].split("|")[1:], answers.get(question.id), language)
        return answer_text(questionnaire, question, answers, language)

    return PIPE.sub(quoted, text)


def _fitting(forms: list[str], number: object, language: str) -> str:
    """The form of a word that fits a number; the last one where there is none."""
    if not isinstance(number, str):
        return forms[-1]
    # A text that is not translated stands in the source language, with that language's forms.
    return forms[min(form_of(language, float(number)), len(forms) - 1)]


def answer_text(questionnaire: Questionnaire, question: Question, answers: Answers, language: str) -> str:
    """An answer in words: labels of codes (the text of "other" instead of its label), local numbers and dates."""
    value = answers.get(question.id)
    type_ = kind_of(question).value_type
    if isinstance(value, str) and type_ == "number":
        return value if language == "en" else value.replace(".", ",")
    if isinstance(value, str) and type_ == "date":
        day = iso_day(value)
        return day.strftime("%d.%m.%Y") if day and language in DAY_FIRST else value
    if isinstance(value, str) and type_ == "text":
        return value
    codes = value if isinstance(value, list) else [value]
    other = answers.get(f"{question.id}.other")
    labels = []
    for code in codes:
        option = question.options.get(code) if question.options and isinstance(code, str) else None
        if option is not None:
            written = option.other and isinstance(other, str)
            labels.append(str(other) if written else questionnaire.option_label(question, option.code, language))
    return ", ".join(labels) or UNANSWERED
