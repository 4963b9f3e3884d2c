"""`usercore doctor`: the checkup without a browser, also where the database is away, behind or not there at all."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from usercore.answering import answering
from usercore.cannot_start import CannotStart
from usercore.console import in_utc
from usercore.core import as_it_stands
from usercore.database import reading
from usercore.engines import connect
from usercore.errors import UsercoreError
from usercore.frames import health
from usercore.frames.health import Finding, State
from usercore.mail.knocking import knock
from usercore.schema import Standing, standing
from usercore.settings import Settings
from usercore.work import Actor

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
ME = Actor.system("doctor")


def doctor(*, as_json: AsJson = False) -> None:
    """Say whether everything is well, and what to do where it is not; exit code 1 if something needs you now."""
    found = findings(Settings.from_environment())
    for line in [in_json(found)] if as_json else in_words(found):
        typer.echo(line)
    if health.worst(found) is State.BAD:
        raise typer.Exit(1)


def findings(settings: Settings) -> list[Finding]:
    """Everything that can be found out from here, what is bad first. Changes nothing, and creates nothing."""
    found = [*_of_the_house(settings), *_of_the_mail_server(settings)]
    return sorted(found, key=lambda finding: list(State).index(finding.state))


def _of_the_house(settings: Settings) -> list[Finding]:
    if settings.embedded and settings.database_file.name and not settings.database_file.exists():
        return [Finding("database", State.BAD, "database-none", {"path": str(settings.database_file)})]
    try:
        engine = connect(settings)
    except CannotStart as reason:
        return [Finding("database", State.BAD, "database-away", {"reason": str(reason)})]
    try:
        return _of_a_database(engine, settings)
    except UsercoreError as reason:
        return [Finding("database", State.BAD, "database-away", {"reason": str(reason)})]
    finally:
        engine.dispose()


def _of_a_database(engine: Engine, settings: Settings) -> list[Finding]:
    with answering(), reading(engine) as db:
        schema = standing(db.connection())
    if not schema.ready:
        return [_behind(schema)]
    if settings.embedded and not settings.secret_key:
        key = settings.database_file.with_suffix(".key")
        if not key.exists():  # opening would make a new one, which opens nothing
            return [Finding("keys", State.BAD, "key-missing", {"path": str(key)})]
    try:
        core = as_it_stands(engine, settings)
    except CannotStart as reason:
        return [Finding("keys", State.BAD, "setting", {"reason": str(reason)})]
    rows = core.call(ME, health.checkup, thorough=True)
    return [Finding(one["check"], State(one["state"]), one["kind"], one["facts"]) for one in rows.to_dict("records")]


def _behind(schema: Standing) -> Finding:
    told = {"at": schema.at, "newest": schema.newest, "waiting": schema.waiting}
    return Finding("migrations", State.BAD, "migrations-behind" if schema.known else "migrations-ahead", told)


def _of_the_mail_server(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url is None:
        return
    try:
        said = knock(settings)
    except CannotStart as reason:
        yield Finding("mail", State.BAD, "setting", {"reason": str(reason)})
        return
    if said is None:
        yield Finding("mail", State.GOOD, "mail-answers")
    else:
        yield Finding("mail", State.BAD, "mail-silent", {"problem": said})


def in_words(found: list[Finding]) -> Iterator[str]:
    """A line for each, and beneath it what to do."""
    for finding in found:
        yield f"{health.state(finding.state)}: {health.title(finding)}. {health.told(finding, moment=in_utc)}"
        if what := health.advice(finding):
            yield f"    {what}"


def in_json(found: list[Finding]) -> str:
    """The same for programs."""
    told = [
        {
            "check": finding.check,
            "state": finding.state,
            "kind": finding.kind,
            "title": health.title(finding),
            "sentence": health.told(finding, moment=datetime.isoformat),
            "advice": health.advice(finding),
        }
        for finding in found
    ]
    return json.dumps({"state": health.worst(found), "findings": told}, ensure_ascii=False, indent=2)
