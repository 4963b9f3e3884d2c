"""The home page: letters in trouble by when they were written, invitations whose reader asked for another."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_04_home"
down_revision = "2026_12_03_health"
branch_labels = None
depends_on = None

ASKED = sa.text("asked_again_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_letters_state_created_at_id", "letters", ["state", "created_at", "id"])
    op.create_index(
        "ix_invitations_state_asked_again_at",
        "invitations",
        ["state", "asked_again_at"],
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )


def downgrade() -> None:
    op.drop_index("ix_invitations_state_asked_again_at", table_name="invitations")
    op.drop_index("ix_letters_state_created_at_id", table_name="letters")
