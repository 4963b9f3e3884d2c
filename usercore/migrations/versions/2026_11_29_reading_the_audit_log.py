"""Reading the audit log: found by event, outcome and network; who may export it."""

import sqlalchemy as sa
from alembic import op

from usercore.migrations.roles import change_roles

revision = "2026_11_29"
down_revision = "2026_11_28"
branch_labels = None
depends_on = None

GIVEN = {"auditor": ["audit:export"]}
ADDRESSES = sa.text("name = 'address'")


def upgrade() -> None:
    op.create_index("ix_audit_entries_event_at_id", "audit_entries", ["event", "at", "id"])
    op.create_index("ix_audit_entries_outcome_at_id", "audit_entries", ["outcome", "at", "id"])
    op.create_index(
        "ix_audit_values_address", "audit_values", ["value"], sqlite_where=ADDRESSES, postgresql_where=ADDRESSES
    )
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    op.drop_index("ix_audit_values_address", table_name="audit_values")
    op.drop_index("ix_audit_entries_outcome_at_id", table_name="audit_entries")
    op.drop_index("ix_audit_entries_event_at_id", table_name="audit_entries")
