"""Sign-in for real: the outbox, limits that admins change, sessions that know their browser, old passwords, leases."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment
from usercore.migrations.roles import change_roles

revision = "2026_11_24"
down_revision = "2026_11_23"
branch_labels = None
depends_on = None

GIVEN = {
    "support": ["users:unlock", "outbox:read", "outbox:send", "settings:read"],
    "auditor": ["settings:read"],
}
EMPTY = sa.text("''")
NEW_COLUMNS = (
    ("users", "time_zone", sa.String(64), None),
    ("users", "password_compromised", sa.Boolean(), sa.false()),
    ("sessions", "network", sa.String(64), EMPTY),
    ("sessions", "browser", sa.String(40), EMPTY),
    ("sessions", "system", sa.String(40), EMPTY),
    ("sessions", "browser_digest", sa.LargeBinary(32), None),
    ("one_time_tokens", "address_digest", sa.LargeBinary(32), None),
    ("roles", "idle_seconds", sa.Integer(), None),
    ("roles", "absolute_seconds", sa.Integer(), None),
    ("roles", "most_sessions", sa.Integer(), None),
)
NEW_INDEXES = {
    "ix_users_locked_until": ("users", ["locked_until"]),
    "ix_sessions_ended_at_last_seen_at_id": ("sessions", ["ended_at", "last_seen_at", "id"]),
    "ix_sessions_last_seen_at_id": ("sessions", ["last_seen_at", "id"]),
    "ix_sessions_network_last_seen_at_id": ("sessions", ["network", "last_seen_at", "id"]),
}


def upgrade() -> None:
    for table, name, kind, default in NEW_COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    for name, (table, columns) in NEW_INDEXES.items():
        op.create_index(name, table, columns)
    letters()
    bookkeeping()
    change_roles(op.get_bind(), GIVEN, give=True)


def letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("to_address", sa.String(254), nullable=False),
        sa.Column("to_name", sa.String(200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(200), nullable=True),
        sa.Column("ends_at", Moment(timezone=True), nullable=True),
        sa.Column("time_zone", sa.String(64), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("next_try_at", Moment(timezone=True), nullable=True),
        sa.Column("claimed_until", Moment(timezone=True), nullable=True),
        sa.Column("sent_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_letters_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_state_next_try_at", "letters", ["state", "next_try_at"])
    op.create_index("ix_letters_created_at_id", "letters", ["created_at", "id"])
    op.create_index("ix_letters_user_id_created_at", "letters", ["user_id", "created_at"])
    op.create_table(
        "letter_texts",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_letter_texts"),
    )


def bookkeeping() -> None:
    op.create_table(
        "limit_rules",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("within_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_limit_rules"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "old_passwords",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("replaced_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_old_passwords_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_old_passwords"),
    )
    op.create_index("ix_old_passwords_user_id_replaced_at", "old_passwords", ["user_id", "replaced_at"])


def downgrade() -> None:
    change_roles(op.get_bind(), GIVEN, give=False)
    for table in ("old_passwords", "leases", "limit_rules", "letter_texts", "letters"):
        op.drop_table(table)
    for name, (table, _) in NEW_INDEXES.items():
        op.drop_index(name, table_name=table)
    for table, name, *_ in NEW_COLUMNS:
        op.drop_column(table, name)
