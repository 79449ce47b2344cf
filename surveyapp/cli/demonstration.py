"""``surveyapp demonstration``: an invented region to show the product with, and who signs in where."""

from __future__ import annotations

import click

from surveyapp.cli import database
from surveyapp.cli.settings import read_config, sign_in_note
from surveyapp.demonstration.loading import DemonstrationSummary, load
from surveyapp.services.database import open_unit
from surveyapp.services.errors import Conflict

ROLES = {
    "librarian": "librarian",
    "leader": "leader",
    "regional_centre": "regional centre",
    "admin": "administrator",
}


@click.command()
def demonstration() -> None:
    """Fill an empty installation with the demonstration region, and say who can sign in.

    The accounts' passwords are public, so they work on this machine only.
    """
    config = read_config()
    database.upgrade(config)
    with open_unit(config) as unit:
        try:
            summary = load(unit, click.echo)
        except Conflict as error:
            raise click.ClickException(
                "There are accounts already; the demonstration is loaded into an empty installation only."
            ) from error
    sign_in_note(config).write_text(note_of(summary), encoding="utf-8")
    click.echo(f"Who can sign in stands in {sign_in_note(config)}.")


def note_of(summary: DemonstrationSummary) -> str:
    """A line for each role, then the other accounts: role, address, password, where."""
    width = max(len(account.email) for account in summary.accounts)
    # The first of each role leads; sorting is stable.
    ordered = sorted(summary.accounts, key=lambda one: one != next(a for a in summary.accounts if a.role == one.role))
    lines = [
        f"  {ROLES[account.role]:<15}  {account.email:<{width}}  {summary.password}  {account.place or account.name}"
        for account in ordered
    ]
    return "Sign in, on this machine only, as\n" + "\n".join(lines) + "\n"
