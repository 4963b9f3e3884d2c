"""Consent: purposes, their texts, the ledger of answers and where each person stands."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_12_14_consent"
down_revision = "2026_12_13_retention"
branch_labels = None
depends_on = None

# Deleting the person takes their lines along: by then the row in `users` is gone.
ANSWERED = ("id", "user_id", "purpose", "number", "answer", "text_id", "version", "language", "sha256", "how",
            "recorded_by", "at")  # fmt: skip
CHANGED = " OR ".join([*(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ANSWERED), "NEW.proof <> ''"])
THERE = "EXISTS (SELECT 1 FROM users WHERE id = OLD.user_id)"

FUNCTIONS = {
    "": "consents_append_only",
    THERE: "consents_go_with_their_person",
    CHANGED: "consents_keep_what_was_answered",
}


def upgrade() -> None:
    op.create_table(
        "consent_purposes",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("at_sign_in", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asks_from", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("retired_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_consent_purposes"),
    )
    op.create_table(
        "consent_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("asks_again", sa.Boolean(), nullable=False),
        sa.Column("published_at", Moment(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["purpose"], ["consent_purposes.key"], name="fk_consent_texts_purpose_consent_purposes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_texts"),
    )
    op.create_index("ix_consent_texts_published_by", "consent_texts", ["published_by"])
    op.create_index(
        "uq_consent_texts_purpose_version_language", "consent_texts", ["purpose", "version", "language"], unique=True
    )
    _ledger()
    _states()
    op.add_column("sessions", sa.Column("asks_consent", sa.Boolean(), nullable=False, server_default=sa.false()))
    _guard()


def _ledger() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("text_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("proof", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_consents_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["purpose"], ["consent_purposes.key"], name="fk_consents_purpose_consent_purposes"),
        sa.ForeignKeyConstraint(["text_id"], ["consent_texts.id"], name="fk_consents_text_id_consent_texts"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("uq_consents_user_id_purpose_number", "consents", ["user_id", "purpose", "number"], unique=True)
    op.create_index("ix_consents_user_id_at_id", "consents", ["user_id", "at", "id"])
    op.create_index("ix_consents_text_id", "consents", ["text_id"])
    op.create_index("ix_consents_recorded_by", "consents", ["recorded_by"])


def _states() -> None:
    op.create_table(
        "consent_states",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_consent_states_user_id_users", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["purpose"], ["consent_purposes.key"], name="fk_consent_states_purpose_consent_purposes"
        ),
        sa.PrimaryKeyConstraint("user_id", "purpose", name="pk_consent_states"),
    )
    op.create_index(
        "ix_consent_states_purpose_answer_version_user_id",
        "consent_states",
        ["purpose", "answer", "version", "user_id"],
    )


def _guard() -> None:
    """Nothing that was published or answered is changed; a line goes only with its person. The words of staff in it can
    be emptied, where somebody is made nameless.
    """
    rules = (
        ("consent_texts", "UPDATE", ""),
        ("consent_texts", "DELETE", ""),
        ("consents", "UPDATE", CHANGED),
        ("consents", "DELETE", THERE),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table, deed, when in rules:
            only = f"WHEN {when} " if when else ""
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {only}"
                "BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION consents_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'consents are append-only'; END $$"
    )
    op.execute(
        "CREATE FUNCTION consents_keep_what_was_answered() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {CHANGED} THEN RAISE EXCEPTION 'consents are append-only'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION consents_go_with_their_person() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {THERE} THEN RAISE EXCEPTION 'consents are append-only'; END IF; RETURN OLD; END $$"
    )
    for table, deed, when in rules:
        function = FUNCTIONS[when]
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    op.drop_column("sessions", "asks_consent")
    for table in ("consent_states", "consents", "consent_texts", "consent_purposes"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS.values():
            op.execute(f"DROP FUNCTION {function}()")
