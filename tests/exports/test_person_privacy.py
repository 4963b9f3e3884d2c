"""One's archive holds nobody else and no secret, and goes to nobody else (GDPR 15)."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.builders import MAX, house, someone, token_for, visitor
from tests.consenting import a_purpose, give, lines
from tests.exports.archives import archive, data, everything, table
from tests.exports.conftest import OTHER
from tests.personal.stuffed import OTHERS, OWN, SECRET
from tests.witness import entries
from usercore.actions import holds, invitations, notes, sessions, sign_in, users
from usercore.database import reading
from usercore.errors import NotAllowed, NotFound, NotSignedIn
from usercore.frames import sessions as session_lists
from usercore.personal import HOLDINGS


def test_nobody_else_is_in_it(core, everywhere):
    person, other, _ = everywhere

    found = everything(archive(core, house(), person))

    assert OWN in found
    assert OTHERS not in found
    assert OTHER not in found
    assert str(other) not in found
    assert other.hex not in found


def test_their_own_answers_and_holds_are_no_strangers_in_the_log(core, maxim):
    key = a_purpose(core)
    give(core, maxim, key)
    hold_id = core.call(house(), holds.place, user_id=maxim.user_id, reason="a lawsuit")

    rows = data(archive(core, house(), maxim.user_id))["tables"]["audit_entries"]

    facts = {row["event"]: row["facts"] for row in rows}
    assert facts["consent:given"]["consent"] == str(lines(core, maxim.user_id)[0].id)
    assert facts["hold:placed"]["hold"] == str(hold_id)


def test_no_secret_is_in_it(core, everywhere):
    found = everything(archive(core, house(), everywhere[0]))

    assert SECRET not in found
    assert SECRET.encode().hex() not in found
    with reading(core.engine) as db:
        hashes = db.execute(select(HOLDINGS[0].table.password_hash)).scalars().all()
    assert [one for one in hashes if one and one.lower() in found] == []
    assert "argon2id$" not in found


def test_support_may_and_oneself_and_nobody_else(core, sam, maxim):
    assert table(archive(core, sam, maxim.user_id), "users")[0]["email"] == MAX
    assert table(archive(core, maxim, maxim.user_id), "users")[0]["email"] == MAX
    with pytest.raises(NotAllowed):
        archive(core, someone(core, "author"), maxim.user_id)
    with pytest.raises(NotAllowed):
        archive(core, someone(core, "auditor"), maxim.user_id)
    with pytest.raises(NotSignedIn):
        archive(core, visitor(), maxim.user_id)


def test_it_is_never_masked_for_oneself(core):
    viewer = someone(core, "viewer", email="plain@example.com")

    assert table(archive(core, viewer, viewer.user_id), "users")[0]["email"] == "plain@example.com"


def test_their_own_sessions_that_ended_together_are_theirs(core, ada, maxim):
    token_for(core, MAX)
    ended = [str(one) for one in core.call(ada, session_lists.of_user, user_id=maxim.user_id)["id"]]
    core.call(ada, sessions.revoke_many, session_ids=ended)

    (told,) = [row for row in table(archive(core, ada, maxim.user_id), "audit_entries") if "revoked" in row["event"]]

    assert sorted(json.loads(told["facts"])["sessions"]) == sorted(ended)


def test_nobody_has_no_archive(core, ada):
    with pytest.raises(NotFound):
        archive(core, ada, UUID(int=7))
    assert entries(core)[-1].event == "export:broken"


def test_privileged_notes_stay_here(core, ada, maxim):
    core.call(ada, notes.write, user_id=maxim.user_id, text="calls on mondays")
    core.call(ada, notes.write, user_id=maxim.user_id, text="under inquiry", privileged=True)

    found = archive(core, ada, maxim.user_id)

    assert [row["text"] for row in table(found, "notes")] == ["calls on mondays"]
    assert "under inquiry" not in everything(found)
    assert table(found, "notes")[0]["author_id"] == "somebody else"


def test_their_own_addresses_and_browsers_are_theirs_and_those_of_staff_are_not(core, ada, maxim):
    from dataclasses import replace

    core.call(visitor(address="203.0.113.9", agent="Mine/1"), sign_in.with_password, email=MAX, password="wrong")
    staff = replace(ada, address="198.51.100.99", agent="TheirsAlone/2")
    core.call(staff, users.suspend, user_id=maxim.user_id, reason="was loud")

    found = everything(archive(core, ada, maxim.user_id))

    assert "203.0.113.9" in found
    assert "mine/1" in found
    assert "was loud" in found
    assert "198.51.100.99" not in found
    assert "theirsalone" not in found
    assert "ada@example.com" not in found


def test_whoever_invited_others_gets_their_own_words_and_not_those_people(core, sam):
    core.call(
        sam, invitations.send, email=f"{OTHER}@example.org", name=f"{OTHER} x", message="come and see", role="author"
    )

    found = archive(core, house(), sam.user_id)

    assert [row["message"] for row in table(found, "invitations_sent")] == ["come and see"]
    assert OTHER not in everything(found)
