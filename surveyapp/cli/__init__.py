"""The command line: ``surveyapp --help``.

One file per subject, each with click commands; `COMMANDS` lists them. A command's file is imported when the command is
asked for: ``surveyapp run`` need not wait for what others import. Commands open their unit of work with
`surveyapp.services.database.open_unit` and act as `SYSTEM`, with every right: whoever may run them owns the machine.
"""

from __future__ import annotations

from importlib import import_module

import click

from surveyapp.config import VARIABLES

COMMANDS = {
    "run": ("serve", "Bring the database up to date and serve: all that one machine needs."),
    "serve": ("serve", "Serve and nothing else, where migrations are run by hand."),
    "worker": ("worker", "Send waiting mails, close runs in time; run brings its own."),
    "init": ("install", "Start an empty installation: tables, a region, the first admin."),
    "demonstration": ("demonstration", "Fill an empty installation with the demonstration region."),
    "migrate": ("migrate", "Make, change and check the database's tables."),
    "account": ("account", "List accounts, set a password."),
    "questionnaire": ("questionnaire", "Check, publish, give out and compare questionnaire files."),
    "plan": ("plan", "Read a plan from a document, a sheet or a text."),
    "release": ("release", "List, cut and verify releases; close a run."),
}
"""Name → the file it is in, and the line of ``--help``; in the order in which one meets them."""

SETTINGS = "\b\nSettings come from the environment:\n" + "\n".join(
    f"  {name}\n      {meaning}" for name, meaning in VARIABLES.items()
)


class Commands(click.Group):
    """The group of all commands, which imports a command's file when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called so, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"surveyapp.cli.{COMMANDS[cmd_name][0]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, meaning) for name, (_, meaning) in COMMANDS.items()])


@click.group(
    cls=Commands, epilog=SETTINGS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="surveyapp")
def main() -> None:
    """Surveys, evaluations and plans for associations of school librarians."""
