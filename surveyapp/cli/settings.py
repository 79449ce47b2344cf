"""Settings for commands: read from the environment, a mistake in them told as a sentence."""

from __future__ import annotations

import click

from surveyapp.config import Config, ConfigurationError


def read_config() -> Config:
    """The installation's settings; a wrong one ends the command with what to write instead."""
    try:
        return Config.from_environment()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
