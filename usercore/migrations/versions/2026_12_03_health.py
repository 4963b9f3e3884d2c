"""Health: the last run of each job, since when a secret key is at work, and who may read about it."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment
from usercore.migrations.roles import change_roles

revision = "2026_12_03_health"
down_revision = "2026_12_02_look_up"
branch_labels = None
depends_on = None

GIVEN = {"auditor": ["health:read"]}


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.Column("finished_at", Moment(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_runs"),
    )
    op.create_table(
        "known_keys",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("first_seen_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_known_keys"),
    )
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    op.drop_table("known_keys")
    op.drop_table("job_runs")
