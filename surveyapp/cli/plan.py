"""``surveyapp plan``: plans read from papers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from surveyapp.bundled import bundled_path
from surveyapp.interchange.files import LARGEST_MEGABYTES
from surveyapp.interchange.plan_papers import PlanPaper, read_plan_paper
from surveyapp.planning.reading.paper import PaperRefused
from surveyapp.planning.reading.result import PlanReading
from surveyapp.wording.catalogue import catalogue
from surveyapp.wording.papers import refusal_sentence


@click.group()
def plan() -> None:
    """Read plans from the papers leaders have."""


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def read(file: Path, *, as_json: bool) -> None:
    """Read the plan in FILE (DOCX, XLSX, CSV, HTML or plain text) and print what was understood; nothing is stored."""
    c = catalogue("en")
    try:
        found = read_plan_paper(bundled_path("surveys"), PlanPaper(_content(file), file.name))
    except PaperRefused as refusal:
        raise click.ClickException(f"{file.name}: {refusal_sentence(c, refusal.code, refusal.params)}") from refusal
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_summary(found)))


def _content(file: Path) -> bytes:
    """The file, and no more of it than a paper can have."""
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_MEGABYTES * 1024 * 1024 + 1)
    except OSError as error:
        raise click.ClickException(f"{file.name}: {error.strerror or 'it cannot be read'}") from error


def _summary(found: PlanReading) -> list[str]:
    lines = [
        f"School year: {found.year.key if found.year else 'not found'}",
        f"Association: {found.association or 'not found'}",
        f"Goal: {found.goal or 'not found'}",
    ]
    for name, items in (("Tasks", found.tasks), ("Priorities", found.priorities)):
        lines += [f"{name}: {len(items)}", *(f"  - {item}" for item in items)]
    lines.append(f"Activities: {len(found.activities)}")
    for activity in found.activities:
        period = activity.period
        days = f"{period.start} to {period.end}" if period.start else "no dates"
        lines.append(f"  - {activity.topic}")
        lines.append(f"    {period.text or 'no period'} ({days}, {period.precision.value})")
        more = (
            activity.direction,
            activity.form,
            activity.place,
            ", ".join(activity.responsible),
            activity.participants,
        )
        if any(more):
            lines.append("    " + " | ".join(str(part) for part in more if part))
    lines.append(f"Visits: {len(found.visits)}")
    lines += [f"  - {visit.purpose}: {', '.join(visit.schools)}" for visit in found.visits]
    lines.append(f"Study of experience: {len(found.experience)}")
    lines += [f"  - {row.topic} ({row.author})" for row in found.experience]
    unplaced = found.as_json()["unplaced"]
    lines.append(f"Not placed: {len(unplaced)}")
    lines += [f"  - {line}" for line in unplaced]
    return lines
