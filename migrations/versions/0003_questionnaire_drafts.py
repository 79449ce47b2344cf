"""Drafts of questionnaires with their history, what a region shares, the files of published versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_entry",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('list', 'indicator', 'question')", name=op.f("ck_bank_entry_kind_known")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_bank_entry_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entry")),
        sa.UniqueConstraint("region_id", "kind", "key", name=op.f("uq_bank_entry_region_id_kind_key")),
    )
    op.create_table(
        "bank_entry_version",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["bank_entry.id"], name=op.f("fk_bank_entry_version_entry_id_bank_entry")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_bank_entry_version_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entry_version")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_bank_entry_version_entry_id_number")),
    )
    with op.batch_alter_table("bank_entry_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_entry_version_user_id"), ["user_id"], unique=False)

    op.create_table(
        "questionnaire_draft",
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("association_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(region_id IS NULL) <> (association_id IS NULL)", name=op.f("ck_questionnaire_draft_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_questionnaire_draft_association_id_association")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_questionnaire_draft_region_id_region")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_questionnaire_draft_run_id_run"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_questionnaire_draft_version_id_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_draft")),
        sa.UniqueConstraint("run_id", name=op.f("uq_questionnaire_draft_run_id")),
    )
    with op.batch_alter_table("questionnaire_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaire_draft_association_id"), ["association_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questionnaire_draft_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questionnaire_draft_version_id"), ["version_id"], unique=False)

    op.create_table(
        "questionnaire_draft_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["questionnaire_draft.id"],
            name=op.f("fk_questionnaire_draft_revision_draft_id_questionnaire_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_questionnaire_draft_revision_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_draft_revision")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_questionnaire_draft_revision_draft_id_number")),
    )
    with op.batch_alter_table("questionnaire_draft_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaire_draft_revision_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.drop_column("content")

    with op.batch_alter_table("questionnaire_draft_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questionnaire_draft_revision_user_id"))

    op.drop_table("questionnaire_draft_revision")
    with op.batch_alter_table("questionnaire_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questionnaire_draft_version_id"))
        batch_op.drop_index(batch_op.f("ix_questionnaire_draft_region_id"))
        batch_op.drop_index(batch_op.f("ix_questionnaire_draft_association_id"))

    op.drop_table("questionnaire_draft")
    with op.batch_alter_table("bank_entry_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_entry_version_user_id"))

    op.drop_table("bank_entry_version")
    op.drop_table("bank_entry")
