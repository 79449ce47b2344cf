"""Forms of inputs and recommendations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from surveyapp.services.findings import REASON
from surveyapp.services.recommendations import LINE, TEXT
from surveyapp.web.shared.forms import Form


class RecommendationForm(Form):
    """A recommendation in the leader's words."""

    version = HiddenField()
    text = TextAreaField(_l("Recommendation"), validators=[DataRequired(), Length(max=TEXT)])
    direction = SelectField(_l("Direction of work"))
    owner = StringField(_l("Who takes care of it"), validators=[Length(max=LINE)])
    due_on = DateField(_l("By when"), validators=[Optional()])


class WatchingForm(RecommendationForm):
    """The same with the indicator to watch, which evidence otherwise brings along."""

    # The service refuses what is not offered; the field is left out where there is nothing to choose from.
    watch = SelectField(_l("Indicator to watch"), validate_choice=False)


class StatusForm(Form):
    """A step of a recommendation, and what was done."""

    status = RadioField(_l("Status"))
    percent_done = IntegerField(_l("How much is done, in per cent"), validators=[Optional()])
    reason = TextAreaField(_l("Reason"), validators=[Length(max=REASON)])
    outcome = TextAreaField(_l("What was done"), validators=[Length(max=TEXT)])


class AsideForm(Form):
    """Why a finding is put aside."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=REASON)])
