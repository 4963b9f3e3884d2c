"""`usercore …`: what an operator needs without a browser."""

import os
import signal
import sys
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer

from usercore.actions import keys, locks, practice, recoveries, search, users
from usercore.auditing import audit
from usercore.breach import breach
from usercore.console import ME, InSentences, in_utc, opened, stop
from usercore.copying import export_user
from usercore.doctor import doctor
from usercore.engines import connect
from usercore.frames import diagnoses
from usercore.frames import users as people
from usercore.importing import bring_in
from usercore.opening import migrate as bring_to
from usercore.opening import put_before
from usercore.permissions import ADMIN
from usercore.restoring import backup, restore
from usercore.retaining import retention
from usercore.settings import Settings
from usercore.work import Deed
from usercore.worker import EVERY_SECONDS, Worker

app = typer.Typer(
    cls=InSentences, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
app.add_typer(audit, name="audit")
app.add_typer(retention, name="retention")
app.command()(doctor)
app.command()(breach)
app.command("export-user")(export_user)
app.command("import")(bring_in)
app.command()(backup)
app.command()(restore)

CLEAN = "\r\x1b[K"  # begin the line anew
PRACTICE = "sqlite:///var/practice.db"
COMMANDS = {"unlock": "usercore unlock", "recovery": "usercore reset-2fa"}
DASHBOARD = Path(__file__).resolve().parent.parent / "dashboard.py"


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT")] = 8501,
    host: Annotated[str, typer.Option(envvar="HOST")] = "127.0.0.1",
) -> None:
    """Start the dashboard."""
    # In place of this process, so that whoever stops it stops the dashboard.
    os.execve(sys.executable, [sys.executable, str(DASHBOARD)], {**os.environ, "PORT": str(port), "HOST": host})  # noqa: S606


@app.command()
def migrate(to: str = "head") -> None:
    """Bring the database to the newest schema, or back to an older revision (`--to base` removes everything)."""
    revision = bring_to(connect(Settings.from_environment()), to)
    typer.echo(f"The database is at {revision}.")


@app.command()
def reindex() -> None:
    """Build the search's indexes anew; people are found as before meanwhile, and nobody can be changed."""
    opened().call(ME, search.rebuild)
    typer.echo("The search finds everyone again.")


@app.command("create-admin")
def create_admin(
    email: str, name: str = "", password: Annotated[str | None, typer.Option(envvar="USERCORE_ADMIN_PASSWORD")] = None
) -> None:
    """Make an admin; without a password, one is generated and shown once."""
    made = opened().call(
        ME, users.create, email=email, name=name, role=ADMIN, password=password, generate_password=password is None
    )
    typer.echo(f"{email} is an admin now." + (f" Password, shown only now: {made.password}" if made.password else ""))


def do_to(deed: Deed[..., Any], email: str, **wanted: object) -> Any:
    core = opened()
    found = core.call(ME, people.by_email, email=email)
    if found.empty:
        stop(f"Nobody has the address {email}.")
    return core.call(ME, deed, user_id=found.iloc[0].id, **wanted)


@app.command()
def why(email: str) -> None:
    """Say why someone cannot sign in: what stops them, what gets in their way, and what puts it right."""
    for row in do_to(diagnoses.why, email).itertuples():
        finding = diagnoses.Finding(row.kind, row.stops, row.facts, row.fix)
        typer.echo(("Stops them: " if row.stops else "") + diagnoses.told(finding, moment=in_utc))
        if row.fix:
            command = f"{COMMANDS[row.fix]} {email}" if row.fix in COMMANDS else "on their page in the dashboard"
            typer.echo(f"    {diagnoses.fix(row.fix)}: {command}")


@app.command()
def unlock(email: str) -> None:
    """Let someone try to sign in again whom a limit locked out: the way back in for a last admin too."""
    do_to(locks.unlock, email)
    typer.echo(f"{email} may try again.")


@app.command("reset-2fa")
def reset_two_factor(email: str) -> None:
    """Take someone's lost second factor away, the last admin's too: their sessions end, and they are told by letter."""
    do_to(recoveries.ask, email, proofs=["other"], note="usercore reset-2fa")
    typer.echo(f"{email} signs in with the password alone, and then sets up a new one.")


@app.command("rotate-keys")
def rotate_keys(
    *, new: Annotated[bool, typer.Option("--new", help="Make a key, and seal nothing yet.")] = False
) -> None:
    """Seal every stored secret under the newest secret key, so that an older one may go; `--new` makes the key."""
    if new:
        make_key()
        return
    core, after, done, lost = opened(), None, 0, 0
    while True:
        found = core.call(ME, keys.reseal, after=after)
        after, done, lost = found.after, done + found.done, lost + found.lost
        if after is None:
            break
    typer.echo(f"Sealed again under the newest key: {done:,}.")
    if lost:
        typer.echo(f"No key here opens {lost:,} more: is one missing?", err=True)
    if found.holders:
        typer.echo(
            f"People with recovery codes of an older key: {found.holders:,}. They last as long as that key does."
        )
    typer.echo("Keep the older key for 30 days: sessions and links that are in use now need it.")


def make_key() -> None:
    key, path = put_before(Settings.from_environment())
    if path:
        typer.echo(f"A new key stands first in {path}.")
    else:
        typer.echo(f"Put this key before the others in USERCORE_SECRET_KEY, with a comma between them:\n{key}")
    typer.echo("Then restart usercore, and run: usercore rotate-keys")


@app.command()
def worker(*, once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")] = False) -> None:
    """Carry letters and do what is due, beside or without the dashboard; of several workers, one works at a time."""
    works = Worker(opened())
    if works.carrier is None:
        typer.echo("No mail server is set (USERCORE_SMTP_URL), so letters wait in the outbox.", err=True)
    if works.core.settings.base_url is None:
        typer.echo(f"Links in letters lead to {works.core.settings.home}; USERCORE_BASE_URL changes that.", err=True)
    if once:
        carry_once(works)
        return
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: works.leaving.set())  # the letter in hand is finished first
    typer.echo("The worker is at work. Ctrl-C ends it.")
    while not works.leaving.is_set():
        works.turn()
        works.leaving.wait(EVERY_SECONDS)
    works.stop()


def carry_once(works: Worker) -> None:
    sent = works.do_what_is_due()
    works.stop()
    typer.echo("One letter was sent." if sent == 1 else f"{sent} letters were sent.")


@app.command()
def demo(
    users: Annotated[int, typer.Option(min=10, help="How many people.")] = 2000,
    seed: int = 1,
    url: Annotated[str, typer.Option(help="Where; must be empty.")] = PRACTICE,
) -> None:
    """Build a practice database of made-up people; one that exists already is left as it is."""
    core = opened(database_url=url)
    try:
        built = core.call(ME, practice.build, people=users, seed=seed, progress=partial(show_progress, monotonic()))
    except practice.NotEmpty:
        typer.echo("The practice data is there already. Delete the file for new ones.")
        return
    except KeyboardInterrupt:
        stop("\nStopped. Nothing of it was kept: the database is empty.")
    begin = CLEAN if sys.stdout.isatty() else ""
    typer.echo(f"{begin}{built.people:,} made-up people are in {url}. Everyone's passphrase: {practice.PASSPHRASE}")


def show_progress(begun: float, done: int, of: int) -> None:
    """How much is done, counted in people, and how long the rest will take at this pace."""
    if done and sys.stdout.isatty():
        left = (monotonic() - begun) * (of - done) / done
        typer.echo(f"{CLEAN}{done:,} of {of:,} people, {left:,.0f} seconds left", nl=False)
