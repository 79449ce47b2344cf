"""Forms of the board of proposals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from surveyapp.services.proposals import REASON, WORDING
from surveyapp.web.shared.forms import Form


class GroupForm(Form):
    """The merged wording of a group."""

    version = HiddenField()
    wording = TextAreaField(_l("Merged wording"), validators=[DataRequired(), Length(max=WORDING)])
    direction = SelectField(_l("Direction of work"))


class DecisionForm(Form):
    """What becomes of a group."""

    status = RadioField(_l("Decision"))
    reason = TextAreaField(_l("Reason"), validators=[Length(max=REASON)])
