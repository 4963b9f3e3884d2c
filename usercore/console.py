"""How commands speak: sentences, and moments in UTC."""

from datetime import datetime
from typing import NoReturn

import typer

from usercore.errors import UsercoreError


def stop(reason: UsercoreError | str) -> NoReturn:
    """End with a sentence, not a traceback."""
    typer.echo(str(reason), err=True)
    raise typer.Exit(1)


def in_utc(moment: datetime) -> str:
    return f"{moment:%-d %b %Y, %H:%M} UTC"
