"""Notes of staff about a person, and cases of accounts in other hands; who may work with both."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment
from usercore.migrations.roles import change_roles

revision = "2026_11_30"
down_revision = "2026_11_29"
branch_labels = None
depends_on = None

GIVEN = {"support": ["notes:read", "notes:write", "cases:work"]}


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ticket", sa.String(300), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("privileged", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("changed_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notes_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_notes_author_id_users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_user_id_created_at_id", "notes", ["user_id", "created_at", "id"])
    op.create_index("ix_notes_author_id", "notes", ["author_id"])
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("ticket", sa.String(300), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("opened_at", Moment(timezone=True), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_cases_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name="fk_cases_opened_by_users", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name="fk_cases_closed_by_users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_user_id_opened_at", "cases", ["user_id", "opened_at"])
    op.create_index("ix_cases_closed_at_opened_at", "cases", ["closed_at", "opened_at"])
    op.create_index("ix_cases_opened_by", "cases", ["opened_by"])
    op.create_index("ix_cases_closed_by", "cases", ["closed_by"])
    change_roles(op.get_bind(), GIVEN, give=True)


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    op.drop_table("cases")
    op.drop_table("notes")
