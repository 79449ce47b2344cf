"""The application factory: settings, database, sign-in, pages, put together.

    from surveyapp.app import create_app
    app = create_app()                  # settings from SURVEYAPP_… variables
    app = create_app(config)            # settings by hand, as tests do
    wsgi = create_wsgi()                # what a server runs: answering pages first, the rest when it is asked for

``surveyapp run`` serves it with granian; ``gunicorn 'surveyapp.app:create_wsgi()'`` works too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from inspect import iscoroutinefunction
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request
from flask_security import FSQLALiteUserDatastore
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from surveyapp import web
from surveyapp.config import Config
from surveyapp.services.database import unit_for
from surveyapp.services.unit import utc_now
from surveyapp.store import tables  # noqa: F401 - relations between tables resolve once all are imported
from surveyapp.store.accounts import Role, User
from surveyapp.store.base import READ_ONLY, prepare_engine
from surveyapp.web import auth
from surveyapp.web.shared.logging import configure_logging, log_failure
from surveyapp.web.shared.unit import provide_units

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OF_ANSWERING = frozenset({"respond", "shared", "static"})
"""Endpoints that the application of the answering pages serves."""
CONNECT_SECONDS = 5
"""How long a page waits for a database server that does not answer."""


class RequestSession(Session):
    """The session of one request, shared by Flask-Security and the services.

    Reading requests begin without the write lock of SQLite: they neither wait for writers nor make them wait.
    """

    def __init__(self, bind: Engine, **options: Any) -> None:
        if has_request_context() and request.method in READING:
            bind = bind.execution_options(**{READ_ONLY: True})
        super().__init__(bind=bind, **options)


class Application(Flask):
    """Flask, whose own line about a failure would name the address, and with it the secret of a link."""

    def log_exception(self, exc_info: Any) -> None:
        """Log a failure by its rule."""
        log_failure(exc_info)


class Served:
    """What a server's process runs: an application of the answering pages, and the whole one from its first use on.

    A process that only takes answers stays small and starts quickly. The sign-in page comes at once too, and the rest
    is loaded while a password is typed; whoever opens another page first waits for it, once in the life of a process.
    Its heaviest page is made ready with it (`web.make_ready`).
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._answering = create_app(config, web.ANSWERING)
        rules = {rule.endpoint: _place(rule.rule) for rule in self._answering.url_map.iter_rules()}
        self._sign_in = rules["security.login"]
        self._places = {place for name, place in rules.items() if name.partition(".")[0] in OF_ANSWERING}
        self._places.add(self._sign_in)
        self._whole: Flask | None = None
        self._loading = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, by the first part of its path."""
        place = _place(environ.get("PATH_INFO", ""))
        if place == self._sign_in and self._whole is None:
            Thread(target=self._load, daemon=True).start()
        app = self._answering if place in self._places else self._load()
        return app(environ, start_response)

    def _load(self) -> Flask:
        with self._loading:
            if self._whole is None:
                whole = create_app(self._config)
                web.make_ready(whole)
                self._whole = whole
            return self._whole


def _place(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def create_wsgi(config: Config | None = None) -> Served:
    """What a server runs. Settings as in `create_app`."""
    return Served(config or Config.from_environment())


def create_app(
    config: Config | None = None,
    audiences: Collection[str] = web.AUDIENCES,
    *,
    now: Callable[[], datetime] = utc_now,
) -> Flask:
    """Build the application; without a `Config`, from the environment (`ConfigurationError` where that is wrong).

    ``now`` is the clock of every service, aware and in UTC; a test of two school years turns it on.

    The database is neither made nor migrated here: ``surveyapp migrate up`` and ``surveyapp run`` do that.
    """
    config = config or Config.from_environment()
    configure_logging()
    app = Application(
        "surveyapp.web",
        instance_path=str(config.instance),
        static_folder="static",
        template_folder="templates",
    )
    app.config.from_mapping(_flask_settings(config))
    app.extensions["surveyapp"] = config
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask documents wrapping it so
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    database = SQLAlchemy(
        app,
        engine_options=_engine_options(config),
        session_options={"class_": RequestSession},
    )
    # There are no asynchronous sessions to close, and looking for them starts a thread at every request.
    app.teardown_appcontext_funcs = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    with app.app_context():
        prepare_engine(database.engine)
    provide_units(app, lambda: unit_for(config, database.session, now))
    web.register(app, config, audiences)
    auth.install(app, config, FSQLALiteUserDatastore(database, User, Role))
    return app


def _engine_options(config: Config) -> dict[str, Any]:
    """How connections are made; ``prepare_engine`` does the rest."""
    # A database error would otherwise carry the row it was about into the log.
    options: dict[str, Any] = {"hide_parameters": True}
    if not config.database_url.startswith("sqlite"):
        # A server that was restarted is noticed before an answer is entrusted to a dead connection.
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_SECONDS}}
    return options


def _flask_settings(config: Config) -> dict[str, Any]:
    """What Flask and its extensions read; the rest of the product reads `Config`."""
    return {
        "SECRET_KEY": config.key("session").hex(),
        "SQLALCHEMY_ENGINES": {"default": config.database_url},
        "MAX_CONTENT_LENGTH": config.largest_request,
        "SESSION_COOKIE_NAME": "surveyapp",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "REMEMBER_COOKIE_DURATION": timedelta(days=30),
        "REMEMBER_COOKIE_NAME": "surveyapp_remember",
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": config.secure_cookies,
        # A form may lie open over a weekend; the token dies with the session instead of with the clock.
        "WTF_CSRF_TIME_LIMIT": None,
        # Our pages send no Referer, so it cannot be asked for; the token and SameSite do the work.
        "WTF_CSRF_SSL_STRICT": False,
        "PREFERRED_URL_SCHEME": "https" if config.public_url.startswith("https") else "http",
        "MAIL_SERVER": config.mail.host or "",
        "MAIL_PORT": config.mail.port,
        "MAIL_USERNAME": config.mail.user,
        "MAIL_PASSWORD": config.mail.password,
        "MAIL_USE_TLS": config.mail.security == "starttls",
        "MAIL_USE_SSL": config.mail.security == "tls",
        "MAIL_DEFAULT_SENDER": config.mail.sender,
        "MAIL_TIMEOUT": 20,
    }
