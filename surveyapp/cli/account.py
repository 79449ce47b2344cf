"""``surveyapp account``: a way in for whoever owns the machine."""

from __future__ import annotations

import click

from surveyapp.cli.settings import read_config
from surveyapp.services.access import SYSTEM
from surveyapp.services.accounts import SHORTEST_PASSWORD, accounts
from surveyapp.services.database import open_unit
from surveyapp.services.errors import Invalid, NotFound
from surveyapp.services.passwords import set_password


@click.group()
def account() -> None:
    """List accounts, set a password."""


@account.command("list")
def list_accounts() -> None:
    """List e-mail addresses, names and roles."""
    with open_unit(read_config(), read_only=True) as unit:
        found = accounts(unit, SYSTEM)
    for one in sorted(found, key=lambda account: account.email):
        roles = ", ".join(sorted({grant.role.value for grant in one.grants}))
        click.echo(f"{one.email}  {one.name}  {roles or 'no role'}{'' if one.active else '  (closed)'}")


@account.command()
@click.argument("email")
@click.password_option(help="The new password; asked for unless given.")
def password(email: str, password: str) -> None:
    """Set a new password for the account EMAIL, and end its sessions."""
    with open_unit(read_config()) as unit:
        try:
            set_password(unit, SYSTEM, email, password)
        except NotFound as error:
            raise click.ClickException(f"There is no account {email}.") from error
        except Invalid as error:
            raise click.ClickException(f"A password has at least {SHORTEST_PASSWORD} characters.") from error
    click.echo("The password is set.")
