"""Invitations, and who may send and see them."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment
from usercore.migrations.roles import change_roles

revision = "2026_11_25"
down_revision = "2026_11_24"
branch_labels = None
depends_on = None

GIVEN = {"support": ["users:invite", "invitations:read"], "auditor": ["invitations:read"]}
INDEXES = (
    ("created_at",),
    ("state", "id"),
    ("state", "ends_at"),
    ("user_id", "id"),
    ("inviter_id", "id"),
    ("letter_id",),
    ("closed_by",),
)


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("inviter_id", sa.Uuid(), nullable=True),
        sa.Column("program", sa.String(60), nullable=True),
        sa.Column("message", sa.String(500), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("sent_at", Moment(timezone=True), nullable=False),
        sa.Column("times_sent", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("handed_over_at", Moment(timezone=True), nullable=True),
        sa.Column("opened_at", Moment(timezone=True), nullable=True),
        sa.Column("asked_again_at", Moment(timezone=True), nullable=True),
        sa.Column("ends_at", Moment(timezone=True), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_invitations_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["users.id"], name="fk_invitations_inviter_id_users", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["users.id"], name="fk_invitations_closed_by_users", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    for columns in INDEXES:
        op.create_index(f"ix_invitations_{'_'.join(columns)}", "invitations", list(columns))
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    op.drop_table("invitations")
