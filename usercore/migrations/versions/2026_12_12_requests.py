"""Requests of the privacy desk, and the notes written about them."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_12_12_requests"
down_revision = "2026_12_11_person_data"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("law", sa.String(10), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("received_at", Moment(timezone=True), nullable=False),
        sa.Column("due_at", Moment(timezone=True), nullable=False),
        sa.Column("extended_at", Moment(timezone=True), nullable=True),
        sa.Column("erases_at", Moment(timezone=True), nullable=True),
        sa.Column("identity", sa.String(20), nullable=False),
        sa.Column("identity_by", sa.Uuid(), nullable=True),
        sa.Column("identity_at", Moment(timezone=True), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("paused_at", Moment(timezone=True), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], ["users.id"], name=f"fk_privacy_requests_{name}_users", ondelete="SET NULL")
            for name in ("user_id", "identity_by", "assignee_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_requests"),
    )
    for columns in (
        ["is_open", "due_at", "id"],
        ["state", "due_at", "id"],
        ["user_id", "received_at"],
        ["person_id"],
        ["assignee_id", "is_open", "due_at"],
        ["identity_by"],
        ["email_key"],
    ):
        op.create_index(f"ix_privacy_requests_{'_'.join(columns)}", "privacy_requests", columns)
    some = sa.text("erases_at IS NOT NULL")
    op.create_index(
        "ix_privacy_requests_erases_at", "privacy_requests", ["erases_at"], sqlite_where=some, postgresql_where=some
    )
    op.create_table(
        "request_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["privacy_requests.id"], name="fk_request_notes_request_id_privacy_requests",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_request_notes_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_request_notes_author_id_users", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_request_notes"),
    )  # fmt: skip
    op.create_index("ix_request_notes_request_id_at", "request_notes", ["request_id", "at"])
    op.create_index("ix_request_notes_user_id", "request_notes", ["user_id"])
    op.create_index("ix_request_notes_author_id", "request_notes", ["author_id"])


def downgrade() -> None:
    op.drop_table("request_notes")
    op.drop_table("privacy_requests")
