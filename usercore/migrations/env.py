"""How Alembic runs here: on the connection it is given, in that connection's transaction."""

from alembic import context

import usercore.models  # noqa: F401 - fills the metadata
from usercore.database import Table
from usercore.schema import is_compared

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=is_compared(context.config.attributes["connection"].dialect.name),
    transactional_ddl=True,
)
context.run_migrations()
