"""How commands speak: sentences, and moments in UTC."""

from datetime import datetime
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from usercore.core import Core, open_core
from usercore.errors import UsercoreError
from usercore.settings import Settings
from usercore.work import Actor

ME = Actor.system("command line")


def stop(reason: UsercoreError | str) -> NoReturn:
    """End with a sentence, not a traceback."""
    typer.echo(str(reason), err=True)
    raise typer.Exit(1)


class InSentences(TyperGroup):
    """Commands end with the sentence of what was refused, unless they say more of it themselves."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UsercoreError as reason:
            stop(reason)


def opened(**overrides: object) -> Core:
    """The database that the environment names, or `overrides`; that it was made just now is said.

    In another folder, or without the settings of the service, a command would do its work on the wrong one.
    """
    try:
        settings = Settings.from_environment(**overrides)
        new = settings.embedded and not settings.database_file.exists()
        core = open_core(settings=settings)
    except UsercoreError as reason:
        stop(reason)  # here already: an import would add how far it came, and has not begun
    if new and not overrides:
        path = settings.database_file.absolute()
        typer.echo(
            f"There was no database yet: {path} is new. If yours lies elsewhere, set USERCORE_DATABASE_URL.", err=True
        )
    return core


def in_utc(moment: datetime) -> str:
    return f"{moment:%-d %b %Y, %H:%M} UTC"
