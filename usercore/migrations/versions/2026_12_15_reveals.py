"""Personal data shown whole for five minutes, with a reason; who may ask for it."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment
from usercore.migrations.roles import change_roles

revision = "2026_12_15_reveals"
down_revision = "2026_12_14_consent"
branch_labels = None
depends_on = None

GIVEN = {"auditor": ["users:ask-to-reveal"]}


def upgrade() -> None:
    op.create_table(
        "reveals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_reveals_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_reveals_session_id_sessions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name="fk_reveals_asked_by_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reveals"),
    )
    op.create_index("ix_reveals_session_id_user_id_ends_at", "reveals", ["session_id", "user_id", "ends_at"])
    op.create_index("ix_reveals_user_id", "reveals", ["user_id"])
    op.create_index("ix_reveals_asked_by", "reveals", ["asked_by"])
    op.create_index("ix_reveals_ends_at", "reveals", ["ends_at"])
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    op.drop_table("reveals")
