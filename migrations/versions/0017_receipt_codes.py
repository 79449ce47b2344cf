"""Sent answers open with a receipt code alone: turns of invitations, links handed over, who voted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MEMBERS = ("invitation", "reminder", "extension", "thanks", "closing", "vote", "changes")
NOTICES = ("evaluation_submitted", "evaluation_returned", "evaluation_accepted")
ACCOUNTS = ("account",)
LINKS = ("again", "new_link", "link_replaced")

mail = sa.table("mail", sa.column("kind", sa.String()))


def _kinds(*names: str) -> str:
    return f"kind IN ({', '.join(repr(name) for name in names)})"


def upgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link_number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("handed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("voided", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Links of members without an address were handed over by the leader, and go on being so.
    op.execute(sa.text("UPDATE invitation SET handed = (email IS NULL AND NOT trial)"))
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        for name in ("link_number", "turn", "handed", "voided"):
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "former_link",
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_former_link_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_former_link")),
    )
    op.create_index(op.f("ix_former_link_invitation_id"), "former_link", ["invitation_id"])
    op.create_table(
        "voter",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_voter_invitation_id_invitation"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_voter_vote_id_vote"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vote_id", "invitation_id", name=op.f("pk_voter")),
    )
    op.create_index(op.f("ix_voter_invitation_id"), "voter", ["invitation_id"])
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=255), nullable=True))
        batch_op.drop_constraint(op.f("ck_mail_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_kind_known"), _kinds(*MEMBERS, *LINKS, *NOTICES, *ACCOUNTS))


def downgrade() -> None:
    op.execute(sa.delete(mail).where(mail.c.kind.in_(LINKS)))
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_kind_known"), _kinds(*MEMBERS, *NOTICES, *ACCOUNTS))
        batch_op.drop_column("address")
    op.drop_table("voter")
    op.drop_table("former_link")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        for name in ("voided", "handed", "turn", "link_number"):
            batch_op.drop_column(name)
