"""Many invitations are sent again in one call; each is looked at by itself."""

from datetime import timedelta

import pytest

from tests.builders import an_address, house, link_to, someone, visitor
from tests.witness import at_once, entries, events, everything, first_break, rows
from usercore.actions import invitation_lists, invitations, rules
from usercore.actions.invitation_lists import MOST_AT_ONCE
from usercore.crypto.ids import uuid7
from usercore.errors import BadQuery, InvalidLifetime, NotAllowed, NotFresh
from usercore.frames import invitations as lists


def invited(core, count):
    """People with an open invitation, the ids of which come back."""
    return [core.call(house(), invitations.send, email=an_address("asked")).id for _ in range(count)]


def again(core, actor, *ids, **more):
    return core.call(actor, invitation_lists.resend_many, invitation_ids=list(ids), **more)


def test_all_expired_are_sent_again_and_their_older_links_die(core, sam, clock):
    ids = invited(core, 3)
    whose = core.call(house(), lists.all)["user_id"].tolist()
    older = link_to(core, whose[0], "invitation")
    clock.advance(days=8)
    sam = someone(core, "support")
    expired = core.call(sam, lists.chosen, query=lists.InvitationQuery(statuses=("expired",)))
    seen = len(entries(core))

    done = again(core, sam, *expired["id"])

    assert sorted(expired["id"]) == sorted(ids)
    assert (done.sent, dict(done.skipped)) == (3, {})
    assert events(core, seen) == ["invitation:resent"] * 3
    assert core.call(sam, lists.chosen, query=lists.InvitationQuery(statuses=("expired",))).empty
    assert core.call(visitor(), lists.about, token=older).iloc[0].state != "good"
    assert core.call(visitor(), lists.about, token=link_to(core, whose[0], "invitation")).iloc[0].state == "good"


def test_what_could_not_be_sent_again_is_told_by_its_id_and_in_words(core, sam):
    closed, fine = invited(core, 2)
    above = core.call(house(), invitations.send, email="boss@example.com", role="admin").id
    staff = core.call(house(), invitations.send, email="colleague@example.com", role="support").id
    core.call(house(), invitations.revoke, invitation_id=closed)
    unknown = uuid7(core.now())
    before = len(rows(core, "letters"))

    done = again(core, sam, closed, above, staff, unknown, "nonsense", fine, fine)

    assert done.sent == 1
    assert set(done.skipped) == {str(closed), str(above), str(staff), str(unknown), "nonsense"}
    assert "is revoked already" in done.skipped[str(closed)]
    assert "rights that yours does not" in done.skipped[str(above)]
    assert "users:change-role" in done.skipped[str(staff)]
    assert "no such invitation" in done.skipped[str(unknown)]
    assert "no such invitation" in done.skipped["nonsense"]
    assert len(rows(core, "letters")) == before + 1


def test_nothing_to_send_again_changes_nothing(core, sam):
    before, seen = everything(core), len(entries(core))

    assert again(core, sam).sent == 0

    assert everything(core) == before
    assert len(entries(core)) == seen


def test_a_lifetime_counts_from_now(core, sam, clock):
    (one,) = invited(core, 1)

    again(core, sam, one, lifetime=timedelta(days=1))

    assert core.call(sam, lists.pending).iloc[0].expires_at == clock.now + timedelta(days=1)
    with pytest.raises(InvalidLifetime):
        again(core, sam, one, lifetime=timedelta(days=400))


def test_sending_a_staff_role_again_needs_a_recent_sign_in_and_else_sends_nothing(core, ada, clock):
    (plain,) = invited(core, 1)
    staff = core.call(house(), invitations.send, email="colleague@example.com", role="support").id
    for _ in range(2):
        clock.advance(minutes=31)
        core.call(ada, lists.pending)
    before = everything(core)

    with pytest.raises(NotFresh):
        again(core, ada, plain, staff)

    assert everything(core) == before
    assert again(core, ada, plain).sent == 1


def test_letters_to_one_address_are_limited_in_a_crowd_too(core, ada):
    core.call(ada, rules.change_limit, name="invite:address", times=2, within=timedelta(days=1))
    one, other = invited(core, 2)
    for _ in range(2):
        again(core, ada, one)

    done = again(core, ada, one, other)

    assert (done.sent, list(done.skipped)) == (1, [str(one)])
    assert done.skipped[str(one)].startswith("Too many tries.")


def test_two_who_send_the_same_again_at_once_do_not_wait_for_ever(core, ada, sam):
    ids = invited(core, 4)

    done = at_once(lambda: again(core, ada, *ids), lambda: again(core, sam, *ids[::-1]))

    assert [one.sent for one in done] == [4, 4]
    assert core.call(ada, lists.pending)["times_sent"].tolist() == [3] * 4
    assert first_break(core) is None


def test_no_more_than_a_hundred_are_sent_again_in_one_call(core, ada):
    with pytest.raises(BadQuery, match="100 invitations at once are the most"):
        again(core, ada, *[uuid7(core.now()) for _ in range(MOST_AT_ONCE + 1)])


def test_nobody_without_the_right_sends_again(core, maxim):
    with pytest.raises(NotAllowed):
        again(core, maxim)
