"""A process that is killed while it invites many leaves whole batches, and the same list may be sent again."""

import subprocess
import sys
from time import sleep

import pytest

from tests.builders import CHEAP, house
from tests.dashboards import ROOT
from tests.witness import first_break, rows
from usercore.actions import invitation_lists
from usercore.address_lists import Line

BATCH, LINES = 20, 2_000
MADE = ("users", "invitations", "letters", "one_time_tokens")
SENDS = f"""
import sys
from usercore import Actor, Settings, open_core
from usercore.actions import invitation_lists

core = open_core(settings=Settings(database_url=sys.argv[1], **{CHEAP!r}))
for start in range(0, {LINES}, {BATCH}):
    lines = [{{"email": f"person{{number}}@example.com"}} for number in range(start, start + {BATCH})]
    core.call(Actor.system("tests"), invitation_lists.send_many, lines=lines)
    print(start, flush=True)
"""


@pytest.mark.parametrize("later", [0.005, 0.03])
def test_a_kill_in_the_middle_leaves_whole_batches(core, url, later):
    before = {table: len(rows(core, table)) for table in MADE}
    with subprocess.Popen([sys.executable, "-c", SENDS, url], cwd=ROOT, stdout=subprocess.PIPE) as process:
        told = [process.stdout.readline() for _ in range(3)]
        sleep(later)
        process.kill()
    sleep(0.3)  # a server may be finishing what it was sent
    assert told[-1] == b"40\n"

    sent = len(rows(core, "invitations"))
    assert 3 * BATCH <= sent < LINES
    assert sent % BATCH == 0
    assert {table: len(rows(core, table)) - before[table] for table in MADE} == dict.fromkeys(MADE, sent)
    assert first_break(core) is None

    lines = [Line(number + 1, f"person{number}@example.com") for number in range(sent - BATCH, sent + BATCH)]
    done = core.call(house(), invitation_lists.send_many, lines=lines)

    assert [result.outcome for result in done.results] == ["invited"] * BATCH + ["sent"] * BATCH
