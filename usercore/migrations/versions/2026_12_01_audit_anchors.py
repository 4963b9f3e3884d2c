"""Months of the audit log may go as a whole, once a signed anchor stands in their place."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_12_01"
down_revision = "2026_11_30"
branch_labels = None
depends_on = None

ANCHORED = "EXISTS (SELECT 1 FROM audit_anchors WHERE segment = OLD.segment)"


def upgrade() -> None:
    op.create_table(
        "audit_anchors",
        sa.Column("segment", sa.String(7), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("first_at", Moment(timezone=True), nullable=False),
        sa.Column("last_at", Moment(timezone=True), nullable=False),
        sa.Column("removed_at", Moment(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("segment", name="pk_audit_anchors"),
    )
    _guard(unless=ANCHORED)


def downgrade() -> None:
    _guard(unless=None)
    op.drop_table("audit_anchors")


def _guard(*, unless: str | None) -> None:
    """Entries are never changed, and removed only where an anchor stands for their month."""
    if op.get_bind().dialect.name == "sqlite":
        when = f"WHEN NOT {unless} " if unless else ""
        op.execute("DROP TRIGGER audit_entries_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries {when}"
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
        return
    passes = f"IF TG_OP = 'DELETE' AND {unless} THEN RETURN OLD; END IF; " if unless else ""
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {passes}RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
