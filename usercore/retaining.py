"""`usercore retention …`: the rules for what is kept, and their run."""

from typing import Annotated, Any

import typer

from usercore.actions import retention as deeds
from usercore.console import ME, in_utc, opened
from usercore.frames import retention as lists

retention = typer.Typer(no_args_is_help=True, help="How long things are kept.")


@retention.command()
def show() -> None:
    """Say of each rule whether it is on, and how many rows it would take today."""
    core = opened()
    for rule in core.call(ME, lists.rules).itertuples():
        on = "on " if rule.on else "off"
        typer.echo(
            f"{on}  {rule.category:<12} {rule.days:>5} days  {rule.today!s:>8} today  {lists.title(str(rule.category))}"
        )
    typer.echo(f"Next run: {in_utc(core.call(ME, lists.due).iloc[0]['at'])}")


@retention.command()
def run(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what a run would do.")] = False,
    beyond_cap: Annotated[bool, typer.Option("--beyond-cap", help="Let rules go beyond their caps, once.")] = False,
) -> None:
    """Remove what is older than the rules that are on allow; exit code 1 if a rule was stopped or the run failed."""
    core = opened()
    beyond = list(lists.TITLES) if beyond_cap else []
    run_id = core.call(ME, deeds.start, dry_run=dry_run, beyond_cap=beyond)
    while core.call(ME, deeds.step):
        pass
    report(core.call(ME, lists.runs, run_id=run_id).iloc[0])


def report(found: Any) -> None:
    """One line for each rule that is on."""
    for part in found["plan"]:
        title = lists.title(part["category"])
        if part["state"] == "capped":
            does = "be warned" if part["to_warn"] > part["due"] else "go"
            told = f"{part['most']:,} of {part['of']:,} would {does}, beyond the cap of {part['cap']} %"
            typer.echo(f"{title}: left alone, {told}.", err=True)
        elif part.get("problem"):
            typer.echo(f"{title}: {part['done']:,} removed. {part['problem']}", err=True)
        elif found["dry_run"]:
            typer.echo(f"{title}: {part['due']:,} would go." + _warned(part["to_warn"], "would be warned"))
        else:
            typer.echo(f"{title}: {part['done']:,} removed." + _warned(part["warned"], "warned"))
    if found["outcome"] in ("stopped", "failed"):
        raise typer.Exit(1)


def _warned(many: int, verb: str) -> str:
    return f" {many:,} {verb}." if many else ""
