"""Forms of the admin's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from surveyapp.web.shared.forms import Form


class AccountForm(Form):
    """A new account with its first role."""

    name = StringField(_l("Name and surname"), validators=[InputRequired(), Length(max=200)])
    email = EmailField(_l("E-mail address"), validators=[InputRequired(), Length(max=255)])
    language = SelectField(_l("Language"))
    password = PasswordField(_l("First password"), validators=[InputRequired(), Length(max=200)])
    role = SelectField(_l("Role"))
    place = SelectField(_l("Association or region"))


class GrantForm(Form):
    """One more role."""

    role = SelectField(_l("Role"))
    place = SelectField(_l("Association or region"))
