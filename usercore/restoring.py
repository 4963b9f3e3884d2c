"""`usercore backup` and `usercore restore`: a copy of the database, and putting one back without bringing back who was
deleted for ever meanwhile, nor the sessions and links that were over.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from usercore.actions import erasures, restores
from usercore.console import ME, opened, stop
from usercore.core import Core
from usercore.frames import erasures as certificates
from usercore.settings import Settings
from usercore.steps.tombstones import lines

OURS = "SELECT version_num FROM alembic_version"


def backup(to: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """Copy the database into a file, while the dashboard works (SQLite; on PostgreSQL, use pg_dump)."""
    settings = Settings.from_environment()
    if not settings.embedded:
        stop("With PostgreSQL, use pg_dump. Keep the file of deletions beside it.")
    if to.exists():
        stop(f"{to} is there already. Name a file that is not.")
    opened().engine.dispose()
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _copy(settings.database_file, to)
    typer.echo(f"{to} holds the database as it is now. Keep the secret key with your passwords, not beside it.")


def restore(
    backup: Annotated[
        Path | None, typer.Argument(help="A SQLite file to put back. Leave it out once pg_restore has run.")
    ] = None,
) -> None:
    """Put a backup back, delete again whoever was deleted for ever since it was made, and end every session and every
    link. Stop usercore first.
    """
    settings = Settings.from_environment()
    if backup is not None:
        _put_back(backup, settings)
    core = opened()
    out = core.call(ME, restores.put_everyone_out)
    again, strange = _erase_again(core, settings.erasures)
    waiting = core.call(ME, erasures.leave_to_the_desk)
    core.call(ME, erasures.scrubbed)
    lost = not settings.erasures.exists() and not core.call(ME, certificates.all).empty
    for number in strange:
        typer.echo(
            f"{settings.erasures}, line {number}: not written by this usercore, or under a key that is gone.", err=True
        )
    if lost:
        typer.echo(f"There is no file of deletions at {settings.erasures}: put it there, and restore again.", err=True)
    typer.echo("Nobody came back who was deleted for ever." if not again else _counted(again))
    if waiting:
        typer.echo(
            f"Deletions that people asked for wait for the desk: {waiting:,}. They may have been called off since."
        )
    typer.echo("Legal holds that were placed since the backup was made are not in it: place them again.")
    _tell(out)
    if strange or lost:
        raise typer.Exit(1)


def _tell(out: restores.PutOut) -> None:
    """What everyone does now, and what has come back all the same."""
    typer.echo(f"Everyone signs in again. Sessions that were live: {out.sessions:,}.")
    links = "Links in letters count no more: ask for new ones, and send invitations again."
    typer.echo(f"{links} Links that were open: {out.links:,}.")
    typer.echo(
        "Passwords that were replaced and recovery codes that were used since the backup was made are good again."
    )


def _counted(again: int) -> str:
    who = "One person" if again == 1 else f"{again:,} people"
    return f"{who} had come back with the backup, and {'is' if again == 1 else 'are'} deleted for ever again."


def _put_back(backup: Path, settings: Settings) -> None:
    if not settings.embedded:
        stop("With PostgreSQL, put the backup back with pg_restore. Then run: usercore restore")
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as found:
            found.execute(OURS).fetchone()
    except sqlite3.Error:
        stop(f"{backup} is not a usercore database.")
    place = settings.database_file
    if not place.exists():
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    else:
        before = place.with_name(f"{place.name}.before-restore")
        if before.exists():
            stop(f"{before} is there already, from an earlier time. Move it away first.")
        os.close(os.open(before, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(place, before)
        typer.echo(f"What was there is in {before}. Delete it once you are sure.")
    _copy(backup, place)


def _copy(source: Path, target: Path) -> None:
    """All of one database into another, as one transaction (SQLite's own backup)."""
    try:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)
    except sqlite3.Error as broken:
        stop(f"{source} could not be copied to {target}: {broken}.")


def _erase_again(core: Core, file: Path) -> tuple[int, list[int]]:
    """How many were deleted again, and the numbers of lines that are not ours. One that was written again under a newer
    key is: the older line may have outlived its own.
    """
    if not file.exists():
        return 0, []
    again, strange, known = 0, dict[int, UUID | None](), set[UUID | None]()
    with file.open(encoding="utf-8", errors="replace") as texts:
        for number, line in lines(texts):
            outcome = core.call(ME, erasures.erase_again, line=line) if line else None
            if outcome is None:
                strange[number] = line.person_id if line else None
            elif line:
                known.add(line.person_id)
            again += outcome is True
    return again, [number for number, whose in strange.items() if whose not in known]
