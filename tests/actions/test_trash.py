"""To the trash, back out of it, and away for ever."""

import pytest

from tests.builders import (
    ANOTHER,
    MAX,
    PASSPHRASE,
    SAM,
    a_user,
    house,
    may_enter,
    token_for,
)
from tests.witness import everything, person
from usercore.actions import passwords, users
from usercore.errors import (
    EmailInTrash,
    EmailMismatch,
    WrongState,
)
from usercore.frames import erasures


def test_a_deleted_person_keeps_their_address_until_they_are_restored(core, sam, maxim):
    core.call(sam, users.soft_delete, user_id=maxim.user_id, reason="asked for it")
    with pytest.raises(EmailInTrash, match="Restore it, or delete it for ever first"):
        core.call(sam, users.create, email=MAX)

    core.call(sam, users.restore, user_id=maxim.user_id)

    assert may_enter(core, MAX)


@pytest.mark.parametrize("state", ["active", "invited", "suspended"])
def test_restoring_gives_back_the_state_from_before(core, ada, state):
    user_id = a_user(core, password=None if state == "invited" else PASSPHRASE)
    if state == "suspended":
        core.call(ada, users.suspend, user_id=user_id, reason="a reason")
    core.call(ada, users.soft_delete, user_id=user_id)

    core.call(ada, users.restore, user_id=user_id)

    assert person(core, user_id).status == state


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        (users.update, {"name": "X"}),
        (users.change_role, {"role": "editor"}),
        (users.suspend, {"reason": "x"}),
        (users.soft_delete, {}),
        (passwords.change, {"new_password": ANOTHER}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_nothing_is_done_to_someone_in_the_trash(core, ada, maxim, deed, wanted):
    core.call(ada, users.soft_delete, user_id=maxim.user_id)
    before = everything(core)

    with pytest.raises(WrongState, match="This account is deleted"):
        core.call(ada, deed, user_id=maxim.user_id, **wanted)

    assert everything(core) == before


def test_someone_not_in_the_trash_cannot_be_restored(core, ada, maxim):
    with pytest.raises(WrongState, match="This account is active"):
        core.call(ada, users.restore, user_id=maxim.user_id)


def test_deleting_for_ever_with_another_address_typed_deletes_nothing(core, ada, maxim):
    with pytest.raises(EmailMismatch):
        core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it", typed_email=SAM)

    assert person(core, maxim.user_id)


def test_deleting_for_ever_removes_what_was_foretold_and_frees_the_address(core, ada, maxim):
    token_for(core, MAX)
    foretold = core.call(ada, erasures.preview, user_id=maxim.user_id)

    certificate = core.call(
        ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it", typed_email=" MAX@example.com"
    )

    assert certificate.rows == dict(zip(foretold["name"], foretold["rows"], strict=True))
    assert certificate.rows["sessions"] == 2
    assert core.call(house(), users.create, email=MAX, came_back=True).id != maxim.user_id
