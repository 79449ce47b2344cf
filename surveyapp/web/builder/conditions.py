"""Conditions as a form of words, with the text one click behind: what questions and parts have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from flask import request
from flask_babel import gettext as _

from surveyapp.definition.conditions import (
    VALUELESS,
    Comparison,
    Join,
    Term,
    comparisons_for,
    takes_code,
    terms_of,
    to_text,
)
from surveyapp.definition.errors import DefinitionError
from surveyapp.definition.expressions import parse_expression
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.definition.reach import never_met
from surveyapp.definition.tokens import ExpressionError
from surveyapp.web.shared.language import page_language
from surveyapp.web.shared.words import words
from surveyapp.wording.mistakes import mistake_sentence

MOST_TERMS = 40
"""More lines than a condition can have parts; further ones are not read."""

SPARE = 2

Questions = Mapping[str, Question]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A condition that cannot be kept: as it was typed, where it goes wrong, and why."""

    key: str
    text: str
    at: int
    sentence: str
    words: tuple[Join, tuple[Term, ...]] | None = None
    """The form of words it was sent as; None for one that was sent as text."""
    line: int = 1
    """The line of that form which is to be looked at."""

    @property
    def field(self) -> str:
        """The id of the field to be mended."""
        return self.key if self.words is None else f"{self.key}-{self.line}-subject"

    @property
    def before(self) -> str:
        """What stands before the place."""
        return self.text[: self.at]

    @property
    def behind(self) -> str:
        """What stands from the place on."""
        return self.text[self.at :]


@dataclass(frozen=True, slots=True)
class Subject:
    """An answer a condition can be about: a question, or one row of it."""

    code: str
    label: str
    comparisons: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A condition on a page: as text, and in words where words can say it, with empty lines behind."""

    key: str
    title: str
    text: str
    wrong: Wrong | None
    join: Join
    terms: tuple[Term | None, ...]
    worded: bool


def block(key: str, title: str, text: str, questions: Questions, wrong: Wrong | None) -> Block:
    """A condition as it is kept, or as it was sent and cannot be kept."""
    if wrong is not None and wrong.words is not None:
        # The text stays the one that is kept: only a changed text counts before the words.
        return Block(key, title, text, wrong, wrong.words[0], (*wrong.words[1], *(None,) * SPARE), True)
    text = wrong.text if wrong is not None else text
    join, terms, worded = _worded(text, questions)
    return Block(key, title, text, wrong, join, terms, worded)


def _worded(text: str, questions: Questions) -> tuple[Join, tuple[Term | None, ...], bool]:
    empty: tuple[Term | None, ...] = (None,) * SPARE
    if not text:
        return "and", empty, True
    try:
        found = terms_of(parse_expression(text, questions))
    except ExpressionError:
        found = None
    if found is None or len(found[1]) > MOST_TERMS - SPARE:
        return "and", (), False
    return found[0], (*found[1], *empty), True


def posted(key: str, before: str, questions: Questions, wrong: list[Wrong]) -> str:
    """A condition as it was sent: the text counts where it was changed, else the words.

    What cannot be kept goes to `wrong`.
    """
    typed = " ".join(request.form.get(key, "").split())
    if typed != before or not request.form.get(f"{key}-worded"):
        check(key, typed, questions, wrong)
        return typed
    join: Join = "or" if request.form.get(f"{key}-join") == "or" else "and"
    terms = tuple(_terms(key))
    text = to_text(join, terms, questions)
    for line, term in enumerate(terms, 1):
        if not term.value and term.comparison not in VALUELESS:
            sentence = _("Condition %(number)s lacks the answer, number or day to compare with.", number=line)
            wrong.append(Wrong(key, text, 0, sentence, (join, terms), line))
            return text
    found: list[Wrong] = []
    check(key, text, questions, found)
    wrong += [replace(each, words=(join, terms)) for each in found]
    return text


def _terms(key: str) -> Iterator[Term]:
    form, known = request.form, comparison_labels()
    for number in range(1, MOST_TERMS + 1):
        subject = form.get(f"{key}-{number}-subject", "")
        comparison = form.get(f"{key}-{number}-comparison", "is")
        if not subject or comparison not in known:
            continue
        question, _dot, row = subject.partition(".")
        value = ""
        if comparison not in VALUELESS:
            chosen, typed = form.get(f"{key}-{number}-code", ""), form.get(f"{key}-{number}-value", "").strip()
            of, _colon, code = chosen.partition(":")
            value = code if of == subject and chosen else typed
        yield Term(question, row, cast(Comparison, comparison), value.replace("'", ""))


def check(key: str, text: str, questions: Questions, wrong: list[Wrong], rows: Question | None = None) -> None:
    """Note what is wrong with a condition over these questions; `rows` is one whose rows it may go through."""
    if not text:
        return
    try:
        expression = parse_expression(text, questions, rows=rows)
    except ExpressionError as error:
        told = DefinitionError("", 1, 1, error.code, error.what, error.hint, _quoted(error))
        wrong.append(Wrong(key, text, min(error.at, len(text)), mistake_sentence(words(), told)))
        return
    if never_met(expression, questions):
        told = DefinitionError("", 1, 1, "never_met", "", "")
        wrong.append(Wrong(key, text, 0, mistake_sentence(words(), told)))


def _quoted(error: ExpressionError) -> dict[str, str]:
    """The words of a message between backticks, as loading takes them."""
    found: dict[str, str] = {}
    for name, text in (("subject", error.what), ("suggestion", error.hint)):
        parts = text.split("`")
        if len(parts) > 2:
            found[name] = parts[1]
    return found


def choices(questionnaire: Questionnaire | None, questions: Questions) -> dict[str, Any]:
    """What the form of words offers over these questions, as `builder/conditions.html` takes it."""
    subjects = list(_subjects(questionnaire, questions)) if questionnaire is not None else []
    return {"subjects": subjects, "comparisons": comparison_labels()}


def _subjects(questionnaire: Questionnaire, questions: Questions) -> Iterator[Subject]:
    language = page_language()
    language = language if language in questionnaire.languages else questionnaire.source_language
    for number, question in enumerate(questions.values(), 1):
        text = questionnaire.text(question.text_key(), language) or question.id
        codes = tuple(
            (option.code, questionnaire.option_label(question, option.code, language) or option.code)
            for option in (question.options.options if question.options else ())
        )
        rows = [(row.code, questionnaire.row_label(question, row.code, language)) for row in question.rows]
        for row, label in [("", ""), *rows]:
            comparisons = comparisons_for(question, row)
            if comparisons:
                name = f"{question.id}.{row}" if row else question.id
                shown = f"{number}. {text}" + (f" – {label}" if label else "")
                own = codes if any(takes_code(question, row, each) for each in comparisons) else ()
                yield Subject(name, shown, comparisons, own)


def comparison_labels() -> dict[str, str]:
    """Comparisons, in words."""
    return {
        "is": _("is"),
        "not": _("is not"),
        "has": _("contains"),
        "lacks": _("does not contain"),
        "least": _("is at least"),
        "most": _("is at most"),
        "more": _("is more than"),
        "less": _("is less than"),
        "count": _("has at least so many answers"),
        "answered": _("is answered"),
        "unanswered": _("is not answered"),
    }
