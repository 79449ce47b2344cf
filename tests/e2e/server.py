"""A server of a test's own: the product as `surveyapp serve` runs it, in a process of its own on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from surveyapp.config import Config

PATIENCE = 60.0
"""Seconds a server may take to answer; a loaded machine needs some."""


@dataclass(frozen=True)
class Site:
    """A running installation."""

    url: str
    environment: dict[str, str]
    log: Path

    @property
    def config(self) -> Config:
        """Its settings, to look behind the pages."""
        return Config.from_environment(self.environment)


def command(environment: dict[str, str], *words: str) -> None:
    """Run ``surveyapp`` with these words and settings."""
    done = subprocess.run(
        [sys.executable, "-m", "surveyapp", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, *init: str) -> Iterator[Site]:
    """An empty installation in a folder, made by ``surveyapp init`` with these words, then served."""
    port = str(free_port())
    site = Site(
        f"http://127.0.0.1:{port}",
        {"SURVEYAPP_INSTANCE": str(folder / "instance"), "SURVEYAPP_URL": f"http://127.0.0.1:{port}"},
        folder / "server.log",
    )
    command(site.environment, "init", *init)
    with site.log.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "surveyapp", "serve", "--port", port, "--workers", "1"],
            env={**os.environ, **site.environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(site, process)
            yield site
        finally:
            process.terminate()
            process.wait()


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(site.url + "/sign-in"):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(site.log.read_text(encoding="utf-8"))
