"""Putting Flask-Security, its mail and the limits on guessing onto the application."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, request
from flask.typing import RouteCallable
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mailman import Mail
from flask_security import MailUtil, Security, UserDatastore
from flask_security.mail_util import EmailValidateException
from flask_security.utils import get_message

from surveyapp.config import Config
from surveyapp.services.accounts import SHORTEST_PASSWORD
from surveyapp.web.auth.demonstration import guard_sessions
from surveyapp.web.auth.forms import AskForPasswordForm, NewPasswordForm, OtherPasswordForm, SignInForm
from surveyapp.web.shared.language import TRANSLATIONS
from surveyapp.web.shared.library_messages import SECURITY, SUBJECTS

RESET_HOURS = 4
"""How long a link for a new password is valid."""

LIMITS = {
    # Failed attempts only: a school behind one address may sign in as one likes.
    "security.login": "10 per minute; 60 per hour",
    "security.forgot_password": "10 per hour",
    "security.reset_password": "20 per hour",
    "security.change_password": "20 per hour",
    # Codes of 95 bits cannot be guessed; whoever tries is slowed down all the same.
    "respond.unlock": "10 per minute; 60 per hour",
}


class AccountMail(MailUtil):
    """Addresses are compared, not judged: what stands in the account counts, special domains included."""

    def normalize(self, email: str) -> str:
        """Trim; refuse what cannot be an address."""
        email = email.strip()
        name, at, domain = email.rpartition("@")
        if not (at and name and domain) or any(sign.isspace() for sign in email):
            raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0])
        return email

    def validate(self, email: str) -> str:
        """As `normalize`; no look-up of mail servers."""
        return self.normalize(email)


def install(app: Flask, config: Config, datastore: UserDatastore) -> None:
    """Register sign-in. Passwords are argon2 hashes; new ones by mail only where a mail server is set."""
    has_mail = config.mail.host is not None
    app.config.update(_settings(config, has_mail=has_mail))
    app.jinja_env.globals["public_url"] = config.public_url
    # Flask-Security gives its mails the time as English words; ours counts hours in the language of the page.
    app.jinja_env.globals["reset_hours"] = RESET_HOURS
    Mail(app)
    Security(
        app,
        datastore,
        mail_util_cls=AccountMail,
        login_form=SignInForm,
        forgot_password_form=AskForPasswordForm,
        reset_password_form=NewPasswordForm,
        change_password_form=OtherPasswordForm,
    )
    _limit(app)
    guard_sessions(app)


def _settings(config: Config, *, has_mail: bool) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        # argon2 salts by itself; the hashes can be made by `surveyapp init` without Flask.
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_SALT": config.key("password").hex(),
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_RECOVERABLE": has_mail,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": has_mail,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": has_mail,
        "SECURITY_EMAIL_SENDER": config.mail.sender,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=RESET_HOURS),
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_RESET_URL": "/password/forgotten",
        "SECURITY_CHANGE_URL": "/password/change",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CHANGE_VIEW": "/",
        "SECURITY_LOGIN_USER_TEMPLATE": "auth/sign_in.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "auth/forgotten.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "auth/new_password.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "auth/change_password.html",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "auth/email/new_password",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "auth/email/password_changed",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "auth/email/password_changed",
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(TRANSLATIONS)],
        **{f"SECURITY_MSG_{name}": message for name, message in SECURITY.items()},
        **{f"SECURITY_EMAIL_SUBJECT_{name}": subject for name, subject in SUBJECTS.items()},
    }


def _limit(app: Flask) -> None:
    """Slow down guessing, by address and by the account aimed at; only failures are counted."""
    limiter = Limiter(_aim, app=app, storage_uri="memory://", headers_enabled=False)
    for endpoint, limit in LIMITS.items():
        if endpoint in app.view_functions:
            view = app.view_functions[endpoint]
            by_aim = limiter.limit(limit, methods=["POST"], deduct_when=_failed)
            by_address = limiter.limit(
                "100 per hour", key_func=get_remote_address, methods=["POST"], deduct_when=_failed
            )
            app.view_functions[endpoint] = cast("RouteCallable", by_address(by_aim(view)))


def _aim() -> str:
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()[:255]}"


def _failed(response: Response) -> bool:
    """Flask-Security answers success with a redirect and failure with the form again."""
    return response.status_code not in {302, 303}
