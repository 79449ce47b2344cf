"""``surveyapp questionnaire``: questionnaire files."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.bundled import bundled_path
from surveyapp.cli.settings import read_config
from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.loading import check_directory, load_questionnaire
from surveyapp.definition.versions import structure_hash, texts_hash
from surveyapp.services.database import open_unit
from surveyapp.services.questionnaires import take_in_bundled

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def questionnaire() -> None:
    """Check questionnaire files, and publish those that ship."""


@questionnaire.command()
@click.argument("folders", nargs=-1, type=FOLDER)
def check(folders: tuple[Path, ...]) -> None:
    """Check FOLDERS with a questionnaire.yaml; those that ship unless told. Every mistake with file and line."""
    mistakes = 0
    for folder in folders or _bundled():
        found = check_directory(folder)
        mistakes += len(found)
        for error in found:
            click.echo(str(error))
        if not found:
            loaded = load_questionnaire(folder)
            hashes = f"structure {structure_hash(loaded)[:12]}, texts {texts_hash(loaded)[:12]}"
            click.echo(f"{folder.name}: {', '.join(loaded.languages)}; {hashes}")
    if mistakes:
        raise SystemExit(1)


@questionnaire.command()
def publish() -> None:
    """Publish the questionnaires that ship, where they are new; runs that are open keep their form."""
    with open_unit(read_config()) as unit:
        try:
            made = take_in_bundled(unit)
        except DefinitionErrors as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{len(made)} questionnaires are published.")


def _bundled() -> list[Path]:
    return sorted(path.parent for path in bundled_path("surveys").glob("*/questionnaire.yaml"))
