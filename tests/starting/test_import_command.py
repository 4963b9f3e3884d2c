"""`usercore import`: people from a file, what is wrong with it, and a way round for our own exports."""

import csv
import io
import stat

import pytest

from tests.builders import a_user, may_enter, settings
from tests.starting.commands import usercore
from tests.witness import entries, everything, person
from usercore import exports, open_core
from usercore.actions import imports, users
from usercore.crypto.passwords import hash_password
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.steps.exporting import COLUMNS
from usercore.work import Actor

ME = Actor.system("tests")
ROUND = [name for name in COLUMNS if name not in ("id", "deleted_at")]


@pytest.fixture
def core(tmp_path):
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    yield core
    core.close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "people.csv"


def bring(core, file, *words):
    return usercore(core.settings.database_url, "import", str(file), *words)


def everyone(core):
    return core.call(ME, people.search, query=UserQuery(order_by="email", limit=100))


def exported(core, **wanted):
    return b"".join(core.stream(ME, exports.users, columns=ROUND, query=UserQuery(order_by="email"), **wanted))


def test_people_come_in_and_the_same_file_again_changes_nothing(core, file):
    made = hash_password("seven lanterns over quiet water", memory_kib=64, rounds=1)
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(
            [
                ["Email", "NAME ", "role", "password_hash"],
                ["max@example.com", "Max", "", made],
                ["nora@example.com", "Nora", "editor", ""],
            ]
        )

    ended = bring(core, file, "--role", "viewer")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "Brought in: 2. There already: 0. Refused: 0.\n"
    found = everyone(core)
    assert found["role"].tolist() == ["viewer", "editor"]
    assert found["status"].tolist() == ["active", "invited"]
    assert may_enter(core, "max@example.com")
    before = everything(core)
    again = bring(core, file)
    assert (again.returncode, again.stdout) == (0, "Brought in: 0. There already: 2. Refused: 0.\n")
    assert everything(core) == before


def test_refused_lines_are_told_with_their_numbers(core, file, tmp_path):
    file.write_bytes(
        b"\xef\xbb\xbfemail;name;shoe size\r\n"
        b'one@example.com;"Line\r\nbreak";42\r\n'
        b"\r\n"
        b"=cmd@example.com@;Two;\r\n"
        b"m@example.com;M\xfcller;\r\n"
        b"cells@example.com;Too;many;cells\r\n"
        b"good@example.com;'=Good;\r\n"
    )
    to = tmp_path / "refused.csv"

    ended = bring(core, file, "--result", str(to))

    assert ended.returncode == 1
    assert ended.stdout.splitlines()[:2] == [
        "Brought in: 1. There already: 0. Refused: 4.",
        "Columns that were left out: shoe size.",
    ]
    rows = list(csv.DictReader(io.StringIO(to.read_text("utf-8"), newline="")))
    assert [(row["line"], row["email"]) for row in rows] == [
        ("2", "one@example.com"),
        ("5", "'=cmd@example.com@"),
        ("6", "m@example.com"),
        ("7", "cells@example.com"),
    ]
    assert "UTF-8" in rows[2]["why"]
    assert rows[3]["why"] == "It has more cells than the first line."
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert everyone(core)["name"].tolist() == ["=Good"]
    told = bring(core, file)
    assert told.stderr.splitlines()[2].startswith("Line 6: This line cannot be imported: its name")


def test_a_dry_run_says_the_same_and_does_nothing(core, file):
    file.write_text("email\nnew@example.com\nnonsense\n")
    before = everything(core, traces=True)

    ended = bring(core, file, "--dry-run")

    assert (ended.returncode, ended.stdout) == (1, "Would be brought in: 1. There already: 0. Refused: 1.\n")
    assert "Line 3: This is not an e-mail address" in ended.stderr
    assert everything(core, traces=True) == before


def test_a_quote_that_nobody_closed_swallows_nobody(core, file):
    file.write_text('email,comment\nada@example.com,"6 inch pipe\nbob@example.com,\n')

    ended = bring(core, file)

    assert ended.returncode == 1
    assert "line 2: unexpected end of data" in ended.stderr
    assert everyone(core).empty


@pytest.mark.parametrize("header", ['email,"comment', '"e"mail,comment'])
def test_a_first_line_that_cannot_be_read_is_a_sentence(core, file, header):
    file.write_text(f"{header}\nada@example.com,\n")

    ended = bring(core, file)

    assert ended.returncode == 1
    assert "line 1: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_where_people_are_already_the_file_comes_in_batches(core, file):
    core.call(ME, imports.people, lines=[{"email": f"here{number}@example.com"} for number in range(imports.FEW + 1)])
    seen = len(entries(core))
    file.write_text(
        "email\n" + "".join(f"person{number}@example.com\n" for number in range(2 * imports.MOST_AT_ONCE + 1))
    )

    ended = bring(core, file)

    assert ended.stdout == "Brought in: 2,001. There already: 0. Refused: 0.\n"
    told = entries(core)[seen:]
    assert [entry.facts["rows"] for entry in told] == [imports.MOST_AT_ONCE, imports.MOST_AT_ONCE, 1]
    assert len({entry.call_id for entry in told}) == 3


@pytest.mark.parametrize("raw", [True, False])
def test_our_own_export_comes_back_as_it_was(core, file, tmp_path, raw):
    a_user(core, "ada@example.com", name="=Ada, “the first”", role="admin", password=None)
    a_user(core, "zoe@example.com", name="Zoë\u00d8", role="editor")
    assert may_enter(core, "zoe@example.com")
    out = a_user(core, "out@example.com", name="-Out")
    core.call(ME, users.suspend, user_id=out, reason="+ a, reason", until=None)
    file.write_bytes(exported(core, raw=raw, delimiter=";", bom=True))
    other = open_core(settings=settings(f"sqlite:///{tmp_path}/other.db"))

    ended = bring(other, file)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert exported(other, raw=raw, delimiter=";", bom=True) == file.read_bytes()
    assert not may_enter(other, "zoe@example.com")  # no export holds a password
    other.close()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "its first line must name the columns"),
        ("name,role\nMax,author\n", "one of them “email”"),
        ("email\n" + "x" * 200_000 + "\n", "line 2: field larger"),
    ],
)
def test_what_is_no_list_of_people_is_said_to_be_none(core, file, text, why):
    file.write_text(text)

    ended = bring(core, file)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert why in ended.stderr
    assert "Traceback" not in ended.stderr
    assert everyone(core).empty


def test_a_file_that_is_not_there(core, file, tmp_path):
    assert f"{file} cannot be read: No such file" in bring(core, file).stderr
    file.write_text("email\nnew@example.com\n")
    assert "is there already" in bring(core, file, "--result", str(file)).stderr
    assert everyone(core).empty


def test_a_breach_in_the_middle_says_what_is_in(core, file):
    core.call(ME, imports.people, lines=[{"email": f"here{number}@example.com"} for number in range(imports.FEW + 1)])
    lines = [f"person{number}@example.com\n" for number in range(imports.MOST_AT_ONCE)]
    file.write_text("email\n" + "".join(lines) + "x" * 200_000 + "\n")

    ended = bring(core, file)

    assert "Brought in before that: 1,000. The same file can be imported again." in ended.stderr
    assert person(core, core.call(ME, people.by_email, email="person7@example.com").iloc[0].id).status == "invited"
