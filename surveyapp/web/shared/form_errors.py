"""Problems a service found, put at the fields of the form they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import Form as WTForm

from surveyapp.services.errors import Invalid
from surveyapp.web.shared.language import page_language
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.problems import problem_sentence


def show_problems(form: WTForm, refusal: Invalid, names: Mapping[str, str] | None = None) -> None:
    """Add each problem's sentence to its field; to the form itself where it has no such field.

    ``names`` translates a service's field names into the form's, where they differ.
    """
    c = catalogue(page_language())
    for name, problem in refusal.fields.items():
        field = form._fields.get((names or {}).get(name, name))
        sentence = problem_sentence(c, problem)
        if field is None:
            form.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]
