"""A survey's own words in the privacy notice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ONE_OF_TWO = "(region_id IS NULL) <> (association_id IS NULL)"
ONE_OF_THREE = (
    "(CASE WHEN region_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN association_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    with op.batch_alter_table("privacy_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run_id", sa.Uuid(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_privacy_notice_one_owner"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_privacy_notice_one_owner"), ONE_OF_THREE)
        batch_op.create_unique_constraint(batch_op.f("uq_privacy_notice_run_id"), ["run_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_privacy_notice_run_id_run"), "run", ["run_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    op.execute("DELETE FROM privacy_notice WHERE run_id IS NOT NULL")
    with op.batch_alter_table("privacy_notice", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_privacy_notice_run_id_run"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_privacy_notice_run_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("ck_privacy_notice_one_owner"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_privacy_notice_one_owner"), ONE_OF_TWO)
        batch_op.drop_column("run_id")
