"""Everything about one person, and nothing about anyone else (FEATURES 36, 87, 88; GDPR 15, 20)."""

import hashlib
import json
import re
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import JSON, Uuid, select

from tests.builders import MAX, a_user, house, someone, token_for, visitor
from tests.consenting import a_purpose, give, lines
from tests.exports.archives import archive, data, everything, table
from tests.personal.stuffed import OTHERS, OWN, SECRET, stuff
from tests.witness import entries
from usercore.actions import holds, invitations, notes, sessions, sign_in, users
from usercore.database import Moment, reading
from usercore.errors import NotAllowed, NotFound, NotSignedIn
from usercore.frames import sessions as session_lists
from usercore.personal import HOLDINGS

OTHER = "quokka"


@pytest.fixture
def everywhere(core):
    """Someone whose number stands in every column that can hold one, and the rows."""
    person = a_user(core, "own-nightingale@example.com", name="Nina Nightingale")
    other = a_user(core, f"{OTHER}@example.com", name=f"{OTHER} the other")
    return person, other, stuff(core, person, other)


def key(row, holding):
    """What a row is known by, as the file spells it."""
    columns = holding.table.__table__.columns
    return tuple(
        row[name].isoformat().replace("+00:00", "Z") if isinstance(columns[name].type, Moment) else str(row[name])
        for name in holding.order
    )


def test_every_row_that_leads_to_the_person_is_in_it(core, everywhere):
    person, _, made = everywhere

    tables = data(archive(core, house(), person))["tables"]

    for holding in HOLDINGS[1:]:
        told = {tuple(row[name] for name in holding.order if name in row) for row in tables[holding.name]}
        there = {tuple(part for name, part in zip(holding.order, key(row, holding), strict=True)
                       if name in holding.columns) for row in made[holding.name]}  # fmt: skip
        # A later row may have taken the place of an earlier one, where one of a kind is all there can be.
        assert there & told, holding.name
    assert tables["users"][0]["id"] == str(person)


def test_each_file_of_a_table_has_the_same_rows_as_the_data(core, everywhere):
    found = archive(core, house(), everywhere[0], raw=True)

    for name, rows in data(found)["tables"].items():
        written = table(found, name)
        assert len(written) == len(rows) > 0, name
        for row, cells in zip(rows, written, strict=True):
            assert {column: cell_of(value) for column, value in row.items()} == cells


def cell_of(value):
    if isinstance(value, bool):
        return str(value).lower()
    return (
        "" if value is None else json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    )


def test_nobody_else_is_in_it(core, everywhere):
    person, other, _ = everywhere

    found = everything(archive(core, house(), person))

    assert OWN in found
    assert OTHERS not in found
    assert OTHER not in found
    assert str(other) not in found
    assert other.hex not in found


def test_their_own_answers_and_holds_are_no_strangers_in_the_log(core, maxim):
    key = a_purpose(core)
    give(core, maxim, key)
    hold_id = core.call(house(), holds.place, user_id=maxim.user_id, reason="a lawsuit")

    rows = data(archive(core, house(), maxim.user_id))["tables"]["audit_entries"]

    facts = {row["event"]: row["facts"] for row in rows}
    assert facts["consent:given"]["consent"] == str(lines(core, maxim.user_id)[0].id)
    assert facts["hold:placed"]["hold"] == str(hold_id)


def test_no_secret_is_in_it(core, everywhere):
    found = everything(archive(core, house(), everywhere[0]))

    assert SECRET not in found
    assert SECRET.encode().hex() not in found
    with reading(core.engine) as db:
        hashes = db.execute(select(HOLDINGS[0].table.password_hash)).scalars().all()
    assert [one for one in hashes if one and one.lower() in found] == []
    assert "argon2id$" not in found


def test_the_data_reads_back_as_what_is_in_the_database(core, everywhere):
    """Portability: the same values come out of it again (GDPR 20(1))."""
    person = everywhere[0]
    tables = data(archive(core, house(), person))["tables"]

    for holding in HOLDINGS:
        columns = holding.table.__table__.columns
        plain = [
            name for name in holding.columns if name not in holding.people and not isinstance(columns[name].type, JSON)
        ]
        with reading(core.engine) as db:
            order = [columns[name] for name in holding.order]
            wanted = select(*(columns[name] for name in plain)).where(holding.of(person)).order_by(*order)
            there = [tuple(row) for row in db.execute(wanted)]
        again = [tuple(read(row[name], columns[name].type) for name in plain) for row in tables[holding.name]]
        assert [row for row in again if row not in there and holding.name not in ("sessions", "recoveries")] == []
        assert len(again) <= len(there)


def read(value, kind):
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return UUID(value) if isinstance(kind, Uuid) else value


def test_the_manifest_has_the_checksum_of_every_other_file_and_the_log_has_the_manifest_s(core, everywhere):
    found = archive(core, house(), everywhere[0])
    manifest = json.loads(found.read("manifest.json"))

    assert {file["name"] for file in manifest["files"]} == set(found.namelist()) - {"manifest.json"}
    for file in manifest["files"]:
        content = found.read(file["name"])
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    last = entries(core)[-1]
    rows = sum(file["rows"] for file in manifest["files"] if file["name"].startswith("tables/"))
    assert (last.event, last.outcome, last.subject_id) == ("export:finished", "done", everywhere[0])
    assert last.facts == {
        "export": "person",
        "rows": rows,
        "manifest": hashlib.sha256(found.read("manifest.json")).hexdigest(),
        "files": len(found.namelist()),
    }


def test_the_dictionary_says_of_every_column_what_becomes_of_it(core, maxim):
    import csv
    import io

    found = archive(core, house(), maxim.user_id)
    told = list(csv.DictReader(io.StringIO(found.read("fields.csv").decode(), newline="")))

    assert len(told) == sum(len(holding.table.__table__.columns) for holding in HOLDINGS)
    assert [row for row in told if not all(row.values())] == []
    hashed = next(row for row in told if row["field"] == "password_hash")
    assert hashed["handed_out"] == "no"


def test_support_may_and_oneself_and_nobody_else(core, sam, maxim):
    assert table(archive(core, sam, maxim.user_id), "users")[0]["email"] == MAX
    assert table(archive(core, maxim, maxim.user_id), "users")[0]["email"] == MAX
    with pytest.raises(NotAllowed):
        archive(core, someone(core, "author"), maxim.user_id)
    with pytest.raises(NotAllowed):
        archive(core, someone(core, "auditor"), maxim.user_id)
    with pytest.raises(NotSignedIn):
        archive(core, visitor(), maxim.user_id)


def test_it_is_never_masked_for_oneself(core):
    viewer = someone(core, "viewer", email="plain@example.com")

    assert table(archive(core, viewer, viewer.user_id), "users")[0]["email"] == "plain@example.com"


def test_their_own_sessions_that_ended_together_are_theirs(core, ada, maxim):
    token_for(core, MAX)
    ended = [str(one) for one in core.call(ada, session_lists.of_user, user_id=maxim.user_id)["id"]]
    core.call(ada, sessions.revoke_many, session_ids=ended)

    (told,) = [row for row in table(archive(core, ada, maxim.user_id), "audit_entries") if "revoked" in row["event"]]

    assert sorted(json.loads(told["facts"])["sessions"]) == sorted(ended)


def test_nobody_has_no_archive(core, ada):
    with pytest.raises(NotFound):
        archive(core, ada, UUID(int=7))
    assert entries(core)[-1].event == "export:broken"


def test_privileged_notes_stay_here(core, ada, maxim):
    core.call(ada, notes.write, user_id=maxim.user_id, text="calls on mondays")
    core.call(ada, notes.write, user_id=maxim.user_id, text="under inquiry", privileged=True)

    found = archive(core, ada, maxim.user_id)

    assert [row["text"] for row in table(found, "notes")] == ["calls on mondays"]
    assert "under inquiry" not in everything(found)
    assert table(found, "notes")[0]["author_id"] == "somebody else"


def test_their_own_addresses_and_browsers_are_theirs_and_those_of_staff_are_not(core, ada, maxim):
    from dataclasses import replace

    core.call(visitor(address="203.0.113.9", agent="Mine/1"), sign_in.with_password, email=MAX, password="wrong")
    staff = replace(ada, address="198.51.100.99", agent="TheirsAlone/2")
    core.call(staff, users.suspend, user_id=maxim.user_id, reason="was loud")

    found = everything(archive(core, ada, maxim.user_id))

    assert "203.0.113.9" in found
    assert "mine/1" in found
    assert "was loud" in found
    assert "198.51.100.99" not in found
    assert "theirsalone" not in found
    assert "ada@example.com" not in found


def test_whoever_invited_others_gets_their_own_words_and_not_those_people(core, sam):
    core.call(
        sam, invitations.send, email=f"{OTHER}@example.org", name=f"{OTHER} x", message="come and see", role="author"
    )

    found = archive(core, house(), sam.user_id)

    assert [row["message"] for row in table(found, "invitations_sent")] == ["come and see"]
    assert OTHER not in everything(found)


def test_cells_that_a_spreadsheet_could_run_are_made_harmless_unless_it_is_for_programs(core):
    person = a_user(core, name='=HYPERLINK("http://x")')

    assert table(archive(core, house(), person), "users")[0]["name"].startswith("'=")
    assert table(archive(core, house(), person, raw=True), "users")[0]["name"].startswith("=")
    assert data(archive(core, house(), person))["tables"]["users"][0]["name"].startswith("=")


def test_the_page_is_escaped_and_asks_nothing_of_anyone(core):
    person = a_user(core, name="<script>alert(1)</script>")

    page = archive(core, house(), person).read("index.html").decode()

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", page) == []
    assert "url(" not in page
    assert "@import" not in page
