"""How commands speak: sentences, and moments in UTC."""

from datetime import datetime
from typing import NoReturn

import typer

from usercore.core import Core, open_core
from usercore.errors import UsercoreError
from usercore.settings import Settings
from usercore.work import Actor

ME = Actor.system("command line")


def stop(reason: UsercoreError | str) -> NoReturn:
    """End with a sentence, not a traceback."""
    typer.echo(str(reason), err=True)
    raise typer.Exit(1)


def opened(**overrides: object) -> Core:
    try:
        return open_core(settings=Settings.from_environment(**overrides))
    except UsercoreError as reason:
        stop(reason)


def in_utc(moment: datetime) -> str:
    return f"{moment:%-d %b %Y, %H:%M} UTC"
