"""The base of every form, and the sentences of WTForms in our languages.

    class PlaceForm(Form):
        name = StringField(_l("Name"), validators=[InputRequired(), Length(max=200)])

WTForms has no Latvian and no Lithuanian catalogue, so its messages come from ours.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask
from flask_babel import get_translations
from flask_wtf import CSRFProtect, FlaskForm

csrf = CSRFProtect()


def register_csrf(app: Flask) -> None:
    """Ask for a token with every form, everywhere."""
    csrf.init_app(app)


class CatalogueTranslations:
    """WTForms' view of our catalogue."""

    def gettext(self, string: str) -> str:
        """A message in the language of the request."""
        return cast("str", get_translations().ugettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """A message with a count in the language of the request; WTForms fills its placeholders itself."""
        return cast("str", get_translations().ungettext(singular, plural, n))


class FormMeta(FlaskForm.Meta):  # type: ignore[misc] # Flask-WTF ships no types
    """CSRF as Flask-WTF does it, messages from our catalogue."""

    def get_translations(self, form: Any) -> CatalogueTranslations:
        """Ours, whatever the form."""
        return CatalogueTranslations()


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """Every form of the product is one of these."""

    Meta = FormMeta
