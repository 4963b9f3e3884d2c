"""A process that is killed while it imports leaves whole batches, and the same file may be imported again."""

import subprocess
import sys
from time import sleep

import pytest

from tests.builders import CHEAP, house
from tests.dashboards import ROOT
from tests.witness import entries, first_break, rows
from usercore.actions import imports
from usercore.events import Event

BATCH, LINES = 200, 20_000
IMPORTS = f"""
import sys
from usercore import Actor, Settings, open_core
from usercore.actions import imports

core = open_core(settings=Settings(database_url=sys.argv[1], **{CHEAP!r}))
for start in range(0, {LINES}, {BATCH}):
    lines = [{{"email": f"person{{number}}@example.com"}} for number in range(start, start + {BATCH})]
    core.call(Actor.system("tests"), imports.people, lines=lines)
    print(start, flush=True)
"""


@pytest.mark.parametrize("later", [0.005, 0.03])
def test_a_kill_in_the_middle_leaves_whole_batches(core, url, later):
    before = len(rows(core, "users"))
    with subprocess.Popen([sys.executable, "-c", IMPORTS, url], cwd=ROOT, stdout=subprocess.PIPE) as process:
        told = [process.stdout.readline() for _ in range(3)]
        sleep(later)
        process.kill()
    sleep(0.3)  # a server may be finishing what it was sent
    assert told[-1] == f"{2 * BATCH}\n".encode()

    came = len(rows(core, "users")) - before
    assert 3 * BATCH <= came < LINES
    assert came % BATCH == 0
    assert sum(entry.facts["rows"] for entry in entries(core) if entry.event == Event.USERS_IMPORTED) == came
    assert first_break(core) is None

    lines = [{"email": f"person{number}@example.com"} for number in range(came - BATCH, came + BATCH)]
    done = core.call(house(), imports.people, lines=lines)

    assert [result.outcome for result in done.results] == ["there"] * BATCH + ["made"] * BATCH
