"""A process that is killed while it deletes people for ever leaves each of them whole, or gone with a certificate."""

import subprocess
import sys
from time import sleep

import pytest

from tests.builders import CHEAP, house
from tests.dashboards import ROOT
from tests.witness import entries, first_break, people_in, rows
from usercore.actions import invitation_lists, users
from usercore.address_lists import Line

MANY = 300
ERASES = f"""
import sys
from usercore import Actor, Settings, open_core
from usercore.actions import users
from usercore.frames import users as people
from usercore.frames.users import UserQuery

core = open_core(settings=Settings(database_url=sys.argv[1], **{CHEAP!r}))
me = Actor.system("tests")
found = core.call(me, people.search, query=UserQuery(statuses=("invited",), limit={MANY}))
for number, user_id in enumerate(found["id"]):
    core.call(me, users.hard_delete, user_id=user_id, reason="asked for it")
    print(number, flush=True)
"""


@pytest.mark.parametrize("later", [0.005, 0.03])
def test_a_kill_in_the_middle_leaves_all_or_nothing_of_each(core, url, later):
    for start in range(0, MANY, 100):
        lines = [Line(number, f"person{number}@example.com") for number in range(start, start + 100)]
        core.call(house(), invitation_lists.send_many, lines=lines)
    before = len(people_in(core))
    with subprocess.Popen([sys.executable, "-c", ERASES, url], cwd=ROOT, stdout=subprocess.PIPE) as process:
        told = [process.stdout.readline() for _ in range(3)]
        sleep(later)
        process.kill()
    sleep(0.3)  # a server may be finishing what it was sent
    assert told[-1] == b"2\n"

    gone = before - len(people_in(core))
    assert 3 <= gone < MANY
    certified = rows(core, "erasures")
    assert len(certified) == len(rows(core, "tombstones")) == gone
    assert [entry.event for entry in entries(core)].count("user:erased") == gone
    assert {row[1] for row in rows(core, "letters")} <= {str(one).replace("-", "") for one in people_in(core)} | set(
        people_in(core)
    )
    assert first_break(core) is None
    assert core.call(house(), users.create, email="another@example.com").id
