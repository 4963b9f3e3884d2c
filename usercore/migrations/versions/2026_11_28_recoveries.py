"""A lost second factor: what was seen, and the second person whom it waits for."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment
from usercore.migrations.roles import change_roles

revision = "2026_11_28"
down_revision = "2026_11_27"
branch_labels = None
depends_on = None

GIVEN = {"support": ["two-factor:recover"]}


def upgrade() -> None:
    op.create_table(
        "recoveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recoveries_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name="fk_recoveries_asked_by_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_recoveries"),
        sa.UniqueConstraint("user_id", name="uq_recoveries_user_id"),
    )
    op.create_index("ix_recoveries_asked_by", "recoveries", ["asked_by"])
    op.create_index("ix_recoveries_ends_at", "recoveries", ["ends_at"])
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    op.drop_table("recoveries")
