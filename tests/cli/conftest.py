"""Commands are run in this process, on an installation of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from surveyapp.cli import main

Run = Callable[..., Result]


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of an installation that does not exist yet."""
    return tmp_path / "instance"


@pytest.fixture
def surveyapp(instance: Path) -> Run:
    """Run a command: ``surveyapp("migrate", "up", input="y", SURVEYAPP_LANGUAGE="lt")``."""

    def run(*arguments: str, typed: str | None = None, **environment: str) -> Result:
        return CliRunner().invoke(
            main, arguments, input=typed, env={"SURVEYAPP_INSTANCE": str(instance), **environment}
        )

    return run
