"""The contract of signing in: tickets and tokens, who stands behind a token, and sessions that are listed and ended."""

import pytest

from tests.builders import ADA, MAX, PASSPHRASE, house, token_for, visitor
from usercore import UsercoreError
from usercore.actions import sessions, sign_in, users
from usercore.actions.sign_in import Refused
from usercore.errors import NotSignedIn
from usercore.frames import sessions as session_frames
from usercore.frames import users as people


def test_signing_in_gives_a_ticket_and_the_ticket_a_token(core):
    outcome = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)
    token = core.call(visitor(), sign_in.redeem, ticket=outcome.ticket)

    assert core.actor_for(token).email == MAX


def test_a_wrong_password_is_an_outcome_with_a_sentence(core):
    outcome = core.call(visitor(), sign_in.with_password, email=MAX, password="wrong")

    assert outcome == Refused("The address or the password is not right.")


def test_signing_out_ends_the_session(core, maxim, tokens):
    core.call(maxim, sign_in.out)

    assert not core.actor_for(tokens[MAX]).signed_in


def test_a_visitor_signing_out_is_no_error(core, vera):
    assert core.call(vera, sign_in.out) is None


def test_actor_for_gives_the_person_behind_a_token(core, tokens):
    actor = core.actor_for(tokens[ADA], address="192.0.2.9", agent="Browser")

    assert (actor.signed_in, actor.email, actor.name, actor.role) == (True, ADA, "Ada Admin", "admin")
    assert (actor.address, actor.agent) == ("192.0.2.9", "Browser")


@pytest.mark.parametrize("token", [None, "", "session_made-up", "\0", "\ud800", "x" * 10_000])
def test_actor_for_gives_a_visitor_for_any_other_token(core, token):
    assert not core.actor_for(token).signed_in


def test_a_bearer_is_looked_up_by_the_call_they_make(core, tokens):
    bearer = core.bearer(tokens[MAX])

    core.call(bearer, users.update, user_id=core.actor_for(tokens[MAX]).user_id, name="Maximilian")

    assert core.actor_for(tokens[MAX]).name == "Maximilian"


def test_sessions_of_a_person_are_listed_the_live_ones_first(core, maxim):
    token_for(core, MAX)
    core.call(maxim, sign_in.out)

    listed = core.call(house(), session_frames.of_user, user_id=maxim.user_id)

    assert listed["live"].tolist() == [True, False]


def test_one_session_is_revoked_by_its_id(core, ada, maxim, tokens):
    core.call(ada, sessions.revoke, session_id=maxim.session_id)

    assert not core.actor_for(tokens[MAX]).signed_in


def test_all_sessions_are_revoked_and_counted(core, ada, maxim):
    token_for(core, MAX)

    assert core.call(ada, sessions.revoke_all, user_id=maxim.user_id) == 2


def test_one_may_keep_this_session_and_end_the_others(core, maxim):
    other = token_for(core, MAX)

    ended = core.call(maxim, sessions.revoke_all, user_id=maxim.user_id, keep_this_one=True)

    assert ended == 1
    assert not core.actor_for(other).signed_in
    assert core.call(maxim, people.by_id, user_id=maxim.user_id).iloc[0]["email"] == MAX


def test_a_visitor_is_asked_to_sign_in(core, vera):
    with pytest.raises(NotSignedIn):
        core.call(vera, people.search)


def test_only_the_ids_of_an_actor_are_believed(core, maxim):
    from dataclasses import replace

    grown = replace(maxim, role="admin", permissions=("*",), user_id=None)

    with pytest.raises(UsercoreError, match="role does not include"):
        core.call(grown, people.search)


def test_an_actor_without_a_session_is_nobody(core, ada):
    from dataclasses import replace

    made_up = replace(ada, session_id=None, token_digests=())

    with pytest.raises(NotSignedIn):
        core.call(made_up, people.search)
