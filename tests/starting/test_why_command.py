"""`usercore why`: what stops someone from signing in, without a browser."""

from datetime import timedelta

import pytest

from tests.builders import a_user, house, lock, settings
from tests.starting.commands import usercore
from usercore import open_core
from usercore.actions import users

EMAIL = "max@example.com"


@pytest.fixture
def core(tmp_path):
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    yield core
    core.close()


def why(core, email):
    return usercore(core.settings.database_url, "why", email)


def test_a_lock_is_told_with_the_command_that_opens_it(core):
    lock(core, a_user(core, EMAIL))
    until = f"{core.now() + timedelta(minutes=5):%-d %b %Y}"

    told = why(core, "MAX@example.com")

    assert told.returncode == 0, told.stderr
    first, second = told.stdout.splitlines()
    assert first.startswith("Stops them: Locked until ")
    assert until in first
    assert first.endswith(" UTC after failed tries.")
    assert second == "    Unlock: usercore unlock MAX@example.com"


def test_what_is_put_right_on_the_page_is_said_to_be(core):
    core.call(house(), users.suspend, user_id=a_user(core, EMAIL), reason="left the company")

    assert why(core, EMAIL).stdout == (
        "Stops them: Suspended until reinstated. “left the company”\n    Reinstate: on their page in the dashboard\n"
    )


def test_where_nothing_is_wrong_it_says_so(core):
    a_user(core, EMAIL)

    assert why(core, EMAIL).stdout.startswith("Nothing stands in the way. They have never signed in.")


def test_an_address_nobody_has_is_said_to_be_one(core):
    told = why(core, "nobody@example.com")

    assert (told.returncode, told.stderr) == (1, "Nobody has the address nobody@example.com.\n")
