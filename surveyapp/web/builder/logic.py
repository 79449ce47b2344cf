"""Logic of a question or a part: when it is shown, when it is compulsory, what its answer must meet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
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
from surveyapp.definition.logic import never_met
from surveyapp.definition.model import Question
from surveyapp.definition.tokens import ExpressionError
from surveyapp.definition.writing.folder import Folder, Part
from surveyapp.definition.writing.nodes import Data
from surveyapp.services import drafting
from surveyapp.services.drafting import DraftView
from surveyapp.services.errors import NotFound
from surveyapp.web.builder.blueprint import blueprint, builder_view, current_draft, page, seen_revision
from surveyapp.web.builder.outline import items_of, text_of
from surveyapp.web.builder.questions import about_question
from surveyapp.web.shared.language import NAMES, page_language
from surveyapp.web.shared.unit import current_actor, current_unit
from surveyapp.web.shared.words import words
from surveyapp.wording.mistakes import mistake_sentence

MOST_TERMS = 8
SPARE = 2


@dataclass(frozen=True, slots=True)
class Wrong:
    """A condition that cannot be kept: as it was typed, where it goes wrong, and why."""

    key: str
    text: str
    at: int
    sentence: str

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


@blueprint.route("/draft/<uuid:draft_id>/logic/<question_id>", methods=["GET", "POST"])
@builder_view
def logic(draft_id: uuid.UUID, question_id: str) -> ResponseReturnValue:
    """Logic of a question."""
    view = current_draft(draft_id)
    folder = view.folder()
    if question_id not in folder.question_ids:
        raise NotFound("question")
    earlier = _earlier(view, question_id)
    wrong: list[Wrong] = []
    if request.method == "POST":
        data, texts = _posted(view, folder, question_id, earlier, wrong)
        if not wrong:

            def edit(folder: Folder) -> None:
                question = folder.question(question_id)
                for key, value in data.items():
                    if value:
                        question[key] = value
                    else:
                        question.pop(key, None)
                for (language, number), text in texts.items():
                    folder.set_text(language, f"question.{question_id}.check.{number}", text)

            drafting.change(
                current_unit(),
                current_actor(),
                draft_id,
                seen_revision(),
                "logic_changed",
                edit,
                partial(about_question, question_id=question_id),
            )
            if request.form.get("go") == "stay":
                flash(_("Saved."), "success")
                return redirect(url_for("builder.logic", draft_id=draft_id, question_id=question_id))
            return redirect(url_for("builder.draft", draft_id=draft_id, _anchor=f"at-{question_id}"))
    return _page(view, folder, question_id, earlier, wrong), 422 if wrong else 200


def _page(view: DraftView, folder: Folder, question_id: str, earlier: dict[str, Question], wrong: list[Wrong]) -> str:
    question = folder.question(question_id)
    kind = str(question["kind"])
    checks = question.get("check")
    listed = [checks] if isinstance(checks, str) else items_of(checks)
    by_key = {each.key: each for each in wrong}
    blocks = []
    for key, title in _blocks(kind):
        text = by_key[key].text if key in by_key else str(question.get(key, ""))
        blocks.append({"key": key, "title": title, "text": text, "wrong": by_key.get(key), **_form(text, earlier)})
    return page(
        "builder/logic.html",
        view,
        question_id=question_id,
        title=text_of(folder, f"question.{question_id}.text") or question_id,
        blocks=blocks,
        subjects=_subjects(view, earlier),
        comparisons=comparison_labels(),
        checks=[
            {
                "number": number,
                "text": by_key[f"check-{number}"].text if f"check-{number}" in by_key else check,
                "wrong": by_key.get(f"check-{number}"),
                "messages": {
                    each: folder.text(each, f"question.{question_id}.check.{number}") for each in folder.languages
                },
            }
            for number, check in enumerate([*map(str, listed), ""], 1)
        ],
        can_check=kind not in ("statement", "calculated"),
        languages=folder.languages,
        names=NAMES,
        locked=question_id in view.locked,
        wrong=wrong,
        rows_text=by_key["rows_shown_if"].text if "rows_shown_if" in by_key else str(question.get("rows_shown_if", "")),
        rows_wrong=by_key.get("rows_shown_if"),
        rows_shown_if=kind in ("matrix", "activity-rating", "semantic-differential"),
    )


def _blocks(kind: str) -> list[tuple[str, str]]:
    found = [("show_if", _("Show this question only if"))]
    if kind not in ("statement", "calculated"):
        found.append(("require_if", _("An answer is compulsory if")))
    return found


def _form(text: str, earlier: dict[str, Question]) -> dict[str, Any]:
    """The form of words of a condition, with empty lines behind; none where it says more than words can."""
    empty = [None] * SPARE
    if not text:
        return {"join": "and", "terms": empty, "worded": True}
    try:
        found = terms_of(parse_expression(text, earlier))
    except ExpressionError:
        found = None
    if found is None:
        return {"join": "and", "terms": [], "worded": False}
    return {"join": found[0], "terms": [*found[1], *empty], "worded": True}


def _posted(
    view: DraftView, folder: Folder, question_id: str, earlier: dict[str, Question], wrong: list[Wrong]
) -> tuple[Part, dict[tuple[str, int], str]]:
    """Conditions as they were sent, words before text where both are there; what cannot be kept goes to `wrong`."""
    form = request.form
    question = folder.question(question_id)
    own = (
        next((each for each in view.questionnaire.questions if each.id == question_id), None)
        if view.questionnaire
        else None
    )
    data: Part = {}
    for key, _title in _blocks(str(question["kind"])):
        terms = _terms(key)
        typed = " ".join(form.get(key, "").split())
        before = str(question.get(key, ""))
        # The text counts where it was changed, else the words.
        text = typed if typed != before or not form.get(f"{key}-worded") else to_text(_join(key), terms, earlier)
        data[key] = text
        _check(key, text, earlier, wrong)
    if "rows_shown_if" in form:
        data["rows_shown_if"] = " ".join(form["rows_shown_if"].split())
        _check("rows_shown_if", str(data["rows_shown_if"]), earlier, wrong, rows=own)
    checks: list[Data] = []
    texts: dict[tuple[str, int], str] = {}
    known = {**earlier, own.id: own} if own is not None else earlier
    for number in range(1, 30):
        if f"check-{number}" not in form:
            break
        text = " ".join(form[f"check-{number}"].split())
        if text:
            checks.append(text)
            _check(f"check-{number}", text, known, wrong)
            for language in folder.languages:
                texts[language, len(checks)] = form.get(f"check-{number}-{language}", "").strip()
    if "check-1" in form:
        data["check"] = checks[0] if len(checks) == 1 else checks
        for number in range(len(checks) + 1, len(items_of(question.get("check"))) + 2):
            texts |= {(language, number): "" for language in folder.languages}
    return data, texts


def _terms(key: str) -> list[Term]:
    form = request.form
    found = []
    for number in range(1, MOST_TERMS + 1):
        subject = form.get(f"{key}-{number}-subject", "")
        comparison = form.get(f"{key}-{number}-comparison", "is")
        if not subject or comparison not in comparison_labels():
            continue
        question, _dot, row = subject.partition(".")
        value = ""
        if comparison not in VALUELESS:
            chosen, typed = form.get(f"{key}-{number}-code", ""), form.get(f"{key}-{number}-value", "").strip()
            of, _colon, code = chosen.partition(":")
            value = code if of == subject and chosen else typed
        found.append(Term(question, row, cast(Comparison, comparison), value.replace("'", "")))
    return found


def _join(key: str) -> Join:
    return "or" if request.form.get(f"{key}-join") == "or" else "and"


def _check(
    key: str, text: str, questions: dict[str, Question], wrong: list[Wrong], rows: Question | None = None
) -> None:
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


def _earlier(view: DraftView, question_id: str) -> dict[str, Question]:
    """Questions before this one, as far as they can be read."""
    found: dict[str, Question] = {}
    for question in view.questionnaire.questions if view.questionnaire is not None else ():
        if question.id == question_id:
            return found
        found[question.id] = question
    return found


def _subjects(view: DraftView, earlier: dict[str, Question]) -> list[Subject]:
    questionnaire, language = view.questionnaire, page_language()
    assert questionnaire is not None
    language = language if language in questionnaire.languages else questionnaire.source_language
    found = []
    for number, question in enumerate(earlier.values(), 1):
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
                found.append(Subject(name, shown, comparisons, own))
    return found


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
