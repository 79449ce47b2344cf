"""Forms of the evaluation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from surveyapp.services.evaluations import LINE, PART_TEXT
from surveyapp.web.shared.forms import Form


class PartForm(Form):
    """One part in the leader's words."""

    revision = HiddenField()
    text = TextAreaField(_l("Text of this part"), validators=[Length(max=PART_TEXT)])
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
