"""``surveyapp release``: frozen data sets, and closing the runs they come from."""

from __future__ import annotations

import uuid

import click

from surveyapp.cli.settings import read_config
from surveyapp.dataset import DamagedRelease, list_releases, verify
from surveyapp.services.access import SYSTEM
from surveyapp.services.closing import UNREADABLE, close_run, ensure_release
from surveyapp.services.database import open_unit
from surveyapp.services.errors import Conflict, NotFound


@click.group()
def release() -> None:
    """List, cut and verify releases; close a run."""


@release.command("list")
def list_all() -> None:
    """List the ids of all releases."""
    for release_id in list_releases(read_config().releases):
        click.echo(release_id)


@release.command("verify")
@click.argument("release_ids", nargs=-1)
def verify_releases(release_ids: tuple[str, ...]) -> None:
    """Compare RELEASE_IDS, all of them unless told, with what was cut; exit 1 where one was changed."""
    folder = read_config().releases
    damaged = 0
    for release_id in release_ids or list_releases(folder):
        try:
            verify(folder, release_id)
            click.echo(f"{release_id}: as it was cut")
        except DamagedRelease as error:
            damaged += 1
            click.echo(f"{release_id}: {error}")
    if damaged:
        raise SystemExit(1)


@release.command()
@click.argument("run_id", type=click.UUID)
def cut(run_id: uuid.UUID) -> None:
    """Cut the release of the closed run RUN_ID once more; the same answers give the same file."""
    with open_unit(read_config()) as unit:
        try:
            click.echo(ensure_release(unit, run_id))
        except NotFound as error:
            raise click.ClickException("There is no such run.") from error
        except Conflict as error:
            if error.code == UNREADABLE:
                question = error.params["question"]
                raise click.ClickException(f"An answer to “{question}” does not fit the questionnaire.") from error
            raise click.ClickException("The run is not closed.") from error


def _progress(done: int, total: int) -> None:
    """One line that grows, beside the output: closing a large run takes half a minute."""
    click.echo(f"\r{done} of {total} envelopes opened", err=True, nl=done == total)


@release.command()
@click.argument("run_id", type=click.UUID)
@click.confirmation_option(prompt="A closed run takes no more answers and cannot be opened again. Close it?")
def close(run_id: uuid.UUID) -> None:
    """Close the open run RUN_ID: open its ballot box and cut its release."""
    with open_unit(read_config()) as unit:
        try:
            closed = close_run(unit, SYSTEM, run_id, _progress)
        except NotFound as error:
            raise click.ClickException("There is no such run.") from error
        except Conflict as error:
            raise click.ClickException("The run is not open.") from error
    click.echo(f"{closed.responses} of {closed.invited} answered; release {closed.release_id}")
