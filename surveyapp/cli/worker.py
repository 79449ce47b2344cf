"""``surveyapp worker``: mails leave, runs close in time."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

import click

from surveyapp.cli import database
from surveyapp.cli.settings import read_config
from surveyapp.jobs.worker import QueueAway, work

SECONDS_BETWEEN_LOOKS = 2.0


@click.command()
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
def worker(parent: int | None) -> None:
    """Send waiting mails and close runs whose last day has passed, until stopped.

    One worker is enough for an installation, and more than one is a mistake; ``surveyapp run`` brings its own.
    """
    config = read_config()
    present, newest = database.revisions(config)
    if present != newest:
        raise click.ClickException(
            f"The database is at {present or 'nothing'}, the product at {newest}: run surveyapp migrate up"
        )
    logging.basicConfig(level=logging.INFO, format="timestamp=%(asctime)s level=%(levelname)s event=%(message)r")
    logging.getLogger("huey").setLevel(logging.WARNING)  # a line a minute for nothing to do is noise
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    try:
        work(config)
    except QueueAway as error:
        raise click.ClickException(f"The Redis of SURVEYAPP_REDIS_URL cannot be used: {error}") from error


def _follow(parent: int) -> None:
    """Ask this process to stop once its parent is gone, however that came about."""
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
