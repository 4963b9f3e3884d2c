"""Sessions are ended one by one, all at once, and many across people; each is looked at by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.builders import MAX, house, signed_in, someone, visitor
from tests.security.endings import a_victim, as_if_since
from tests.witness import asked, at_once, entries, events, rows
from usercore.actions import sessions, users
from usercore.crypto.ids import uuid7
from usercore.errors import AboveYou, BadQuery, NotAllowed
from usercore.frames import sessions as lists


def live(core, actor):
    """How many sessions this person has."""
    return core.call(house(), lists.of_user, user_id=actor.user_id)["live"].sum()


def last(core):
    return entries(core)[-1]


def test_one_session_ends_and_the_entry_says_which(core, sam, maxim):
    other = signed_in(core, MAX)

    core.call(sam, sessions.revoke, session_id=maxim.session_id)

    assert live(core, maxim) == 1
    assert (last(core).event, last(core).facts) == ("session:revoked", {"session": str(maxim.session_id)})
    assert core.call(house(), lists.of_user, user_id=maxim.user_id).iloc[0].id == other.session_id


def test_the_history_says_who_ended_it_and_why(core, sam, maxim, clock):
    clock.advance(minutes=5)
    core.call(sam, sessions.revoke, session_id=maxim.session_id)

    kept = core.call(signed_in(core, MAX), lists.of_user, user_id=maxim.user_id).iloc[-1]

    assert (kept.ended_by, kept.ended_why, kept.ended_at) == ("Sam Support", "revoked", clock.now)


def test_whoever_ended_it_and_is_gone_for_ever_is_said_to_be(core, ada, maxim):
    staff = someone(core, "support", name="Soon Gone")
    core.call(staff, sessions.revoke, session_id=maxim.session_id)
    core.call(ada, users.hard_delete, user_id=staff.user_id, reason="asked for it")

    assert core.call(ada, lists.of_user, user_id=maxim.user_id).iloc[0].ended_by == "someone since deleted"


def test_one_s_own_end_names_nobody_else(core, maxim):
    other = signed_in(core, MAX)
    core.call(other, sessions.revoke_all, user_id=maxim.user_id, keep_this_one=True)

    kept = core.call(other, lists.of_user, user_id=maxim.user_id)

    assert kept["live"].tolist() == [True, False]
    assert kept["ended_by"].tolist() == [None, None]


def test_many_end_in_one_call_with_one_entry_for_each_person(core, sam, maxim):
    second, author = signed_in(core, MAX), someone(core)
    seen = len(entries(core))

    done = core.call(sam, sessions.revoke_many, session_ids=[author.session_id, maxim.session_id, second.session_id])

    assert (done.ended, done.people, dict(done.skipped)) == (3, 2, {})
    told = {entry.subject_id: (entry.event, entry.facts) for entry in entries(core)[seen:]}
    assert told[author.user_id] == ("session:revoked", {"session": str(author.session_id)})
    assert told[maxim.user_id][0] == "session:all-revoked"
    assert sorted(told[maxim.user_id][1]["sessions"]) == sorted([str(maxim.session_id), str(second.session_id)])
    assert (live(core, maxim), live(core, author)) == (0, 0)


def test_what_could_not_be_ended_is_told_by_its_id_and_in_words(core, sam, ada, maxim):
    over, unknown = signed_in(core, MAX), uuid7(core.now())
    core.call(sam, sessions.revoke, session_id=over.session_id)

    done = core.call(
        sam,
        sessions.revoke_many,
        session_ids=[ada.session_id, over.session_id, maxim.session_id, unknown, "nonsense"],
    )

    assert (done.ended, done.people) == (1, 1)
    assert "rights that yours does not" in done.skipped[str(ada.session_id)]
    assert done.skipped[str(over.session_id)] == "It had ended already."
    assert "no such session" in done.skipped[str(unknown)]
    assert "no such session" in done.skipped["nonsense"]
    assert live(core, ada) == 1


def test_the_same_id_twice_ends_once(core, sam, maxim):
    done = core.call(sam, sessions.revoke_many, session_ids=[maxim.session_id] * 2)

    assert (done.ended, dict(done.skipped)) == (1, {})


def test_one_s_own_session_may_be_among_them(core, sam):
    assert core.call(sam, sessions.revoke_many, session_ids=[sam.session_id]).ended == 1
    assert live(core, sam) == 0


def test_no_more_than_500_end_in_one_call(core, ada):
    with pytest.raises(BadQuery, match="500 sessions at once are the most"):
        core.call(ada, sessions.revoke_many, session_ids=[uuid7(core.now()) for _ in range(501)])


def test_nobody_without_the_right_ends_many_not_even_their_own(core, maxim):
    with pytest.raises(NotAllowed, match="role does not include"):
        core.call(maxim, sessions.revoke_many, session_ids=[maxim.session_id])

    assert live(core, maxim) == 1


def test_support_does_not_end_an_admin_s(core, sam, ada):
    with pytest.raises(AboveYou):
        core.call(sam, sessions.revoke_all, user_id=ada.user_id)

    assert live(core, ada) == 1


def test_a_session_that_ran_out_was_ended_by_nobody(core, ada, clock):
    who = a_victim(core)
    signed_in(core, who.email)
    as_if_since(core, who, "last_seen_at", hours=2)

    assert core.call(ada, sessions.revoke_all, user_id=who.user_id) == 1

    kept = core.call(ada, lists.of_user, user_id=who.user_id).set_index("id").loc[who.actor.session_id]
    assert (kept.ended_why, kept.ended_by, kept.ended_at) == ("expired", None, clock.now - timedelta(hours=2))
    assert last(core).facts == {"sessions_ended": 1}


def test_ending_what_ran_out_records_nothing(core, ada):
    who = a_victim(core)
    as_if_since(core, who, "last_seen_at", hours=2)
    seen = len(entries(core))

    core.call(ada, sessions.revoke, session_id=who.actor.session_id)
    done = core.call(ada, sessions.revoke_many, session_ids=[who.actor.session_id])

    assert (done.ended, list(done.skipped.values())) == (0, ["It had ended already."])
    assert events(core, seen) == []


def test_the_house_writes_down_what_ran_out_and_leaves_the_rest(core, ada, maxim):
    who = a_victim(core)
    as_if_since(core, who, "created_at", hours=13)

    assert core.call(house(), sessions.write_down_expired) == 1
    assert core.call(house(), sessions.write_down_expired) == 0
    assert (live(core, ada), live(core, maxim)) == (1, 1)


def test_what_ran_out_is_looked_for_before_the_database_is_locked(core, maxim, clock):
    clock.advance(hours=13)

    with asked(core) as seen:
        event.listen(core.engine, "begin", lambda _: seen.append(("BEGIN", ())))
        assert core.call(house(), sessions.write_down_expired) > 0

    told = [sql for sql, _ in seen]
    (looked,) = [at for at, sql in enumerate(told) if sql.startswith("SELECT sessions.id")]
    (written,) = [at for at, sql in enumerate(told) if sql.startswith("UPDATE sessions")]
    locked = max(at for at, sql in enumerate(told[:written]) if sql.startswith("BEGIN"))
    assert looked < locked
    assert "sessions.id IN" in told[written]


def test_two_who_end_the_same_sessions_at_once_end_each_once(core, ada, sam):
    theirs = [someone(core) for _ in range(4)]
    ids = [one.session_id for one in theirs]
    seen = len(entries(core))

    done = at_once(
        lambda: core.call(ada, sessions.revoke_many, session_ids=ids),
        lambda: core.call(sam, sessions.revoke_many, session_ids=ids[::-1]),
    )

    assert sum(one.ended for one in done) == 4
    assert events(core, seen).count("session:revoked") == 4
    assert len(rows(core, "sessions")) == 7


def test_two_who_end_each_other_s_at_once_do_not_wait_for_ever(core):
    one, two = someone(core, "support"), someone(core, "support")
    others = [someone(core).session_id for _ in range(3)]

    done = at_once(
        lambda: core.call(one, sessions.revoke_many, session_ids=[*others, two.session_id]),
        lambda: core.call(two, sessions.revoke_many, session_ids=[one.session_id, *others]),
    )

    assert not [raised for raised in done if isinstance(raised, Exception) and "sign in" not in str(raised)]
    assert live(core, one) + live(core, two) <= 1


def test_a_visitor_ends_nobody_s(core, maxim):
    with pytest.raises(Exception, match="sign in first"):
        core.call(visitor(), sessions.revoke_many, session_ids=[maxim.session_id])
