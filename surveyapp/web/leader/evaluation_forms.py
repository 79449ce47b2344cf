"""Forms of the evaluation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from surveyapp.services.evaluations import LINE, PART_TEXT
from surveyapp.web.shared.forms import Form

MARKUP = 20 * PART_TEXT
"""Longest markup: word processors wrap every word in a style of its own."""


class PartForm(Form):
    """One part in the leader's words: typed plainly, or as the editor's markup."""

    revision = HiddenField()
    writing = HiddenField()
    """ "html" where the editor hands in markup."""
    text = TextAreaField(_l("Text of this part"), validators=[Length(max=MARKUP)])
    charts = SelectMultipleField(
        _l("Charts at the end of this part"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    ready = BooleanField(_l("This part is ready"))


class LeaderForm(Form):
    """What the first part says of the leader."""

    name = StringField(_l("Name and surname"), validators=[DataRequired(), Length(max=LINE)])
    post = StringField(_l("Post"), validators=[Length(max=LINE)])
    years_leading = IntegerField(_l("Years leading the association"), validators=[Optional()])
    contact = StringField(_l("Contact"), validators=[Length(max=LINE)])


class PreparedForm(Form):
    """Who prepared the evaluation, and when."""

    prepared_by = StringField(_l("Prepared by"), validators=[DataRequired(), Length(max=LINE)])
    prepared_on = DateField(_l("Date"), validators=[Optional()])


class SignedFileForm(Form):
    """The signed final file."""

    file = FileField(_l("Signed file"))
