"""Settings for commands: read from the environment, a mistake in them told as a sentence."""

from __future__ import annotations

from pathlib import Path

import click

from surveyapp.config import Config, ConfigurationError


def sign_in_note(config: Config) -> Path:
    """The file that keeps who can sign in to the demonstration, so that every start can say it at once."""
    return config.instance / "demonstration.txt"


def read_config() -> Config:
    """The installation's settings; a wrong one ends the command with what to write instead."""
    try:
        return Config.from_environment()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
