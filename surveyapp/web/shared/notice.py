"""The page of a privacy notice: the same for a region, an association and one survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import request
from wtforms import TextAreaField
from wtforms.validators import Length

from surveyapp.services.errors import Invalid
from surveyapp.services.privacy import PART_LIMIT, NoticePart
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form

Read = Callable[[str], tuple[NoticePart, ...]]
"""The parts in a language."""
Write = Callable[[str, Mapping[str, str]], None]
"""Keeps own words in a language."""


class NoticeForm(Form):
    """Own words in a privacy notice; empty parts are inherited."""

    controller = TextAreaField(validators=[Length(max=PART_LIMIT)])
    basis = TextAreaField(validators=[Length(max=PART_LIMIT)])
    purpose = TextAreaField(validators=[Length(max=PART_LIMIT)])
    readers = TextAreaField(validators=[Length(max=PART_LIMIT)])
    retention = TextAreaField(validators=[Length(max=PART_LIMIT)])
    rights = TextAreaField(validators=[Length(max=PART_LIMIT)])


@dataclass(frozen=True, slots=True)
class NoticePage:
    """What the page shows."""

    language: str
    parts: tuple[NoticePart, ...]
    form: NoticeForm
    preview: tuple[NoticePart, ...]
    """As respondents would read it with what stands in the form."""
    previewed: bool
    """Whether the form holds what is not kept yet."""
    status: int
    kept: bool


def notice_page(read: Read, write: Write, language: str) -> NoticePage:
    """Show a notice in one language, preview what was typed, or keep it: by the button that was pressed."""
    parts = read(language)
    form = NoticeForm(**{part.code: part.text if part.own else "" for part in parts})
    for part in parts:
        form[part.code].label.text = part.title
    status, kept, previewed = 200, False, False
    if form.is_submitted():
        previewed = request.form.get("go") == "preview"
        if not form.validate():
            status = 422
        elif not previewed:
            try:
                write(language, _typed(form, parts))
            except Invalid as refusal:
                show_problems(form, refusal)
                status = 422
            else:
                kept = True
    typed = _typed(form, parts)
    preview = tuple(replace(part, text=typed[part.code].strip() or part.inherited) for part in parts)
    return NoticePage(language, parts, form, preview, previewed, status, kept)


def _typed(form: NoticeForm, parts: tuple[NoticePart, ...]) -> dict[str, str]:
    return {part.code: form[part.code].data or "" for part in parts}
