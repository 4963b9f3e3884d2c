"""A session ends when it must: unused, old, revoked, or its person no longer who they were."""

from datetime import timedelta

import pytest

from tests.builders import ADA, ANOTHER, MAX, PASSPHRASE, SAM, house, signed_in, someone, token_for, visitor
from tests.witness import entries, rows, statements, works
from usercore.actions import passwords, sessions, sign_in, users
from usercore.errors import NotFound, TokenSpent
from usercore.frames import roles as role_frames
from usercore.frames import sessions as session_frames
from usercore.frames import users as people

WORKING = ("author", "admin")


IDLE = {"author": timedelta(days=7), "admin": timedelta(hours=1)}


ABSOLUTE = {"author": timedelta(days=30), "admin": timedelta(hours=12)}


A_MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize("role", WORKING)
def test_a_session_unused_for_too_long_has_ended(core, clock, role):
    actor = someone(core, role)
    clock.now += IDLE[role]

    assert not works(core, actor)


@pytest.mark.parametrize("role", WORKING)
def test_a_session_used_in_time_goes_on(core, clock, role):
    actor = someone(core, role)
    for _ in range(3):
        clock.now += IDLE[role] - A_MOMENT
        assert works(core, actor)


@pytest.mark.parametrize("role", WORKING)
def test_a_session_in_use_ends_all_the_same_one_day(core, clock, role):
    actor = someone(core, role)
    begun = clock.now
    while clock.now + IDLE[role] - A_MOMENT < begun + ABSOLUTE[role]:
        clock.now += IDLE[role] - A_MOMENT
        assert works(core, actor)
    clock.now = begun + ABSOLUTE[role]

    assert not works(core, actor)


def test_someone_who_became_staff_is_held_to_the_limits_of_staff(core, clock):
    actor = someone(core, "author")
    for _ in range(26):
        clock.advance(minutes=30)
        assert works(core, actor)
    core.call(house(), users.change_role, user_id=actor.user_id, role="support")

    assert not works(core, actor)
    assert core.call(house(), session_frames.of_user, user_id=actor.user_id)["live"].tolist() == [False]


def test_a_list_of_sessions_calls_an_idle_one_ended(core, clock, ada):
    clock.now += IDLE["admin"]

    assert core.call(house(), session_frames.of_user, user_id=ada.user_id)["live"].tolist() == [False]


def test_being_seen_is_written_at_most_once_a_minute(core, clock, maxim):
    clock.advance(seconds=60)
    works(core, maxim)
    seen = clock.now
    clock.advance(seconds=59)

    with statements(core) as sent:
        works(core, maxim)

    listed = core.call(house(), session_frames.of_user, user_id=maxim.user_id)
    assert [statement for statement in sent if "UPDATE" in statement] == []
    assert listed["last_seen_at"].tolist() == [seen]


@pytest.mark.parametrize("deed", ["suspend", "soft_delete", "hard_delete"])
def test_someone_sent_away_is_out_at_their_next_call(core, ada, maxim, deed):
    wanted = {} if deed == "soft_delete" else {"reason": "a reason"}
    core.call(ada, getattr(users, deed), user_id=maxim.user_id, **wanted)

    assert not works(core, maxim)


def test_someone_sent_away_and_back_signs_in_anew(core, ada, maxim):
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="a reason")
    core.call(ada, users.reinstate, user_id=maxim.user_id)

    assert not works(core, maxim)
    assert works(core, signed_in(core, MAX))


def test_a_lost_role_ends_the_sessions(core, ada, sam):
    core.call(ada, users.change_role, user_id=sam.user_id, role="author")

    assert not works(core, sam)


def test_a_gained_role_counts_at_the_next_call(core, ada, maxim):
    core.call(ada, users.change_role, user_id=maxim.user_id, role="support")

    assert not core.call(maxim, role_frames.every).empty


def test_a_right_taken_from_a_role_counts_at_the_next_call(core, sam):
    from sqlalchemy import text

    with core.engine.begin() as connection:
        connection.execute(text("UPDATE roles SET permissions = '[]' WHERE name = 'support'"))

    with pytest.raises(Exception, match="role does not include"):
        core.call(sam, role_frames.every)


def test_a_session_keeps_to_its_user(core, maxim, tokens):
    from dataclasses import replace

    mixed = replace(core.actor_for(tokens[ADA]), session_id=maxim.session_id)

    assert core.call(mixed, people.by_id, user_id=maxim.user_id)["email"].tolist() == [MAX]
    with pytest.raises(Exception, match="role does not include"):
        core.call(mixed, role_frames.every)


def test_changing_one_s_own_password_keeps_this_session_and_ends_the_others(core, maxim):
    other = token_for(core, MAX)

    changed = core.call(
        maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER, current_password=PASSPHRASE
    )

    assert works(core, maxim)
    assert not core.actor_for(other).signed_in
    assert core.actor_for(core.call(visitor(), sign_in.redeem, ticket=changed.ticket)).email == MAX


def test_a_password_set_by_staff_ends_every_session(core, sam, maxim):
    core.call(sam, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)

    assert not works(core, maxim)


def test_ending_a_session_that_has_ended_changes_nothing(core, ada, maxim):
    core.call(ada, sessions.revoke, session_id=maxim.session_id)
    before, seen = rows(core, "sessions"), len(entries(core))

    core.call(ada, sessions.revoke, session_id=maxim.session_id)

    assert (rows(core, "sessions"), len(entries(core))) == (before, seen)


@pytest.mark.parametrize("session_id", ["nonsense", None, "019cadc6-9a80-7dfe-91cb-56657ba5b813"])
def test_a_session_that_is_none_is_not_found(core, ada, session_id):
    with pytest.raises(NotFound, match="no such session"):
        core.call(ada, sessions.revoke, session_id=session_id)


def test_nobody_ends_another_s_session_as_if_it_were_their_own(core, maxim, sam):
    with pytest.raises(Exception, match="role does not include"):
        core.call(maxim, sessions.revoke, session_id=sam.session_id)

    assert core.actor_for(token_for(core, SAM)).signed_in
    assert works(core, sam)


def test_ending_all_sessions_voids_a_ticket_for_another(core, sam, maxim):
    ticket = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket

    core.call(sam, sessions.revoke_all, user_id=maxim.user_id)

    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)
