"""The audit log as CSV: what the filter means, each entry with its hash, and on record itself."""

import csv
import io
import json
from itertools import pairwise

from tests.builders import house, someone
from tests.witness import entries
from usercore import exports
from usercore.actions import users
from usercore.crypto import chain
from usercore.exports.audit import chained
from usercore.frames.audit import AuditQuery


def exported(core, actor, **wanted):
    data = b"".join(core.stream(actor, exports.audit, **wanted)).decode()
    return list(csv.DictReader(io.StringIO(data)))


def test_what_the_filter_means_each_with_its_hash(core, ada, maxim):
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="went away")

    (row,) = exported(core, ada, query=AuditQuery(events=("user:suspended",)))

    entry = next(entry for entry in entries(core) if entry.event == "user:suspended")
    assert (row["hash"], row["actor"], row["subject"]) == (entry.hash.hex(), "Ada Admin", "Max Author")
    assert "went away" in row["values"]


def test_an_auditor_s_file_has_no_addresses(core, ada, maxim):
    core.call(ada, users.update, user_id=maxim.user_id, email="moved@example.com")

    told = str(exported(core, someone(core, "auditor")))

    assert "moved@example.com" not in told
    assert "192.0.2.1" not in told


def test_cells_that_would_run_are_made_harmless(core, ada, maxim):
    core.call(house(), users.update, user_id=maxim.user_id, name="=1+1")

    rows = exported(core, ada, query=AuditQuery(subject=maxim.user_id))

    assert {row["subject"] for row in rows} == {"'=1+1"}


def test_an_export_is_on_record_with_its_filter_and_rows(core, ada):
    rows = exported(core, ada, query=AuditQuery(outcomes=("done",)), columns=["at", "hash"])

    started, finished = entries(core)[-2:]
    assert (started.event, finished.event) == ("export:started", "export:finished")
    assert finished.facts["rows"] == len(rows)


def test_the_chain_as_lines_can_be_verified_elsewhere_and_goes_on_behind_an_entry(core, ada):
    told = [json.loads(line) for line in b"".join(core.stream(ada, chained)).splitlines()]

    assert all(one["hash"] == other["previous_hash"] for one, other in pairwise(told))
    for line in told:
        row = {name: value for name, value in line.items() if name not in ("hash", "previous_hash")}
        assert chain.link(bytes.fromhex(line["previous_hash"]), row).hex() == line["hash"]
    third = told[2]
    rest = b"".join(core.stream(ada, chained, after=(third["segment"], third["sequence"]))).splitlines()
    assert json.loads(rest[0]) == told[3]
    assert "example.com" not in str(told)
