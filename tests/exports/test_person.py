"""Everything about one person: every row and file, whole, readable again and harmless (GDPR 15, 20)."""

import hashlib
import json
import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Uuid, select

from tests.builders import a_user, house
from tests.exports.archives import archive, data, table
from tests.witness import entries
from usercore.database import Moment, reading
from usercore.personal import HOLDINGS


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
