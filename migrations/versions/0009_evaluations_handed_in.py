"""Evaluations: states and steps, the signed file, charts of a part, regions' templates, notices by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('invitation', 'reminder', 'extension', 'thanks', 'closing', 'vote', 'changes')"
KINDS = (
    "kind IN ('invitation', 'reminder', 'extension', 'thanks', 'closing', 'vote', 'changes', "
    "'evaluation_submitted', 'evaluation_returned', 'evaluation_accepted')"
)
STATES = "state IN ('draft', 'submitted', 'returned', 'accepted')"
STEPS = "kind IN ('saved', 'submitted', 'taken_back', 'returned', 'accepted', 'file_attached', 'file_removed')"


def upgrade() -> None:
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=20), nullable=True))
    op.execute("UPDATE evaluation SET state = CASE WHEN handed_in_at IS NULL THEN 'draft' ELSE 'submitted' END")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(length=20), nullable=False)
        batch_op.create_check_constraint(op.f("ck_evaluation_state_known"), STATES)
    with op.batch_alter_table("evaluation_part", schema=None) as batch_op:
        batch_op.add_column(sa.Column("charts", sa.JSON(), nullable=True))
    op.create_table(
        "evaluation_step",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(STEPS, name=op.f("ck_evaluation_step_kind_known")),
        sa.CheckConstraint("(kind = 'saved') = (part IS NOT NULL)", name=op.f("ck_evaluation_step_part_where_saved")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_step_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_evaluation_step_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_step")),
        sa.UniqueConstraint("evaluation_id", "number", name=op.f("uq_evaluation_step_evaluation_id_number")),
    )
    op.create_index(op.f("ix_evaluation_step_user_id"), "evaluation_step", ["user_id"])
    op.create_table(
        "evaluation_file",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'asice', 'edoc', 'adoc')", name=op.f("ck_evaluation_file_kind_known")),
        sa.CheckConstraint(
            "(content IS NULL) = (removed_at IS NOT NULL)", name=op.f("ck_evaluation_file_content_until_removed")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_file_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_file")),
    )
    op.create_index(op.f("ix_evaluation_file_evaluation_id"), "evaluation_file", ["evaluation_id"])
    op.create_table(
        "document_template",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_document_template_region_id_region"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_document_template_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
        sa.UniqueConstraint("region_id", name=op.f("uq_document_template_region_id")),
    )
    op.create_index(op.f("ix_document_template_user_id"), "document_template", ["user_id"])
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evaluation_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("run_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_mail_evaluation_id_evaluation"), "evaluation", ["evaluation_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_mail_evaluation_id"), ["evaluation_id"])
        batch_op.drop_constraint(op.f("ck_mail_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_kind_known"), KINDS)
        batch_op.create_check_constraint(op.f("ck_mail_one_subject"), "(run_id IS NULL) <> (evaluation_id IS NULL)")


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE evaluation_id IS NOT NULL")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_one_subject"), type_="check")
        batch_op.drop_constraint(op.f("ck_mail_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_kind_known"), OLD_KINDS)
        batch_op.drop_index(op.f("ix_mail_evaluation_id"))
        batch_op.drop_constraint(op.f("fk_mail_evaluation_id_evaluation"), type_="foreignkey")
        batch_op.alter_column("run_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("evaluation_id")
    op.drop_table("document_template")
    op.drop_table("evaluation_file")
    op.drop_table("evaluation_step")
    with op.batch_alter_table("evaluation_part", schema=None) as batch_op:
        batch_op.drop_column("charts")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_evaluation_state_known"), type_="check")
        batch_op.drop_column("state")
