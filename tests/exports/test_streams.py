"""What the databases write themselves is what Python's own CSV would have written, however odd the words."""

import csv
import io
import sys

import pytest
from sqlalchemy import text

from tests.builders import a_user, house
from usercore import exports
from usercore.exports.cells import SUSPECT
from usercore.exports.csv import harmless, lines
from usercore.frames import users as people
from usercore.frames.users import UserQuery

ODD = [
    "", " ", "Ada", "Ada, Countess", 'the "first"', "semi;colon", "tab\there", "line\nbreak", "back\r", "=1+1", " =1", "\t=1",
    "\u3000＝1", "\u2003+1", "\u00a0-1", "\r\n@x", "\n=x", "-", "+49 30", "|x", "'=1", "＠x", "Łuczak 🙂", "李小龍", "Élan", "\u1680@x",
    "\u2028=x", "\x1f=x", "0", "\\.", "\\N", "NULL", "''", '"', '","', "ﬁne",
]  # fmt: skip


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "columns", [["name"], ["name", "suspended_reason"], ["id", "name", "created_at", "last_sign_in_at"]]
)
def test_every_cell_is_as_python_would_have_written_it(core, ada, raw, delimiter, columns):
    me = UserQuery(ids=(ada.user_id,))
    for word in ODD:
        with core.engine.begin() as connection:
            connection.execute(
                text("UPDATE users SET name = :word, suspended_reason = :word WHERE email_key = 'ada@example.com'"),
                {"word": word},
            )
        found = core.call(house(), people.by_id, user_id=ada.user_id).iloc[0]

        streamed = b"".join(
            core.stream(house(), exports.users, query=me, columns=columns, delimiter=delimiter, raw=raw)
        )

        cells = {
            "name": word,
            "suspended_reason": word,
            "id": str(ada.user_id),
            "created_at": f"{found.created_at:%Y-%m-%dT%H:%M:%SZ}",
            "last_sign_in_at": f"{found.last_sign_in_at:%Y-%m-%dT%H:%M:%SZ}",
        }
        row = [cells[name] for name in columns]
        expected = b"".join(block.data for block in lines(columns, [row], delimiter=delimiter, raw=raw))
        assert _read(streamed, delimiter) == _read(expected, delimiter), word
        assert raw or _read(streamed, delimiter)[1][columns.index("name")].startswith(harmless(word)[:1])


def _read(data, delimiter):
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter, strict=True))


def test_whoever_never_signed_in_has_an_empty_cell(core):
    made = a_user(core, password=None)

    data = b"".join(
        core.stream(house(), exports.users, query=UserQuery(ids=(made,)), columns=["role", "last_sign_in_at"])
    )

    assert data == b"role,last_sign_in_at\r\nauthor,\r\n"


def test_what_begins_without_suspicion_needs_nothing_to_be_harmless():
    signs = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    suspected = ["\n", *(sign for sign in signs if SUSPECT.match(f"\n{sign}"))]

    assert {sign for sign in signs if harmless(f"{sign}=1") != f"{sign}=1"} <= set(suspected)
    assert len(suspected) < 200, "a whole column is looked at cell by cell where one of them begins so"


def test_one_odd_cell_among_many_is_the_only_one_that_is_changed(core):
    made = [a_user(core, password=None, name=name) for name in ("Zora", "O’Brien, Pat", "=1+1")]

    data = b"".join(core.stream(house(), exports.users, query=UserQuery(ids=made, order_by="name"), columns=["name"]))

    assert data == b'name\r\n\'=1+1\r\n"O\xe2\x80\x99Brien, Pat"\r\nZora\r\n'
