"""`usercore unlock`: the way back in when a limit locked out the last admin."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import KEY, a_user, may_enter, settings, visitor
from tests.witness import entries
from usercore import open_core
from usercore.actions import sign_in
from usercore.errors import TooManyAttempts

USERCORE = str(Path(sys.executable).parent / "usercore")
ADMIN = "ada@example.com"


@pytest.fixture
def core(tmp_path):
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    a_user(core, ADMIN, role="admin")
    yield core
    core.close()


@pytest.fixture
def unlock(core):
    def run(email):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("USERCORE_")}
        wanted = {**clean, "USERCORE_DATABASE_URL": core.settings.database_url, "USERCORE_SECRET_KEY": KEY}
        return subprocess.run(
            [USERCORE, "unlock", email], env=wanted, capture_output=True, text=True, timeout=120, check=False
        )

    return run


def test_the_last_admin_gets_back_in(core, unlock):
    for _ in range(10):
        core.call(visitor(address=""), sign_in.with_password, email=ADMIN, password="wrong")
    with pytest.raises(TooManyAttempts):
        may_enter(core, ADMIN)

    ended = unlock("ADA@example.com")

    assert (ended.returncode, ended.stdout) == (0, "ADA@example.com may try again.\n"), ended.stderr
    assert may_enter(core, ADMIN)
    (entry,) = [one for one in entries(core) if one.event == "user:unlocked"]
    assert (entry.actor_kind, entry.actor_name) == ("system", "command line")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (ADMIN, "This account is not locked, so there is nothing to open.\n"),
        ("nobody@example.com", "Nobody has the address nobody@example.com.\n"),
        ("", "Nobody has the address .\n"),
    ],
)
def test_where_there_is_nothing_to_open_it_says_so(unlock, email, sentence):
    ended = unlock(email)

    assert (ended.returncode, ended.stderr) == (1, sentence)
