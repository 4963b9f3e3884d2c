"""What migrations do to the built-in roles."""

import json
from collections.abc import Mapping, Sequence

import sqlalchemy as sa


def change_roles(connection: sa.Connection, given: Mapping[str, Sequence[str]], *, give: bool) -> None:
    """The built-in roles learn new words, or forget them; an admin's own changes to them stay."""
    roles = sa.table("roles", sa.column("name", sa.String), sa.column("permissions", sa.JSON))
    for name, words in given.items():
        held = connection.scalar(sa.select(roles.c.permissions).where(roles.c.name == name))
        if held is None:
            continue
        held = json.loads(held) if isinstance(held, str) else held
        rest = [word for word in held if word not in words]
        connection.execute(
            roles.update().where(roles.c.name == name).values(permissions=[*rest, *words] if give else rest)
        )
