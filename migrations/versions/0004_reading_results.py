"""Codes for texts, the order of a leader's results, what she releases to members, corrections that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_code",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_text_code_association_id_association")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_code")),
        sa.UniqueConstraint("association_id", "label", name=op.f("uq_text_code_association_id_label")),
    )
    op.create_table(
        "published_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_published_results_run_id_run"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_published_results_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_results")),
        sa.UniqueConstraint("run_id", name=op.f("uq_published_results_run_id")),
    )
    with op.batch_alter_table("published_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_published_results_user_id"), ["user_id"], unique=False)

    op.create_table(
        "results_layout",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_results_layout_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results_layout")),
        sa.UniqueConstraint("run_id", name=op.f("uq_results_layout_run_id")),
    )
    op.create_table(
        "text_reading",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("column", sa.String(length=160), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_text_reading_run_id_run"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_text_reading_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_reading")),
        sa.UniqueConstraint("run_id", "text_hash", "user_id", name=op.f("uq_text_reading_run_id_text_hash_user_id")),
    )
    with op.batch_alter_table("text_reading", schema=None) as batch_op:
        batch_op.create_index("ix_text_reading_run_id_column", ["run_id", "column"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_reading_user_id"), ["user_id"], unique=False)

    op.create_table(
        "text_coding",
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["text_code.id"], name=op.f("fk_text_coding_code_id_text_code"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["text_reading.id"], name=op.f("fk_text_coding_reading_id_text_reading"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_coding")),
        sa.UniqueConstraint("reading_id", "code_id", name=op.f("uq_text_coding_reading_id_code_id")),
    )
    with op.batch_alter_table("text_coding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_coding_code_id"), ["code_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_correction_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_correction_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_correction_invitation_id")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("ix_correction_run_id", ["run_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_run_id")

    op.drop_table("correction")
    with op.batch_alter_table("text_coding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_coding_code_id"))

    op.drop_table("text_coding")
    with op.batch_alter_table("text_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_reading_user_id"))
        batch_op.drop_index("ix_text_reading_run_id_column")

    op.drop_table("text_reading")
    op.drop_table("results_layout")
    with op.batch_alter_table("published_results", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_results_user_id"))

    op.drop_table("published_results")
    op.drop_table("text_code")
