"""Proposals keep no language that few members share.

How many members wrote proposals in a language is not known any more. It is kept where three of the proposals are in it
and three members of the survey who answered have it; in doubt it goes. What it was is overwritten by the worker.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FEWEST = 3

proposal = sa.table("proposal", sa.column("run_id", sa.Uuid()), sa.column("language", sa.String()))
invitation = sa.table(
    "invitation",
    sa.column("run_id", sa.Uuid()),
    sa.column("language", sa.String()),
    sa.column("answered", sa.Boolean()),
    sa.column("trial", sa.Boolean()),
)
cleaning = sa.table(
    "cleaning",
    sa.column("id", sa.Uuid()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("reason", sa.String()),
    sa.column("tables", sa.JSON()),
    sa.column("tries", sa.Integer()),
    sa.column("outcome", sa.String()),
)


def upgrade() -> None:
    connection = op.get_bind()
    written = connection.execute(
        sa.select(proposal.c.run_id, proposal.c.language, sa.func.count())
        .where(proposal.c.language.is_not(None))
        .group_by(proposal.c.run_id, proposal.c.language)
    ).all()
    forgotten = 0
    for run_id, language, proposals in written:
        members = connection.scalar(
            sa.select(sa.func.count())
            .select_from(invitation)
            .where(
                invitation.c.run_id == run_id,
                invitation.c.language == language,
                invitation.c.answered,
                ~invitation.c.trial,
            )
        )
        if min(proposals, members or 0) < FEWEST:
            forgotten += 1
            connection.execute(
                sa.update(proposal)
                .where(proposal.c.run_id == run_id, proposal.c.language == language)
                .values(language=None)
            )
    if forgotten:
        connection.execute(
            sa.insert(cleaning).values(
                id=uuid.uuid4(),
                created_at=datetime.now(UTC),
                reason="product_updated",
                tables=["proposal", "pg_statistic"],
                tries=0,
                outcome="waiting",
            )
        )


def downgrade() -> None:
    """What was forgotten does not come back."""
