"""`usercore audit …`: verified, forwarded, and its old months removed."""

from datetime import timedelta
from typing import Annotated

import typer

from usercore.actions import segments
from usercore.console import ME, opened, stop
from usercore.exports.audit import chained
from usercore.frames import chain

audit = typer.Typer(no_args_is_help=True, help="The audit log.")


@audit.command()
def verify() -> None:
    """Work out every hash of the audit log again; exit code 1 if anything was altered, added or removed."""
    found = opened().call(ME, chain.broken)
    for place in found.itertuples():
        typer.echo(f"{place.segment} no. {place.sequence}: {place.problem}", err=True)
    if len(found):
        raise typer.Exit(1)
    typer.echo("The audit log is whole.")
    newest = found.attrs
    typer.echo(f"Newest entry: {newest['segment']} no. {newest['sequence']}, hash {newest['hash']}")


@audit.command()
def export(
    after: Annotated[str, typer.Option(help="Go on behind this entry, such as 2026-11:345.")] = "",
) -> None:
    """The entries as JSON lines, oldest first, without personal values, to forward them to another system."""
    segment, _, number = after.partition(":")
    if after and not number.isdecimal():
        stop("Say --after as the month and number of an entry, such as 2026-11:345.")
    for line in opened().stream(ME, chained, after=(segment, int(number)) if after else None):
        typer.echo(line, nl=False)


@audit.command()
def remove(
    keep: Annotated[int, typer.Option(help="How many days are kept; at least 90.")] = 365,
) -> None:
    """Remove months of the audit log that are older as a whole, each once it was verified. A signed anchor stands for
    each afterwards, so that the log still verifies.
    """
    core = opened()
    removed = False
    while gone := core.call(ME, segments.remove_oldest, keep=timedelta(days=keep)):
        removed = True
        typer.echo(f"{gone.segment} is removed: {gone.entries:,} entries.")
    if not removed:
        typer.echo(f"No month is older than {keep} days as a whole.")
