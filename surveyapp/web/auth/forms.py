"""Flask-Security's forms with our labels, our messages, and the rule for demonstration accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_security import ChangePasswordForm, ForgotPasswordForm, LoginForm, ResetPasswordForm
from flask_security.utils import get_message

from surveyapp.web.auth.demonstration import is_refused, refusal
from surveyapp.web.shared.forms import FormMeta


class SignInForm(LoginForm):
    """E-mail address and password. Refuses demonstration accounts from other machines."""

    Meta = FormMeta

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _("E-mail address")
        self.password.label.text = _("Password")
        self.password.description = ""
        self.remember.label.text = _("Stay signed in on this device")

    def validate(self, **kwargs: Any) -> bool:
        """Check address and password, then whether the account may be used from here.

        A wrong pair is one mistake of the form, not two of its fields, and does not say which of the two is wrong.
        """
        if not super().validate(**kwargs):
            if not self.user_authenticated:
                complete = bool(self.email.data and self.password.data)
                self.email.errors, self.password.errors = [], []
                wrong = get_message("GENERIC_AUTHN_FAILED")[0]
                self.form_errors = [wrong if complete else _("Enter your e-mail address and your password.")]
            return False
        if is_refused(self.user):
            self.form_errors.append(refusal())
            return False
        return True


class AskForPasswordForm(ForgotPasswordForm):
    """An e-mail address to which a link for a new password goes."""

    Meta = FormMeta

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _("E-mail address")


class NewPasswordForm(ResetPasswordForm):
    """A new password, twice, after a link from a mail."""

    Meta = FormMeta

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _("New password")
        self.password_confirm.label.text = _("New password once more")


class OtherPasswordForm(ChangePasswordForm):
    """The present password and a new one, twice."""

    Meta = FormMeta

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _("Present password")
        self.new_password.label.text = _("New password")
        self.new_password_confirm.label.text = _("New password once more")
