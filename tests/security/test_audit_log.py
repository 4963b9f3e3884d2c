"""Every change has its entry, in one transaction."""

from contextlib import suppress

import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, visitor
from tests.witness import entries, everything, failing_commits, first_break, person, rows, values
from usercore.actions import downloads, passwords, sessions, sign_in, users
from usercore.database import session, writing
from usercore.errors import SilentChange
from usercore.events import Event
from usercore.models import Note, User
from usercore.permissions import Permission
from usercore.work import Deed, Needs

CHANGES = {
    "users.create": (users.create, {"email": "new@example.com"}, "user:created"),
    "users.update": (users.update, {"user_id": MAX, "name": "New"}, "user:updated"),
    "users.change_role": (users.change_role, {"user_id": MAX, "role": "editor"}, "user:role-changed"),
    "users.suspend": (users.suspend, {"user_id": MAX, "reason": "a reason"}, "user:suspended"),
    "users.soft_delete": (users.soft_delete, {"user_id": MAX}, "user:deleted"),
    "users.hard_delete": (users.hard_delete, {"user_id": MAX, "reason": "a reason"}, "user:erased"),
    "passwords.change": (passwords.change, {"user_id": MAX, "new_password": ANOTHER}, "password:changed"),
    "sessions.revoke_all": (sessions.revoke_all, {"user_id": MAX}, "session:all-revoked"),
    "sign_in.confirm": (sign_in.confirm, {"proof": PASSPHRASE}, "sign-in:confirmed"),
    "sign_in.out": (sign_in.out, {}, "sign-in:ended"),
    "downloads.prepare": (downloads.prepare, {"export": "users", "wanted": {}}, "export:prepared"),
    "sign_in.with_password": (sign_in.with_password, {"email": MAX, "password": PASSPHRASE}, "sign-in:accepted"),
}


@pytest.fixture
def do(core, ada, maxim):
    def call(name):
        deed, wanted, _ = CHANGES[name]
        return core.call(
            ada,
            deed,
            **{key: maxim.user_id if (key, value) == ("user_id", MAX) else value for key, value in wanted.items()},
        )

    return call


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_and_its_entry_are_there_together(core, ada, do, name):
    seen = len(entries(core))

    do(name)

    (entry,) = entries(core)[seen:]
    assert (entry.event, entry.outcome, entry.actor_id) == (CHANGES[name][2], "done", ada.user_id)
    assert entry.at == core._clock()


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_fails_at_the_last_leaves_neither_itself_nor_an_entry(core, do, name):
    before = everything(core)
    logged = rows(core, "audit_entries"), rows(core, "audit_values"), rows(core, "audit_chains")

    with failing_commits(), pytest.raises(RuntimeError, match="the power went"):
        do(name)

    assert everything(core) == before
    assert (rows(core, "audit_entries"), rows(core, "audit_values"), rows(core, "audit_chains")) == logged
    assert first_break(core) is None


def silent(work, *, user_id):
    work.get(User, user_id).name = "changed in silence"


def silent_claim(work, *, user_id):
    work.claim(User, user_id, name="changed in silence")


def silent_insert(work, *, user_id):
    work.insert(Note, id=work.new_id(), user_id=user_id, text="put in in silence", ticket="", created_at=work.now)


def silent_after_an_object(work, *, user_id):
    assert work.get(User, user_id).name
    silent_insert(work, user_id=user_id)


def taken_back(work, *, user_id):
    with suppress(RuntimeError), work.savepoint():
        silent_insert(work, user_id=user_id)
        raise RuntimeError


def recorded(work, *, user_id):
    work.get(User, user_id).name = "changed and said so"
    work.record(Event.USER_UPDATED, about=user_id)


@pytest.mark.parametrize("change", [silent, silent_claim, silent_insert, silent_after_an_object])
def test_a_change_without_an_entry_is_refused(core, ada, maxim, change):
    before = everything(core)

    with pytest.raises(SilentChange, match=r"Changed without an audit entry: (users|notes)"):
        core.call(ada, Deed(change, Needs(permission=Permission.UPDATE_USERS)), user_id=maxim.user_id)

    assert everything(core) == before


def test_what_was_taken_back_needs_no_entry(core, ada, maxim):
    before = everything(core)

    core.call(ada, Deed(taken_back, Needs(permission=Permission.UPDATE_USERS)), user_id=maxim.user_id)

    assert everything(core) == before


def test_a_change_with_an_entry_is_not(core, ada, maxim):
    core.call(ada, Deed(recorded, Needs(permission=Permission.UPDATE_USERS)), user_id=maxim.user_id)

    assert person(core, maxim.user_id).name == "changed and said so"


def test_a_new_row_without_an_entry_is_refused(core):
    with pytest.raises(SilentChange), writing(core.engine) as connection, session(connection) as db:
        db.delete(db.get_one(User, rows_id(core)))


def rows_id(core):
    return next(entry.subject_id for entry in entries(core) if entry.event == "user:created")


def test_a_refused_sign_in_and_a_refused_permission_are_recorded(core, maxim):
    core.call(visitor(), sign_in.with_password, email=MAX, password="wrong")
    with pytest.raises(Exception, match="role does not include"):
        core.call(maxim, users.suspend, user_id=maxim.user_id, reason="x")

    refused, denied = entries(core)[-2:]
    assert (refused.event, refused.facts["why"], refused.subject_id) == (
        "sign-in:refused",
        "wrong-password",
        maxim.user_id,
    )
    assert (denied.event, denied.facts["deed"]) == ("access:denied", "users.suspend")


def test_an_entry_says_from_where(core, ada, maxim):
    core.call(ada, users.update, user_id=maxim.user_id, name="New")

    entry = entries(core)[-1]
    told = {value.name: value.value for value in values(core) if value.entry_id == entry.id}
    assert told == {
        "address": "192.0.2.1",
        "agent": "Ada's browser",
        "name.before": "Max Author",
        "name.after": "New",
    }
