"""Forms of the plan's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from surveyapp.services.plans import LINE, NUMBER, TEXT
from surveyapp.web.shared.forms import Form


class PlanHeadForm(Form):
    """What stands above the table of activities."""

    version = HiddenField()
    goal = TextAreaField(_l("Goal"), validators=[Length(max=TEXT)])
    tasks = TextAreaField(_l("Tasks"), validators=[Length(max=TEXT)])
    priorities = TextAreaField(_l("Priority directions"), validators=[Length(max=TEXT)])
    approval_body = StringField(_l("Approved by"), validators=[Length(max=LINE)])
    approval_date = DateField(_l("Date of approval"), validators=[Optional()])
    approval_number = StringField(_l("Number of the protocol or order"), validators=[Length(max=NUMBER)])


class PriorityReportForm(Form):
    """How the year's priority was carried out."""

    version = HiddenField()
    priority_report = TextAreaField(_l("How the priorities were carried out"), validators=[Length(max=TEXT)])


class ActivityForm(Form):
    """One row of the plan."""

    version = HiddenField()
    topic = TextAreaField(_l("Topic"), validators=[DataRequired(), Length(max=TEXT)])
    direction = SelectField(_l("Direction of work"))
    form_of_work = SelectField(_l("Form of work"))
    audience = RadioField(_l("Whom it is for"))
    period_text = StringField(_l("When"), validators=[Length(max=LINE)])
    starts_on = DateField(_l("First day"), validators=[Optional()])
    ends_on = DateField(_l("Last day"), validators=[Optional()])
    place = StringField(_l("Place"), validators=[Length(max=LINE)])
    responsible = StringField(_l("Responsible"), validators=[Length(max=LINE)])
    done = RadioField(_l("Did it take place?"), default="")
    work_done = TextAreaField(_l("What was done"), validators=[Length(max=TEXT)])
    participants = IntegerField(_l("How many took part"), validators=[Optional()])
    participants_words = StringField(_l("Who took part, in words"), validators=[Length(max=LINE)])


class PartnerForm(Form):
    """One cooperation partner."""

    version = HiddenField()
    name = StringField(_l("Partner"), validators=[DataRequired(), Length(max=LINE)])
    work = TextAreaField(_l("What was done together"), validators=[Length(max=TEXT)])
