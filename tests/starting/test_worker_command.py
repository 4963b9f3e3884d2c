"""`usercore worker`, a process of its own: it carries, ends when told, and may be killed at any moment."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import KEY, FakeClock, a_user, settings
from tests.letters import every, post, some, states
from tests.mail_servers import Postbox, a_mail_server
from usercore import open_core
from usercore.worker import Worker

USERCORE = str(Path(sys.executable).parent / "usercore")
PATIENCE = 60


@pytest.fixture
def core(url):
    """By the clock on the wall, as the command."""
    core = open_core(settings=settings(url))
    yield core
    core.close()


@pytest.fixture
def box():
    return Postbox()


@pytest.fixture
def mail(box):
    with a_mail_server(box) as server:
        yield server


@pytest.fixture
def start(url):
    """Starts `usercore worker …`; whatever still runs at the end is killed."""
    running = []

    def one(*words, smtp_url=None, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("USERCORE_")}
        wanted = {"USERCORE_DATABASE_URL": url, "USERCORE_SECRET_KEY": KEY, **environment}
        if smtp_url:
            wanted["USERCORE_SMTP_URL"] = smtp_url
        running.append(
            subprocess.Popen(
                [USERCORE, "worker", *words],
                env={**clean, **wanted, "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield one
    for process in running:
        process.kill()
        process.communicate()


def told(process):
    """Its exit code and what it said, once it has ended."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def after(box, count):
    """Set once so many letters have arrived."""
    reached = threading.Event()
    box.on_arrival = lambda _letter: reached.set() if len(box.arrived) + 1 >= count else None
    return reached


def test_once_it_carries_what_is_due_and_ends(core, start, mail, box):
    some(core, 2)

    code, out, err = told(start("--once", smtp_url=mail.url()))

    assert (code, out) == (0, "2 letters were sent.\n"), err
    assert len(box.arrived) == 2
    assert told(start("--once", smtp_url=mail.url()))[1] == "0 letters were sent.\n"


def test_without_a_mail_server_it_says_where_letters_are(core, start):
    some(core, 1)

    code, out, err = told(start("--once"))

    assert (code, out) == (0, "0 letters were sent.\n")
    assert "No mail server is set (USERCORE_SMTP_URL), so letters wait in the outbox." in err
    assert states(core) == ["queued"]


def test_it_says_where_links_lead_unless_that_was_set(start):
    assert "Links in letters lead to http://localhost:8501" in told(start("--once"))[2]
    assert "Links" not in told(start("--once", USERCORE_BASE_URL="https://accounts.example.com"))[2]


def test_a_mail_server_that_is_none_is_a_sentence(start):
    code, _, err = told(start("--once", smtp_url="nonsense"))

    assert code == 1
    assert err.startswith("USERCORE_SMTP_URL must look like")


@pytest.mark.parametrize("told_by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_and_another_works_at_once(core, start, mail, box, told_by):
    some(core, 1)
    arrived = after(box, 1)
    first = start(smtp_url=mail.url())
    assert arrived.wait(PATIENCE)

    first.send_signal(told_by)
    code, out, err = told(first)

    assert (code, out) == (0, "The worker is at work. Ctrl-C ends it.\n")
    assert "Traceback" not in err
    assert states(core) == ["sent"]
    some(core, 1)
    assert told(start("--once", smtp_url=mail.url()))[1] == "One letter was sent.\n"


def test_one_told_to_end_in_the_middle_finishes_the_letter_in_hand(core, start, mail, box):
    some(core, 5)
    workers = []

    def tell(_letter):
        box.on_arrival = lambda _letter: None
        ready.wait(PATIENCE)
        workers[0].terminate()

    ready, box.on_arrival = threading.Event(), tell
    workers.append(start(smtp_url=mail.url()))
    ready.set()

    assert told(workers[0])[0] == 0
    assert states(core).count("sent") == len(box.arrived)
    assert all(letter.claimed_until is None for letter in every(core))


def test_one_killed_between_the_mail_servers_yes_and_the_commit_sends_a_copy_that_can_be_recognised(
    core, url, start, mail, box
):
    letter_id = post(core, a_user(core))
    workers, ready = [], threading.Event()

    def kill(_letter):
        ready.wait(PATIENCE)
        workers[0].kill()

    box.on_arrival = kill
    workers.append(start(smtp_url=mail.url()))
    ready.set()
    told(workers[0])
    assert (len(box.arrived), states(core)) == (1, ["queued"])

    box.on_arrival = lambda _letter: None
    later = FakeClock(datetime.now(UTC) + timedelta(minutes=6))
    heir = open_core(settings=settings(url, smtp_url=mail.url(), mail_from="usercore@localhost"), clock=later)
    assert Worker(heir).turn() == 1
    heir.close()

    assert box.ids == [f"<{letter_id.hex}@localhost>"] * 2
    assert states(core) == ["sent"]


def test_two_processes_and_a_dashboards_worker_carry_each_letter_once(core, url, start, mail, box):
    some(core, 40)
    own = open_core(settings=settings(url, smtp_url=mail.url()))

    others = [start("--once", smtp_url=mail.url()) for _ in range(2)]
    Worker(own).turn()
    for process in others:
        assert told(process)[0] == 0
    own.close()

    assert sorted(box.ids) == sorted(set(box.ids))
    assert (len(box.ids), states(core)) == (40, ["sent"] * 40)
