"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "period",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('school_year', 'calendar_year')", name=op.f("ck_period_kind_known")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_period_starts_before_it_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
        sa.UniqueConstraint("kind", "first_year", name=op.f("uq_period_kind_first_year")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('lv', 'lt', 'ru', 'en')", name=op.f("ck_person_language_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=False)

    op.create_table(
        "region",
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_region_not_its_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "role",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", sa.JSON(), nullable=True),
        sa.Column("update_datetime", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "association",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("leader", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('lv', 'lt', 'ru', 'en')", name=op.f("ck_association_language_known")),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= founded_on", name=op.f("ck_association_ends_after_founding")
        ),
        sa.CheckConstraint(
            "successor_id IS NULL OR successor_id <> id", name=op.f("ck_association_not_its_own_successor")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_association_region_id_region")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["association.id"], name=op.f("fk_association_successor_id_association")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
    )
    with op.batch_alter_table("association", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_association_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_association_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "institution",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('primary', 'basic', 'secondary', 'gymnasium', 'vocational', 'special', 'other')",
            name=op.f("ck_institution_kind_known"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_institution_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_institution_region_id_name")),
    )
    op.create_table(
        "user",
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(), nullable=True),
        sa.Column("current_login_at", sa.DateTime(), nullable=True),
        sa.Column("last_login_ip", sa.String(length=64), nullable=True),
        sa.Column("current_login_ip", sa.String(length=64), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=False),
        sa.Column("create_datetime", sa.DateTime(), nullable=False),
        sa.Column("update_datetime", sa.DateTime(), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_user_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_person_id"), ["person_id"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_audit_event_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_created_at", ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_user_id"), ["user_id"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_by", sa.String(length=200), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_evaluation_association_id_association")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_evaluation_period_id_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("association_id", "period_id", name=op.f("uq_evaluation_association_id_period_id")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_period_id"), ["period_id"], unique=False)

    op.create_table(
        "grant",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role IN ('librarian', 'leader') AND association_id IS NOT NULL AND region_id IS NULL)"
            " OR (role = 'regional_centre' AND region_id IS NOT NULL AND association_id IS NULL)"
            " OR (role = 'admin' AND region_id IS NULL AND association_id IS NULL)",
            name=op.f("ck_grant_scope_fits_role"),
        ),
        sa.CheckConstraint(
            "role IN ('librarian', 'leader', 'regional_centre', 'admin')", name=op.f("ck_grant_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_grant_association_id_association"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_grant_region_id_region"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_grant_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "association_id",
            "region_id",
            name=op.f("uq_grant_user_id_role_association_id_region_id"),
        ),
    )
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.create_index("ix_grant_association_id", ["association_id"], unique=False)
        batch_op.create_index("ix_grant_region_id", ["region_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("left_on IS NULL OR left_on >= joined_on", name=op.f("ck_membership_leaves_after_joining")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_membership_association_id_association")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_membership_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_association_id_left_on", ["association_id", "left_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(
            "uq_membership_current",
            ["person_id", "association_id"],
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )

    op.create_table(
        "plan",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("priorities", sa.JSON(), nullable=False),
        sa.Column("priority_report", sa.Text(), nullable=False),
        sa.Column("approval_body", sa.String(length=300), nullable=False),
        sa.Column("approval_number", sa.String(length=60), nullable=False),
        sa.Column("approval_date", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_plan_association_id_association")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_plan_period_id_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("association_id", "period_id", name=op.f("uq_plan_association_id_period_id")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_period_id"), ["period_id"], unique=False)

    op.create_table(
        "practice_card",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("school", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("share_association", sa.Boolean(), nullable=False),
        sa.Column("share_region", sa.Boolean(), nullable=False),
        sa.Column("share_public", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('lv', 'lt', 'ru', 'en')", name=op.f("ck_practice_card_language_known")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_practice_card_association_id_association")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_practice_card_period_id_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_card")),
    )
    with op.batch_alter_table("practice_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_card_association_id"), ["association_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_card_period_id"), ["period_id"], unique=False)

    op.create_table(
        "questionnaire",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("association_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_questionnaire_association_id_association")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_questionnaire_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint(
            "key", "region_id", "association_id", name=op.f("uq_questionnaire_key_region_id_association_id")
        ),
    )
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaire_association_id"), ["association_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questionnaire_region_id"), ["region_id"], unique=False)
        batch_op.create_index(
            "uq_questionnaire_shared_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("region_id IS NULL AND association_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL AND association_id IS NULL"),
        )

    op.create_table(
        "recommendation",
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=60), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("indicator", sa.String(length=80), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("percent_done", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'declined' OR reason <> ''", name=op.f("ck_recommendation_declined_with_a_reason")
        ),
        sa.CheckConstraint("status <> 'done' OR percent_done = 100", name=op.f("ck_recommendation_done_is_all_done")),
        sa.CheckConstraint(
            "status IN ('draft', 'accepted', 'in_progress', 'done', 'later', 'declined')",
            name=op.f("ck_recommendation_status_known"),
        ),
        sa.CheckConstraint("percent_done BETWEEN 0 AND 100", name=op.f("ck_recommendation_percent_done_is_a_share")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_recommendation_association_id_association")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_recommendation_period_id_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_recommendation_association_id_period_id", ["association_id", "period_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recommendation_period_id"), ["period_id"], unique=False)

    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id_role"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "activity",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=60), nullable=True),
        sa.Column("form", sa.String(length=60), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("period_text", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("precision", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("responsible", sa.String(length=300), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.Column("work_done", sa.Text(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("participants_words", sa.String(length=300), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience IN ('pupils', 'teachers')", name=op.f("ck_activity_audience_known")),
        sa.CheckConstraint(
            "precision IN ('day', 'span', 'month', 'quarter', 'season', 'year', 'recurring', 'unknown')",
            name=op.f("ck_activity_precision_known"),
        ),
        sa.CheckConstraint(
            "participants IS NULL OR participants >= 0", name=op.f("ck_activity_participants_not_negative")
        ),
        sa.CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on",
            name=op.f("ck_activity_starts_before_it_ends"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_activity_plan_id_plan"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_activity_recommendation_id_recommendation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_recommendation_id"), ["recommendation_id"], unique=False)

    op.create_table(
        "evaluation_part",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 10", name=op.f("ck_evaluation_part_one_of_ten")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_part_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_part")),
        sa.UniqueConstraint("evaluation_id", "number", name=op.f("uq_evaluation_part_evaluation_id_number")),
    )
    op.create_table(
        "partner",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_partner_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "questionnaire_version",
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_hash", sa.String(length=64), nullable=False),
        sa.Column("texts_hash", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_questionnaire_version_questionnaire_id_questionnaire"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire_id", "number", name=op.f("uq_questionnaire_version_questionnaire_id_number")
        ),
        sa.UniqueConstraint(
            "questionnaire_id",
            "structure_hash",
            "texts_hash",
            name=op.f("uq_questionnaire_version_questionnaire_id_structure_hash_texts_hash"),
        ),
    )
    op.create_table(
        "recommendation_event",
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_event_recommendation_id_recommendation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_recommendation_event_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_event")),
    )
    with op.batch_alter_table("recommendation_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_event_recommendation_id"), ["recommendation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recommendation_event_user_id"), ["user_id"], unique=False)

    op.create_table(
        "survey",
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("association_id", sa.Uuid(), nullable=True),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(region_id IS NULL) <> (association_id IS NULL)", name=op.f("ck_survey_one_owner")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_survey_association_id_association")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_survey_period_id_period")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_survey_region_id_region")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_survey_version_id_questionnaire_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_association_id"), ["association_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_period_id"), ["period_id"], unique=False)
        batch_op.create_index("ix_survey_region_id_period_id", ["region_id", "period_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_version_id"), ["version_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("association_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("document_hash", sa.String(length=64), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_private_key", sa.LargeBinary(), nullable=True),
        sa.Column("envelope_bytes", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("release_id", sa.String(length=64), nullable=True),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_run_closed_with_a_date")),
        sa.CheckConstraint("mode IN ('anonymous', 'confidential', 'named')", name=op.f("ck_run_mode_known")),
        sa.CheckConstraint(
            "status <> 'closed' OR wrapped_private_key IS NULL", name=op.f("ck_run_no_key_after_closing")
        ),
        sa.CheckConstraint(
            "status <> 'open' OR mode <> 'anonymous' OR public_key IS NOT NULL", name=op.f("ck_run_open_with_a_key")
        ),
        sa.CheckConstraint("status = 'draft' OR document IS NOT NULL", name=op.f("ck_run_opened_with_a_form")),
        sa.CheckConstraint("status IN ('draft', 'open', 'closed')", name=op.f("ck_run_status_known")),
        sa.CheckConstraint("envelope_bytes >= 1024", name=op.f("ck_run_envelope_holds_something")),
        sa.CheckConstraint("invited IS NULL OR invited >= 0", name=op.f("ck_run_invited_not_negative")),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_run_opens_before_closing")
        ),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_run_association_id_association")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_run_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("id", "mode", name="uq_run_id_mode"),
        sa.UniqueConstraint("survey_id", "association_id", name=op.f("uq_run_survey_id_association_id")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_association_id"), ["association_id"], unique=False)

    op.create_table(
        "dismissed_finding",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_dismissed_finding_with_a_reason")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_dismissed_finding_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissed_finding")),
        sa.UniqueConstraint("run_id", "fingerprint", name=op.f("uq_dismissed_finding_run_id_fingerprint")),
    )
    op.create_table(
        "draft",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_draft_run_id_run")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_draft")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_run_id"), ["run_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("language IN ('lv', 'lt', 'ru', 'en')", name=op.f("ck_invitation_language_known")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_invitation_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_invitation_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("run_id", "membership_id", name=op.f("uq_invitation_run_id_membership_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitation_secret_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "ix_invitation_open",
            ["run_id"],
            unique=False,
            postgresql_where=sa.text("NOT cancelled"),
            sqlite_where=sa.text("NOT cancelled"),
        )

    op.create_table(
        "proposal_group",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'declined' OR reason <> ''", name=op.f("ck_proposal_group_declined_with_a_reason")
        ),
        sa.CheckConstraint(
            "status IN ('new', 'grouped', 'shortlisted', 'accepted', 'merged', 'later', 'declined')",
            name=op.f("ck_proposal_group_status_known"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_proposal_group_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_group")),
    )
    with op.batch_alter_table("proposal_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_group_run_id"), ["run_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=True),
        sa.Column("proposal_group_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.Column("method_version", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(release_id IS NOT NULL) OR (proposal_group_id IS NOT NULL)", name=op.f("ck_evidence_rests_on_something")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_group_id"], ["proposal_group.id"], name=op.f("fk_evidence_proposal_group_id_proposal_group")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_evidence_recommendation_id_recommendation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("recommendation_id", "fingerprint", name=op.f("uq_evidence_recommendation_id_fingerprint")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_proposal_group_id"), ["proposal_group_id"], unique=False)

    op.create_table(
        "intake",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_intake_invitation_id_invitation")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_intake_run_id_run")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_intake")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intake_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_intake_run_id"), ["run_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('invitation', 'reminder')", name=op.f("ck_mail_kind_known")),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name=op.f("ck_mail_state_known")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mail_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_mail_invitation_id_invitation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("invitation_id", "kind", "round", name=op.f("uq_mail_invitation_id_kind_round")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_state", ["state"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "language IS NULL OR language IN ('lv', 'lt', 'ru', 'en')", name=op.f("ck_proposal_language_known")
        ),
        sa.CheckConstraint("status <> 'declined' OR reason <> ''", name=op.f("ck_proposal_declined_with_a_reason")),
        sa.CheckConstraint(
            "status IN ('new', 'grouped', 'shortlisted', 'accepted', 'merged', 'later', 'declined')",
            name=op.f("ck_proposal_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["proposal_group.id"], name=op.f("fk_proposal_group_id_proposal_group"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_proposal_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_run_id"), ["run_id"], unique=False)

    op.create_table(
        "response",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "mode <> 'anonymous' OR invitation_id IS NULL", name=op.f("ck_response_anonymous_without_invitation")
        ),
        sa.CheckConstraint(
            "mode = 'anonymous' OR invitation_id IS NOT NULL", name=op.f("ck_response_linked_with_invitation")
        ),
        sa.CheckConstraint("mode IN ('anonymous', 'confidential', 'named')", name=op.f("ck_response_mode_known")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_response_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(["run_id", "mode"], ["run.id", "run.mode"], name=op.f("fk_response_run_id_mode_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_response_invitation_id")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index("ix_response_run_id", ["run_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index("ix_response_run_id")

    op.drop_table("response")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_run_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_group_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_state")

    op.drop_table("mail")
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intake_run_id"))
        batch_op.drop_index(batch_op.f("ix_intake_invitation_id"))

    op.drop_table("intake")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_proposal_group_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("proposal_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_group_run_id"))

    op.drop_table("proposal_group")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_invitation_open", postgresql_where=sa.text("NOT cancelled"), sqlite_where=sa.text("NOT cancelled")
        )
        batch_op.drop_index(batch_op.f("ix_invitation_membership_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_run_id"))

    op.drop_table("draft")
    op.drop_table("dismissed_finding")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_association_id"))

    op.drop_table("run")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_version_id"))
        batch_op.drop_index("ix_survey_region_id_period_id")
        batch_op.drop_index(batch_op.f("ix_survey_period_id"))
        batch_op.drop_index(batch_op.f("ix_survey_association_id"))

    op.drop_table("survey")
    with op.batch_alter_table("recommendation_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_event_user_id"))
        batch_op.drop_index(batch_op.f("ix_recommendation_event_recommendation_id"))

    op.drop_table("recommendation_event")
    op.drop_table("questionnaire_version")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_plan_id"))

    op.drop_table("partner")
    op.drop_table("evaluation_part")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_recommendation_id"))
        batch_op.drop_index(batch_op.f("ix_activity_plan_id"))

    op.drop_table("activity")
    op.drop_table("user_role")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_period_id"))
        batch_op.drop_index("ix_recommendation_association_id_period_id")

    op.drop_table("recommendation")
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_questionnaire_shared_key",
            sqlite_where=sa.text("region_id IS NULL AND association_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL AND association_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_questionnaire_region_id"))
        batch_op.drop_index(batch_op.f("ix_questionnaire_association_id"))

    op.drop_table("questionnaire")
    with op.batch_alter_table("practice_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_card_period_id"))
        batch_op.drop_index(batch_op.f("ix_practice_card_association_id"))

    op.drop_table("practice_card")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_period_id"))

    op.drop_table("plan")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_current",
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_institution_id"))
        batch_op.drop_index("ix_membership_association_id_left_on")

    op.drop_table("membership")
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_index("ix_grant_region_id")
        batch_op.drop_index("ix_grant_association_id")

    op.drop_table("grant")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_period_id"))

    op.drop_table("evaluation")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_user_id"))
        batch_op.drop_index("ix_audit_event_created_at")

    op.drop_table("audit_event")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_person_id"))

    op.drop_table("user")
    op.drop_table("institution")
    with op.batch_alter_table("association", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_association_successor_id"))
        batch_op.drop_index(batch_op.f("ix_association_region_id"))

    op.drop_table("association")
    op.drop_table("setting")
    op.drop_table("role")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_id"))

    op.drop_table("region")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
    op.drop_table("period")
