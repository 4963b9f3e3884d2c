"""Practice invitations: of people who are in, who may still come, and who never did; rows and log tell the same."""

from collections import defaultdict
from datetime import timedelta

import pytest

from tests.builders import MORNING, house, may_enter, settings, signed_in
from tests.invited import accept
from usercore.actions import outbox, practice
from usercore.actions.practice import PASSPHRASE
from usercore.events import Event
from usercore.frames import outbox as letters
from usercore.frames.outbox import LetterQuery
from usercore.models import AuditEntry, Invitation, InvitationState, OutboxLetter, Status, User
from usercore.permissions import BUILT_IN, Permission, covers, holds
from usercore.practice.people import a_world, lives

MILLISECOND, WEEK = timedelta(milliseconds=1), timedelta(days=7)
PERMISSIONS = {role.name: role.permissions for role in BUILT_IN}
ABOUT_INVITATIONS = {str(event) for event in Event if event.startswith("invitation:")}
HIGHER = ("admin", "support", "auditor")


@pytest.fixture
def people(practiced):
    return {user.id: user for user in practiced.every(User)}


@pytest.fixture
def invitations(practiced):
    return practiced.every(Invitation)


@pytest.fixture
def of_each(invitations):
    """Everyone's, the oldest first."""
    found = defaultdict(list)
    for one in sorted(invitations, key=lambda one: one.id):
        found[one.user_id].append(one)
    return found


def test_whoever_is_invited_has_one_that_waits_or_ended(people, of_each):
    for user in people.values():
        if user.status == Status.INVITED:
            *before, last = of_each[user.id]
            assert last.state in (InvitationState.OPEN, InvitationState.REVOKED)
            assert {one.state for one in before} <= {InvitationState.REPLACED}


def test_nothing_waits_for_people_who_are_in(people, of_each):
    for user_id, theirs in of_each.items():
        waits = [one for one in theirs if one.state == InvitationState.OPEN]
        assert len(waits) <= (people[user_id].status == Status.INVITED)


def test_whoever_accepted_chose_a_password_then_and_signed_in(people, invitations):
    accepted = [one for one in invitations if one.state == InvitationState.ACCEPTED]

    assert accepted
    for one in accepted:
        user = people[one.user_id]
        assert Status.INVITED not in (user.status, user.status_before_deletion)
        assert one.closed_by == user.id
        assert user.password_hash
        assert one.closed_at <= user.password_changed_at
        assert one.closed_at <= user.email_verified_at
        assert one.closed_at < user.last_sign_in_at


def test_most_people_whom_staff_let_in_were_invited(practiced, of_each, people):
    by_staff = {e.subject_id for e in practiced.history() if e.event == Event.USER_CREATED and e.actor_kind == "person"}

    let_in = [people[user_id] for user_id in by_staff if people[user_id].role not in HIGHER]
    assert sum(user.id in of_each for user in let_in) > len(let_in) / 2


def test_whoever_was_deleted_before_they_came_had_it_taken_back_then():
    world = a_world(seed=3, now=MORNING, settings=settings("sqlite:///x.db"), password_hash="$", people=2_000)
    gone = [life for life in lives(world, 2_000) if life.invited and life.one.fate is Status.DELETED]

    assert gone
    for life in gone:
        last, row = life.invitations.all[-1].row(), life.row()
        assert row["status_before_deletion"] == "invited"
        assert (last["state"], last["closed_at"]) == ("revoked", row["deleted_at"])


def test_nobody_invites_above_themselves_or_while_they_are_not_there(people, invitations):
    for one in invitations:
        inviter = people[one.inviter_id]
        own, given = PERMISSIONS[inviter.role], PERMISSIONS[one.role]
        assert holds(own, Permission.INVITE_USERS)
        assert covers(own, given)
        assert holds(own, Permission.CHANGE_ROLES) or not given
        assert inviter.created_at < one.created_at
        assert inviter.suspended_at is None or one.created_at < inviter.suspended_at


def test_moments_follow_each_other(people, invitations):
    for one in invitations:
        assert people[one.user_id].created_at <= one.created_at <= one.sent_at < MORNING
        assert (one.created_at == one.sent_at) == (one.times_sent == 1)
        assert one.ends_at == one.sent_at + WEEK
        told = [one.sent_at, one.handed_over_at, one.opened_at, one.asked_again_at]
        if one.state == InvitationState.ACCEPTED:
            told.append(one.closed_at)
            assert one.closed_at < one.ends_at
        known = [moment for moment in told if moment]
        assert known == sorted(known)
        assert known[-1] < MORNING
        assert one.opened_at is None or (one.handed_over_at and one.opened_at < one.ends_at)
        assert one.asked_again_at is None or one.ends_at < one.asked_again_at
        assert (one.state == InvitationState.OPEN) == (one.closed_at is None) == (one.closed_by is None)


def test_ids_are_by_time(invitations):
    by_id = sorted(invitations, key=lambda one: one.id)

    assert by_id == sorted(invitations, key=lambda one: one.created_at)


def test_the_log_tells_of_each_what_its_row_says(practiced, invitations):
    told = defaultdict(list)
    for entry in practiced.history():
        if entry.event in ABOUT_INVITATIONS:
            told[entry.facts["invitation"]].append(entry)

    assert set(told) == {str(one.id) for one in invitations}
    for one in invitations:
        tells(told[str(one.id)], one)


def tells(entries: list[AuditEntry], one: Invitation) -> None:
    first, last = entries[0], {entry.event: entry for entry in entries}
    sent = last.get(Event.INVITATION_RESENT, first)
    assert (first.event, first.actor_id, first.facts["role"]) == (Event.INVITATION_SENT, one.inviter_id, one.role)
    assert {entry.subject_id for entry in entries} == {one.user_id}
    assert [entry.facts["times"] for entry in entries if "times" in entry.facts] == [*range(2, one.times_sent + 1)]
    assert sent.facts["until"] == one.ends_at.isoformat()
    since = {event: entry for event, entry in last.items() if entry.at > sent.at}
    closing = {InvitationState.ACCEPTED: Event.INVITATION_ACCEPTED, InvitationState.REVOKED: Event.INVITATION_REVOKED}
    for event, at in (
        (Event.INVITATION_OPENED, one.opened_at),
        (Event.INVITATION_ASKED, one.asked_again_at),
        (closing.get(one.state), one.closed_at),
    ):
        if event in since:
            assert abs(since.pop(event).at - at) < MILLISECOND
        elif event not in closing.values():  # a person deleted, or asked in anew, tells of that
            assert event is None or at is None
    assert since == {}


def test_a_letter_that_is_named_lies_in_the_outbox(practiced, invitations):
    lying = {letter.id: letter for letter in practiced.every(OutboxLetter) if letter.kind == "invitation"}

    named = {one.letter_id: one for one in invitations if one.letter_id}
    assert set(named) == set(lying)
    assert {letter.state for letter in lying.values()} == {"sent", "queued", "failing", "given-up"}
    for letter_id, letter in lying.items():
        one = named[letter_id]
        assert (letter.user_id, letter.ends_at, letter.created_at) == (one.user_id, one.ends_at, one.sent_at)
        assert letter.sent_at == one.handed_over_at
        assert letter.facts == {"inviter": str(one.inviter_id), "message": one.message or ""}


def test_a_link_that_did_not_get_through_can_be_handed_over_and_lets_in(empty_core):
    empty_core.call(house(), practice.build, people=300)
    ada = signed_in(empty_core, "ada@example.com", PASSPHRASE)
    query = LetterQuery(states=("queued", "failing", "given-up"), kinds=("invitation",))
    waiting = empty_core.call(ada, letters.search, query=query)

    assert len(waiting) == 3
    for letter in waiting.itertuples():
        link = empty_core.call(ada, outbox.copy_link, letter_id=letter.id)
        accept(empty_core, link.rpartition("/")[2])
        assert may_enter(empty_core, letter.email)


@pytest.mark.parametrize("count", [6, 10, 40, 95, 100, 130])
def test_a_small_house_has_as_many_people_as_asked_for(count):
    world = a_world(seed=count, now=MORNING, settings=settings("sqlite:///x.db"), password_hash="$", people=count)

    assert len(list(lives(world, count))) == count


@pytest.mark.parametrize("span", [timedelta(hours=1), timedelta(days=1), timedelta(days=90)])
def test_invitations_live_as_long_as_the_setting_says(span):
    wanted = settings("sqlite:///x.db", invitation_lifetime=span)
    world = a_world(seed=5, now=MORNING, settings=wanted, password_hash="$", people=400)

    rows = [one.row() for life in lives(world, 400) if life.invitations for one in life.invitations.all]

    assert {row["ends_at"] - row["sent_at"] for row in rows} == {span}
    assert all(MORNING - timedelta(days=730) < row["sent_at"] < MORNING for row in rows)
