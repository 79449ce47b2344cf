"""The step that gives name, address and language to each membership, up and down, with rows in place."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, text

from surveyapp.cli import database
from surveyapp.config import Config
from surveyapp.services.database import open_engine
from tests.conftest import KINDS

BEFORE = "0013"

PLACES = ("north", "south", "other")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    return new_database(request.param)


def key(config: Config, name: str) -> str:
    """An id of this name, as the database keeps it."""
    made = uuid.uuid5(uuid.NAMESPACE_DNS, name)
    return str(made) if config.database_url.startswith("postgresql") else made.hex


class Rows:
    """Rows of an installation before the step."""

    def __init__(self, config: Config, connection: Connection) -> None:
        self.config, self.connection = config, connection

    def add(self, table: str, **values: object) -> None:
        given = {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in values.items()}
        names = ", ".join(given)
        marks = ", ".join(f":{name}" for name in given)
        self.connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), given)

    def key(self, name: str) -> str:
        return key(self.config, name)

    def person(self, name: str, email: str | None) -> None:
        self.add("person", id=self.key(name), name=name, email=email, language="lv", created_at="2024-01-01")

    def member(self, name: str, person: str, association: str, place: str, left: date | None = None) -> None:
        self.add(
            "membership", id=self.key(name), person_id=self.key(person), association_id=self.key(association),
            institution_id=self.key(place), joined_on=date(2024, 1, 1), left_on=left, created_at="2024-01-01",
        )  # fmt: skip


@pytest.fixture
def before(config: Config) -> Engine:
    """Two associations that know one person, a school they share, one of each alone, an account, an import."""
    database.downgrade(config, BEFORE)
    engine = open_engine(config)
    with engine.begin() as connection:
        rows = Rows(config, connection)
        rows.add("region", id=rows.key("region"), names={"lv": "R"}, time_zone="Europe/Riga", settings={},
                 created_at="2024-01-01")  # fmt: skip
        for name in PLACES[:2]:
            rows.add("association", id=rows.key(name), region_id=rows.key("region"), names={"lv": name}, language="lv",
                     time_zone="Europe/Riga", leader={}, created_at="2024-01-01")  # fmt: skip
        for place in ("shared", "only north", "nobody"):
            rows.add("institution", id=rows.key(place), region_id=rows.key("region"), name=place, kind="basic",
                     created_at="2024-01-01")  # fmt: skip
        rows.person("Ilze", "ilze@x.example")
        rows.person("Anna", None)
        rows.member("ilze past", "Ilze", "north", "only north", date(2024, 6, 1))
        rows.member("ilze north", "Ilze", "north", "shared")
        rows.member("ilze south", "Ilze", "south", "shared")
        rows.member("anna north", "Anna", "north", "only north")
        change = {"change": "corrected", "membership": str(uuid.uuid4()), "institution": None, "name": "A",
                  "email": None, "new_institution": None}  # fmt: skip
        rows.add("member_import", id=rows.key("import"), association_id=rows.key("north"), source="csv",
                 changes=[change], created_at="2024-01-01")  # fmt: skip
    return engine


def one(engine: Engine, statement: str, **values: object) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.execute(text(statement), values).one())


def test_each_membership_gets_what_stood_at_its_person(config: Config, before: Engine) -> None:
    database.upgrade(config)
    said = "SELECT name, email, language, user_id FROM membership WHERE id = :id"
    for name in ("ilze past", "ilze north", "ilze south"):
        assert one(before, said, id=key(config, name)) == ("Ilze", "ilze@x.example", "lv", None)
    assert one(before, said, id=key(config, "anna north")) == ("Anna", None, "lv", None)
    pairs = "SELECT count(DISTINCT person_id) FROM membership WHERE name = 'Ilze'"
    assert one(before, pairs) == (1,), "confidential answers of two years go on being paired"
    owner = "SELECT region_id IS NULL, association_id FROM institution WHERE name = :name"
    assert one(before, owner, name="shared") == (0 if "sqlite" in config.database_url else False, None)
    assert one(before, owner, name="nobody")[1] is None
    assert str(one(before, owner, name="only north")[1]).replace("-", "") == key(config, "north").replace("-", "")
    before.dispose()


def test_back_again_persons_and_shared_institutions_are_made(config: Config, before: Engine) -> None:
    database.upgrade(config)
    membership = str(uuid.UUID(key(config, "anna north")))
    with before.begin() as connection:
        rows = Rows(config, connection)
        renamed = "UPDATE membership SET name = 'Ilze Kalna', email = 'new@x.example' WHERE id = :id"
        connection.execute(text(renamed), {"id": rows.key("ilze south")})
        rows.add("institution", id=rows.key("south's own"), association_id=rows.key("south"), name="only north",
                 kind="special", created_at="2024-01-01")  # fmt: skip
        moved = "UPDATE membership SET institution_id = :place WHERE id = :id"
        connection.execute(text(moved), {"place": rows.key("south's own"), "id": rows.key("ilze south")})
        change = {"change": "corrected", "membership": membership, "before": {"name": "A"}, "after": {"name": "Anna"},
                  "new_institution": None}  # fmt: skip
        added = {"change": "added", "membership": membership, "before": {}, "after": {"name": "Anna"},
                 "new_institution": None}  # fmt: skip
        rows.add("member_import", id=rows.key("newer"), association_id=rows.key("north"), source="csv",
                 changes=[change, added], created_at="2024-02-01")  # fmt: skip
    database.downgrade(config, BEFORE)
    whose = "SELECT p.name, p.email FROM membership m JOIN person p ON p.id = m.person_id WHERE m.id = :id"
    assert one(before, whose, id=key(config, "ilze north")) == ("Ilze", "ilze@x.example")
    assert one(before, whose, id=key(config, "ilze past")) == ("Ilze", "ilze@x.example")
    assert one(before, whose, id=key(config, "ilze south")) == ("Ilze Kalna", "new@x.example")
    assert one(before, "SELECT count(*) FROM person") == (3,)
    places = "SELECT count(*), count(region_id) FROM institution"
    assert one(before, places) == (3, 3)
    kept = one(before, "SELECT changes FROM member_import WHERE id = :id", id=key(config, "newer"))[0]
    corrected, joined = kept if isinstance(kept, list) else json.loads(str(kept))
    assert (corrected["name"], corrected["email"]) == ("A", None)
    assert joined["new_person"] is True
    database.upgrade(config)
    database.check(config)
    before.dispose()
