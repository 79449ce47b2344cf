"""Sentences that come from libraries and are shown to people: named here, so that our catalogues hold them.

The functions only mark; the translating is done where the libraries ask (`forms.CatalogueTranslations`, and
Flask-Security's domain, which is ours).
"""

from __future__ import annotations


def gettext(message: str) -> str:
    """Mark a sentence for the catalogue."""
    return message


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Mark a sentence with a count for the catalogue."""
    return singular, plural


WTFORMS = (
    gettext("Field must be equal to %(other_name)s."),
    ngettext("Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long."),
    ngettext("Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters."),
    ngettext("Field must be exactly %(max)d character long.", "Field must be exactly %(max)d characters long."),
    gettext("Field must be between %(min)d and %(max)d characters long."),
    gettext("Number must be at least %(min)s."),
    gettext("Number must be at most %(max)s."),
    gettext("Number must be between %(min)s and %(max)s."),
    gettext("Date must be at least %(min)s."),
    gettext("Date must be at most %(max)s."),
    gettext("Date must be between %(min)s and %(max)s."),
    gettext("This field is required."),
    gettext("Invalid input."),
    gettext("Invalid email address."),
    gettext("Invalid URL."),
    gettext("Invalid UUID."),
    gettext("Invalid value, must be one of: %(values)s."),
    gettext("Invalid value, can't be any of: %(values)s."),
    gettext("This field cannot be edited."),
    gettext("This field is disabled and cannot have a value."),
    gettext("Invalid Choice: could not coerce."),
    gettext("Not a valid choice."),
    gettext("Invalid choice(s): one or more data inputs could not be coerced."),
    ngettext("'%(value)s' is not a valid choice for this field.", "'%(value)s' are not valid choices for this field."),
    gettext("Not a valid datetime value."),
    gettext("Not a valid date value."),
    gettext("Not a valid time value."),
    gettext("Not a valid week value."),
    gettext("Not a valid integer value."),
    gettext("Not a valid decimal value."),
    gettext("Not a valid float value."),
)
"""WTForms' messages, as WTForms spells them."""

SECURITY = {
    "GENERIC_AUTHN_FAILED": (gettext("The e-mail address or the password is not right."), "error"),
    "UNAUTHORIZED": (gettext("This page is not open to you."), "error"),
    "UNAUTHENTICATED": (gettext("Sign in to see this page."), "error"),
    "LOGIN": (gettext("Sign in to see this page."), "message"),
    "REFRESH": (gettext("Sign in again to see this page."), "message"),
    "RETYPE_PASSWORD_MISMATCH": (gettext("The two passwords differ."), "error"),
    "PASSWORD_RESET_REQUEST": (
        gettext("If there is an account for %(email)s, a mail with a link for a new password is on its way."),
        "message",
    ),
    "PASSWORD_RESET_EXPIRED": (
        gettext("This link is not valid, or was used already. Ask for a new one."),
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (
        gettext("This link is not valid, or was used already. Ask for a new one."),
        "error",
    ),
    "DISABLED_ACCOUNT": (gettext("This account is closed."), "error"),
    "EMAIL_NOT_PROVIDED": (gettext("Enter your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (gettext("This is not an e-mail address."), "error"),
    "PASSWORD_NOT_PROVIDED": (gettext("Enter your password."), "error"),
    "PASSWORD_INVALID_LENGTH": (gettext("A password has at least %(length)s characters."), "error"),
    "INVALID_PASSWORD": (gettext("The password is not right."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (gettext("Your password is changed. Sign in with the new one."), "success"),
    "PASSWORD_IS_THE_SAME": (gettext("The new password is the old one; choose another."), "error"),
    "PASSWORD_CHANGE": (gettext("Your password is changed."), "success"),
    "ANONYMOUS_USER_REQUIRED": (gettext("You are signed in already."), "message"),
    "API_ERROR": (gettext("The form was not understood."), "error"),
}
"""What Flask-Security says, in our words: its name for the message → sentence and category."""

SUBJECTS = {
    "PASSWORD_RESET": gettext("A new password"),
    "PASSWORD_NOTICE": gettext("Your password was changed"),
    "PASSWORD_CHANGE_NOTICE": gettext("Your password was changed"),
}
"""Subjects of the mails Flask-Security sends."""
