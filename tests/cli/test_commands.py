"""The command line: what it lists, what it does to an installation, how it refuses."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import click
import httpx
import pytest
from argon2 import PasswordHasher
from click.testing import Result
from sqlalchemy import select

from surveyapp.cli import COMMANDS, main, serve
from surveyapp.cli.demonstration import note_of
from surveyapp.config import Config
from surveyapp.demonstration.loading import DemonstrationSummary
from surveyapp.demonstration.region import Account
from surveyapp.services.database import open_unit
from surveyapp.services.questionnaires import YEAR_END, published
from surveyapp.store.accounts import User
from surveyapp.store.regions import Region

Run = Callable[..., Result]

INIT = (
    "init", "--region", "Liepkalnes novads", "--language", "lv", "--name", "Ilze Kalna",
    "--email", "ilze@liepkalne.lv", "--password", "four-quiet-green-lamps",
)  # fmt: skip


def test_help_lists_every_command_and_setting(surveyapp: Run) -> None:
    text = surveyapp("--help").output
    for word in ("run", "serve", "init", "migrate", "SURVEYAPP_DATABASE_URL", "SURVEYAPP_SMTP_HOST"):
        assert re.search(rf"^ +{word}\b", text, re.MULTILINE), word


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_says_what_it_does(surveyapp: Run, name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    assert surveyapp(name, "--help").exit_code == 0
    for below in getattr(command, "commands", {}).values():
        assert below.help, below.name


def test_a_word_that_is_no_command(surveyapp: Run) -> None:
    result = surveyapp("rum")
    assert result.exit_code == 2
    assert "No such command 'rum'" in result.output


def test_migrating_up_and_down(surveyapp: Run) -> None:
    empty = surveyapp("migrate", "status")
    assert empty.exit_code == 1
    assert "empty" in empty.output
    assert surveyapp("migrate", "up").exit_code == 0
    assert surveyapp("migrate", "status").exit_code == 0
    assert surveyapp("migrate", "check").output == "The tables are as they should be.\n"
    assert surveyapp("migrate", "down", "base", typed="n\n").exit_code == 1
    assert surveyapp("migrate", "status").exit_code == 0
    assert surveyapp("migrate", "down", "base", "--yes").exit_code == 0
    assert surveyapp("migrate", "status").exit_code == 1


def test_init_makes_a_region_and_its_first_admin(surveyapp: Run, instance: Path) -> None:
    result = surveyapp(*INIT)
    assert result.exit_code == 0, result.output
    assert "ilze@liepkalne.lv" in result.output
    with open_unit(Config.from_environment({"SURVEYAPP_INSTANCE": str(instance)})) as unit:
        user = unit.session.scalars(select(User)).one()
        assert [grant.role for grant in user.grants] == ["admin"]
        assert user.password
        assert PasswordHasher().verify(user.password, "four-quiet-green-lamps")
        assert unit.session.scalars(select(Region)).one().names == {"lv": "Liepkalnes novads"}
        assert published(unit, YEAR_END).key == YEAR_END


def test_init_asks_for_what_is_missing(surveyapp: Run) -> None:
    typed = "Liepkalnes novads\nlv\nIlze Kalna\nilze@liepkalne.lv\nfour-quiet-green-lamps\nfour-quiet-green-lamps\n"
    assert surveyapp("init", typed=typed).exit_code == 0


def test_init_refuses_a_second_time(surveyapp: Run) -> None:
    surveyapp(*INIT)
    again = surveyapp(*INIT)
    assert again.exit_code == 1
    assert "There are accounts already" in again.output


def test_init_refuses_a_weak_password_and_makes_nothing(surveyapp: Run, instance: Path) -> None:
    result = surveyapp(*INIT[:-1], "short")
    assert result.exit_code == 1
    assert "password" in result.output
    with open_unit(Config.from_environment({"SURVEYAPP_INSTANCE": str(instance)})) as unit:
        assert unit.session.scalars(select(User)).all() == []
        assert unit.session.scalars(select(Region)).all() == []


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SURVEYAPP_PROXIES", "one", "whole number"),
        ("SURVEYAPP_LANGUAGE", "de", "lv, lt, ru, en"),
        ("SURVEYAPP_TIME_ZONE", "Riga", "Europe/Riga"),
        ("SURVEYAPP_THRESHOLD_SHOW", "2", "3 or more"),
        ("SURVEYAPP_DATABASE_URL", "mysql://x", "postgresql://"),
        ("SURVEYAPP_URL", "surveys.example", "https://"),
        ("SURVEYAPP_COLOUR", "blue", "not a setting"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(surveyapp: Run, name: str, value: str, hint: str) -> None:
    result = surveyapp("migrate", "status", **{name: value})
    assert result.exit_code == 1
    assert name in result.output
    assert hint in result.output


def test_the_secret_is_made_once_and_kept_private(surveyapp: Run, instance: Path) -> None:
    surveyapp("migrate", "up")
    secret = (instance / "secret").read_bytes()
    assert (instance / "secret").stat().st_mode & 0o777 == 0o600
    surveyapp("migrate", "status")
    assert (instance / "secret").read_bytes() == secret
    (instance / "secret").write_text("damaged")
    assert "restore it from a backup" in surveyapp("migrate", "status").output


def test_a_password_is_set_and_sessions_end(surveyapp: Run, instance: Path) -> None:
    surveyapp(*INIT)
    config = Config.from_environment({"SURVEYAPP_INSTANCE": str(instance)})
    with open_unit(config) as unit:
        before = unit.session.scalars(select(User.fs_uniquifier)).one()
    assert surveyapp("account", "password", "Ilze@liepkalne.lv", "--password", "short").exit_code == 1
    assert surveyapp("account", "password", "nobody@liepkalne.lv", "--password", "x" * 12).exit_code == 1
    assert surveyapp("account", "password", "Ilze@liepkalne.lv", "--password", "seven-warm-mittens").exit_code == 0
    with open_unit(config) as unit:
        user = unit.session.scalars(select(User)).one()
        assert user.password
        assert PasswordHasher().verify(user.password, "seven-warm-mittens")
        assert user.fs_uniquifier != before
    assert surveyapp("account", "list").output == "ilze@liepkalne.lv  Ilze Kalna  admin\n"


def test_the_questionnaires_that_ship_are_without_mistakes(surveyapp: Run) -> None:
    result = surveyapp("questionnaire", "check")
    assert result.exit_code == 0, result.output
    assert "year-end: lv, lt, ru, en" in result.output


def test_mistakes_in_a_questionnaire_are_named_with_file_and_line(surveyapp: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pulse"
    folder.mkdir()
    (folder / "questionnaire.yaml").write_text("key: pulse\nlanguages: [lv]\nsectoins: []\n")
    result = surveyapp("questionnaire", "check", str(folder))
    assert result.exit_code == 1
    assert "questionnaire.yaml:3:" in result.output


def test_publishing_what_ships(surveyapp: Run) -> None:
    surveyapp("migrate", "up")
    assert surveyapp("questionnaire", "publish").exit_code == 0


def test_releases_of_an_empty_installation(surveyapp: Run) -> None:
    surveyapp("migrate", "up")
    assert surveyapp("release", "list").output == ""
    assert surveyapp("release", "verify").exit_code == 0
    assert surveyapp("release", "verify", "f" * 64).exit_code == 1
    for command in (("cut",), ("close", "--yes")):
        refused = surveyapp("release", *command, str(uuid.uuid4()))
        assert refused.exit_code == 1
        assert "There is no such run." in refused.output


def test_the_demonstration_is_not_mixed_with_real_data(surveyapp: Run, instance: Path) -> None:
    surveyapp(*INIT)
    refused = surveyapp("demonstration")
    assert refused.exit_code == 1
    assert "There are accounts already" in refused.output
    assert not (instance / "demonstration.txt").exists()


def test_who_can_sign_in_is_said_one_of_each_role_first() -> None:
    people = [("leader", "a@x.example"), ("leader", "b@x.example"), ("admin", "c@x.example")]
    accounts = tuple(Account(role, "Ilze", email, "MA", uuid.uuid4()) for role, email in people)
    summary = DemonstrationSummary(accounts, "pass-word", 1)
    assert [line.split()[:3] for line in note_of(summary).splitlines()[1:]] == [
        ["leader", "a@x.example", "pass-word"],
        ["administrator", "c@x.example", "pass-word"],
        ["leader", "b@x.example", "pass-word"],
    ]


def test_serve_refuses_a_database_that_is_behind(surveyapp: Run) -> None:
    result = surveyapp("serve")
    assert result.exit_code == 1
    assert "surveyapp migrate up" in result.output


def test_a_worker_does_not_outlive_the_server_that_brought_it(surveyapp: Run, instance: Path) -> None:
    surveyapp("migrate", "up")
    nobody = subprocess.Popen([sys.executable, "-c", ""])
    nobody.wait()
    worker = subprocess.run(
        [sys.executable, "-m", "surveyapp", "worker", "--parent", str(nobody.pid)],
        env={**os.environ, "SURVEYAPP_INSTANCE": str(instance)}, timeout=60, check=False,
    )  # fmt: skip
    assert worker.returncode in (0, -signal.SIGTERM)


def test_a_worker_refuses_a_database_that_is_behind(surveyapp: Run) -> None:
    result = surveyapp("worker")
    assert result.exit_code == 1
    assert "surveyapp migrate up" in result.output


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_run_serves_an_empty_installation_and_starts_again(instance: Path, tmp_path: Path) -> None:
    """Two starts of the real server; what was there is there again."""
    for _ in range(2):
        port = free_port()
        environment = {**os.environ, "SURVEYAPP_INSTANCE": str(instance)}
        begun = time.monotonic()
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "surveyapp", "run", "--port", str(port)],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            while True:
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() - begun < 60
                try:
                    if httpx.get(f"http://127.0.0.1:{port}/health").text == "ok\n":
                        break
                except httpx.TransportError:
                    time.sleep(0.05)
            page = httpx.get(f"http://127.0.0.1:{port}/sign-in")
            assert page.status_code == 200
            assert "HttpOnly" in page.headers["Set-Cookie"]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
        assert process.returncode in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("host", "said", "expected"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8123"),
        ("0.0.0.0", None, "http://127.0.0.1:8123"),
        ("127.0.0.1", "https://apvieniba.example", "https://apvieniba.example"),
    ],
)
def test_links_name_the_address_that_is_served(
    monkeypatch: pytest.MonkeyPatch, host: str, said: str | None, expected: str
) -> None:
    monkeypatch.setenv("SURVEYAPP_URL", said or "x")
    if said is None:
        monkeypatch.delenv("SURVEYAPP_URL")
    serve.name_address(host, 8123)
    assert os.environ["SURVEYAPP_URL"] == expected
