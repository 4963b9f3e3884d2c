"""Roles ask for a second factor, and people are given time to set it up."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_11_27"
down_revision = "2026_11_26"
branch_labels = None
depends_on = None

SINCE = datetime(2026, 1, 1, tzinfo=UTC)  # from the start: time counts from each admin's next sign-in


def upgrade() -> None:
    op.add_column("roles", sa.Column("second_factor_since", Moment(timezone=True), nullable=True))
    op.add_column("users", sa.Column("second_factor_asked_at", Moment(timezone=True), nullable=True))
    op.add_column("users", sa.Column("must_enrol", sa.Boolean(), nullable=False, server_default=sa.false()))
    roles = sa.table("roles", sa.column("name", sa.String), sa.column("second_factor_since", Moment(timezone=True)))
    op.execute(roles.update().where(roles.c.name == "admin").values(second_factor_since=SINCE))


def downgrade() -> None:
    op.drop_column("users", "must_enrol")
    op.drop_column("users", "second_factor_asked_at")
    op.drop_column("roles", "second_factor_since")
