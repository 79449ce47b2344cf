"""The forms of the answering pages. Answers themselves are read by the kinds of question, not by WTForms."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from surveyapp.services.practice_cards import CARD_LINE_LIMIT, CARD_TEXT_LIMIT
from surveyapp.web.shared.forms import Form


class AnswersForm(Form):
    """What surrounds the answers: the token, the button that was pressed, the language asked for."""

    go = StringField()
    """"next", "back", "save", "preview" or "send"; empty where the language was switched."""
    language = StringField()


class StepForm(Form):
    """A page with nothing to fill in but a language to choose and a button to press."""

    go = StringField()
    language = StringField()


class StartForm(StepForm):
    """The first page; where an earlier year gave codes, one may be typed in."""

    code = StringField(_l("Code from last year’s receipt"))


class ReceiptForm(Form):
    """The receipt code, typed in from one's notes."""

    receipt = StringField(_l("Receipt code"), validators=[InputRequired(), Length(max=60)])


class CodeForm(Form):
    """The code of a shared link."""

    code = StringField(_l("Code"), validators=[InputRequired(), Length(max=40)])


class PaperForm(Form):
    """The number of a paper form."""

    number = StringField(_l("Number of the form"), validators=[InputRequired(), Length(max=40)])


class PracticeForm(Form):
    """A signed example of good practice."""

    language = StringField()
    spoken = HiddenField()
    """The language of the page, which a closed run can no longer keep."""
    text = TextAreaField(_l("Your example"), validators=[InputRequired(), Length(max=CARD_TEXT_LIMIT)])
    school = StringField(_l("School"), validators=[InputRequired(), Length(max=CARD_LINE_LIMIT)])
    contact = StringField(
        _l("Your name, and an e-mail address or telephone number"),
        validators=[InputRequired(), Length(max=CARD_LINE_LIMIT)],
    )
    share_association = BooleanField(_l("librarians of my association"))
    share_region = BooleanField(_l("librarians of the whole region"))
    share_public = BooleanField(_l("everyone: it may be published with school and name"))

    def validate_share_association(self, field: Field) -> None:
        """A card that nobody may read is no card."""
        if not (field.data or self.share_region.data or self.share_public.data):
            raise ValidationError(_("Please choose who may read the card."))


class BallotForm(Form):
    """What surrounds the proposals on the ballot: the token, and the language of the page."""

    language = StringField()
    spoken = HiddenField()
