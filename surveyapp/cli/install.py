"""``surveyapp init``: an empty installation with its region and first admin."""

from __future__ import annotations

import click

from surveyapp.cli import database
from surveyapp.cli.settings import read_config
from surveyapp.config import LANGUAGES
from surveyapp.services.access import SYSTEM
from surveyapp.services.accounts import AccountInput
from surveyapp.services.database import open_unit
from surveyapp.services.errors import Conflict, Invalid
from surveyapp.services.installation import begin
from surveyapp.services.passwords import hash_password


@click.command()
@click.option("--region", prompt="Name of the region", help="Name of the region, in --language.")
@click.option("--language", type=click.Choice(LANGUAGES), prompt="Language", help="Language of region and admin.")
@click.option("--name", prompt="Name of the first admin")
@click.option("--email", prompt="E-mail address of the first admin")
@click.password_option(help="The admin's password; asked for unless given.")
def init(region: str, language: str, name: str, email: str, password: str) -> None:
    """Start an empty installation: tables, a region, the first admin."""
    config = read_config()
    database.upgrade(config)
    admin = AccountInput(name=name, email=email, language=language, password=password, role="admin", place_id=None)
    with open_unit(config) as unit:
        try:
            begin(unit, SYSTEM, {language: region}, config.time_zone, admin, hash_password)
        except Conflict as error:
            raise click.ClickException("There are accounts already; the admin can make more on the pages.") from error
        except Invalid as error:
            problems = ", ".join(f"{field}: {problem.code}" for field, problem in error.fields.items())
            raise click.ClickException(f"Nothing was made. {problems}") from error
    click.echo(f"{email} can sign in at {config.public_url}/sign-in once `surveyapp run` runs.")
