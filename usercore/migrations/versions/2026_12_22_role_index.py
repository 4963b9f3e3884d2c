"""Those with a role are counted in its index alone: it tells who of them is in the trash."""

from alembic import op

revision = "2026_12_22_role_index"
down_revision = "2026_12_21_audit_by_month"
branch_labels = None
depends_on = None
older_code_works = True

ROLE = "ix_users_role_created_at_id"  # older code names it, and reads it as before


def upgrade() -> None:
    op.drop_index(ROLE, "users")
    op.create_index(ROLE, "users", ["role", "created_at", "id", "status"])


def downgrade() -> None:
    op.drop_index(ROLE, "users")
    op.create_index(ROLE, "users", ["role", "created_at", "id"])
