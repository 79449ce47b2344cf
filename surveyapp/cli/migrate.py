"""``surveyapp migrate``: the database's tables."""

from __future__ import annotations

import click

from surveyapp.cli import database
from surveyapp.cli.settings import read_config


@click.group()
def migrate() -> None:
    """Make, change and check the database's tables."""


@migrate.command()
@click.argument("revision", default="head")
def up(revision: str) -> None:
    """Bring the tables up to REVISION, the newest unless told; then the questionnaires that ship are taken in too."""
    config = read_config()
    if revision == "head":
        database.bring_up_to_date(config)
    else:
        database.upgrade(config, revision)
    click.echo(f"The database is at {database.revisions(config)[0]}.")


@migrate.command()
@click.argument("revision")
@click.confirmation_option(prompt="Going down can lose data. Go on?")
def down(revision: str) -> None:
    """Take the tables down to REVISION; "base" removes them all, with everything in them."""
    config = read_config()
    database.downgrade(config, revision)
    click.echo(f"The database is at {database.revisions(config)[0] or 'nothing: it is empty'}.")


@migrate.command()
def status() -> None:
    """Say which revision the database is at, and which is the newest; exit 1 where they differ."""
    present, newest = database.revisions(read_config())
    click.echo(f"database: {present or 'empty'}\nnewest:   {newest}")
    if present != newest:
        raise SystemExit(1)


@migrate.command()
def check() -> None:
    """Compare the database's tables with the product's; exit 1 and list the differences where there are any."""
    try:
        database.check(read_config())
    except database.SchemaDiffersError as error:
        raise click.ClickException(str(error)) from error
    click.echo("The tables are as they should be.")


@migrate.command()
@click.argument("message")
def write(message: str) -> None:
    """Write a revision called MESSAGE from the difference between the database and the product's tables."""
    database.write_revision(read_config(), message)
