"""What a job of the house did is found by its name."""

from alembic import op

revision = "2026_12_05_jobs_as_actors"
down_revision = "2026_12_04_home"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entries_actor_name_at_id", "audit_entries", ["actor_name", "at", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entries_actor_name_at_id", table_name="audit_entries")
