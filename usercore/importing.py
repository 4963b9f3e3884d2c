"""`usercore import`: people from a CSV file, read line by line, never whole."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from usercore.actions import imports
from usercore.actions.imports import MOST_AT_ONCE, Result, Tally
from usercore.console import ME, opened, stop
from usercore.copying import write
from usercore.core import Core
from usercore.errors import PeopleHere, UnreadableList, UsercoreError
from usercore.exports.csv import as_meant, lines
from usercore.frames import imports as lists
from usercore.language import say
from usercore.steps.arrivals import FIELDS

DELIMITERS = ",;\t"
REFUSED = ["line", "email", "why"]
SHOWN = 20  # refused lines that are told where no file is named for them


class PeopleFile:
    """The lines of a CSV in UTF-8 whose header names columns as our exports do; `told` hears how far it was read."""

    def __init__(self, path: Path, told: Callable[[int], None]) -> None:
        self.path = path
        self._told = told

    def columns(self) -> list[str]:
        """As the header names them. Raises `UnreadableList` if none is the address."""
        with self._opened() as file:
            found = _header(_reader(file))
        if "email" not in found:
            raise UnreadableList(why=say("its first line must name the columns, one of them “email”"))
        return found

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with self._opened() as file:
            reader = _reader(file)
            columns, end, raw = _header(reader), reader.line_num, cast(BufferedReader, file.buffer)
            try:
                for cells in reader:
                    if any(cells):
                        yield _line(end + 1, columns, cells)
                    end = reader.line_num
                    self._told(raw.tell())
            except csv.Error as broken:
                raise UnreadableList(why=f"line {end + 1}: {broken}") from None

    def _opened(self) -> TextIOWrapper:
        # What is not UTF-8 spoils its own line, not the file.
        return self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _reader(file: TextIOWrapper) -> Any:
    header = file.readline()
    file.seek(0)
    # Strict: a quote that nobody closed would swallow the rest.
    return csv.reader(file, delimiter=max(DELIMITERS, key=header.count), strict=True)


def _header(reader: Iterator[list[str]]) -> list[str]:
    """Raises `UnreadableList`."""
    try:
        return [name.strip().casefold() for name in next(reader, [])]
    except csv.Error as broken:
        raise UnreadableList(why=f"line 1: {broken}") from None


def _line(number: int, columns: list[str], cells: list[str]) -> dict[str, Any]:
    """What can be imported of it; a cell too many means that the others stand in the wrong columns."""
    pairs = zip(columns, cells, strict=False)
    known = {name: as_meant(cell) for name, cell in pairs if name in FIELDS and cell}
    why = {"why": say("It has more cells than the first line.")} if len(cells) > len(columns) else {}
    return {"line": number, **known, **why}


def bring_in(
    file: Annotated[Path, typer.Argument(help="A CSV in UTF-8; its first line names the columns, as exports do.")],
    *,
    role: Annotated[str, typer.Option(help="For lines that name none.")] = "author",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what an import would do.")] = False,
    result: Annotated[
        Path | None, typer.Option(help="A CSV to write the refused lines into; it must not be there yet.")
    ] = None,
) -> None:
    """Bring people in from a file; who is there already is left as they are, so that it can be run again. Exit code 1
    if lines were refused.
    """
    if result and result.exists():
        stop(f"{result} is there already. Choose another name.")
    tally, hidden = Tally(), not sys.stderr.isatty()
    try:
        with typer.progressbar(length=file.stat().st_size, label="Importing", hidden=hidden, file=sys.stderr) as bar:
            source = PeopleFile(file, lambda at: bar.update(at - bar.pos))
            left_out = [name for name in source.columns() if name not in FIELDS]
            (_dry if dry_run else _for_good)(opened(), source, role, tally)
    except OSError as reason:
        stop(f"{file} cannot be read: {reason.strerror}.")
    except (UsercoreError, KeyboardInterrupt) as reason:
        made = 0 if dry_run else tally.made
        stop(f"{str(reason) or 'Stopped.'} Brought in before that: {made:,}. The same file can be imported again.")
    _report(tally, left_out, result, dry_run=dry_run)
    if tally.refused:
        raise typer.Exit(1)


def _for_good(core: Core, source: PeopleFile, role: str, tally: Tally) -> None:
    """Where hardly anybody is yet, all at once, with the indexes built last; else in batches."""
    try:
        whole = core.call(ME, imports.first_people, lines=source, role=role)
    except PeopleHere:
        for some in _batches(source):
            tally.add(core.call(ME, imports.people, lines=some, role=role).results)
    else:
        tally.made, tally.there, tally.refused = whole.made, whole.there, whole.refused


def _dry(core: Core, source: PeopleFile, role: str, tally: Tally) -> None:
    for some in _batches(source):
        found: Any = core.call(ME, lists.fates, lines=some, role=role)
        tally.add(
            Result(row.line, row.email, imports.MADE if row.fate == lists.Fate.NEW else row.fate, row.why)
            for row in found.itertuples()
        )


def _batches(source: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(source)
    while some := list(islice(rest, MOST_AT_ONCE)):
        yield some


def _report(tally: Tally, left_out: list[str], result: Path | None, *, dry_run: bool) -> None:
    made = "Would be brought in" if dry_run else "Brought in"
    typer.echo(f"{made}: {tally.made:,}. There already: {tally.there:,}. Refused: {len(tally.refused):,}.")
    if left_out:
        typer.echo(f"Columns that were left out: {', '.join(left_out)}.")
    if result:
        rows = ([one.line, one.email, one.why] for one in tally.refused)
        write((block.data for block in lines(REFUSED, rows)), result)
        typer.echo(f"The refused lines are in {result}.")
        return
    for one in tally.refused[:SHOWN]:
        typer.echo(f"Line {one.line}: {one.why}", err=True)
    if len(tally.refused) > SHOWN:
        typer.echo(f"… and {len(tally.refused) - SHOWN:,} more; --result FILE writes all of them.", err=True)
