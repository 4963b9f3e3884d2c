"""`usercore reset-2fa`: the way back in when the last admin lost their phone."""

import pyotp
import pytest

from tests.builders import a_user, letter_to, may_enter, settings, signed_in, visitor
from tests.starting.commands import usercore
from tests.witness import entries
from usercore import open_core
from usercore.actions import sign_in, two_factor

ADMIN = "ada@example.com"


@pytest.fixture
def core(tmp_path):
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    yield core
    core.close()


def reset(core, email):
    return usercore(core.settings.database_url, "reset-2fa", email)


def test_the_last_admin_gets_back_in_and_is_told(core):
    user_id = a_user(core, ADMIN, role="admin")
    ada = signed_in(core, ADMIN)
    made = core.call(ada, two_factor.enable, user_id=user_id)
    core.call(ada, two_factor.verify_setup, user_id=user_id, code=pyotp.TOTP(made.secret).at(core.now()))
    before = core.call(
        visitor(address=""), sign_in.with_password, email=ADMIN, password="seven lanterns over quiet water"
    )
    assert isinstance(before, sign_in.SecondStep)

    ended = reset(core, "ADA@example.com")

    assert ended.returncode == 0, ended.stderr
    assert "signs in with the password alone" in ended.stdout
    after = core.call(
        visitor(address=""), sign_in.with_password, email=ADMIN, password="seven lanterns over quiet water"
    )
    assert isinstance(after, sign_in.SignedIn)
    assert may_enter(core, ADMIN)
    assert letter_to(core, user_id).kind == "two-factor-lost"
    (entry,) = [one for one in entries(core) if one.event == "two-factor:taken-away"]
    assert (entry.actor_kind, entry.actor_name) == ("system", "command line")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (ADMIN, "There is no second factor here, or its set-up has ended. Begin again.\n"),
        ("nobody@example.com", "Nobody has the address nobody@example.com.\n"),
    ],
)
def test_what_cannot_be_done_is_said(core, email, sentence):
    a_user(core, ADMIN, role="admin")

    ended = reset(core, email)

    assert (ended.returncode, ended.stderr) == (1, sentence)
