"""Lines of a file worked out by the database: at its speed, and the rows do not pass through Python one by one."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Label,
    String,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    type_coerce,
)

from usercore.exports.csv import STARTS_A_FORMULA, harmless

# Begins so: nothing that any program could take for a formula, in letters that most names begin with.
PLAIN = "[A-Za-z0-9À-ÖØ-öø-ɏА-яא-ת一-鿿가-힣]*"
SIGNS = "".join(sorted((sign for sign in STARTS_A_FORMULA if sign != "\0"), key="-".__eq__))  # no range: “-” is last
BLANKS = r"[\s\u0085\u1680\u2028\u2029\u0001-\u001f]"
QUOTED = ('"', "\r", "\n")  # and the delimiter (RFC 4180, 2.6)
CELL = "usercore_cell"

Text = ColumnElement[str]


def sqlite_line(columns: Sequence[ColumnElement[Any]], *, delimiter: str) -> Text:
    """All of a row as one text with its delimiters and its end, as `exports.csv` writes it: ids with hyphens, moments
    as ISO 8601 in UTC, words quoted where they must be. What is not plain goes through `CELL`, a function that `cell`
    makes.
    """
    shapes = [_sqlite(column, (delimiter, *QUOTED)) for column in columns]
    shape, texts = delimiter.join(shape for shape, _ in shapes), [text for _, texts in shapes for text in texts]
    line: Text = func.printf(shape, *texts, type_=String)  # in one go: joined with || it would be copied at each sign
    if len(columns) == 1:  # an empty line would be no row
        line = case((line == "", '""'), else_=line)
    return line + "\r\n"


def cell(*, delimiter: str, raw: bool) -> Callable[[str | None], str]:
    """What writes one cell that is not plain."""

    def write(text: str | None) -> str:
        shown = text or ""
        shown = shown if raw else harmless(shown)
        quoted = any(sign in shown for sign in (delimiter, *QUOTED))
        return '"' + shown.replace('"', '""') + '"' if quoted else shown

    return write


def _sqlite(column: ColumnElement[Any], quoted: Sequence[str]) -> tuple[str, list[Text]]:
    """How `printf` is to write it, and what."""
    text: Text = type_coerce(column, String)
    if isinstance(column.type, Uuid):
        return "%.8s-%.4s-%.4s-%.4s-%s", [text, *(func.substr(text, at) for at in (9, 13, 17, 21))]
    if _is_moment(column):
        moment = func.replace(func.substr(text, 1, 19), " ", "T") + "Z"
        return "%s", [func.coalesce(moment, "")]
    if isinstance(column, Label):  # one of our own words, such as a status
        return "%s", [text]
    plain = and_(text.op("GLOB")(PLAIN), *(func.instr(text, sign) == 0 for sign in quoted))
    return "%s", [case((plain, text), else_=getattr(func, CELL)(text))]


def postgresql_cell(column: ColumnElement[Any], *, raw: bool, alone: bool) -> Text:
    """The column as the text that COPY quotes where it must; `alone` if it is the only one of its row."""
    if isinstance(column.type, Uuid):
        return cast(column, String)
    if _is_moment(column):
        text: Text = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS"Z"', type_=String)
    else:
        text = cast(column, String)
        text = text if raw or isinstance(column, Label) else _harmless(text)
    # COPY writes nothing for what is missing, and "" for an empty text: an empty line would be no row.
    return func.coalesce(text, "") if alone else func.nullif(text, "")


def _harmless(text: Text) -> Text:
    """`exports.csv.harmless` in SQL."""
    bare = func.regexp_replace(func.normalize(text, literal_column("NFKC")), f"^{BLANKS}+", "")
    risky = or_(text.regexp_match(f"^[{SIGNS}]"), bare.regexp_match(f"^[{SIGNS}]"))
    return case((text.regexp_match("^[A-Za-z0-9]"), text), (risky, literal("'") + text), else_=text)


def _is_moment(column: ColumnElement[Any]) -> bool:
    return isinstance(getattr(column.type, "impl", column.type), DateTime)
