"""``surveyapp questionnaire``: questionnaire files – checking, beginning, publishing, giving out, comparing."""

from __future__ import annotations

import json
from pathlib import Path

import click

from surveyapp.bundled import bundled_path
from surveyapp.cli.settings import read_config
from surveyapp.config import LANGUAGES
from surveyapp.definition.diff import difference
from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.loading import check_directory, load_questionnaire
from surveyapp.definition.model import Questionnaire
from surveyapp.definition.reader import CODE
from surveyapp.definition.schema import indicators_schema, schema
from surveyapp.definition.versions import structure_hash, texts_hash
from surveyapp.definition.writing.changes import blank
from surveyapp.services.database import open_unit
from surveyapp.services.errors import NotFound
from surveyapp.services.questionnaires import published, published_files, take_in_bundled, take_in_folder
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.differences import change_sentence

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
TARGET = click.Path(path_type=Path)


@click.group()
def questionnaire() -> None:
    """Check questionnaire files, publish them, give them out, compare them."""


@questionnaire.command()
@click.argument("folders", nargs=-1, type=FOLDER)
@click.option("--lists", type=FOLDER, help="Shared lists; lists/ beside the folder unless told.")
@click.option(
    "--indicators",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Indicators; indicators.yaml beside the folder unless told.",
)
def check(folders: tuple[Path, ...], lists: Path | None, indicators: Path | None) -> None:
    """Check FOLDERS with a questionnaire.yaml; those that ship unless told. Every mistake with file and line."""
    mistakes = 0
    for folder in folders or _bundled():
        found = check_directory(folder, lists_dir=lists, indicators=indicators)
        mistakes += len(found)
        for error in found:
            click.echo(str(error))
        if not found:
            loaded = load_questionnaire(folder, lists_dir=lists, indicators=indicators)
            hashes = f"structure {structure_hash(loaded)[:12]}, texts {texts_hash(loaded)[:12]}"
            click.echo(f"{folder.name}: {', '.join(loaded.languages)}; {hashes}")
    if mistakes:
        raise SystemExit(1)


@questionnaire.command("schema")
@click.option("--indicators", is_flag=True, help="Of indicators.yaml instead.")
def print_schema(indicators: bool) -> None:
    """Print the JSON Schema of questionnaire.yaml, for editors that complete and check while one types."""
    click.echo(json.dumps(indicators_schema() if indicators else schema(), indent=2, ensure_ascii=False))


@questionnaire.command()
@click.argument("folder", type=TARGET)
@click.option("--languages", default="lv,en", show_default=True, help="The source language first.")
@click.option("--title", default="", help="In the source language; the folder's name unless told.")
def new(folder: Path, languages: str, title: str) -> None:
    """Begin a questionnaire in a new FOLDER, which is named by its key."""
    codes = [code.strip() for code in languages.split(",")]
    if not CODE.fullmatch(folder.name):
        raise click.ClickException("name the folder in small Latin letters, digits and -")
    if not set(codes) <= set(LANGUAGES) or len(set(codes)) != len(codes):
        raise click.ClickException(f"languages are some of {', '.join(LANGUAGES)}, each once")
    if folder.exists():
        raise click.ClickException(f"{folder} exists already")
    _write(folder, blank(folder.name, codes, title or folder.name))
    click.echo(f"{folder} is begun. Write questions, then run: surveyapp questionnaire check {folder}")


@questionnaire.command()
@click.argument("folders", nargs=-1, type=FOLDER)
def publish(folders: tuple[Path, ...]) -> None:
    """Publish FOLDERS for the whole installation, those that ship unless told; open runs keep their form."""
    with open_unit(read_config()) as unit:
        try:
            made = tuple(take_in_folder(unit, each) for each in folders) if folders else take_in_bundled(unit)
        except DefinitionErrors as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{len(made)} questionnaires are published.")


@questionnaire.command()
@click.argument("key")
@click.argument("folder", type=TARGET)
@click.option("--number", type=int, help="Which version; the newest unless told.")
def export(key: str, folder: Path, number: int | None) -> None:
    """Write the published questionnaire KEY into a new FOLDER, lists and indicators it brings beside it."""
    if folder.exists():
        raise click.ClickException(f"{folder} exists already")
    with open_unit(read_config(), read_only=True) as unit:
        try:
            files = published_files(unit, key, number)
        except NotFound as error:
            raise click.ClickException(f"there is no published questionnaire {key!r} of this number") from error
    _write(folder, files)
    click.echo(f"{len(files)} files are in {folder}.")


@questionnaire.command()
@click.argument("old")
@click.argument("new")
@click.option("--language", default="en", type=click.Choice(LANGUAGES), show_default=True)
def diff(old: str, new: str, language: str) -> None:
    """Say what changes from OLD to NEW means: folders, or KEY:NUMBER of published versions. Ends 1 where one ends a
    comparison."""
    before, after = _read(old), _read(new)
    changes = difference(before, after)
    c = catalogue(language)
    for change in sorted(changes, key=lambda each: (not each.breaks, not each.structural, each.question_id)):
        mark = "!" if change.breaks else "*" if change.structural else " "
        about = f"{change.question_id}: " if change.question_id else ""
        click.echo(f"{mark} {about}{change_sentence(c, change, before, after)}")
    if not changes:
        click.echo("They say the same.")
    if any(change.breaks for change in changes):
        raise SystemExit(1)


def _read(name: str) -> Questionnaire:
    path = Path(name)
    if path.is_dir():
        try:
            return load_questionnaire(path)
        except DefinitionErrors as error:
            raise click.ClickException(str(error)) from error
    key, _, number = name.partition(":")
    with open_unit(read_config(), read_only=True) as unit:
        try:
            return published(unit, key, int(number) if number.isdigit() else None)
        except NotFound as error:
            raise click.ClickException(f"{name!r} is neither a folder nor a published version") from error


def _write(folder: Path, files: dict[str, str]) -> None:
    """Files into a new folder; lists and indicators go beside it, where none of that name is."""
    for name, text in files.items():
        beside = name.startswith("lists/") or name == "indicators.yaml"
        path = (folder.parent if beside else folder) / name
        if beside and path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _bundled() -> list[Path]:
    return sorted(path.parent for path in bundled_path("surveys").glob("*/questionnaire.yaml"))
