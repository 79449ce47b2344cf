"""Migrations: up and down on both databases, with rows in place, and no difference against the models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import DateTime, Engine, bindparam, inspect, select, text

from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.evaluation.finding import Finding, FindingKind, Query, to_json
from surveyapp.services.access import SYSTEM
from surveyapp.services.cleaning import clean
from surveyapp.services.closing import close_run
from surveyapp.services.database import open_engine, open_unit
from surveyapp.services.periods import ensure_period
from surveyapp.services.responding import submit
from surveyapp.store.accounts import Grant, RoleName, User
from surveyapp.store.cleaning import Cleaning, CleaningReason
from surveyapp.store.recommendations import Evidence, Recommendation
from surveyapp.store.regions import Association, Region
from surveyapp.store.responses import Proposal
from surveyapp.store.surveys import Run
from surveyapp.store.tables import metadata
from tests.conftest import KINDS
from tests.leaders import YEAR
from tests.privacy.taken import snapshot
from tests.towns import NOW, Town


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """A database of each test's own: its tables are about to change."""
    return new_database(request.param)


def constraints(engine: Engine) -> dict[str, set[tuple[str, str]]]:
    """Names of the constraints and indices of every table, by kind."""
    found: dict[str, set[tuple[str, str]]] = {}
    with engine.connect() as connection:
        inspector = inspect(connection)
        for table in inspector.get_table_names():
            if table == "alembic_version":
                continue
            found[table] = {
                *(("check", str(check["name"])) for check in inspector.get_check_constraints(table)),
                *(("foreign", str(key["name"])) for key in inspector.get_foreign_keys(table)),
                *(("unique", str(unique["name"])) for unique in inspector.get_unique_constraints(table)),
                *(("index", str(index["name"])) for index in inspector.get_indexes(table)),
                ("primary", str(inspector.get_pk_constraint(table)["name"])),
            }
    return found


def test_tables_and_models_do_not_differ(config: Config) -> None:
    database.check(config)


def test_every_constraint_of_the_models_is_in_the_migrated_database(config: Config) -> None:
    """Alembic's own comparison does not see check constraints."""
    engine = open_engine(config)
    migrated = constraints(engine)
    database.downgrade(config)
    metadata.create_all(engine)
    assert migrated == constraints(engine)
    engine.dispose()


def test_down_and_up_with_rows_in_place(config: Config) -> None:
    with open_unit(config) as unit, unit.transaction() as session:
        region = Region(names={"lv": "Liepkalnes novads"})
        association = Association(region=region, names={"lv": "Liepkalnes MA"}, language="lv")
        user = User(email="ilze@skola.example", name="Ilze Kalna")
        session.add_all([region, association, user])
        session.flush()
        user.grants.append(Grant(role=RoleName.LEADER, association_id=association.id))
    database.downgrade(config, "base")
    assert database.revisions(config)[0] is None
    engine = open_engine(config)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    database.upgrade(config)
    database.check(config)
    with open_unit(config) as unit:
        assert unit.session.scalars(select(User)).all() == []


def test_each_step_down_and_up_again(config: Config) -> None:
    newest = database.revisions(config)[1]
    database.downgrade(config, "-1")
    assert database.revisions(config)[0] != newest
    database.upgrade(config, "+1")
    assert database.revisions(config) == (newest, newest)


def test_what_a_recommendation_was_watched_by_is_kept(config: Config) -> None:
    finding = Finding(FindingKind.UNMET_NEED, Query("a" * 64, "met", "courses", "unmet_need"))
    with open_unit(config) as unit, unit.transaction() as session:
        region = Region(names={"lv": "Liepkalnes novads"})
        association = Association(region=region, names={"lv": "Liepkalnes MA"}, language="lv")
        session.add(association)
        session.flush()
        row = Recommendation(
            association_id=association.id,
            period_id=ensure_period(session, YEAR).id,
            text="Kursi",
            indicator="need.met",
            evidence=[Evidence(fingerprint="f", release_id="a" * 64, finding=to_json(finding), method_version="1")],
        )
        session.add(row)
        session.flush()
        made = row.id
    database.downgrade(config, "0011")
    database.upgrade(config)
    with open_unit(config) as unit:
        kept = unit.session.get(Recommendation, made)
        assert kept
        assert (kept.indicator_row, kept.indicator_unmet, kept.indicator_release_id) == ("courses", True, "a" * 64)


def test_what_earlier_versions_deleted_is_ordered_to_be_overwritten(config: Config) -> None:
    with open_unit(config) as unit:
        town = Town(unit)
        run_id = town.open()
        submit(town.unit, town.links(run_id)[1], {"overall": "4"}, "lv")
        with unit.transaction() as session:
            key = session.get_one(Run, run_id).wrapped_private_key or b""
    database.downgrade(config, "0012")
    engine = open_engine(config)
    with engine.begin() as connection:  # closed as the version before did it beside a reader
        connection.execute(
            text(
                "UPDATE run SET status = 'closed', closed_at = :now, public_key = NULL, wrapped_private_key = NULL"
            ).bindparams(bindparam("now", NOW, type_=DateTime(timezone=True)))
        )
        connection.execute(text("DELETE FROM intake"))
    engine.dispose()
    database.upgrade(config)
    with open_unit(config) as unit:
        if not config.database_url.startswith("sqlite"):  # whose log the last program to leave has emptied
            assert key in snapshot(unit, config).tables
        (order,) = unit.session.scalars(select(Cleaning))
        assert order.reason == CleaningReason.PRODUCT_UPDATED
        assert clean(unit)
        assert key not in snapshot(unit, config).tables


def test_languages_of_few_members_are_forgotten(config: Config) -> None:
    with open_unit(config) as unit:
        town = Town(unit)
        run_id = town.open()
        for link in town.links(run_id)[:4]:
            submit(town.unit, link, {"overall": "4"}, "lv")
        close_run(town.unit, SYSTEM, run_id)
        with unit.transaction() as session:
            for language, proposals in (("lv", 3), ("ru", 4), ("lt", 2)):
                session.add_all(Proposal(run_id=run_id, text=language, language=language) for _ in range(proposals))
    database.downgrade(config, "0015")
    database.upgrade(config)
    with open_unit(config) as unit:
        kept = {(words, language) for words, language in unit.session.execute(select(Proposal.text, Proposal.language))}
        assert kept == {("lv", "lv"), ("ru", None), ("lt", None)}
        orders = unit.session.scalars(select(Cleaning).where(Cleaning.done_at.is_(None))).all()
        assert [order.reason for order in orders] == [CleaningReason.PRODUCT_UPDATED]


def test_a_difference_is_told(config: Config) -> None:
    engine = open_engine(config)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE setting"))
    engine.dispose()
    with pytest.raises(database.SchemaDiffersError, match="setting"):
        database.check(config)
