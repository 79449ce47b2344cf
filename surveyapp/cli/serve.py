"""``surveyapp run`` and ``surveyapp serve``: the product, answering."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from granian.constants import Interfaces
from granian.server import Server

from surveyapp.cli import database
from surveyapp.cli.settings import read_config, sign_in_note
from surveyapp.config import Config

TARGET = "surveyapp.app:create_wsgi"
SECONDS_BEFORE_WORKER = 5.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demonstration", is_flag=True, help="Fill a new database with the demonstration region.")
@click.pass_context
def run(context: click.Context, host: str, port: int, demonstration: bool) -> None:
    """Bring the database up to date, then serve: all that a single machine needs."""
    name_address(host, port)
    config = read_config()
    present, newest = database.revisions(config)
    if present != newest:
        click.echo("Bringing the database up to date …")
        database.bring_up_to_date(config)
    if demonstration and (present is None or not sign_in_note(config).exists()):
        _load_demonstration(context)
    if sign_in_note(config).exists():
        click.echo(sign_in_note(config).read_text(encoding="utf-8"), nl=False)
    click.echo(f"Serving on http://{host}:{port}/sign-in – stop with Ctrl-C.")
    with _own_worker():
        _serve(config, host, port, workers=1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve, and nothing else: for a machine where migrations are run by hand."""
    name_address(host, port)
    config = read_config()
    present, newest = database.revisions(config)
    if present != newest:
        raise click.ClickException(
            f"The database is at {present or 'nothing'}, the product at {newest}: run surveyapp migrate up"
        )
    _serve(config, host, port, workers=workers)


def name_address(host: str, port: int) -> None:
    """Where nobody says at which address people reach the product, it is the one that is served.

    In the environment, so that the server's processes and the worker write the same links.
    """
    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - every address, as seen from here
    os.environ.setdefault("SURVEYAPP_URL", f"http://{reached}:{port}")


@contextmanager
def _own_worker() -> Iterator[None]:
    """A worker beside the server for as long as that serves; begun a little later, so as not to slow its start."""
    processes: list[subprocess.Popen[bytes]] = []

    def begin() -> None:
        command = [sys.executable, "-m", "surveyapp", "worker", "--parent", str(os.getpid())]
        processes.append(subprocess.Popen(command))  # noqa: S603 - our own words

    timer = threading.Timer(SECONDS_BEFORE_WORKER, begin)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        for process in processes:
            process.terminate()
            process.wait()


def _load_demonstration(context: click.Context) -> None:
    """Hand over to the command of that name, whose file is imported for a new database only: starting stays quick."""
    assert context.parent is not None
    group = context.parent.command
    assert isinstance(group, click.Group)
    command = group.get_command(context, "demonstration")
    assert command is not None
    try:
        context.invoke(command)
    except click.ClickException as refusal:
        refusal.show()


def _serve(config: Config, host: str, port: int, *, workers: int) -> None:
    """Hand over to the server; plain WSGI, so that others can take its place."""
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        factory=True,
        websockets=False,
        log_access=False,
    ).serve()
