"""What needs a person today: each number is the one of the list behind it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.builders import a_user, house, lock, signed_in, someone
from tests.invited import invite
from tests.letters import change, post
from tests.second_factors import turned_on
from tests.witness import statements
from usercore.actions import cases, invitations, outbox, recoveries, users
from usercore.frames import cases as case_lists
from usercore.frames import invitations as asked
from usercore.frames import outbox as letter_lists
from usercore.frames import recoveries as lost
from usercore.frames import today, two_factor
from usercore.frames import users as people
from usercore.frames.invitations import InvitationQuery
from usercore.frames.outbox import LetterQuery
from usercore.frames.users import UserQuery
from usercore.limits import UNTIL_RESET
from usercore.models import Invitation, User

EVERY = (
    today.cases, today.locked, today.letters, today.ending, today.asked_again, today.lost_phones, today.without_factor,
    today.failures,
)  # fmt: skip
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def one(core, actor, deed, **wanted):
    found = core.call(actor, deed, **wanted)
    assert len(found) == 1
    return found.iloc[0]


def an_invitation(core, **values):
    """One that was sent, and what happened to it since."""
    made = invite(core, name="Someone Asked")
    with core.engine.begin() as connection:
        connection.execute(update(Invitation).where(Invitation.id == made.id).values(**values))
    return made


def a_letter(core, state, **values):
    whose = a_user(core, name="Reader")
    letter = post(core, whose)
    change(core, letter, state=state, **values)
    return letter


@pytest.mark.parametrize("deed", EVERY, ids=lambda deed: deed.name)
def test_where_nobody_is_needed_one_row_says_so(core, ada, sam, deed):
    for actor in (ada, sam):
        turned_on(core, actor.user_id)

    found = one(core, house(), deed)

    assert (found.many, found.capped, found.who, found["at"]) == (0, False, "", None)


@pytest.mark.parametrize("deed", EVERY, ids=lambda deed: deed.name)
def test_each_is_one_statement_beside_the_look_up_of_who_asks(core, ada, deed):
    with statements(core) as seen:
        core.call(ada, deed)

    roles = 1 if deed is today.without_factor else 0  # whose rights are no column
    assert len(seen) == 2 + roles, seen


@pytest.mark.parametrize("deed", [today.locked, today.letters, today.ending, today.asked_again, today.without_factor],
                         ids=lambda deed: deed.name)  # fmt: skip
def test_counting_ends_at_the_cap(core, deed, monkeypatch):
    for _ in range(3):
        lock(core, a_user(core, role="support"))
        a_letter(core, "given-up")
        an_invitation(core, ends_at=core.now() + HOUR, asked_again_at=core.now())
    monkeypatch.setattr(core, "settings", core.settings.model_copy(update={"count_cap": 2}))

    found = one(core, house(), deed)

    assert (found.many, found.capped) == (2, True)


def test_those_who_are_locked_are_the_ones_in_the_list_and_the_longest_stands_first(core, ada, clock):
    short, long, deleted, suspended, over = (a_user(core, name=f"Person {number}") for number in range(5))
    lock(core, over, minutes=1)
    clock.advance(minutes=2)
    for user_id, minutes in ((short, 5), (long, 50), (deleted, 500), (suspended, 500)):
        lock(core, user_id, minutes=minutes)
    core.call(house(), users.soft_delete, user_id=deleted)
    core.call(house(), users.suspend, user_id=suspended, reason="a reason")

    found = one(core, ada, today.locked)

    assert found.many == core.call(ada, people.counts, query=UserQuery(statuses=("locked",))) == 2
    assert (found.user_id, found.who, found["at"]) == (long, "Person 1", core.now() + timedelta(minutes=50))
    assert not found.until_reset


def test_open_cases_are_the_people_in_the_list_and_the_oldest_stands_first(core, ada, clock):
    first, second, third = (a_user(core, name=f"Carl {number}") for number in range(3))
    for whose in (first, second, third):
        core.call(house(), cases.secure, user_id=whose)
        clock.advance(hours=1)
    case = core.call(house(), case_lists.of_user, user_id=first).iloc[0]
    core.call(house(), cases.tick, case_id=case.id, step="owner")
    core.call(house(), cases.close, case_id=case.id)
    core.call(house(), users.soft_delete, user_id=third)
    ada = signed_in(core, ada.email)

    found = one(core, ada, today.cases)

    assert found.many == core.call(ada, people.counts, query=UserQuery(in_case=True)) == 1
    assert (found.who, found.user_id) == ("Carl 1", second)
    assert core.call(someone(core, "auditor"), people.counts, query=UserQuery(in_case=True)) == 0


def test_a_lock_that_waiting_does_not_end_says_so(core, ada):
    user_id = a_user(core, name="Guessed At")
    with core.engine.begin() as connection:
        wanted = update(User).where(User.id == user_id)
        connection.execute(wanted.values(locked_until=core.now() + 300 * DAY, locked_reason=UNTIL_RESET))

    assert one(core, ada, today.locked).until_reset


def test_letters_in_trouble_are_the_ones_in_the_list_since_that_day(core, clock):
    a_letter(core, "given-up")
    clock.advance(days=3)
    since = core.now()
    for state in ("failing", "given-up", "queued", "sent", "ended", "void"):
        a_letter(core, state)
    clock.advance(minutes=1)
    newest = a_letter(core, "failing", to_name="The Newest")

    found = one(core, house(), today.letters, since=since)

    listed = core.call(house(), letter_lists.search, query=LetterQuery(states=("failing", "given-up"), since=since))
    assert (found.many, found.given_up) == (len(listed), 1) == (3, 1)
    assert listed.iloc[0].id == newest
    assert (found.who, found["at"]) == ("The Newest", core.now())
    assert one(core, house(), today.letters).many == 4


def test_invitations_that_end_soon_are_the_ones_in_the_list_and_the_first_to_end_stands_first(core, ada):
    an_invitation(core, ends_at=core.now() + 47 * HOUR)
    an_invitation(core, ends_at=core.now() + today.SOON)
    an_invitation(core, ends_at=core.now())
    first = an_invitation(core, ends_at=core.now() + HOUR)
    core.call(house(), invitations.revoke, invitation_id=an_invitation(core, ends_at=core.now() + HOUR).id)

    found = one(core, ada, today.ending)

    query = InvitationQuery(ends_before=core.now() + today.SOON)
    assert found.many == core.call(ada, asked.counts, query=query) == 2
    assert (found.user_id, found.who, found["at"]) == (first.user_id, "Someone Asked", core.now() + HOUR)


def test_whoever_asked_for_another_invitation_waits_until_it_is_sent(core, ada):
    ended = core.now() - DAY
    first = an_invitation(core, ends_at=ended, asked_again_at=core.now() - HOUR)
    later = an_invitation(core, ends_at=ended, asked_again_at=core.now())
    an_invitation(core, ends_at=ended)

    found = one(core, ada, today.asked_again)

    assert found.many == core.call(ada, asked.counts, query=InvitationQuery(asked_again=True)) == 2
    assert (found.user_id, found["at"]) == (first.user_id, core.now() - HOUR)
    core.call(ada, invitations.resend, invitation_id=first.id)
    assert one(core, ada, today.asked_again).user_id == later.user_id


def test_lost_phones_that_wait_are_the_ones_in_the_list(core, ada, sam, clock):
    for name in ("First Lost", "Second Lost"):
        colleague = a_user(core, name=name, role="support")
        turned_on(core, colleague)
        core.call(someone(core, "admin"), recoveries.ask, user_id=colleague, proofs=["seen"])
        clock.advance(minutes=1)

    found = one(core, sam, today.lost_phones)

    assert found.many == len(core.call(sam, lost.waiting)) == 2
    assert found.who == "First Lost"
    assert found["at"] == core.call(sam, lost.waiting)["ends_at"].min()
    clock.advance(days=2)
    assert one(core, house(), today.lost_phones).many == 0


def test_those_without_a_second_factor_are_the_ones_in_the_list_admins_first(core, ada, sam):
    a_user(core, name="Aaron", role="support")
    turned_on(core, sam.user_id)

    found = one(core, ada, today.without_factor)

    listed = core.call(ada, two_factor.missing)
    assert found.many == len(listed) == 2
    assert found.user_id == listed.iloc[0].id == ada.user_id


@pytest.mark.parametrize("deed", [today.locked, today.ending, today.asked_again], ids=lambda deed: deed.name)
def test_whoever_sees_data_masked_sees_no_address(core, deed):
    email = "nameless@example.com"
    lock(core, a_user(core, email))
    made = invite(core, email="asked@example.com")
    with core.engine.begin() as connection:
        wanted = update(Invitation).where(Invitation.id == made.id)
        connection.execute(wanted.values(ends_at=core.now() + HOUR, asked_again_at=core.now()))

    shown, masked = one(core, house(), deed).who, one(core, someone(core, "auditor"), deed).who

    assert shown in (email, "asked@example.com")
    assert masked not in (email, "asked@example.com")
    assert "•" in masked


def test_a_letter_that_is_tried_again_is_no_trouble_any_more(core, ada):
    letter = a_letter(core, "given-up")

    core.call(ada, outbox.retry, letter_id=letter)

    assert one(core, ada, today.letters).many == 0
