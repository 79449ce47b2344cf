"""Tables of synonyms, of associations and of regions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_table",
        sa.Column("association_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name=op.f("ck_synonym_table_one_owner")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_synonym_table_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_synonym_table_region_id_region"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_table")),
        sa.UniqueConstraint("association_id", "language", name=op.f("uq_synonym_table_association_id_language")),
        sa.UniqueConstraint("region_id", "language", name=op.f("uq_synonym_table_region_id_language")),
    )


def downgrade() -> None:
    op.drop_table("synonym_table")
