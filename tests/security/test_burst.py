"""Two hundred sign-ins at once, at their real cost: each gets its answer, and memory stays within a stated bound."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.builders import KEY, a_user
from tests.dashboards import ROOT
from usercore import Settings, open_core
from usercore.database import writing

AT_ONCE = 200
HASH_MIB = 19
SLACK_MIB = 96  # threads, connections and what SQLAlchemy compiles; all hashes at once would take 3,800


@pytest.fixture
def crowded_url(databases, empty_house):
    """Twenty people whose hashes have their real cost."""
    with databases.fresh(empty_house.url) as url:
        core = open_core(settings=Settings(database_url=url, secret_key=KEY))
        for number in range(20):
            a_user(core, f"person{number}@example.com")
        core.close()
        yield url


def test_two_hundred_sign_ins_at_once_are_all_answered_within_bounded_memory(crowded_url):
    command = [sys.executable, "-m", "tests.security.burst", crowded_url, str(AT_ONCE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=True)
    told = json.loads(done.stdout)

    assert sum(told["outcomes"].values()) == AT_ONCE
    assert set(told["outcomes"]) <= {"SignedIn", "Refused", "TooManyAttempts"}
    assert told["outcomes"]["SignedIn"] > 0
    assert told["peak"] <= told["base"] + HASH_MIB * told["cores"] + SLACK_MIB


def test_whoever_waits_to_write_to_the_file_holds_no_connection_meanwhile(sqlite_files):
    crowd = Settings.model_fields["pool_size"].default * 3
    ready = Barrier(crowd + 1)
    with sqlite_files.fresh() as url:
        core = open_core(settings=Settings(database_url=url, secret_key=KEY))

        def write():
            ready.wait()
            with writing(core.engine):
                return core.engine.pool.checkedout()

        with ThreadPoolExecutor(crowd) as threads:
            with writing(core.engine):
                waiting = [threads.submit(write) for _ in range(crowd)]
                ready.wait()
            assert {one.result() for one in waiting} == {1}
        core.close()
