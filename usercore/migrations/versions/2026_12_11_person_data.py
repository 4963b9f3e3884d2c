"""All that is held about one person is read by key: the values beside the log, and sessions of others that they ended."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_11_person_data"
down_revision = "2026_12_10_privacy_roles"
branch_labels = None
depends_on = None

BY_ANOTHER = sa.text("ended_by <> user_id")


def upgrade() -> None:
    op.create_index("ix_audit_values_person_id_entry_id_name", "audit_values", ["person_id", "entry_id", "name"])
    op.drop_index("ix_audit_values_person_id", table_name="audit_values")
    op.create_index(
        "ix_sessions_ended_by", "sessions", ["ended_by", "id"], sqlite_where=BY_ANOTHER, postgresql_where=BY_ANOTHER
    )


def downgrade() -> None:
    op.drop_index("ix_sessions_ended_by", table_name="sessions")
    op.create_index("ix_audit_values_person_id", "audit_values", ["person_id"])
    op.drop_index("ix_audit_values_person_id_entry_id_name", table_name="audit_values")
