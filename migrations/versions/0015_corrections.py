"""Corrections that a member confirms, results withheld after erasure, and the release a frozen document was made from.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

YEAR_END = "year-end"
REPLACING = ("corrections_applied", "response_erased", "text_erased")
"""What the audit trail calls an event that replaced a release."""

correction = sa.table(
    "correction", sa.column("id", sa.Uuid()), sa.column("answers", sa.JSON()), sa.column("typed", sa.JSON())
)
run = sa.table(
    "run",
    sa.column("id", sa.Uuid()),
    sa.column("survey_id", sa.Uuid()),
    sa.column("association_id", sa.Uuid()),
    sa.column("release_id", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
survey = sa.table(
    "survey", sa.column("id", sa.Uuid()), sa.column("period_id", sa.Uuid()), sa.column("version_id", sa.Uuid())
)
version = sa.table("questionnaire_version", sa.column("id", sa.Uuid()), sa.column("questionnaire_id", sa.Uuid()))
questionnaire = sa.table("questionnaire", sa.column("id", sa.Uuid()), sa.column("key", sa.String()))
evaluation = sa.table(
    "evaluation", sa.column("id", sa.Uuid()), sa.column("association_id", sa.Uuid()), sa.column("period_id", sa.Uuid())
)
step = sa.table(
    "evaluation_step",
    sa.column("id", sa.Uuid()),
    sa.column("evaluation_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("content", sa.JSON()),
)
file = sa.table(
    "evaluation_file",
    sa.column("id", sa.Uuid()),
    sa.column("evaluation_id", sa.Uuid()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("release_id", sa.String()),
)
event = sa.table(
    "audit_event",
    sa.column("action", sa.String()),
    sa.column("subject_id", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("typed", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected", sa.JSON(), nullable=True))
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("recounted", sa.JSON(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_run_nothing_shown_beside_erasure"), "erased = 0 OR release_id IS NULL"
        )
    with op.batch_alter_table("evaluation_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("release_id", sa.String(length=64), nullable=True))
    _say_what_was_typed()
    _say_which_release()
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.alter_column("typed", server_default=None)
        batch_op.alter_column("confirmed", server_default=None)
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.alter_column("erased", server_default=None)


def _say_what_was_typed() -> None:
    """Corrections that wait are shown whole to whoever confirms them: what was typed was not kept apart."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(correction.c.id, correction.c.answers)).all():
        typed = [key for key in row.answers if not key.endswith(".other")]
        connection.execute(sa.update(correction).where(correction.c.id == row.id).values(typed=typed))


def _say_which_release() -> None:
    """What was handed in or attached before the last replacement names no release, and is not shown any more."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(evaluation)).all():
        shown, since = _shown(connection, row.association_id, row.period_id)
        for each in connection.execute(
            sa.select(step).where(step.c.evaluation_id == row.id, step.c.kind == "submitted")
        ):
            release = shown if since is None or each.created_at > since else ""
            content: dict[str, Any] = {**each.content, "release": release}
            connection.execute(sa.update(step).where(step.c.id == each.id).values(content=content))
        for each in connection.execute(sa.select(file).where(file.c.evaluation_id == row.id)).all():
            release = shown if since is None or each.created_at > since else ""
            connection.execute(sa.update(file).where(file.c.id == each.id).values(release_id=release))


def _shown(connection: sa.Connection, association_id: Any, period_id: Any) -> tuple[str | None, Any]:
    """The release of the year-end survey, and when the one before it was last replaced."""
    found = connection.execute(
        sa.select(run.c.id, run.c.release_id)
        .join(survey, survey.c.id == run.c.survey_id)
        .join(version, version.c.id == survey.c.version_id)
        .join(questionnaire, questionnaire.c.id == version.c.questionnaire_id)
        .where(run.c.association_id == association_id, survey.c.period_id == period_id, questionnaire.c.key == YEAR_END)
        .order_by(run.c.created_at)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None, None
    since = connection.scalar(
        sa.select(sa.func.max(event.c.created_at)).where(
            event.c.subject_id == str(found.id), event.c.action.in_(REPLACING)
        )
    )
    return found.release_id, since


def downgrade() -> None:
    with op.batch_alter_table("evaluation_file", schema=None) as batch_op:
        batch_op.drop_column("release_id")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_run_nothing_shown_beside_erasure"), type_="check")
        batch_op.drop_column("recounted")
        batch_op.drop_column("erased")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("corrected")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_column("confirmed")
        batch_op.drop_column("typed")
