"""`usercore breach`: whom a breach reached, into a file, and a new password for each of them."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from usercore import exports
from usercore.actions import passwords
from usercore.console import ME, opened, stop
from usercore.copying import write
from usercore.core import Core
from usercore.crypto.ids import as_uuid
from usercore.errors import UsercoreError
from usercore.frames import users as people
from usercore.steps.log import AuditQuery

FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def breach(
    *,
    since: Annotated[datetime, typer.Option(formats=FORMATS, help="When it began, in UTC.")],
    to: Annotated[Path, typer.Option(help="The file, a CSV; it must not be there yet.")],
    until: Annotated[
        datetime | None, typer.Option(formats=FORMATS, help="When it ended, in UTC; else: not yet.")
    ] = None,
    network: Annotated[str, typer.Option(help="Where it came from: an address, or the beginning of one.")] = "",
    by: Annotated[str, typer.Option(help="Whose account was used: an id or a whole e-mail address.")] = "",
    reset: Annotated[
        bool, typer.Option("--reset", help="Make their passwords useless; letters ask for new ones.")
    ] = False,
) -> None:
    """Write whom a breach reached into a CSV that only you can read, from the audit log: for the notice to the authority
    within 72 hours, and to the people (GDPR Art. 33 and 34).
    """
    core = opened()
    whose = as_uuid(by) or ""
    if by and not whose:
        found = core.call(ME, people.by_email, email=by)
        if found.empty:
            stop(f"Nobody has the address {by}. Say --by as an id or a whole e-mail address.")
        whose = found.iloc[0].id
    query = AuditQuery(
        since=since.replace(tzinfo=UTC), until=until and until.replace(tzinfo=UTC), network=network, actor=whose
    )
    write(core.stream(ME, exports.affected, query=query), to)
    with to.open(encoding="utf-8", newline="") as rows:
        everyone = list(csv.DictReader(rows))
    there = [UUID(row["id"]) for row in everyone if row["email"]]
    told = "One person is" if len(everyone) == 1 else f"{len(everyone):,} people are"
    gone = f" {len(everyone) - len(there):,} of them were deleted for ever." if len(there) < len(everyone) else ""
    typer.echo(f"{told} in {to}.{gone} It is in the audit log that you made it.")
    if reset:
        _reset(core, there)


def _reset(core: Core, people: list[UUID]) -> None:
    """One after the other: whoever interrupts it may run it again."""
    left: Counter[str] = Counter()
    with typer.progressbar(people, label="New passwords") as each:
        for user_id in each:
            try:
                core.call(ME, passwords.force_reset, user_id=user_id, compromised=True)
            except UsercoreError as refusal:
                left[str(refusal)] += 1
    useless = len(people) - left.total()
    typer.echo(
        f"{useless:,} {'password is' if useless == 1 else 'passwords are'} useless now; letters ask for new ones."
    )
    for why, many in left.most_common():
        typer.echo(f"Left out: {many:,}. {why}")
