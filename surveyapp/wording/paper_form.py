"""A run's questionnaire as it is printed, and the slips that invite by paper, in the words of a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from surveyapp.answering.walk import may_require
from surveyapp.definition.model import Question, Questionnaire
from surveyapp.wording import dates
from surveyapp.wording.catalogue import Catalogue
from surveyapp.wording.mails import mode_promise

Shape = Literal["tick", "table", "lines", "write"]

TEXT_LINES = {"short-text": 2, "long-text": 6, "number": 1, "date": 1, "period": 1}
BLANK = ": ____________________"
"""To write on, behind "other"."""


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """One question on paper. "tick": boxes; "table": a row of boxes each; "lines": to write on; "write": a box each."""

    number: int
    text: str
    help: str
    shape: Shape
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section on paper."""

    title: str
    intro: str
    questions: tuple[PrintedQuestion, ...]


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A questionnaire on paper, in one language, for as many members as there are numbers."""

    language: str
    title: str
    association: str
    lead: tuple[str, ...]
    """How to fill it in, until when, who types it in, what the mode promises."""
    number_label: str
    link_label: str
    page_label: str
    sections: tuple[PrintedSection, ...]
    thanks: str


@dataclass(frozen=True, slots=True)
class SlipWords:
    """The words of an invitation slip in one language."""

    language: str
    title: str
    association: str
    how: tuple[str, ...]
    number_label: str


def printed_form(
    c: Catalogue,
    questionnaire: Questionnaire,
    *,
    association: str,
    last_day: date | None,
    mode: str,
    helper: str,
) -> PrintedForm:
    """The questionnaire in the catalogue's language. *helper* is named to whoever fills it in; "" where there is none.

    Calculated questions and those nobody is asked are left out.
    """
    number = 0
    sections = []
    for section in questionnaire.sections:
        questions = []
        for question in section.questions:
            if not question.asked or question.kind == "calculated":
                continue
            number += question.kind != "statement"
            questions.append(_question(c, questionnaire, question, number))
        if questions:
            sections.append(
                PrintedSection(
                    questionnaire.text(f"section.{section.id}.title", c.language),
                    questionnaire.text(f"section.{section.id}.intro", c.language),
                    tuple(questions),
                )
            )
    if may_require(questionnaire):
        lead = [
            c.gettext(
                "Tick what fits; leave out what does not concern you. "
                "Only questions marked “required” must be answered."
            )
        ]
    else:
        lead = [c.gettext("Tick what fits; leave out what does not concern you. Nothing is compulsory.")]
    if last_day is not None:
        lead.append(c.gettext("Please hand it in by %(until)s.", until=dates.last_day(c, last_day)))
    if helper:
        lead.append(
            c.gettext("%(helper)s types it in: this person reads your answers and shows them to nobody.", helper=helper)
        )
    lead.append(mode_promise(c, mode))
    lead.append(c.gettext("You may answer by telephone or computer instead: the square code leads to your own form."))
    return PrintedForm(
        c.language,
        questionnaire.text("title", c.language),
        association,
        tuple(lead),
        c.gettext("Form number"),
        c.gettext("Link to this form"),
        c.gettext("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        tuple(sections),
        c.gettext("Thank you!"),
    )


def _question(c: Catalogue, questionnaire: Questionnaire, question: Question, number: int) -> PrintedQuestion:
    language = c.language
    text = questionnaire.text(question.text_key(), language)
    if question.required:
        text = f"{text} ({c.gettext('required')})"
    elif question.require_if is not None:
        text = f"{text} ({c.gettext('may be required, depending on your other answers')})"
    hints = [questionnaire.text(question.text_key("help"), language)]
    offered = question.options.options if question.options else ()
    options = tuple(
        questionnaire.text(option.text_key, language) + (BLANK if option.code == "other" else "") for option in offered
    )
    rows = tuple(questionnaire.text(row.text_key, language) for row in question.rows)
    shape: Shape = "tick"
    lines = 0
    if question.show_if is not None:
        hints.append(c.gettext("If it concerns you."))
    if question.kind == "statement":
        return PrintedQuestion(0, text, "", "lines")
    if question.kind == "multiple" and "max" in question.settings and not hints[0]:
        most = question.integer("max", 1)
        hints.append(c.ngettext("Choose at most %(max)s.", "Choose at most %(max)s.", most, max=most))
    if question.kind in TEXT_LINES:
        shape, lines = "lines", TEXT_LINES[question.kind]
    elif question.kind == "proposals":
        shape, lines = "lines", 2 * question.integer("max", 3)
    elif question.kind == "ranking":
        shape = "write"
        hints.append(c.gettext("Write 1 beside the first, 2 beside the second, and so on."))
    elif question.kind == "allocation":
        shape = "write"
        total = question.integer("total", 100)
        hints.append(c.gettext("Share out %(total)s points.", total=total))
    elif question.kind == "best-worst":
        shape, rows = "table", options
        options = (c.gettext("most important"), c.gettext("least important"))
    elif question.kind == "activity-rating":
        shape = "table"
        options = (c.gettext("was there"), *options)
    elif rows:
        shape = "table"
        if question.kind == "semantic-differential" and not options:
            options = tuple(str(step) for step in range(1, question.integer("steps", 5) + 1))
    if not options and shape == "tick":
        shape, lines = "lines", 1
    return PrintedQuestion(number, text, " ".join(hint for hint in hints if hint), shape, options, rows, lines)


def slip_words(c: Catalogue, *, title: str, association: str, last_day: date | None, mode: str) -> SlipWords:
    """The words of a slip with a square code."""
    how = [c.gettext("Point the camera of your telephone at the code, or type the address. No account is needed.")]
    if last_day is not None:
        how.append(c.gettext("Answers are taken until the end of %(until)s.", until=dates.last_day(c, last_day)))
    how.append(mode_promise(c, mode))
    how.append(c.gettext("The link is yours alone: please do not pass it on."))
    return SlipWords(c.language, title, association, tuple(how), c.gettext("Form number"))
