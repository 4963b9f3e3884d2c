"""How Alembic runs here: on the connection it is given, in that connection's transaction."""

from alembic import context

import usercore.models  # noqa: F401 - fills the metadata
from usercore.database import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
