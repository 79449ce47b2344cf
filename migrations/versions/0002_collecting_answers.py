"""Collecting answers: ways in, rounds of reminders, wordings of mails, paper desks, imports of members, notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = "kind IN ('invitation', 'reminder', 'extension', 'thanks', 'closing')"
LANGUAGES = "language IN ('lv', 'lt', 'ru', 'en')"


def upgrade() -> None:
    op.create_table(
        "mail_template",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_mail_template_kind_known")),
        sa.CheckConstraint(LANGUAGES, name=op.f("ck_mail_template_language_known")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_mail_template_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_template")),
        sa.UniqueConstraint(
            "association_id", "kind", "language", name=op.f("uq_mail_template_association_id_kind_language")
        ),
    )
    op.create_table(
        "reminder",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(queued_at IS NULL) = (round IS NULL)", name=op.f("ck_reminder_queued_with_a_round")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reminder_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("run_id", "due_on", name=op.f("uq_reminder_run_id_due_on")),
        sa.UniqueConstraint("run_id", "round", name=op.f("uq_reminder_run_id_round")),
    )
    op.create_table(
        "paper_desk",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("helper", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_paper_desk_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_desk")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_paper_desk_secret_hash")),
    )
    op.create_index(op.f("ix_paper_desk_run_id"), "paper_desk", ["run_id"])
    op.create_table(
        "member_import",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('pasted', 'csv', 'xlsx')", name=op.f("ck_member_import_source_known")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_member_import_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_member_import_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_import")),
    )
    op.create_index(op.f("ix_member_import_association_id"), "member_import", ["association_id"])
    op.create_index(op.f("ix_member_import_user_id"), "member_import", ["user_id"])
    op.create_table(
        "privacy_notice",
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("association_id", sa.Uuid(), nullable=True),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name=op.f("ck_privacy_notice_one_owner")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["association.id"],
            name=op.f("fk_privacy_notice_association_id_association"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_privacy_notice_region_id_region"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notice")),
        sa.UniqueConstraint("region_id", name=op.f("uq_privacy_notice_region_id")),
        sa.UniqueConstraint("association_id", name=op.f("uq_privacy_notice_association_id")),
    )
    _run()
    _invitation()
    _mail()


def _run() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("addressing", sa.String(length=20), nullable=False, server_default="personal"))
        batch_op.add_column(sa.Column("shared_hash", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("paper_closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closing_notice", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_unique_constraint(batch_op.f("uq_run_shared_hash"), ["shared_hash"])
        batch_op.create_check_constraint(
            batch_op.f("ck_run_addressing_known"), "addressing IN ('personal', 'shared', 'account')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_run_shared_is_anonymous"), "addressing <> 'shared' OR mode = 'anonymous'"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_run_paper_closes_later"),
            "paper_closes_at IS NULL OR closes_at IS NULL OR paper_closes_at >= closes_at",
        )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.alter_column("addressing", existing_type=sa.String(length=20), server_default=None)
        batch_op.alter_column("closing_notice", existing_type=sa.Boolean(), server_default=None)


def _invitation() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("paper_desk_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_invitation_paper_desk_id_paper_desk"),
            "paper_desk",
            ["paper_desk_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(batch_op.f("ix_invitation_paper_desk_id"), ["paper_desk_id"])
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.alter_column("begun", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("trial", existing_type=sa.Boolean(), server_default=None)
    op.execute("UPDATE invitation SET begun = answered")


def _mail() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("user_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_mail_kind_known"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_mail_state_known"), type_="check")
    op.execute("UPDATE mail SET run_id = (SELECT run_id FROM invitation WHERE invitation.id = mail.invitation_id)")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.alter_column("run_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("invitation_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_check_constraint(batch_op.f("ck_mail_kind_known"), KINDS)
        batch_op.create_check_constraint(
            batch_op.f("ck_mail_state_known"),
            "state IN ('waiting', 'sending', 'sent', 'failed', 'bounced', 'skipped')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_mail_one_addressee"), "(invitation_id IS NULL) <> (user_id IS NULL)"
        )
        batch_op.create_foreign_key(batch_op.f("fk_mail_run_id_run"), "run", ["run_id"], ["id"], ondelete="CASCADE")
        batch_op.create_foreign_key(batch_op.f("fk_mail_user_id_user"), "user", ["user_id"], ["id"], ondelete="CASCADE")
        batch_op.create_index(batch_op.f("ix_mail_run_id"), ["run_id"])
        batch_op.create_index(batch_op.f("ix_mail_user_id"), ["user_id"])


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE invitation_id IS NULL OR kind NOT IN ('invitation', 'reminder')")
    op.execute("UPDATE mail SET state = 'failed' WHERE state IN ('bounced', 'skipped')")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_user_id"))
        batch_op.drop_index(batch_op.f("ix_mail_run_id"))
        batch_op.drop_constraint(batch_op.f("fk_mail_user_id_user"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_mail_run_id_run"), type_="foreignkey")
        for name in ("one_addressee", "state_known", "kind_known"):
            batch_op.drop_constraint(batch_op.f(f"ck_mail_{name}"), type_="check")
        batch_op.drop_column("not_before")
        batch_op.drop_column("user_id")
        batch_op.drop_column("run_id")
        batch_op.alter_column("invitation_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_mail_kind_known"), "kind IN ('invitation', 'reminder')")
        batch_op.create_check_constraint(
            batch_op.f("ck_mail_state_known"), "state IN ('waiting', 'sending', 'sent', 'failed')"
        )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_paper_desk_id"))
        batch_op.drop_constraint(batch_op.f("fk_invitation_paper_desk_id_paper_desk"), type_="foreignkey")
        for name in ("paper_desk_id", "trial", "begun"):
            batch_op.drop_column(name)
    with op.batch_alter_table("run", schema=None) as batch_op:
        for name in ("paper_closes_later", "shared_is_anonymous", "addressing_known"):
            batch_op.drop_constraint(batch_op.f(f"ck_run_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_run_shared_hash"), type_="unique")
        for name in ("closing_notice", "paper_closes_at", "shared_hash", "addressing"):
            batch_op.drop_column(name)
    for table in ("privacy_notice", "member_import", "paper_desk", "reminder", "mail_template"):
        op.drop_table(table)
