"""Forms of the admin's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

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


class AssociationForm(Form):
    """An association, with what its evaluation says of the leader."""

    name_lv = StringField(_l("Name in Latvian"), validators=[Length(max=300)])
    name_lt = StringField(_l("Name in Lithuanian"), validators=[Length(max=300)])
    name_ru = StringField(_l("Name in Russian"), validators=[Length(max=300)])
    name_en = StringField(_l("Name in English"), validators=[Length(max=300)])
    language = SelectField(_l("Language of its papers"))
    region = SelectField(_l("Region"))
    leader_name = StringField(_l("Leader: name and surname"), validators=[Length(max=200)])
    leader_post = StringField(_l("Leader: post"), validators=[Length(max=200)])
    leader_years = IntegerField(_l("Leader: years leading"), validators=[Optional()])
    leader_contact = StringField(_l("Leader: contact"), validators=[Length(max=200)])


class RegionForm(Form):
    """A region."""

    name_lv = StringField(_l("Name in Latvian"), validators=[Length(max=300)])
    name_lt = StringField(_l("Name in Lithuanian"), validators=[Length(max=300)])
    name_ru = StringField(_l("Name in Russian"), validators=[Length(max=300)])
    name_en = StringField(_l("Name in English"), validators=[Length(max=300)])
    parent = SelectField(_l("Belongs to"))
