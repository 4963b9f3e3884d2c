"""How long things are kept, the runs that remove what is older, and legal holds."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_12_13_retention"
down_revision = "2026_12_12_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _holds()
    op.create_table(
        "retention_rules",
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("warn_days", sa.Integer(), nullable=False),
        sa.Column("cap_percent", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("category", name="pk_retention_rules"),
        _person("retention_rules", "changed_by"),
    )
    op.create_index("ix_retention_rules_changed_by", "retention_rules", ["changed_by"])
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", Moment(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_retention_runs"),
        _person("retention_runs", "started_by"),
    )
    op.create_index("ix_retention_runs_dry_run_started_at", "retention_runs", ["dry_run", "started_at"])
    op.create_index("ix_retention_runs_outcome", "retention_runs", ["outcome"])
    op.create_index("ix_retention_runs_started_at_id", "retention_runs", ["started_at", "id"])
    op.create_index("ix_retention_runs_started_by", "retention_runs", ["started_by"])
    op.create_table(
        "dormant_warnings",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", Moment(timezone=True), nullable=False),
        sa.Column("handed_over_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_dormant_warnings"),
        _person("dormant_warnings", "user_id", ondelete="CASCADE"),
    )


def _holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("ticket", sa.String(300), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=True),
        sa.Column("placed_at", Moment(timezone=True), nullable=False),
        sa.Column("review_at", Moment(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
        _person("legal_holds", "user_id", ondelete="CASCADE"),
        _person("legal_holds", "placed_by"),
        _person("legal_holds", "lifted_by"),
    )
    op.create_index("ix_legal_holds_user_id_lifted_at", "legal_holds", ["user_id", "lifted_at"])
    op.create_index("ix_legal_holds_lifted_at_placed_at", "legal_holds", ["lifted_at", "placed_at"])
    op.create_index("ix_legal_holds_placed_by", "legal_holds", ["placed_by"])
    op.create_index("ix_legal_holds_lifted_by", "legal_holds", ["lifted_by"])


def _person(table: str, column: str, ondelete: str = "SET NULL") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=f"fk_{table}_{column}_users", ondelete=ondelete)


def downgrade() -> None:
    for table in ("dormant_warnings", "retention_runs", "retention_rules", "legal_holds"):
        op.drop_table(table)
