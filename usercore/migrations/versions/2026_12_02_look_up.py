"""Looking up: entries of the audit log by their call, and people by an address they had before."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_look_up"
down_revision = "2026_12_01"
branch_labels = None
depends_on = None

OLDER = sa.text("name = 'email.before'")


def upgrade() -> None:
    op.create_index("ix_audit_entries_call_id", "audit_entries", ["call_id"])
    op.create_index(
        "ix_audit_values_older_email",
        "audit_values",
        [sa.text("lower(value)")],
        sqlite_where=OLDER,
        postgresql_where=OLDER,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_values_older_email", table_name="audit_values")
    op.drop_index("ix_audit_entries_call_id", table_name="audit_entries")
