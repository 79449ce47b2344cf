"""The command line: ``surveyapp --help``.

One file per subject, each with click commands; `main` lists them. Commands open their unit of work with
`surveyapp.services.database.open_unit` and act as `SYSTEM`, with every right: whoever may run them owns the machine.
"""

from __future__ import annotations

import click

from surveyapp.cli.install import init
from surveyapp.cli.migrate import migrate
from surveyapp.cli.serve import run, serve
from surveyapp.config import VARIABLES

SETTINGS = "\b\nSettings come from the environment:\n" + "\n".join(
    f"  {name}\n      {meaning}" for name, meaning in VARIABLES.items()
)


@click.group(epilog=SETTINGS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="surveyapp")
def main() -> None:
    """Surveys, evaluations and plans for associations of school librarians."""


main.add_command(run)
main.add_command(serve)
main.add_command(init)
main.add_command(migrate)
