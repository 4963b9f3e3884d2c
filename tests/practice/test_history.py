"""What made-up people did: in one unbroken chain, in the words of the real actions, and never in the future."""

import json
from collections import Counter
from ipaddress import ip_address, ip_network
from itertools import pairwise
from uuid import UUID

from tests.builders import MORNING, house, settings
from usercore.events import Event
from usercore.frames import chain
from usercore.models import AuditChain, AuditValue, Invitation, InvitationState, NewEntry, User, UserSession
from usercore.practice.log import ENTRY, Log
from usercore.practice.people import a_world, lives

DOCUMENTATION = [ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
ENDS = {
    "signed-out",
    "replaced",
    "revoked",
    "expired",
    "password-changed",
    "two-factor-on",
    "suspended",
    "deleted",
    None,
}


def test_the_chain_is_whole(practiced):
    with practiced.core._work(house(), None, {}, writes=False) as work:  # a call would add that it was verified
        assert chain.broken(work).empty


def test_entries_follow_each_other_in_time(practiced):
    moments = [entry.at for entry in practiced.history()]

    assert all(one < next_one for one, next_one in pairwise(moments))
    assert moments[-1] == MORNING


def test_an_entry_made_the_fast_way_is_chained_as_any_other():
    world = a_world(seed=7, now=MORNING, settings=settings("sqlite:///x.db"), password_hash="$", people=40)
    assert len(list(lives(world, 40))) == 40
    last = AuditChain(id=1, segment="", sequence=0, hash=b"\0" * 32)

    fast = list(Log(world, last).entries())

    for values in fast:
        row = dict(zip(ENTRY, values, strict=True))
        row |= {name: UUID(row[name]) for name in ("id", "call_id", "actor_id", "subject_id") if row[name]}
        plain = {"facts": json.loads(row["facts"]), "sealed": json.loads(row["sealed"])}
        slow = NewEntry(**{**row, **plain, "hash": b"", "previous_hash": b"", "segment": "", "sequence": 0})
        slow.follow(last)
        last = slow
        assert (slow.segment, slow.sequence) == (row["segment"], row["sequence"])
        assert (slow.previous_hash, slow.hash) == (row["previous_hash"], row["hash"])


def test_sealed_values_are_the_digests_of_those_beside(practiced):
    kept = Counter(value.entry_id for value in practiced.every(AuditValue))

    assert all(len(entry.sealed) == kept[entry.id] for entry in practiced.history())


def test_everyone_was_created_once_and_before_anything_else(practiced):
    first = {}
    for entry in practiced.history():
        first.setdefault(entry.subject_id, entry)

    for user in practiced.every(User):
        assert first[user.id].event == Event.USER_CREATED
        assert abs((first[user.id].at - user.created_at).total_seconds()) < 0.001


def test_much_happens(practiced):
    told = {entry.event for entry in practiced.history()}

    assert told >= {
        Event.SIGNED_IN,
        Event.SIGN_IN_REFUSED,
        Event.SIGNED_OUT,
        Event.USER_UPDATED,
        Event.ROLE_CHANGED,
        Event.USER_SUSPENDED,
        Event.USER_DELETED,
        Event.PASSWORD_CHANGED,
        Event.EXPORT_FINISHED,
        Event.LIMIT_REACHED,
        Event.ACCESS_DENIED,
    }


def test_the_version_counts_the_edits(practiced):
    edits = {
        Event.USER_UPDATED,
        Event.EMAIL_CONFIRMED,
        Event.ROLE_CHANGED,
        Event.USER_SUSPENDED,
        Event.USER_REINSTATED,
        Event.SUSPENSION_ENDED,
        Event.USER_DELETED,
        Event.USER_RESTORED,
        Event.PASSWORD_CHANGED,
        Event.TWO_FACTOR_ON,
        Event.INVITATION_ACCEPTED,
    }
    counted = Counter(entry.subject_id for entry in practiced.history() if entry.event in edits)
    counted.update(one.user_id for one in practiced.every(Invitation) if one.state == InvitationState.REPLACED)

    assert [user.email for user in practiced.every(User) if user.version != 1 + counted[user.id]] == []


def test_the_last_sign_in_is_that_of_the_newest_session(practiced):
    newest = {}
    for session in practiced.every(UserSession):
        newest[session.user_id] = max(session.created_at, newest.get(session.user_id, session.created_at))

    for user in practiced.every(User):
        assert user.last_sign_in_at == newest.get(user.id)


def test_every_session_was_signed_in_to_and_ended_as_told(practiced):
    told = [entry for entry in practiced.history() if entry.event == Event.SIGNED_IN]

    sessions = practiced.every(UserSession)

    assert {entry.facts["session"] for entry in told} == {str(session.id) for session in sessions}
    for session in sessions:
        assert session.created_at <= session.last_seen_at <= (session.ended_at or MORNING)
        assert session.last_seen_at < session.expires_at
        assert (session.ended_at is None) == (session.ended_why is None)
        assert session.ended_why in ENDS
        assert session.ended_at is None or session.ended_at < MORNING


def test_what_a_deed_ended_was_live_until_then(practiced):
    """Sessions that had run out by themselves are told as that, not as ended by somebody."""
    staff = {user.id for user in practiced.every(User) if user.role in ("admin", "support", "auditor")}
    wanted = practiced.core.settings

    for session in practiced.every(UserSession):
        if session.ended_why == "expired":
            assert (session.ended_at, session.ended_by) == (session.last_seen_at, None)
        elif session.ended_why in ("password-changed", "two-factor-on", "suspended", "deleted"):
            idle = wanted.staff_idle if session.user_id in staff else wanted.idle
            assert session.ended_at < min(session.last_seen_at + idle, session.expires_at)


def test_some_sessions_are_live_and_none_of_people_who_are_kept_out(practiced):
    open_now = [s for s in practiced.every(UserSession) if s.ended_at is None and s.expires_at > MORNING]
    may = {user.id for user in practiced.every(User) if user.may_sign_in(MORNING)}

    assert open_now
    assert {session.user_id for session in open_now} <= may


def test_staff_sessions_are_shorter(practiced):
    staff = {user.id for user in practiced.every(User) if user.role in ("admin", "support", "auditor")}
    wanted = practiced.core.settings

    for session in practiced.every(UserSession):
        lifetime = wanted.staff_absolute if session.user_id in staff else wanted.absolute
        assert session.expires_at - session.created_at == lifetime


def test_addresses_are_those_kept_for_documentation(practiced):
    for address in {session.address for session in practiced.every(UserSession)}:
        found = ip_address(address)
        assert str(found) == address
        assert any(found in network for network in DOCUMENTATION if network.version == found.version)


def test_of_very_many_people_fewer_sign_in_often():
    def how_much(people):
        world = a_world(seed=7, now=MORNING, settings=settings("sqlite:///x.db"), password_hash="$", people=people)
        return sum(len(life.stays.all) for life in lives(world, 400)), {one.event for one in world.happenings}

    (few, few_events), (many, many_events) = how_much(400), how_much(100_000)

    assert few > 1.5 * many
    assert Event.SIGN_IN_ACCEPTED in few_events - many_events
    assert Event.SIGNED_IN in many_events


def test_nothing_happens_too_late_at_any_hour():
    for hour in range(0, 24, 5):
        now = MORNING.replace(hour=hour, day=1 + hour % 9)
        world = a_world(seed=hour, now=now, settings=settings("sqlite:///x.db"), password_hash="$", people=200)
        rows = [life.row() for life in lives(world, 200)]
        assert max(row["created_at"] for row in rows) < now
        assert max(happening.at for happening in world.happenings) < world.calendar.now
