"""Starting a server on loopback as the command line does, and stopping it by its process."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 1
THREADS = 4
"""As ``surveyapp run`` has them."""
PATIENCE = 30.0
"""Seconds a server may take to start."""
PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


PORTS = range(20_000, 32_000)
"""Below those that connections get at their own end: a port lies free for seconds while its server starts."""

_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on just now, and that was not given out before."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as found:
            if port not in _given and found.connect_ex(("127.0.0.1", port)) != 0:
                _given.add(port)
                return port


def launch(
    target: str, environment: Mapping[str, str], log: Path = Path(os.devnull)
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server and wait until it listens; its process, which leads a group of its own, and its port."""
    port = free_port()
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.servers", target, str(port)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stderr=said,
            stdout=said,
            start_new_session=True,
        )
    try:
        _wait(process, port)
    except RuntimeError:
        kill(process)
        raise
    return process, port


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a launched server at once (SIGKILL), with the worker it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE)


@contextmanager
def running(
    target: str, environment: Mapping[str, str], log: Path = Path(os.devnull)
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve an application for the length of the block; gives process and port."""
    process, port = launch(target, environment, log)
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@contextmanager
def serving(target: str, environment: Mapping[str, str], log: Path = Path(os.devnull)) -> Iterator[int]:
    """Serve an application for the length of the block; gives the port. What the server says goes to the log."""
    with running(target, environment, log) as (_, port):
        yield port


def _members(process: subprocess.Popen[bytes]) -> Iterator[tuple[Path, list[str]]]:
    """A launched server's process and its worker's: the folder under /proc, and the state from its group on (Linux)."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[2]) == process.pid:
            yield path.parent, fields


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """CPU time that a launched server has used so far, with its worker (Linux)."""
    ticks = sum(int(fields[11]) + int(fields[12]) for _, fields in _members(process))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(process: subprocess.Popen[bytes]) -> list[float]:
    """MB held by each process of a launched server; what several processes share is shared out (PSS, Linux)."""
    rollups = [(folder / "smaps_rollup").read_text(encoding="utf-8") for folder, _ in _members(process)]
    return [int(found[1]) / 1024 for each in rollups if (found := PROPORTIONAL.search(each))]


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def main(target: str, port: str) -> None:
    """Serve until told to stop."""
    Server(
        target,
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        factory=True,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
