"""${message}."""

import sqlalchemy as sa
from alembic import op

import usercore.database

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None
# True once it only adds (tables, columns that may be empty, indexes): replicas of the version before go on meanwhile.
older_code_works = False


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
