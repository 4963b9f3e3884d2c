"""The columns of the list of people."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from pages.parts import table, wording
from usercore import say

KEY = "people"  # of the table
LEADS_TO = "/user?id={id}"


def of(titles: Mapping[str, str], *, by_email: bool = False) -> Mapping[str, table.Column]:
    """By their names; `titles` are those of the roles. `by_email` for those who may sort by addresses."""
    return _made(tuple(titles.items()), by_email=by_email)


def shown(every: Mapping[str, table.Column], names: Collection[str]) -> list[table.Column]:
    """The person, and of the others those with these names."""
    return [column for name, column in every.items() if name == "name" or name in names]


@lru_cache(maxsize=64)  # kept by each open tab, so that all of them share it
def _made(titles: tuple[tuple[str, str], ...], *, by_email: bool) -> dict[str, table.Column]:
    every = (
        table.Column(name="name", title=say("Person"), kind="person", sort="name", second="email"),
        table.Column(name="email", title=say("E-mail"), sort="email" if by_email else None, narrow=False),
        table.Column(
            name="role", title=say("Role"), kind="badge", sort="role", narrow=False,
            tones={name: (title, "grey") for name, title in titles},
        ),
        table.Column(
            name="status", title=say("Status"), kind="status", sort="status",
            tones={name: (say(word), tone) for name, (word, tone) in wording.STATUSES.items()},
        ),
        table.Column(
            name="last_sign_in_at", title=say("Last sign-in"), kind="moment", sort="last_sign_in_at", narrow=False,
            dash=say("never"),
        ),
        table.Column(name="created_at", title=say("Created"), kind="date", sort="created_at", narrow=False),
        table.Column(
            name="locked_until", title=say("Locked until"), kind="moment", narrow=False, dash=say("not locked")
        ),
    )  # fmt: skip
    return {column.name: column for column in every}
