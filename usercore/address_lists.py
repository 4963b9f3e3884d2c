"""Lists of addresses as people make them: CSV in any dress, or text pasted from a letter. Nothing in them is run."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from usercore.decoding import decoded
from usercore.errors import ListTooLong, UnreadableList
from usercore.language import say
from usercore.spelling import folded

MOST_LINES = 10_000
LOOKED_AT = 50_000  # characters: what stands there tells the separator
SEPARATORS = ",;\t|"
LINE_BREAK = re.compile(r"\r\n|\r|\n")
TOLD_SEPARATOR = re.compile(r"sep=([,;\t|])\s*(?=[\r\n])")  # the first line of some spreadsheets' files
BETWEEN = re.compile(r"[\s,;|]+")
ADDRESS = re.compile(r"[^\s@,;|<>]+@[^\s@,;|<>]+")
# `Ada Lovelace <ada@example.com>`, and what some mail programs make of it.
NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMAIL = _words(
    "email emails emailaddress emailaddresses mail mailaddress useremail workemail primaryemail emailvalue emailadresse "
    "mailadresse emailadres epost epostadress adresseemail adressemail courriel correo correoelectronico "
    "indirizzoemail почта"
)
NAME = _words("name fullname displayname username naam nom nombre nome имя")
FIRST = _words("firstname first givenname forename vorname prenom voornaam")
LAST = _words("lastname last surname familyname nachname familienname achternaam apellido apellidos cognome")
ROLE = _words("role userrole rolle rol ruolo funcao роль")
HEADERS = EMAIL | NAME | FIRST | LAST | ROLE


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list: the line they begin at, counted from 1, and what was typed about them."""

    number: int
    email: str
    name: str = ""
    role: str = ""


class Row(NamedTuple):
    """The cells of one line, which may run over several in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row what stands; a full name wins over its parts."""

    email: int
    names: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()


def read(data: bytes | str) -> tuple[Line, ...]:
    """The people in a file or a pasted text, as typed, in their order.

    A header may be in any order and case. Without one the column with the addresses is the address, the next one the
    name, the one after that the role; a line of nothing but addresses is so many people.

    Raises `UnreadableList` for what is no text or empty, `ListTooLong` for more than 10,000.
    """
    rows = _rows(decoded(data))
    lines = tuple(islice(_lines(rows), MOST_LINES + 1))
    if not lines:
        raise UnreadableList(why=say("it is empty; paste addresses, or choose a file with one on each line"))
    if len(lines) > MOST_LINES:
        raise ListTooLong(most=MOST_LINES)
    return lines


# --- from text to cells --------------------------------------------------------------------------------------------


def _rows(text: str) -> list[Row]:
    """The lines that hold anything, by the separator that sets the most addresses apart."""
    if told := TOLD_SEPARATOR.match(text):
        return _parsed(text, told[1])[1:]
    start = text[:LOOKED_AT]
    return _parsed(text, max(SEPARATORS, key=lambda separator: _set_apart(_parsed(start, separator))))


def _set_apart(rows: list[Row]) -> tuple[int, int]:
    found = sum(_addresses(row) for row in rows)
    headers = sum(_word(cell) in HEADERS for cell in rows[0].cells) if rows else 0
    return found + headers, -sum(len(row.cells) for row in rows)


def _parsed(text: str, separator: str) -> list[Row]:
    try:
        return _filled(_records(text, separator))
    except csv.Error:  # a quote that nobody closed would swallow the rest: each line by itself
        return _filled(_by_line(text, separator))


def _records(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    end = 0
    for cells in reader:
        yield Row(end + 1, cells)
        end = reader.line_num


def _by_line(text: str, separator: str) -> Iterator[Row]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        try:
            yield Row(number, next(csv.reader([line], delimiter=separator, skipinitialspace=True)))
        except csv.Error:
            raise UnreadableList(why=say("it has a line that is too long; put one person on each line")) from None


def _filled(rows: Iterable[Row]) -> list[Row]:
    """Those that hold anything; whoever hands in far too many is told before all of them lie in memory."""
    tidy = (Row(number, [_on_one_line(cell) for cell in cells]) for number, cells in rows)
    found = list(islice((row for row in tidy if any(row.cells)), MOST_LINES + 3))  # a header and a told separator
    if len(found) > MOST_LINES + 2:
        raise ListTooLong(most=MOST_LINES)
    return found


def _on_one_line(cell: str) -> str:
    cell = cell.strip()
    return " ".join(filter(None, map(str.strip, LINE_BREAK.split(cell)))) if "\n" in cell or "\r" in cell else cell


# --- from cells to people ------------------------------------------------------------------------------------------


def _lines(rows: list[Row]) -> Iterator[Line]:
    if columns := _headed(rows):
        rows = rows[1:]
    elif _is_table(rows):
        columns = _guessed(rows)
    for row in rows:
        if columns:
            email, name, parts, role = (_joined(row, places) for places in _places(columns))
            yield _line(row.number, email, name or parts, role)
        else:
            for cell in filter(None, row.cells):
                yield from _pasted(row.number, cell)


def _headed(rows: list[Row]) -> Columns | None:
    """The columns by their header, if the first line is one."""
    words = [_word(cell) for cell in rows[0].cells] if rows else []
    if not HEADERS.intersection(words) or _addresses(rows[0]):
        return None

    def of(names: frozenset[str]) -> tuple[int, ...]:
        return tuple(place for place, word in enumerate(words) if word in names)

    email = _fullest(of(EMAIL) or range(len(words)), _held(rows))
    return Columns(email, of(NAME)[:1], of(FIRST) + of(LAST), of(ROLE)[:1])


def _guessed(rows: list[Row]) -> Columns:
    width = max(len(row.cells) for row in rows)
    email = _fullest(range(width), _held(rows))
    worded = {place for row in rows for place, cell in enumerate(row.cells) if any(map(str.isalpha, cell))}
    others = sorted(worded - {email})  # a column of mere numbers counts the lines
    return Columns(email, names=tuple(others[:1]), roles=tuple(others[1:2]))


def _is_table(rows: list[Row]) -> bool:
    """Whether lines without a header are one person each, rather than addresses strung together."""
    widths = {len(row.cells) for row in rows}
    if not widths or max(widths) == 1:
        return False
    if all(_addresses(row) <= 1 and not any(map(_strung, row.cells)) for row in rows):
        return True
    return len(rows) > 1 and len(widths) == 1 and len(_held(rows)) < max(widths)


def _places(columns: Columns) -> tuple[tuple[int, ...], ...]:
    return (columns.email,), columns.names, columns.parts, columns.roles


def _joined(row: Row, places: Sequence[int]) -> str:
    """What stands there; lines may be shorter than their header."""
    return " ".join(row.cells[place] for place in places if place < len(row.cells) and row.cells[place])


def _pasted(number: int, cell: str) -> Iterator[Line]:
    for one in _strung(cell) or [cell]:
        yield _line(number, one)


def _strung(cell: str) -> list[str]:
    """The addresses in a cell that holds several, and nothing else."""
    several = BETWEEN.split(cell)
    return several if len(several) > 1 and all(map(ADDRESS.fullmatch, several)) else []


def _line(number: int, cell: str, name: str = "", role: str = "") -> Line:
    if found := NAMED.fullmatch(cell):
        cell, outside = _bare(found["email"]), found["name"].strip().strip("\"'")
        name = name or (outside if outside != cell else "")
    return Line(number, _bare(cell), name, role)


def _bare(address: str) -> str:
    """As it stands in a link to it, without what makes it one."""
    return re.sub("^mailto:", "", address.strip(), flags=re.IGNORECASE)


def _fullest(places: Iterable[int], held: Counter[int]) -> int:
    """The column with the most addresses, the first of several."""
    return max(places, key=lambda place: held[place])


def _held(rows: list[Row]) -> Counter[int]:
    """How many addresses each column has."""
    return Counter(place for row in rows for place, cell in enumerate(row.cells) if _is_address(cell))


def _addresses(row: Row) -> int:
    return sum(map(_is_address, row.cells))


def _is_address(cell: str) -> bool:
    if "@" not in cell:
        return False
    named = NAMED.fullmatch(cell)
    return ADDRESS.fullmatch(_bare(named["email"] if named else cell)) is not None


def _word(cell: str) -> str:
    """A header as it is compared: no case, accents, blanks or signs."""
    return "".join(filter(str.isalpha, folded(cell)))
