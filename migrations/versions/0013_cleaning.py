"""Orders to overwrite what was deleted; PostgreSQL gathers no samples of what is sealed or erased any more.

What earlier versions deleted of votes, erased texts and closings beside a reader was not overwritten, so one order for
all of it waits for the worker.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = (
    "survey_closed",
    "vote_closed",
    "vote_taken_back",
    "text_erased",
    "answers_erased",
    "answers_corrected",
    "product_updated",
)
OUTCOMES = ("waiting", "clean", "read", "busy", "refused", "failed")
TABLES = [
    "draft",
    "intake",
    "run",
    "ballot",
    "vote",
    "correction",
    "response",
    "text_coding",
    "text_reading",
    "proposal",
    "pg_statistic",
]
SAMPLED = (
    ("draft", "key", "bytea"),
    ("draft", "sealed", "bytea"),
    ("intake", "key", "bytea"),
    ("intake", "envelope", "bytea"),
    ("run", "public_key", "bytea"),
    ("run", "wrapped_private_key", "bytea"),
    ("ballot", "key", "bytea"),
    ("ballot", "sealed", "bytea"),
    ("ballot", "own", "bytea"),
    ("vote", "public_key", "bytea"),
    ("vote", "wrapped_private_key", "bytea"),
    ("proposal", "text", "text"),
    ("proposal", "masked", "text"),
    ("text_reading", "text_hash", "varchar(64)"),
)
"""Columns of which a sample would outlive what is deleted."""

run = sa.table("run", sa.column("status", sa.String()))
cleaning = sa.table(
    "cleaning",
    sa.column("id", sa.Uuid()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("reason", sa.String()),
    sa.column("tables", sa.JSON()),
    sa.column("tries", sa.Integer()),
    sa.column("outcome", sa.String()),
)


def _known(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def upgrade() -> None:
    op.create_table(
        "cleaning",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(done_at IS NOT NULL) = (outcome = 'clean')", name=op.f("ck_cleaning_done_when_clean")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_cleaning_tries_not_negative")),
        sa.CheckConstraint(_known("outcome", OUTCOMES), name=op.f("ck_cleaning_outcome_known")),
        sa.CheckConstraint(_known("reason", REASONS), name=op.f("ck_cleaning_reason_known")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_cleaning_run_id_run"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cleaning")),
    )
    op.create_index(op.f("ix_cleaning_run_id"), "cleaning", ["run_id"])
    op.create_index(
        "ix_cleaning_waiting",
        "cleaning",
        ["id"],
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for table, column, kind in SAMPLED:
            # To say its type again is what makes the server forget the samples it has.
            op.execute(sa.text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}'))
            op.execute(sa.text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0'))
    if connection.scalar(sa.select(sa.exists().where(run.c.status == "closed"))):
        connection.execute(
            sa.insert(cleaning).values(
                id=uuid.uuid4(),
                created_at=datetime.now(UTC),
                reason="product_updated",
                tables=TABLES,
                tries=0,
                outcome="waiting",
            )
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column, _ in SAMPLED:
            op.execute(sa.text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS -1'))
    op.drop_table("cleaning")
