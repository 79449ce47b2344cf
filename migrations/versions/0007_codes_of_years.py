"""Codes on receipts, which pair the answers of two years without names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("year_codes", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f("ck_run_codes_are_anonymous"), "NOT year_codes OR mode = 'anonymous'")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.alter_column("year_codes", server_default=None)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pair", sa.LargeBinary(length=16), nullable=True))
        batch_op.create_check_constraint(op.f("ck_response_codes_are_anonymous"), "mode = 'anonymous' OR pair IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_response_codes_are_anonymous"), type_="check")
        batch_op.drop_column("pair")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_run_codes_are_anonymous"), type_="check")
        batch_op.drop_column("year_codes")
