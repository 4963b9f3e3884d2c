"""The privacy desk: who may read it, work at it, and change its rules."""

from alembic import op

from usercore.migrations.roles import change_roles

revision = "2026_12_10_privacy_roles"
down_revision = "2026_12_05_jobs_as_actors"
branch_labels = None
depends_on = None

GIVEN = {
    "support": ["privacy:read", "privacy:work", "privacy:export", "consents:read", "consents:record"],
    "auditor": ["privacy:read", "retention:read", "consents:read"],
}


def upgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
