"""Whatever ends a session, ends it for the library at the very next call, on both databases.

The screens and the routes are in tests/browser/test_revocation_surfaces.py.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import PASSPHRASE, a_user, an_address, house, signed_in, visitor
from tests.security.endings import ENDINGS, a_victim
from tests.witness import everything, first_break, person, rows
from usercore import exports
from usercore.actions import downloads, rules, sessions, sign_in, users
from usercore.errors import NotSignedIn, TokenSpent
from usercore.frames import sessions as lists
from usercore.frames import users as people

NAME = "Max Author"


def refused(core, attempt):
    """Whether it was refused as nobody's, and left no trace but attempts."""
    before = everything(core)
    with pytest.raises(NotSignedIn):
        attempt()
    return everything(core) == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_after(core, ada, maxim, ending):
    who = a_victim(core)
    stream = core.stream(who.actor, exports.users)  # allowed before, and read after
    assert core.call(who.actor, people.by_id, user_id=maxim.user_id)["name"].tolist() == [NAME]
    ticket = core.call(who.actor, downloads.prepare, export="users", wanted={})

    ENDINGS[ending](core, who, ada)

    assert not core.actor_for(who.token).signed_in
    for actor in (
        who.actor,
        core.bearer(who.token),
        replace(who.actor, session_id=None, token_digests=core.bearer(who.token).token_digests),
    ):
        assert refused(core, lambda actor=actor: core.call(actor, users.update, user_id=maxim.user_id, name="Renamed"))
        assert refused(core, lambda actor=actor: core.call(actor, people.by_id, user_id=maxim.user_id))
        assert refused(core, lambda actor=actor: core.call(actor, people.by_id, user_id=who.user_id))  # oneself too
        assert refused(core, lambda actor=actor: core.call(actor, sessions.revoke, session_id=maxim.session_id))
        assert refused(core, lambda actor=actor: core.call(actor, downloads.take, ticket=ticket))
        assert refused(core, lambda actor=actor: core.stream(actor, exports.users))
    with pytest.raises(NotSignedIn):
        list(stream)
    assert person(core, maxim.user_id).name == NAME
    assert first_break(core) is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_that_ended_cannot_be_confirmed_signed_out_or_brought_back(core, ada, ending):
    who = a_victim(core)
    ENDINGS[ending](core, who, ada)
    before = rows(core, "sessions")

    core.call(who.actor, sign_in.out)  # there is nothing to end, and that is no mistake
    with pytest.raises(NotSignedIn):
        core.call(who.actor, sign_in.confirm, proof="whatever it was")

    assert rows(core, "sessions") == before
    assert not core.actor_for(who.token).signed_in


@pytest.mark.parametrize("ending", ["unused for too long", "too old"])
def test_a_longer_rule_brings_no_session_back(core, ada, ending):
    who = a_victim(core)
    ENDINGS[ending](core, who, ada)
    week = timedelta(days=7)

    core.call(ada, rules.change_sessions, role="support", idle=week, absolute=week, most=None)

    assert not core.actor_for(who.token).signed_in
    kept = core.call(house(), lists.of_user, user_id=who.user_id).iloc[0]
    assert (kept.live, kept.ended_why, kept.ended_by) == (False, "expired", None)


def test_every_other_session_of_the_person_s_goes_on_where_only_one_was_ended(core, ada):
    who = a_victim(core)
    other = signed_in(core, who.email)

    ENDINGS["ended by staff"](core, who, ada)

    assert not core.call(other, people.by_id, user_id=who.user_id).empty


def test_a_ticket_got_before_an_ending_that_puts_everyone_out_is_void(core, ada):
    email = an_address("late")
    user_id = a_user(core, email, role="support")
    outcome = core.call(visitor(address=""), sign_in.with_password, email=email, password=PASSPHRASE)
    core.call(ada, users.suspend, user_id=user_id, reason="left")
    core.call(ada, users.reinstate, user_id=user_id)
    core.call(ada, users.soft_delete, user_id=user_id)

    with pytest.raises(TokenSpent):
        core.call(visitor(address=""), sign_in.redeem, ticket=outcome.ticket)


def test_a_role_with_a_longer_rule_brings_no_session_back(core, ada):
    who = a_victim(core)
    core.call(ada, rules.change_sessions, role="admin", idle=timedelta(hours=10), absolute=None, most=None)
    ENDINGS["unused for too long"](core, who, ada)

    core.call(ada, users.change_role, user_id=who.user_id, role="admin")

    assert not core.actor_for(who.token).signed_in
