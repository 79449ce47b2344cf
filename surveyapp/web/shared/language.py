"""The language of a page: what was chosen here, else the account's, else the browser's, else the installation's.

``url_for("shared.choose_language", language="lt", next=request.full_path)`` is the switch; it sets a cookie and
leads back. Pages that know better (an invitation in Lithuanian) call `remember_language` on their response once.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, has_request_context, redirect, request, url_for
from flask_babel import Babel, get_locale
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.config import LANGUAGES, Config
from surveyapp.services.errors import NotFound
from surveyapp.web.shared.unit import current_account, current_config

COOKIE = "language"
TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"

NAMES = {"lv": "Latviešu", "lt": "Lietuvių", "ru": "Русский", "en": "English"}
"""Each language's own name for itself: shown alike in every language, so never translated."""


def register_languages(app: Flask, config: Config) -> None:
    """Start Flask-Babel with our catalogues and our choice of language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = config.language
    app.config["BABEL_DEFAULT_TIMEZONE"] = config.time_zone
    Babel(app, locale_selector=choose_locale)


def choose_locale() -> str:
    """The language of the present request; a database look-up only where no cookie says."""
    if not has_request_context():
        return current_config().language
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    account = current_account()
    if account is not None and account.language in LANGUAGES:
        return str(account.language)
    return request.accept_languages.best_match(LANGUAGES) or current_config().language


def page_language() -> str:
    """The code of the language of the page being made, one of `LANGUAGES`."""
    return str(get_locale().language)


def remember_language(response: BaseResponse, language: str) -> None:
    """Keep a language for a year in this browser."""
    config = current_config()
    response.set_cookie(
        COOKIE, language, max_age=365 * 24 * 3600, httponly=True, samesite="Lax", secure=config.secure_cookies
    )


def choose_language(language: str) -> BaseResponse:
    """Set the cookie and lead back to ``next`` (an address of this site), else to the start."""
    if language not in LANGUAGES:
        raise NotFound("language")
    response = redirect(safe_next(request.values.get("next")))
    remember_language(response, language)
    return response


def safe_next(target: str | None) -> str:
    """The address to go on to: a path of this site; the start page for anything else."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")):
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and "\\" not in target and target.isprintable():
            return target
    return url_for("auth.start")
