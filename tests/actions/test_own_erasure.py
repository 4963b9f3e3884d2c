"""People ask for their own deletion: it happens once the wait is over, and until then they can call it off."""

import pytest

from tests.builders import a_user, house, link_to, someone, visitor
from tests.letter_box import signed_in_elsewhere
from tests.witness import entries
from usercore.actions import alarms, cases, passwords, requests, users
from usercore.database import reading
from usercore.errors import NotFound, RequestClosed
from usercore.frames import requests as lists
from usercore.models import User


def mine(core, me, kind="erasure"):
    return core.call(me, requests.raise_own, user_id=me.user_id, kind=kind)


def there(core, user_id):
    with reading(core.engine) as db:
        return db.get(User, user_id) is not None


def one(core, request_id):
    return core.call(house(), lists.one, request_id=request_id).iloc[0]


def test_once_the_wait_is_over_they_are_gone_with_the_proof(core, clock, maxim):
    request_id = mine(core, maxim)
    assert one(core, request_id).erases_at.date().isoformat() == "2026-03-16"

    clock.advance(days=13)
    assert core.call(house(), requests.erase_due) == 0
    clock.advance(days=1, minutes=1)
    assert core.call(house(), requests.erase_due) == 1

    done = one(core, request_id)
    receipt = next(entry for entry in entries(core) if entry.id == done.receipt_id)
    assert not there(core, maxim.user_id)
    assert (done.state, done.user_id, done.person_id) == ("done", None, maxim.user_id)
    assert (receipt.event, receipt.subject_id) == ("user:erased", maxim.user_id)
    assert core.call(house(), requests.erase_due) == 0


def test_called_off_in_time_nothing_happens(core, clock, maxim):
    request_id = mine(core, maxim)
    core.call(maxim, requests.cancel_own, user_id=maxim.user_id, request_id=request_id)

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0
    assert there(core, maxim.user_id)
    with pytest.raises(RequestClosed):
        core.call(house(), requests.cancel_own, user_id=maxim.user_id, request_id=request_id)


def test_nobody_calls_off_what_another_asked_for(core, maxim):
    request_id = mine(core, maxim)
    other = someone(core, "author")

    with pytest.raises(NotFound):
        core.call(other, requests.cancel_own, user_id=other.user_id, request_id=request_id)


@pytest.mark.parametrize("role", ["admin", "support", "auditor"])
def test_staff_are_told_no_day_since_the_desk_decides(core, clock, role):
    colleague = someone(core, role)
    request_id = mine(core, colleague)
    assert one(core, request_id).erases_at is None

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0
    assert there(core, colleague.user_id)


@pytest.mark.parametrize("role", ["admin", "support", "auditor"])
def test_whoever_became_staff_meanwhile_stays_for_the_desk(core, clock, role):
    colleague = someone(core, "author")
    request_id = mine(core, colleague)
    core.call(house(), users.change_role, user_id=colleague.user_id, role=role)

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0

    left = one(core, request_id)
    assert there(core, colleague.user_id)
    assert (left.state, left.erases_at) == ("new", None)
    assert entries(core)[-1].event == "request:left-to-staff"


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        (cases.secure, {"shut": True}),
        (cases.secure, {"shut": False}),
        (passwords.force_reset, {"compromised": True}),
        (users.suspend, {"reason": "somebody else is in it"}),
    ],
)
def test_asked_for_by_whoever_took_the_account_over_it_is_left_to_the_desk(core, clock, maxim, deed, wanted):
    request_id = mine(core, maxim)
    core.call(house(), deed, user_id=maxim.user_id, **wanted)

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0

    left = one(core, request_id)
    assert there(core, maxim.user_id)
    assert (left.state, left.erases_at) == ("new", None)


@pytest.mark.parametrize("way", ["by letter", "in the history"])
def test_once_the_owner_said_it_was_not_them_nothing_goes_by_itself(core, clock, maxim, way):
    clock.advance(minutes=1)
    signed_in_elsewhere(core)
    mine(core, maxim)
    if way == "by letter":
        core.call(visitor(), alarms.by_letter, token=link_to(core, maxim.user_id, "new-device"))
    else:
        entry = next(entry for entry in reversed(entries(core)) if entry.subject_id == maxim.user_id)
        core.call(maxim, alarms.in_history, user_id=maxim.user_id, entry_id=entry.id)
    assert "request:left-to-staff" in [entry.event for entry in entries(core)[-4:]]

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0
    assert there(core, maxim.user_id)


def test_suspended_and_back_it_goes_by_itself_no_more(core, clock, maxim):
    mine(core, maxim)
    core.call(house(), users.suspend, user_id=maxim.user_id, reason="somebody else is in it")
    core.call(house(), users.reinstate, user_id=maxim.user_id)

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0


def test_only_two_kinds_can_be_asked_for_by_oneself(core, maxim):
    with pytest.raises(NotFound):
        mine(core, maxim, "restriction")


def test_many_go_in_batches(core, clock, monkeypatch):
    monkeypatch.setattr(requests, "AT_ONCE", 2)
    for _ in range(3):
        core.call(house(), requests.raise_own, user_id=a_user(core), kind="erasure")
    clock.advance(days=20)

    assert [core.call(house(), requests.erase_due) for _ in range(3)] == [2, 1, 0]


def test_deleted_by_the_desk_meanwhile_is_no_trouble(core, clock, ada, maxim):
    request_id = mine(core, maxim)
    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    clock.advance(days=20)
    assert core.call(house(), requests.erase_due) == 0
    assert one(core, request_id).erases_at is None
