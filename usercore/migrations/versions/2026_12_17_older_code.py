"""Which migration a program must know to work with this database: replicas of an older version may go on."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_17_older_code"
down_revision = "2026_12_16_erasures"
branch_labels = None
depends_on = None
older_code_works = True


def upgrade() -> None:
    op.add_column("instances", sa.Column("works_from", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("instances", "works_from")
