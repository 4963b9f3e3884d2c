"""An invitation lets one person in, once, and a dead one tells in words why it does not."""

import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest

from tests.builders import ANOTHER, house, visitor
from tests.dashboards import ROOT
from tests.invited import accept, invitations_of, invite, look, lying, token_of
from tests.letter_box import refusal
from tests.witness import at_once, entries, everything, people_in, person, rows
from usercore.actions import invitations, passwords, users
from usercore.errors import InvitationExpired, InvitationUsed
from usercore.models import Status
from usercore.steps.invitations import known, why_dead

# --- once --------------------------------------------------------------------------------------------------------


def test_accepted_by_eight_at_once_it_lets_in_one(core):
    for _ in range(3):
        invited = invite(core)
        token, people = token_of(core, invited), len(people_in(core))

        results = at_once(*[lambda token=token, n=n: accept(core, token, name=f"Name {n}") for n in range(8)])

        assert sorted(type(result).__name__ for result in results) == ["InvitationUsed"] * 7 + ["SignedIn"]
        assert len(people_in(core)) == people
        accepted = [entry for entry in entries(core) if entry.event == "invitation:accepted"]
        assert [entry.subject_id for entry in accepted].count(invited.user_id) == 1


def test_whoever_reads_it_while_another_comes_in_is_told_that_it_was_used(core):
    """The invitation was read before they came in, and the person afterwards."""
    token = token_of(core, invite(core))
    with core._work(house(), None, {}, writes=False) as work:
        row, invitation, user = known(work, token)
        user.status = Status.ACTIVE

        assert isinstance(why_dead(work, row, invitation, user), InvitationUsed)
        work.db.rollback()


PROCESS = """
import sys
from tests.builders import FakeClock, settings
from tests.invited import accept
from tests.letter_box import refusal
from usercore import open_core
url, token, now = sys.argv[1:]
clock = FakeClock(__import__("datetime").datetime.fromisoformat(now))
core = open_core(settings=settings(url), clock=clock)
print("ready", flush=True)
sys.stdin.readline()
print(refusal(lambda: accept(core, token)) or "done", flush=True)
core.close()
"""


def test_accepted_by_two_processes_at_once_it_lets_in_one(core, url, clock):
    token = token_of(core, invite(core))
    command = [sys.executable, "-c", PROCESS, url, token, clock.now.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    assert [one.stdout.readline() for one in both] == ["ready\n"] * 2

    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in both)

    assert said == ["InvitationUsed", "done"]


@pytest.mark.parametrize("deed", ["revoke", "resend", "extend"])
def test_whoever_comes_second_is_told_what_the_first_did(core, ada, deed):
    for _ in range(4):
        invited = invite(core)
        token = token_of(core, invited)

        came_in, followed_up = at_once(
            lambda token=token: accept(core, token),
            partial(core.call, ada, getattr(invitations, deed), invitation_id=invited.id),
        )

        names = (type(came_in).__name__, type(followed_up).__name__)
        last = {"revoke": "InvitationRevoked", "resend": "InvitationReplaced", "extend": "SignedIn"}[deed]
        assert names in {("SignedIn", "InvitationClosed"), (last, "NoneType"), (last, "Invited")}
        state = person(core, invited.user_id).status
        assert (state == "active") is (names[0] == "SignedIn")
        assert lying(core, invited.id).state == (
            "accepted" if names[0] == "SignedIn" else {"revoke": "revoked", "resend": "open"}[deed]
        )


def test_invited_anew_while_they_come_in_nobody_who_is_in_is_changed(core, ada):
    for number in range(6):
        email = f"both{number}@example.com"
        invited = invite(core, email=email, role="author")
        token = token_of(core, invited)

        came_in, _ = at_once(
            lambda token=token: accept(core, token),
            lambda email=email: invite(core, ada, email=email, role="viewer", name="Renamed"),
        )

        if type(came_in).__name__ == "SignedIn":
            assert person(core, invited.user_id).role == "author"
            assert [one.state for one in invitations_of(core, invited.user_id)] == ["accepted"]
        else:
            assert sorted(one.state for one in invitations_of(core, invited.user_id)) == ["open", "replaced"]


# --- dead --------------------------------------------------------------------------------------------------------


def revoked(core, ada, invited):
    core.call(ada, invitations.revoke, invitation_id=invited.id)


def sent_again(core, ada, invited):
    core.call(ada, invitations.resend, invitation_id=invited.id)


def invited_again(core, ada, invited):
    invite(core, ada, email=person(core, invited.user_id).email)


def too_late(core, ada, invited):
    core._clock.now += core.settings.invitation_lifetime


def accepted(core, ada, invited):
    accept(core, token_of(core, invited))


def accepted_by_a_newer_one(core, ada, invited):
    accept(core, token_of(core, invite(core, email=person(core, invited.user_id).email)))


def another_address(core, ada, invited):
    core.call(ada, users.update, user_id=invited.user_id, email="elsewhere@example.com")


def another_address_once_it_ended(core, ada, invited):
    core._clock.now += core.settings.invitation_lifetime
    core.call(house(), users.update, user_id=invited.user_id, email="elsewhere@example.com")


def in_the_trash(core, ada, invited):
    core.call(ada, users.soft_delete, user_id=invited.user_id)


def restored(core, ada, invited):
    in_the_trash(core, ada, invited)
    core.call(ada, users.restore, user_id=invited.user_id)


def gone(core, ada, invited):
    core.call(ada, users.hard_delete, user_id=invited.user_id, reason="asked for it")


def given_a_password(core, ada, invited):
    core.call(ada, passwords.change, user_id=invited.user_id, new_password=ANOTHER)


DEAD = {
    revoked: ("InvitationRevoked", "revoked"),
    sent_again: ("InvitationReplaced", "replaced"),
    invited_again: ("InvitationReplaced", "replaced"),
    too_late: ("InvitationExpired", "expired"),
    accepted: ("InvitationUsed", "accepted"),
    accepted_by_a_newer_one: ("InvitationUsed", "accepted"),
    another_address: ("InvitationReplaced", "replaced"),
    another_address_once_it_ended: ("TokenVoid", "void"),
    in_the_trash: ("InvitationRevoked", "revoked"),
    restored: ("InvitationRevoked", "revoked"),
    gone: ("TokenSpent", "unknown"),
    given_a_password: ("InvitationUsed", "accepted"),  # the right next step is the same: sign in
}
each_death = pytest.mark.parametrize("happened", DEAD, ids=lambda one: one.__name__)


@each_death
def test_a_dead_link_lets_nobody_in_changes_nothing_and_says_why(core, ada, happened):
    invited = invite(core, ada)
    token = token_of(core, invited)
    core._clock.advance(seconds=1)
    happened(core, ada, invited)
    before = everything(core)

    for deed in (lambda: accept(core, token), lambda: core.call(visitor(), invitations.opened, token=token)):
        assert refusal(deed) == DEAD[happened][0]

    assert everything(core) == before
    assert look(core, token).state == DEAD[happened][1]


@each_death
def test_a_dead_link_tells_no_more_than_its_holder_knows(core, ada, happened):
    invited = invite(core, ada, email="first@example.com", name="Canary Name", message="a canary message")
    token = token_of(core, invited)
    core._clock.advance(seconds=1)
    happened(core, ada, invited)

    told = look(core, token)

    assert told.email in (None, "first@example.com")
    assert not {"elsewhere@example.com", "Canary Name", "a canary message"} & set(map(str, told))
    assert told.may_ask == (told.state == "expired")


def test_a_link_that_ended_is_dead_though_its_row_is_still_there(core, ada, clock):
    invited = invite(core, ada, lifetime=timedelta(hours=1))
    token = token_of(core, invited)
    clock.now += timedelta(hours=1)

    with pytest.raises(InvitationExpired, match="2 March 2026"):
        accept(core, token)
    assert any(row[1] == "invitation" for row in rows(core, "one_time_tokens"))


def test_it_works_until_its_last_second(core, clock):
    token = token_of(core, invite(core))
    clock.now += core.settings.invitation_lifetime - timedelta(seconds=1)

    assert refusal(lambda: accept(core, token)) == ""
