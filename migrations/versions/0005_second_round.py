"""The second round: a vote on merged proposals by personal link; mails that call to it and that tell what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('invitation', 'reminder', 'extension', 'thanks', 'closing')"
KINDS = "kind IN ('invitation', 'reminder', 'extension', 'thanks', 'closing', 'vote', 'changes')"


def upgrade() -> None:
    op.create_table(
        "vote",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_private_key", sa.LargeBinary(), nullable=True),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("approvals", sa.JSON(), nullable=True),
        sa.Column("deviation", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (public_key IS NOT NULL)", name=op.f("ck_vote_sealed_until_closed")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_vote_one_seat_or_more")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_vote_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("run_id", name=op.f("uq_vote_run_id")),
    )
    op.create_table(
        "vote_option",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal_group_id", sa.Uuid(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_group_id"],
            ["proposal_group.id"],
            name=op.f("fk_vote_option_proposal_group_id_proposal_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_option_vote_id_vote"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_option")),
        sa.UniqueConstraint("vote_id", "position", name=op.f("uq_vote_option_vote_id_position")),
    )
    op.create_index(op.f("ix_vote_option_proposal_group_id"), "vote_option", ["proposal_group_id"])
    op.create_table(
        "ballot",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("own", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id_vote"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ballot_vote_id"), "ballot", ["vote_id"])
    _kinds(KINDS)


def _kinds(condition: str) -> None:
    for table in ("mail", "mail_template"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_kind_known"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_kind_known"), condition)


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE kind IN ('vote', 'changes')")
    op.execute("DELETE FROM mail_template WHERE kind IN ('vote', 'changes')")
    _kinds(OLD_KINDS)
    for table in ("ballot", "vote_option", "vote"):
        op.drop_table(table)
