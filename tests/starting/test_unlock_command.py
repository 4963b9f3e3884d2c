"""`usercore unlock`: the way back in when a limit locked out the last admin."""

import pytest

from tests.builders import a_user, may_enter, settings, visitor
from tests.starting.commands import usercore
from tests.witness import entries
from usercore import open_core
from usercore.actions import sign_in
from usercore.errors import TooManyAttempts

ADMIN = "ada@example.com"


@pytest.fixture
def core(tmp_path):
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    a_user(core, ADMIN, role="admin")
    yield core
    core.close()


@pytest.fixture
def unlock(core):
    return lambda email: usercore(core.settings.database_url, "unlock", email)


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
