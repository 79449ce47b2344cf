"""Recommendations keep which row of an indicator they are watched by, and from which release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

recommendation = sa.table(
    "recommendation",
    sa.column("id", sa.Uuid()),
    sa.column("indicator", sa.String()),
    sa.column("indicator_row", sa.String()),
    sa.column("indicator_unmet", sa.Boolean()),
    sa.column("indicator_release_id", sa.String()),
)
evidence = sa.table(
    "evidence",
    sa.column("recommendation_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("finding", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("indicator_row", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("indicator_unmet", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("indicator_release_id", sa.String(length=64), nullable=True))
    _keep_what_the_evidence_says()
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.alter_column("indicator_row", server_default=None)
        batch_op.alter_column("indicator_unmet", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_recommendation_row_of_an_indicator"),
            "indicator IS NOT NULL OR (indicator_row = '' AND indicator_release_id IS NULL)",
        )


def _keep_what_the_evidence_says() -> None:
    """Until now a recommendation was watched by the first of its findings that asks a question."""
    connection = op.get_bind()
    for (made,) in connection.execute(
        sa.select(recommendation.c.id).where(recommendation.c.indicator.is_not(None))
    ).all():
        findings = connection.scalars(
            sa.select(evidence.c.finding).where(evidence.c.recommendation_id == made).order_by(evidence.c.position)
        )
        query = next((finding["query"] for finding in findings if finding["query"]["question"]), None)
        if query is not None:
            connection.execute(
                sa.update(recommendation)
                .where(recommendation.c.id == made)
                .values(
                    indicator_row=query["row"],
                    indicator_unmet=query["measure"] == "unmet_need",
                    indicator_release_id=query["release_id"],
                )
            )


def downgrade() -> None:
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_recommendation_row_of_an_indicator"), type_="check")
        batch_op.drop_column("indicator_release_id")
        batch_op.drop_column("indicator_unmet")
        batch_op.drop_column("indicator_row")
