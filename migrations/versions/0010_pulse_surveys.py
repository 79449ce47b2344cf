"""Pulse surveys: a run may ask about one activity of the plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("activity_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_run_activity_id_activity"), "activity", ["activity_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_unique_constraint(op.f("uq_run_activity_id"), ["activity_id"])


def downgrade() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_run_activity_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_run_activity_id_activity"), type_="foreignkey")
        batch_op.drop_column("activity_id")
