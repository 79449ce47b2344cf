"""Forms of the survey and members pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from surveyapp.services.institutions import INSTITUTION_LIMIT
from surveyapp.services.mail_templates import OPENING_LIMIT, SUBJECT_LIMIT
from surveyapp.services.members import NAME_LIMIT
from surveyapp.services.paper import HELPER_LIMIT
from surveyapp.services.surveys import MESSAGE_LIMIT
from surveyapp.web.shared.forms import Form


class OpenSurveyForm(Form):
    """What is decided when a survey opens."""

    closes_on = DateField(_l("Last day for answers"), validators=[InputRequired()])
    mode = RadioField(_l("Who can connect an answer with a person?"), default="anonymous")
    addressing = RadioField(_l("How do members come to the form?"), default="personal")
    message = TextAreaField(_l("Your words on the first page"), validators=[Length(max=MESSAGE_LIMIT)])
    closing_notice = BooleanField(_l("Tell members by mail when the survey closes, with thanks"), default=True)
    year_codes = BooleanField(_l("Give members a code, so that their answers of two years can be compared"))

    segments_by = SelectField(_l("By which answer about themselves the results may be split"), validate_choice=False)
    """Whether it is asked, `surveys.open_run` knows; left out, the first question counts."""

    def __init__(self, *args: Any, backgrounds: Sequence[tuple[str, str]] = (), **values: Any) -> None:
        """*backgrounds* are the background questions the form asks: (id, words)."""
        super().__init__(*args, **values)
        self.segments_by.choices = [*backgrounds, ("", _l("By none: only everybody’s answers together"))]
        self.mode.choices = [
            ("anonymous", _l("Nobody: answers are sealed until closing and cannot be traced (anonymous)")),
            ("confidential", _l("Only the counting: you see no names, years can be compared (confidential)")),
            ("named", _l("You: answers carry names (named)")),
        ]
        self.addressing.choices = [
            ("personal", _l("By a link of their own, in a mail or on a slip of paper")),
            ("account", _l("By signing in to their account")),
            ("shared", _l("By one link for all, with a code: then it is not known how many it reached")),
        ]


class LastDayForm(Form):
    """A new last day."""

    closes_on = DateField(_l("Last day for answers"), validators=[InputRequired()])
    tell = BooleanField(_l("Tell those who have not answered by mail that there is more time"), default=True)


class HelperForm(Form):
    """Someone who types paper forms in."""

    helper = StringField(_l("Name and post of the helper"), validators=[InputRequired(), Length(max=HELPER_LIMIT)])


class PaperLastDayForm(Form):
    """Until when paper forms are typed in."""

    closes_on = DateField(_l("Last day for paper forms"), validators=[Optional()])


class MemberForm(Form):
    """One member."""

    name = StringField(_l("Name and surname"), validators=[InputRequired(), Length(max=NAME_LIMIT)])
    email = EmailField(_l("E-mail address"), validators=[Optional(), Length(max=255)])
    shared_mailbox = BooleanField(_l("Several members share this mailbox"))
    institution = StringField(_l("Institution"), validators=[InputRequired(), Length(max=INSTITUTION_LIMIT)])
    institution_kind = SelectField(_l("Kind of institution"))
    language = SelectField(_l("Language of invitations"))


class MembersTableForm(Form):
    """Many members: a pasted table or a file."""

    institution_kind = SelectField(_l("Kind of institution, where the table does not say"))
    language = SelectField(_l("Language of invitations"))
    table = TextAreaField(_l("Members, one per line"))
    file = FileField(_l("Or a file"))


class RemindersForm(Form):
    """Days on which those who have not answered are reminded."""

    day_1 = DateField(_l("First reminder"), validators=[Optional()])
    day_2 = DateField(_l("Second reminder"), validators=[Optional()])
    day_3 = DateField(_l("Third reminder"), validators=[Optional()])

    @property
    def days(self) -> tuple[DateField, ...]:
        """The fields of the days."""
        return self.day_1, self.day_2, self.day_3


class MailWordsForm(Form):
    """An association's own words in a mail."""

    subject = StringField(_l("Subject"), validators=[Length(max=SUBJECT_LIMIT)])
    opening = TextAreaField(_l("Opening words"), validators=[Length(max=OPENING_LIMIT)])
