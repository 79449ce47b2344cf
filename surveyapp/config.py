"""The settings of an installation, read once from the environment.

Everything has a default that suits one machine: SQLite and the installation's secret lie in the instance folder.
``docs/`` lists the variables; `VARIABLES` is that list in code.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

LANGUAGES = ("lv", "lt", "ru", "en")
"""The languages of the interface, in the order they are offered."""

LOWEST_THRESHOLD = 3
"""No threshold of disclosure may be set under this."""

VARIABLES: Mapping[str, str] = {
    "SURVEYAPP_INSTANCE": "folder of the data and the secret; ./instance unless told",
    "SURVEYAPP_DATABASE_URL": "sqlite:///… or postgresql://…; a SQLite file in the instance folder unless told",
    "SURVEYAPP_REDIS_URL": "redis://…, rediss://… or unix://… for the worker's queue; a SQLite file unless told",
    "SURVEYAPP_RELEASES": "folder of the frozen data sets; releases/ in the instance folder unless told",
    "SURVEYAPP_URL": "address at which people reach the product; http://127.0.0.1:8000 unless told",
    "SURVEYAPP_LANGUAGE": "language where nothing else decides: lv, lt, ru or en; lv unless told",
    "SURVEYAPP_TIME_ZONE": "time zone of dates and times on pages; Europe/Riga unless told",
    "SURVEYAPP_PROXIES": "number of proxies in front that set X-Forwarded-… headers; 0 unless told",
    "SURVEYAPP_SECURE_COOKIES": "yes where people come over https; yes when SURVEYAPP_URL begins with https",
    "SURVEYAPP_SMTP_HOST": "mail server; without one, mails wait in the outbox and the log says so",
    "SURVEYAPP_SMTP_PORT": "its port; 587 unless told",
    "SURVEYAPP_SMTP_USER": "user name at the mail server",
    "SURVEYAPP_SMTP_PASSWORD": "password at the mail server",
    "SURVEYAPP_SMTP_SECURITY": "starttls, tls or none; starttls unless told",
    "SURVEYAPP_MAIL_SENDER": "address in From:; no-reply@localhost unless told",
    "SURVEYAPP_THRESHOLD_SHOW": "fewest answers of which anything is shown; 5 unless told",
    "SURVEYAPP_THRESHOLD_DETAIL": "fewest answers for means and all categories; 10 unless told",
    "SURVEYAPP_THRESHOLD_PROPOSALS": "fewest answers before proposals are opened; 3 unless told",
    "SURVEYAPP_THRESHOLD_SEGMENT_COMMENTS": "fewest answers for comments under a segment; 8 unless told",
}


class ConfigurationError(ValueError):
    """A setting that cannot be used; the message names the variable and says what to write instead."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Fewest answers before something is shown; none may be under `LOWEST_THRESHOLD`."""

    show: int = 5
    detail: int = 10
    proposals: int = 3
    segment_comments: int = 8

    def __post_init__(self) -> None:
        """Refuse thresholds that would give people away."""
        for name in ("show", "detail", "proposals", "segment_comments"):
            if getattr(self, name) < LOWEST_THRESHOLD:
                raise ConfigurationError(f"threshold {name} must be {LOWEST_THRESHOLD} or more")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves the machine. Without a host nothing is sent."""

    host: str | None = None
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: str = "starttls"
    sender: str = "no-reply@localhost"


@dataclass(frozen=True, slots=True)
class Config:
    """One installation's settings. Built by `from_environment`, or by hand in tests."""

    instance: Path
    """Absolute folder of the database (SQLite), the secret and the releases."""
    database_url: str
    """SQLAlchemy's address, driver included."""
    secret: bytes = field(repr=False)
    """The installation's secret; never used itself, `key` derives from it."""
    releases: Path
    redis_url: str | None = field(default=None, repr=False)
    """Where the worker's queue lies; None for a SQLite file in the instance folder. May hold a password."""
    public_url: str = "http://127.0.0.1:8000"
    """Without a slash at the end."""
    language: str = "lv"
    time_zone: str = "Europe/Riga"
    proxies: int = 0
    secure_cookies: bool = False
    mail: MailSettings = MailSettings()
    thresholds: Thresholds = Thresholds()
    largest_request: int = 16 * 1024 * 1024
    """Bytes; larger uploads are refused."""

    def key(self, purpose: str) -> bytes:
        """Derive the 32-byte key of one purpose ("session", "links", "ballot" …); no key tells anything of another."""
        return hmac.digest(self.secret, f"surveyapp {purpose}".encode(), sha256)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read SURVEYAPP_… variables; make the instance folder and its secret where missing.

        Raises `ConfigurationError` naming the variable at fault, unknown SURVEYAPP_… names among them.
        """
        values = {
            name: value.strip()
            for name, value in (os.environ if environment is None else environment).items()
            if name.startswith("SURVEYAPP_") and value.strip()
        }
        unknown = sorted(set(values) - set(VARIABLES))
        if unknown:
            raise ConfigurationError(f"{unknown[0]} is not a setting; the settings are {', '.join(VARIABLES)}")
        instance = Path(values.get("SURVEYAPP_INSTANCE", "instance")).expanduser().absolute()
        instance.mkdir(parents=True, exist_ok=True)
        releases = Path(values.get("SURVEYAPP_RELEASES", instance / "releases")).expanduser().absolute()
        releases.mkdir(parents=True, exist_ok=True)
        public_url = values.get("SURVEYAPP_URL", "http://127.0.0.1:8000").rstrip("/")
        if not public_url.startswith(("http://", "https://")):
            raise ConfigurationError(f"SURVEYAPP_URL is {public_url!r}; it begins with http:// or https://")
        return cls(
            instance=instance,
            database_url=_database_url(values.get("SURVEYAPP_DATABASE_URL"), instance),
            secret=installation_secret(instance),
            releases=releases,
            redis_url=_redis_url(values.get("SURVEYAPP_REDIS_URL")),
            public_url=public_url,
            language=_one_of(values, "SURVEYAPP_LANGUAGE", LANGUAGES, "lv"),
            time_zone=_time_zone(values),
            proxies=_number(values, "SURVEYAPP_PROXIES", 0),
            secure_cookies=_yes(values, "SURVEYAPP_SECURE_COOKIES", public_url.startswith("https://")),
            mail=MailSettings(
                host=values.get("SURVEYAPP_SMTP_HOST"),
                port=_number(values, "SURVEYAPP_SMTP_PORT", 587),
                user=values.get("SURVEYAPP_SMTP_USER"),
                password=values.get("SURVEYAPP_SMTP_PASSWORD"),
                security=_one_of(values, "SURVEYAPP_SMTP_SECURITY", ("starttls", "tls", "none"), "starttls"),
                sender=values.get("SURVEYAPP_MAIL_SENDER", "no-reply@localhost"),
            ),
            thresholds=Thresholds(
                show=_threshold(values, "SURVEYAPP_THRESHOLD_SHOW", 5),
                detail=_threshold(values, "SURVEYAPP_THRESHOLD_DETAIL", 10),
                proposals=_threshold(values, "SURVEYAPP_THRESHOLD_PROPOSALS", 3),
                segment_comments=_threshold(values, "SURVEYAPP_THRESHOLD_SEGMENT_COMMENTS", 8),
            ),
        )


def installation_secret(instance: Path) -> bytes:
    """Return the secret kept in the instance folder, made at first start and readable by its owner only.

    Refuses (`ConfigurationError`) a file too short to be one: a damaged secret would make every link invalid silently.
    """
    path = instance / "secret"
    if not path.exists():
        # Written beside and linked into place whole: two processes starting together agree on the first one's.
        draft = instance / f"secret.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    text = path.read_text(encoding="ascii").strip()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ConfigurationError(f"{path} is not an installation secret; restore it from a backup")
    return bytes.fromhex(text)


def _database_url(value: str | None, instance: Path) -> str:
    if value is None:
        return f"sqlite:///{instance / 'surveyapp.sqlite'}"
    if value.startswith("sqlite:///"):
        return value
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if value.startswith(scheme):
            return "postgresql+psycopg://" + value.removeprefix(scheme)
    raise ConfigurationError("SURVEYAPP_DATABASE_URL begins with sqlite:/// or postgresql://")


def _redis_url(value: str | None) -> str | None:
    if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigurationError("SURVEYAPP_REDIS_URL begins with redis://, rediss:// or unix://")
    return value


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, str(default))
    if not text.isdecimal():
        raise ConfigurationError(f"{name} is {text!r}; it is a whole number")
    return int(text)


def _threshold(values: Mapping[str, str], name: str, default: int) -> int:
    number = _number(values, name, default)
    if number < LOWEST_THRESHOLD:
        raise ConfigurationError(f"{name} is {number}; it must be {LOWEST_THRESHOLD} or more")
    return number


def _yes(values: Mapping[str, str], name: str, default: bool) -> bool:
    return _one_of(values, name, ("yes", "no"), "yes" if default else "no") == "yes"


def _one_of(values: Mapping[str, str], name: str, known: tuple[str, ...], default: str) -> str:
    text = values.get(name, default).lower()
    if text not in known:
        raise ConfigurationError(f"{name} is {text!r}; it is one of {', '.join(known)}")
    return text


def _time_zone(values: Mapping[str, str]) -> str:
    text = values.get("SURVEYAPP_TIME_ZONE", "Europe/Riga")
    if text not in available_timezones():
        raise ConfigurationError(f"SURVEYAPP_TIME_ZONE is {text!r}; write it as Europe/Riga")
    return text
