"""First tables: people, sessions, one-time tokens, roles, and the chained audit log."""

import sqlalchemy as sa
from alembic import op

import usercore.database

revision = "2026_11_23"
down_revision = None
branch_labels = None
depends_on = None

ROLES: tuple[tuple[str, str, list[str]], ...] = (
    ("admin", "Admin", ["*"]),
    (
        "support",
        "Support",
        [
            "users:read",
            "users:reveal",
            "users:create",
            "users:update",
            "users:suspend",
            "users:delete",
            "users:export",
            "passwords:change",
            "sessions:read",
            "sessions:revoke",
        ],
    ),
    ("auditor", "Auditor", ["users:read", "sessions:read", "audit:read"]),
    ("editor", "Editor", []),
    ("author", "Author", []),
    ("viewer", "Viewer", []),
)


def upgrade() -> None:
    op.create_table(
        "audit_chains",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment", sa.String(length=7), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chains")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("segment", sa.String(length=7), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=60), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_actor_id_at_id"), "audit_entries", ["actor_id", "at", "id"], unique=False)
    op.create_index(op.f("ix_audit_entries_at_id"), "audit_entries", ["at", "id"], unique=False)
    op.create_index(
        op.f("ix_audit_entries_subject_id_at_id"), "audit_entries", ["subject_id", "at", "id"], unique=False
    )
    op.create_index("uq_audit_entries_segment_sequence", "audit_entries", ["segment", "sequence"], unique=True)
    op.create_table(
        "instances",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("set_up_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("practice_passphrase", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instances")),
    )
    op.create_table(
        "limit_counters",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limit_counters")),
    )
    op.create_index(op.f("ix_limit_counters_ends_at"), "limit_counters", ["ends_at"], unique=False)
    op.create_table(
        "roles",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_roles")),
    )
    op.create_table(
        "audit_values",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entries.id"], name=op.f("fk_audit_values_entry_id_audit_entries")
        ),
        sa.PrimaryKeyConstraint("entry_id", "name", name=op.f("pk_audit_values")),
    )
    op.create_index(op.f("ix_audit_values_person_id"), "audit_values", ["person_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("email_verified_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_changed_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("suspended_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("suspended_until", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("suspended_reason", sa.String(length=500), nullable=True),
        sa.Column("locked_until", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("locked_reason", sa.String(length=100), nullable=True),
        sa.Column("deleted_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("status_before_deletion", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role"], ["roles.name"], name=op.f("fk_users_role_roles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
    )
    op.create_index(op.f("ix_users_created_at_id"), "users", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_users_last_sign_in_at_id"), "users", ["last_sign_in_at", "id"], unique=False)
    op.create_index(op.f("ix_users_name_key_id"), "users", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_users_role_created_at_id"), "users", ["role", "created_at", "id"], unique=False)
    op.create_index(op.f("ix_users_status_created_at_id"), "users", ["status", "created_at", "id"], unique=False)
    op.create_index("ix_users_suspended_until", "users", ["suspended_until"], unique=False)
    op.create_table(
        "one_time_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("browser_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("generation", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=True),
        sa.Column("created_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("spent_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_one_time_tokens_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_tokens_digest")),
    )
    op.create_index(op.f("ix_one_time_tokens_expires_at"), "one_time_tokens", ["expires_at"], unique=False)
    op.create_index(op.f("ix_one_time_tokens_user_id"), "one_time_tokens", ["user_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=400), nullable=False),
        sa.Column("created_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("last_seen_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("fresh_from", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", usercore.database.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", usercore.database.Moment(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_why", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sessions_token_digest")),
    )
    op.create_index(
        op.f("ix_sessions_user_id_ended_at_last_seen_at"),
        "sessions",
        ["user_id", "ended_at", "last_seen_at"],
        unique=False,
    )
    first_rows()
    append_only()


def first_rows() -> None:
    roles = sa.table(
        "roles",
        sa.column("name", sa.String),
        sa.column("title", sa.String),
        sa.column("permissions", sa.JSON),
        sa.column("built_in", sa.Boolean),
        sa.column("position", sa.Integer),
    )
    op.bulk_insert(
        roles,
        [
            {"name": name, "title": title, "permissions": permissions, "built_in": True, "position": position}
            for position, (name, title, permissions) in enumerate(ROLES)
        ],
    )
    op.bulk_insert(sa.table("instances", sa.column("id", sa.Integer)), [{"id": 1}])
    chains = sa.table(
        "audit_chains",
        sa.column("id", sa.Integer),
        sa.column("segment", sa.String),
        sa.column("sequence", sa.Integer),
        sa.column("hash", sa.LargeBinary),
    )
    op.bulk_insert(chains, [{"id": 1, "segment": "", "sequence": 0, "hash": b"\0" * 32}])


def append_only() -> None:
    """Entries are added, never changed or removed: the database itself says no (ASVS 16.4.2)."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entries_no_{deed.lower()} BEFORE {deed} ON audit_entries "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only()"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_user_id_ended_at_last_seen_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_one_time_tokens_user_id"), table_name="one_time_tokens")
    op.drop_index(op.f("ix_one_time_tokens_expires_at"), table_name="one_time_tokens")
    op.drop_table("one_time_tokens")
    op.drop_index("ix_users_suspended_until", table_name="users")
    op.drop_index(op.f("ix_users_status_created_at_id"), table_name="users")
    op.drop_index(op.f("ix_users_role_created_at_id"), table_name="users")
    op.drop_index(op.f("ix_users_name_key_id"), table_name="users")
    op.drop_index(op.f("ix_users_last_sign_in_at_id"), table_name="users")
    op.drop_index(op.f("ix_users_created_at_id"), table_name="users")
    op.drop_table("users")
    op.drop_index(op.f("ix_audit_values_person_id"), table_name="audit_values")
    op.drop_table("audit_values")
    op.drop_table("roles")
    op.drop_index(op.f("ix_limit_counters_ends_at"), table_name="limit_counters")
    op.drop_table("limit_counters")
    op.drop_table("instances")
    op.drop_index("uq_audit_entries_segment_sequence", table_name="audit_entries")
    op.drop_index(op.f("ix_audit_entries_subject_id_at_id"), table_name="audit_entries")
    op.drop_index(op.f("ix_audit_entries_at_id"), table_name="audit_entries")
    op.drop_index(op.f("ix_audit_entries_actor_id_at_id"), table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("audit_chains")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_append_only()")
