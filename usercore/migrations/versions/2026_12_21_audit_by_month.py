"""On PostgreSQL the audit log lies in a table for each month; on SQLite in one, as before."""

import sqlalchemy as sa
from alembic import op

from usercore import database_months
from usercore.database_months import ENTRIES, KEYS, VALUES

revision = "2026_12_21_audit_by_month"
down_revision = "2026_12_20_search"
branch_labels = None
depends_on = None
older_code_works = True

GUARD = (
    "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only()"
)
PLACE, OWNER = "uq_audit_entries_segment_sequence", "fk_audit_values_entry_id_audit_entries"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    _alone()
    database_months.renamed(connection, "", "_before")
    for table, key in KEYS.items():
        op.execute(f"CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS) PARTITION BY RANGE ({key})")
        _index(connection, table, "_before", "")
    database_months.divided(connection, "_before", connection.scalar(sa.text("SELECT now()")))
    op.execute(GUARD)
    op.execute(f"DROP TABLE {VALUES}_before, {ENTRIES}_before")
    op.execute(f"ANALYZE {VALUES}, {ENTRIES}")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    _alone()
    database_months.renamed(connection, "", "_by_month")
    for table in KEYS:
        op.execute(f"CREATE TABLE {table} (LIKE {table}_by_month INCLUDING DEFAULTS)")
        op.execute(f"INSERT INTO {table} SELECT * FROM {table}_by_month")
        _index(connection, table, "_by_month", "")
    op.create_index(PLACE, ENTRIES, ["segment", "sequence"], unique=True)
    op.create_foreign_key(OWNER, VALUES, ENTRIES, ["entry_id"], ["id"])
    op.execute(GUARD)
    op.execute(f"DROP TABLE {VALUES}_by_month, {ENTRIES}_by_month")
    op.execute(f"ANALYZE {VALUES}, {ENTRIES}")


def _alone() -> None:
    """Whoever reads or writes the log waits until it is where it shall be."""
    op.execute(f"LOCK TABLE {VALUES}, {ENTRIES} IN ACCESS EXCLUSIVE MODE")


def _index(connection: sa.Connection, table: str, old: str, new: str) -> None:
    """As the other table is, but for the place in the chain: no month of a divided log can vouch for the others."""
    for name, how, primary in database_months.indexes(connection, table + old):
        called = name.removesuffix(old) + new
        if primary:
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {called} PRIMARY KEY {how.partition(' ')[2]}")
        elif called != PLACE:
            op.execute(f"CREATE INDEX {called} ON {table} USING {how}")
