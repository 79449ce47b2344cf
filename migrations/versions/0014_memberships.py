"""Name, address and language belong to a membership; institutions to an association until the region lists them.

Until now a person was one for the whole installation, known by the address, and an institution one for its region. Each
membership gets what stood at its person. ``person_id`` stays where it is, so that confidential answers of two years go
on being paired; it refers to nothing any more. Accounts stand for no membership until the owner of the mailbox says so.
An institution where one association alone has members becomes that association's own.
"""

from __future__ import annotations

import uuid
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LANGUAGE = "language IN ('lv', 'lt', 'ru', 'en')"
OLD_KINDS = (
    "kind IN ('invitation', 'reminder', 'extension', 'thanks', 'closing', 'vote', 'changes', "
    "'evaluation_submitted', 'evaluation_returned', 'evaluation_accepted')"
)
KINDS = f"{OLD_KINDS[:-1]}, 'account')"
OLD_SUBJECT = "(run_id IS NULL) <> (evaluation_id IS NULL)"
SUBJECT = (
    "(CASE WHEN run_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN evaluation_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN membership_id IS NULL THEN 0 ELSE 1 END) = 1"
)

person = sa.table(
    "person",
    sa.column("id", sa.Uuid()),
    sa.column("name", sa.String()),
    sa.column("email", sa.String()),
    sa.column("language", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
membership = sa.table(
    "membership",
    sa.column("id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("association_id", sa.Uuid()),
    sa.column("institution_id", sa.Uuid()),
    sa.column("name", sa.String()),
    sa.column("email", sa.String()),
    sa.column("language", sa.String()),
    sa.column("user_id", sa.Uuid()),
    sa.column("joined_on", sa.Date()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
institution = sa.table(
    "institution",
    sa.column("id", sa.Uuid()),
    sa.column("region_id", sa.Uuid()),
    sa.column("association_id", sa.Uuid()),
    sa.column("name", sa.String()),
)
association = sa.table("association", sa.column("id", sa.Uuid()), sa.column("region_id", sa.Uuid()))
user = sa.table("user", sa.column("id", sa.Uuid()), sa.column("person_id", sa.Uuid()))
member_import = sa.table("member_import", sa.column("id", sa.Uuid()), sa.column("changes", sa.JSON()))


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("user_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_email", sa.String(length=255), nullable=True))
        batch_op.drop_constraint(op.f("fk_membership_person_id_person"), type_="foreignkey")
    op.execute(
        sa.update(membership).values(
            {
                name: sa.select(person.c[name]).where(person.c.id == membership.c.person_id).scalar_subquery()
                for name in ("name", "email", "language")
            }
        )
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=200), nullable=False)
        batch_op.alter_column("language", existing_type=sa.String(length=2), nullable=False)
        batch_op.create_check_constraint(op.f("ck_membership_language_known"), LANGUAGE)
        batch_op.create_check_constraint(
            op.f("ck_membership_account_confirmed"), "user_id IS NULL OR confirmed_email IS NOT NULL"
        )
        batch_op.create_foreign_key(
            op.f("fk_membership_user_id_user"), "user", ["user_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(
            "uq_membership_account",
            ["user_id", "association_id"],
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_user_person_id"))
        batch_op.drop_constraint(op.f("fk_user_person_id_person"), type_="foreignkey")
        batch_op.drop_column("person_id")
    op.drop_table("person")
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("association_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("region_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_institution_association_id_association"), "association", ["association_id"], ["id"]
        )
        batch_op.create_unique_constraint(op.f("uq_institution_association_id_name"), ["association_id", "name"])
        batch_op.create_check_constraint(
            op.f("ck_institution_one_owner"), "(region_id IS NULL) <> (association_id IS NULL)"
        )
    _give_to_the_only_association()
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("membership_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_mail_membership_id_membership"), "membership", ["membership_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_mail_membership_id"), ["membership_id"], unique=False)
        batch_op.drop_constraint(op.f("ck_mail_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_kind_known"), KINDS)
        batch_op.drop_constraint(op.f("ck_mail_one_subject"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_one_subject"), SUBJECT)


def _give_to_the_only_association() -> None:
    connection = op.get_bind()
    used = defaultdict(set)
    for place, where in connection.execute(
        sa.select(membership.c.institution_id, membership.c.association_id).where(
            membership.c.institution_id.is_not(None)
        )
    ):
        used[place].add(where)
    for place, where in used.items():
        if len(where) == 1:
            connection.execute(
                sa.update(institution)
                .where(institution.c.id == place)
                .values(region_id=None, association_id=next(iter(where)))
            )


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE membership_id IS NOT NULL")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_one_subject"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_one_subject"), OLD_SUBJECT)
        batch_op.drop_constraint(op.f("ck_mail_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_kind_known"), OLD_KINDS)
        batch_op.drop_index(op.f("ix_mail_membership_id"))
        batch_op.drop_constraint(op.f("fk_mail_membership_id_membership"), type_="foreignkey")
        batch_op.drop_column("membership_id")
    _give_to_the_region()
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_institution_one_owner"), type_="check")
        batch_op.drop_constraint(op.f("uq_institution_association_id_name"), type_="unique")
        batch_op.drop_constraint(op.f("fk_institution_association_id_association"), type_="foreignkey")
        batch_op.alter_column("region_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("association_id")
    op.create_table(
        "person",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(LANGUAGE, name=op.f("ck_person_language_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=False)
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        batch_op.create_index(op.f("ix_user_person_id"), ["person_id"], unique=False)
        batch_op.create_foreign_key(
            op.f("fk_user_person_id_person"), "person", ["person_id"], ["id"], ondelete="SET NULL"
        )
    _make_persons()
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("uq_membership_account")
        batch_op.drop_constraint(op.f("ck_membership_language_known"), type_="check")
        batch_op.drop_constraint(op.f("ck_membership_account_confirmed"), type_="check")
        batch_op.drop_constraint(op.f("fk_membership_user_id_user"), type_="foreignkey")
        batch_op.drop_column("confirmed_email")
        batch_op.drop_column("user_id")
        batch_op.drop_column("language")
        batch_op.drop_column("email")
        batch_op.drop_column("name")
        batch_op.create_foreign_key(
            op.f("fk_membership_person_id_person"), "person", ["person_id"], ["id"], ondelete="CASCADE"
        )
    _flatten_imports()


def _give_to_the_region() -> None:
    """What two associations of a region call the same becomes one institution; its kind is that of the first."""
    connection = op.get_bind()
    listed = {
        (region, name): place
        for place, region, name in connection.execute(
            sa.select(institution.c.id, institution.c.region_id, institution.c.name).where(
                institution.c.region_id.is_not(None)
            )
        )
    }
    own = sa.select(institution.c.id, association.c.region_id, institution.c.name).join(
        association, association.c.id == institution.c.association_id
    )
    for place, region, name in connection.execute(own.order_by(institution.c.id)).all():
        kept = listed.setdefault((region, name), place)
        if kept == place:
            change = sa.update(institution).where(institution.c.id == place)
            connection.execute(change.values(region_id=region, association_id=None))
        else:
            moved = sa.update(membership).where(membership.c.institution_id == place)
            connection.execute(moved.values(institution_id=kept))
            connection.execute(sa.delete(institution).where(institution.c.id == place))


def _make_persons() -> None:
    """One person for memberships that share ``person_id`` and say the same of her; the newest of an association counts.

    Where two associations say different things of her, each keeps its own person.
    """
    connection = op.get_bind()
    said = {}
    rows = connection.execute(sa.select(membership).order_by(membership.c.joined_on, membership.c.id)).all()
    for row in rows:
        said[row.person_id, row.association_id] = (row.name, row.email, row.language)
    ids: dict[tuple[object, object], uuid.UUID] = {}
    made: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for row in rows:
        words = said[row.person_id, row.association_id]
        person_id = ids.get((row.person_id, words))
        if person_id is None:
            person_id = uuid.uuid4() if made[row.person_id] else row.person_id
            made[row.person_id].add(person_id)
            ids[row.person_id, words] = person_id
            new = dict(zip(("name", "email", "language"), words, strict=True))
            connection.execute(sa.insert(person).values(id=person_id, created_at=row.created_at, **new))
        if person_id != row.person_id:
            connection.execute(sa.update(membership).where(membership.c.id == row.id).values(person_id=person_id))
        if row.user_id is not None:
            connection.execute(sa.update(user).where(user.c.id == row.user_id).values(person_id=person_id))


def _flatten_imports() -> None:
    """The earlier version takes back all it knows of a member; what an import did not change is as it stands."""
    connection = op.get_bind()
    for batch, changes in connection.execute(sa.select(member_import.c.id, member_import.c.changes)).all():
        earlier = [_earlier(connection, change) if "after" in change else change for change in changes]
        connection.execute(sa.update(member_import).where(member_import.c.id == batch).values(changes=earlier))


def _earlier(connection: sa.Connection, change: dict[str, object]) -> dict[str, object]:
    kept = {key: change[key] for key in ("change", "membership", "new_institution")}
    if change["change"] == "added":
        return {**kept, "new_person": True}
    row = connection.execute(
        sa.select(membership.c.institution_id, person.c.name, person.c.email)
        .join(person, person.c.id == membership.c.person_id)
        .where(membership.c.id == uuid.UUID(str(change["membership"])))
    ).first()
    now = {"institution": str(row[0]) if row[0] else None, "name": row[1], "email": row[2]} if row else {}
    before = change["before"]
    assert isinstance(before, dict)
    return {**kept, **now, **{key: value for key, value in before.items() if key != "language"}}
