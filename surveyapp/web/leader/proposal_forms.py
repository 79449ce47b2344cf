"""Forms of the board of proposals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from surveyapp.services.board_work import MASKED
from surveyapp.services.proposals import REASON, WORDING
from surveyapp.services.voting import MESSAGE, MOST_OPTIONS
from surveyapp.services.voting import REASON as EXPLANATION
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


class VoteForm(Form):
    """What is decided when a vote opens; the proposals themselves are ticked in the list."""

    closes_on = DateField(_l("Last day of the vote"), validators=[InputRequired()])
    seats = IntegerField(
        _l("How many proposals do you mean to take up?"),
        validators=[InputRequired(), NumberRange(min=1, max=MOST_OPTIONS - 1)],
    )
    message = TextAreaField(_l("Your words to the members"), validators=[Length(max=MESSAGE)])


class DeviationForm(Form):
    """Why the leader chooses otherwise than the members."""

    reason = TextAreaField(_l("Why you choose otherwise than the vote"), validators=[Length(max=EXPLANATION)])


class MaskForm(Form):
    """What is shown on instead of a proposal."""

    masked = TextAreaField(_l("What is shown on"), validators=[Length(max=MASKED)])
