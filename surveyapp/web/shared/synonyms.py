"""Tables of synonyms as a form, the same for an association and for a region: one text for each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from surveyapp.services.errors import Invalid
from surveyapp.services.synonyms import LINES, Synonyms
from surveyapp.web.shared.form_errors import show_problems
from surveyapp.web.shared.forms import Form


class SynonymsForm(Form):
    """Words of one meaning on a line, with commas between them."""

    lv = TextAreaField(_l("Words in Latvian"), validators=[Length(max=LINES)])
    lt = TextAreaField(_l("Words in Lithuanian"), validators=[Length(max=LINES)])
    ru = TextAreaField(_l("Words in Russian"), validators=[Length(max=LINES)])
    en = TextAreaField(_l("Words in English"), validators=[Length(max=LINES)])


def synonyms_form(stored: Synonyms, save: Callable[[Mapping[str, str]], None]) -> tuple[SynonymsForm, bool]:
    """The form of what is stored, and whether what was sent has been saved."""
    kept: dict[str, Any] = dict(stored.own)
    form = SynonymsForm(**kept)
    if not form.validate_on_submit():
        return form, False
    try:
        save({"lv": form.lv.data or "", "lt": form.lt.data or "", "ru": form.ru.data or "", "en": form.en.data or ""})
    except Invalid as refusal:
        show_problems(form, refusal)
        return form, False
    return form, True


def saved_words() -> str:
    """What is said once they are saved."""
    return str(_("The words are saved; hints on the board of proposals go by them."))
