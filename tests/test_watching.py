"""A watcher is told of every call once it is over, and changes nothing of how it ends."""

import pytest

from tests.builders import MAX, PASSPHRASE, visitor
from usercore.actions import sign_in, users
from usercore.actions.sign_in import SignedIn
from usercore.errors import NotAllowed
from usercore.frames import users as people


class Notes:
    def __init__(self):
        self.seen = []

    def saw(self, deed, seconds, outcome):
        assert seconds > 0
        self.seen.append((deed.name, outcome))


@pytest.fixture
def notes(core):
    core.watcher = Notes()
    return core.watcher.seen


def test_it_is_told_the_receipt(core, notes):
    receipt = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)

    assert isinstance(receipt, SignedIn)
    assert notes == [("sign_in.with_password", receipt)]


def test_it_is_told_the_refusal_which_is_raised_all_the_same(core, notes, maxim, ada):
    with pytest.raises(NotAllowed) as raised:
        core.call(maxim, users.suspend, user_id=ada.user_id, reason="x")

    assert notes == [("users.suspend", raised.value)]


def test_one_that_fails_spoils_no_call(core, ada, caplog):
    class Poor:
        def saw(self, *_):
            raise KeyError

    core.watcher = Poor()

    assert core.call(ada, people.by_id, user_id=ada.user_id).iloc[0].email == "ada@example.com"
    assert "a watcher of calls" in caplog.text
