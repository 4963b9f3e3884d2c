"""`usercore export-user`: everything about one person into a file, without a browser."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from usercore import exports
from usercore.console import ME, opened, stop
from usercore.frames import users as people

UNFINISHED = ".unfinished"


def export_user(
    email: str,
    to: Annotated[Path, typer.Option(help="The file, a ZIP; it must not be there yet.")],
    *,
    raw: Annotated[bool, typer.Option("--raw", help="Tables for programs: no cell is made safe.")] = False,
) -> None:
    """Write everything about one person into a ZIP that only you can read."""
    core = opened()
    found = core.call(ME, people.by_email, email=email)
    if found.empty:
        stop(f"Nobody has the address {email}.")
    write(core.stream(ME, exports.person, user_id=found.iloc[0].id, raw=raw), to)
    typer.echo(f"Everything about {email} is in {to}. It is in the audit log that you made it.")


def write(blocks: Iterable[bytes], to: Path) -> None:
    """The same as `put`; where it cannot be, the command ends with a sentence."""
    try:
        put(blocks, to)
    except FileExistsError:
        stop(f"{to} is there already. Choose another name.")
    except OSError as reason:
        stop(f"{to} cannot be written: {reason.strerror}.")


def put(blocks: Iterable[bytes], to: Path) -> None:
    """All of it or nothing: it stands under another name until it is whole. Nobody but the owner can read it.

    Raises `FileExistsError` and other `OSError`s.
    """
    unfinished = to.with_name(to.name + UNFINISHED)
    if to.exists():
        raise FileExistsError
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    unfinished.replace(to)
