"""Deletion for ever leaves a certificate and a tombstone."""

import sqlalchemy as sa
from alembic import op

from usercore.database import Moment

revision = "2026_12_16_erasures"
down_revision = "2026_12_15_reveals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", Moment(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filed_at", Moment(timezone=True), nullable=True),
        sa.Column("scrubbed_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_erased_at_id", "erasures", ["erased_at", "id"])
    op.create_index("ix_erasures_person_id", "erasures", ["person_id"])
    op.create_index("ix_erasures_erased_by", "erasures", ["erased_by"])
    op.create_index("ix_erasures_scrubbed_at_id", "erasures", ["scrubbed_at", "id"])
    op.create_index("ix_erasures_filed_at_id", "erasures", ["filed_at", "id"])
    op.create_table(
        "tombstones",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("key_name", sa.String(16), nullable=False),
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name="fk_tombstones_erasure_id_erasures", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_erasure_id", "tombstones", ["erasure_id"])
    op.create_index("ix_tombstones_key_name", "tombstones", ["key_name"])
    # What a deletion looks through besides: letters that carry their words, recorded filters, what was to be fetched.
    op.create_index("ix_letters_inviter", "letters", [sa.text("(facts ->> 'inviter')")])
    wanted = sa.text("name = 'wanted'")
    op.create_index(
        "ix_audit_values_wanted", "audit_values", ["entry_id"], sqlite_where=wanted, postgresql_where=wanted
    )
    op.create_index("ix_one_time_tokens_purpose_expires_at", "one_time_tokens", ["purpose", "expires_at"])


def downgrade() -> None:
    op.drop_index("ix_one_time_tokens_purpose_expires_at", "one_time_tokens")
    op.drop_index("ix_audit_values_wanted", "audit_values")
    op.drop_index("ix_letters_inviter", "letters")
    op.drop_table("tombstones")
    op.drop_table("erasures")
