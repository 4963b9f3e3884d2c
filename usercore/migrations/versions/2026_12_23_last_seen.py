"""When somebody was last seen stays known once the row of their session is gone."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_12_23_last_seen"
down_revision = "2026_12_22_role_index"
branch_labels = None
depends_on = None
older_code_works = True


def upgrade() -> None:
    op.add_column("users", sa.Column("last_seen_at", Moment(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "last_seen_at")
