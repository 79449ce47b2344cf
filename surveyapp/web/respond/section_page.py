"""One section's page: rendered once, filled for each respondent; rendered anew only to show what is wrong."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import get_flashed_messages, get_template_attribute, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from surveyapp.answering.merging import aside_digest, kept_raw, raw_beside, raw_of, version
from surveyapp.answering.parts import part_of
from surveyapp.answering.piping import pipe
from surveyapp.answering.sections import choice_name
from surveyapp.answering.walk import Walk, walk
from surveyapp.definition.evaluate import holds
from surveyapp.definition.kinds import Raw, field_name
from surveyapp.definition.kinds.days import iso_day
from surveyapp.definition.kinds.proposals import places
from surveyapp.definition.model import Question, Section
from surveyapp.definition.problems import Problem
from surveyapp.definition.texts import PIPE
from surveyapp.definition.tree import references
from surveyapp.services.responding import Answering
from surveyapp.web.respond.compiled import Page, PageCache, cut, slot, without_marks
from surveyapp.web.respond.leader_view import answer_lines
from surveyapp.web.shared.questions import QuestionView, question_view
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.dates import short_day
from surveyapp.wording.problems import problem_sentence

ORDERS = 24
"""Random orders of options that are kept ready; the respondent's secret chooses one."""

_pages = PageCache()


@dataclass(frozen=True, slots=True)
class Blank:
    """The state of a page whose answers are filled in later: a slot at every place."""

    sentences: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by field."""

    def value(self, name: str) -> Markup:
        """The place of a field's text."""
        return slot(name)

    def checked(self, name: str, code: str) -> Markup:
        """The place of the word that ticks a box or a radio button."""
        return slot(f"checked {name}={code}")

    def selected(self, name: str, code: str) -> Markup:
        """The place of the word that chooses a line of a drop-down list."""
        return slot(f"selected {name}={code}")

    def unless(self, mark: str, question_id: str) -> Markup:
        """The place of the word that hides a mark of a question that is required under a condition."""
        return slot(f"unless-{mark} {question_id}")

    def error(self, name: str) -> str:
        """What is wrong at a field, or nothing."""
        return self.sentences.get(name, "")


@dataclass(frozen=True, slots=True)
class Choice:
    """Two answers to one question, given on different pages, to choose from."""

    name: str
    """Of the buttons."""
    offered: str
    """The digest of the answer laid aside, so that a later one is not chosen unseen."""
    there: Sequence[str]
    """The answer that is kept, in words; empty for none."""
    here: Sequence[str]
    """The one that came after it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page."""

    view: QuestionView
    choice: Choice | None = None

    def hideable(self, html: Markup) -> Markup:
        """The question with a place for ``hidden`` in its outermost element."""
        return Markup(html.strip().replace("<div", Markup("<div") + slot(f"hidden {self.view.id}"), 1))  # noqa: S704


def section_page(
    form: Answering, section: Section, problems: Sequence[Problem] = (), posted: Raw | None = None
) -> bytes:
    """The page of a section in the language of the form.

    With ``posted``, what was typed stands in the fields instead of what is kept, so that nothing that could not be
    understood has to be typed again.
    """
    page = _page(form, section, problems)
    return page.fill(_values(form, section, page, posted))


def _page(form: Answering, section: Section, problems: Sequence[Problem]) -> Page:
    if problems:
        return cut(_render(form, section, problems))
    order = 0
    if any(question.order == "random" for question in section.questions):
        order = int(form.option_seed, 16) % ORDERS
    key = (form.document_hash, form.mode, form.language, section.id, order, request.cookies.get("theme"))
    return _pages.get(key, lambda: _render(form, section, ()))


def _render(form: Answering, section: Section, problems: Sequence[Problem]) -> str:
    questionnaire, language = form.questionnaire, form.language
    seed = str(int(form.option_seed, 16) % ORDERS)

    def text(key: str) -> str | Markup:
        found = without_marks(questionnaire.text(key, language))
        return slot(f"text {key}") if PIPE.search(found) else found

    words = catalogue(language)
    sentences = {
        problem.field: problem_sentence(words, problem, lambda key: questionnaire.text(key, language))
        for problem in problems
    }
    about = {problem.field: text(f"question.{problem.question_id}.text") for problem in problems}
    return render_template(
        "respond/section.html",
        section=section,
        title=text(f"section.{section.id}.title"),
        intro=text(f"section.{section.id}.intro"),
        questions=[
            Asked(_warned(form, question_view(questionnaire, question, language, seed, text)), _choice(form, question))
            for question in section.questions
            if question.asked
        ],
        state=Blank(sentences),
        problems=[(name, about[name], sentence) for name, sentence in sentences.items()],
        alone=len(questionnaire.sections) == 1,
        progress={"number": slot("number"), "total": slot("total")},
        slot=slot,
        answer_form="answers",
    )


def _choice(form: Answering, question: Question) -> Choice | None:
    apart = form.answers.get(f"{question.id}.apart")
    if not isinstance(apart, Mapping):
        return None
    return Choice(
        choice_name(question),
        aside_digest(apart, form.page_key),
        answer_lines(form, question, raw_beside(question, form.answers, apart)),
        answer_lines(form, question, raw_of(question, apart)),
    )


def _warned(form: Answering, view: QuestionView) -> QuestionView:
    """Proposals are given to be read: whoever writes one is told so at the very place."""
    if view.kind != "proposals" or form.mode == "named":
        return view
    warning = _("Your leader will read this unsigned. If few answer, the writer may be guessed.")
    return replace(view, help=" ".join(filter(None, (view.help, warning))))


def _values(form: Answering, section: Section, page: Page, posted: Raw | None) -> dict[str, bytes]:
    walked = walk(form.questionnaire, form.answers)
    again = posted is not None
    part = part_of(form.questionnaire, section.id, walked)
    values = {
        "csrf_token": generate_csrf().encode("ascii"),
        "save_url": url_for("respond.autosave", run_id=form.run_id, section_id=section.id).encode("ascii"),
        "page_url": url_for("respond.section", run_id=form.run_id, section_id=section.id).encode("ascii"),
        # Fields that stand as they were posted keep the version they were posted with.
        "made": _escaped(request.form.get("made", "") if again else version(section, form.answers, form.page_key)),
        "number": b"%d" % part.number,
        "total": b"%d" % part.total,
        **_conditions(section, walked),
    }
    for name, several in (posted if posted is not None else _raw(form, section)).items():
        if several:
            values[name] = _escaped(several[0])
        for value in several:
            values[f"checked {name}={value}"] = b" checked"
            values[f"selected {name}={value}"] = b" selected"
    for name in page.places:
        if name.startswith("text "):
            text = form.questionnaire.text(name.removeprefix("text "), form.language)
            values[name] = _escaped(pipe(form.questionnaire, text, walked.answers, form.language))
    notices = get_flashed_messages(with_categories=True)
    if notices:
        flashes = get_template_attribute("components/feedback.html", "flashes")
        values["notices"] = str(flashes(notices)).encode("utf-8")
    return values


def _conditions(section: Section, walked: Walk) -> dict[str, bytes]:
    """What is hidden by answers of other pages, and those answers, for the conditions that the browser evaluates.

    What hangs on answers of this page is shown or hidden by the browser, and stays visible without scripts.
    """
    values: dict[str, bytes] = {}
    here = {question.id for question in section.questions}
    elsewhere: set[str] = set()
    for question in section.questions:
        needed = _needed(question)
        elsewhere |= needed - here
        if needed and needed.isdisjoint(here) and walked.question(question.id) is None:
            values[f"hidden {question.id}"] = b" hidden"
        if question.require_if is not None:
            asked = set(references(question.require_if))
            elsewhere |= asked - here
            met = holds(question.require_if, walked.answers)
            values[f"unless-required {question.id}"] = b"" if met else b" hidden"
            values[f"unless-perhaps {question.id}"] = b" hidden" if met or here.isdisjoint(asked) else b""
    if elsewhere:
        known = {name: walked.answers[name] for name in sorted(elsewhere) if name in walked.answers}
        values["answers"] = _escaped(json.dumps(known, ensure_ascii=False, separators=(",", ":")))
    return values


def _raw(form: Answering, section: Section) -> dict[str, list[str]]:
    """What is kept of this section, as form values; empty proposals get the ids they will have."""
    raw: dict[str, list[str]] = {}
    for question in section.questions:
        found = kept_raw(question, form.answers)
        raw |= _local(found, form.language) if question.kind in ("date", "period") else found
        for place in places(question) if question.kind == "proposals" else ():
            raw.setdefault(field_name(question, place, "id"), [uuid.uuid4().hex])
    return raw


def _local(raw: dict[str, list[str]], language: str) -> dict[str, list[str]]:
    """Days as they are written in the language of the page."""
    words = catalogue(language)
    return {
        name: [short_day(words, day) if (day := iso_day(value)) else value for value in several]
        for name, several in raw.items()
    }


def _needed(question: Question) -> set[str]:
    """Ids of the questions on which it hangs whether this one and its rows are shown."""
    conditions = (question.show_if, question.rows_shown_if, *(row.show_if for row in question.rows))
    return {name for condition in conditions if condition is not None for name in references(condition)}


def _escaped(text: str) -> bytes:
    return str(escape(text)).encode("utf-8")
