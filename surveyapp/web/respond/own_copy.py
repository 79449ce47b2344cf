"""A respondent's own copy of the answers, where they come too late: a text to read, to copy and to keep as a file."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from flask import Response, request
from flask.typing import ResponseReturnValue

from surveyapp.answering.sections import parse_section
from surveyapp.definition.kinds import Raw, kind_of
from surveyapp.definition.problems import Problem
from surveyapp.services.responding import Answering
from surveyapp.web.respond.leader_view import leader_view
from surveyapp.web.respond.visit import association_name, speaking, visit

FILE = "answers.txt"


def typed() -> Raw:
    """The answers among the posted values."""
    return {name: several for name, several in request.form.lists() if name.startswith("q-")}


def own_copy(form: Answering, section_id: str, raw: Raw) -> str:
    """The draft, with what was typed on one section's page in place of what was kept of it, as plain text.

    What cannot be understood stands there as it was typed. Empty where nothing was answered. Made in the language of
    the page (see ``speaking``).
    """
    problems: Sequence[Problem] = ()
    if raw and any(section.id == section_id for section in form.questionnaire.sections):
        parsed = parse_section(form.questionnaire, section_id, raw, form.answers, form.language)
        form, problems = replace(form, answers=parsed.answers), parsed.problems
    view = leader_view(form)
    blocks = [
        [each.title, *(f"{row}: {label}" if row else label for row, label in each.lines), *each.texts]
        for each in view["seen"]
    ]
    blocks += [[text, direction] if direction else [text] for text, direction in view["proposals"]]
    for question_id in dict.fromkeys(problem.question_id for problem in problems):
        question = form.questionnaire.question(question_id)
        values = [value for name in kind_of(question).names(question) for value in raw.get(name, ()) if value.strip()]
        if values:
            blocks.append([form.questionnaire.text(f"question.{question_id}.text", form.language), *values])
    if not blocks:
        return ""
    title = [form.questionnaire.text("title", form.language), association_name(form)]
    return "\n\n".join("\n    ".join(block) for block in [title, *blocks]) + "\n"


def as_file(run_id: uuid.UUID) -> ResponseReturnValue:
    """The copy as a file. Stores nothing, and works when no answers are taken any more."""
    form = visit(run_id)
    with speaking(form.language):
        text = own_copy(form, request.form.get("section", ""), typed())
    return Response(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={FILE}", "Cache-Control": "no-store"},
    )
