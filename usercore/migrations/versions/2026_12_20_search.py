"""People are found by any part of their name and address, at any size; people who never signed in are last."""

import sqlalchemy as sa
from alembic import op

from usercore import search_index

revision = "2026_12_20_search"
down_revision = "2026_12_17_older_code"
branch_labels = None
depends_on = None
older_code_works = True

SEEN = "ix_users_last_sign_in_at_id"


def upgrade() -> None:
    search_index.create(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":  # SQLite sorts no value as the smallest by itself
        op.drop_index(SEEN, "users")
        op.create_index(SEEN, "users", [sa.text("last_sign_in_at DESC NULLS LAST"), sa.text("id DESC")])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(SEEN, "users")
        op.create_index(SEEN, "users", ["last_sign_in_at", "id"])
    search_index.drop(op.get_bind())
