"""The practice history says what the real actions say: the same facts and the same personal values."""

import pytest

from tests.builders import ANOTHER, PASSPHRASE, a_user, house, link_to, may_enter, token_for, visitor
from tests.invited import accept, invite, token_of
from tests.practice.rows import history
from tests.second_factors import code, step, typed
from usercore.actions import downloads, emails, invitations, passwords, sessions, sign_in, two_factor, users
from usercore.actions.sign_in import Refused, SignedIn
from usercore.events import Event
from usercore.models import AuditEntry

SOURCE = {"address", "agent"}


@pytest.fixture
def spoken(core, ada, clock):
    """The real actions' entries, by event."""
    browser = visitor()
    person = a_user(core, "someone@example.com", name="Someone")
    core.call(ada, users.create, email="else@example.com", name="Else", role="viewer")
    token = token_for(core, "someone@example.com", by=browser)
    outcome = core.call(browser, sign_in.with_password, email="someone@example.com", password=PASSPHRASE)
    token = core.call(browser, sign_in.redeem, ticket=outcome.ticket, replacing=token)
    someone = core.actor_for(token, address="192.0.2.9", agent="Browser/2")
    core.call(someone, users.update, user_id=person, name="Someone New")
    core.call(ada, users.update, user_id=person, email="new@example.com")
    core.call(browser, emails.confirm, token=link_to(core, person, "email-confirm"))
    token = token_for(core, "new@example.com", by=browser)
    someone = core.actor_for(token, address="192.0.2.9", agent="Browser/2")
    core.call(ada, users.change_role, user_id=person, role="editor")
    core.call(someone, passwords.change, user_id=person, new_password=ANOTHER, current_password=PASSPHRASE)
    core.call(ada, sessions.revoke, session_id=someone.session_id)
    token_for(core, "new@example.com", ANOTHER, by=browser)
    core.call(ada, sessions.revoke_all, user_id=person)
    core.call(core.actor_for(token_for(core, "new@example.com", ANOTHER), address="192.0.2.9"), sign_in.out)
    core.call(ada, users.suspend, user_id=person, reason="A reason")
    core.call(ada, users.reinstate, user_id=person)
    core.call(ada, users.soft_delete, user_id=person, reason="A reason")
    assert not may_enter(core, "new@example.com", ANOTHER)
    core.call(ada, users.restore, user_id=person)
    core.call(ada, downloads.prepare, export="users", wanted={})
    with_phone(core, clock)
    ask_in(core, clock)
    return shapes(history(core))


def with_phone(core, clock):
    """Someone sets a second factor up, mistypes a code, types one, and uses a recovery code when the phone is away."""
    email = "phone@example.com"
    person = a_user(core, email)
    owner = core.actor_for(token_for(core, email), address="192.0.2.9", agent="Browser/2")
    secret = core.call(owner, two_factor.enable, user_id=person).secret
    spare = core.call(owner, two_factor.verify_setup, user_id=person, code=code(core, secret))
    clock.advance(minutes=1)
    assert isinstance(typed(core, step(core, email).challenge, "no code"), Refused)
    for proof in (code(core, secret), spare[0]):
        outcome = typed(core, step(core, email).challenge, proof)
        assert isinstance(outcome, SignedIn)
        core.call(visitor(), sign_in.redeem, ticket=outcome.ticket)


def ask_in(core, clock):
    """Someone comes in late, and someone never does."""
    guest = invite(core, name="Guest", role="viewer")
    core.call(house(), invitations.revoke, invitation_id=invite(core).id)
    core.call(visitor(), passwords.request_reset, email="new@example.com")
    clock.advance(days=8)
    core.call(visitor(), invitations.ask_again, token=token_of(core, guest))
    core.call(house(), invitations.resend, invitation_id=guest.id)
    core.call(visitor(), invitations.opened, token=token_of(core, guest))
    accept(core, token_of(core, guest), by=visitor())


def shapes(entries: list[AuditEntry]) -> dict[str, set[tuple[frozenset[str], frozenset[str], str]]]:
    found: dict[str, set[tuple[frozenset[str], frozenset[str], str]]] = {}
    for entry in entries:
        told = frozenset(entry.sealed) - SOURCE
        found.setdefault(entry.event, set()).add((frozenset(entry.facts), told, entry.outcome))
    return found


@pytest.mark.parametrize(
    "event",
    [
        Event.SIGNED_IN,
        Event.SIGN_IN_ACCEPTED,
        Event.SIGN_IN_REFUSED,
        Event.SIGNED_OUT,
        Event.SESSION_REVOKED,
        Event.PASSWORD_CHANGED,
        Event.TWO_FACTOR_OFFERED,
        Event.TWO_FACTOR_ON,
        Event.RECOVERY_CODE_USED,
        Event.USER_UPDATED,
        Event.EMAIL_ASKED,
        Event.EMAIL_CONFIRMED,
        Event.ROLE_CHANGED,
        Event.USER_SUSPENDED,
        Event.EXPORT_PREPARED,
        Event.RESET_ASKED,
        Event.INVITATION_SENT,
        Event.INVITATION_OPENED,
        Event.INVITATION_ASKED,
        Event.INVITATION_RESENT,
        Event.INVITATION_REVOKED,
        Event.INVITATION_ACCEPTED,
    ],
)
def test_each_entry_has_the_facts_and_values_of_the_real_one(spoken, practiced, event):
    made = shapes(practiced.history())[event]

    nameless = {"name.before", "name"}
    known = spoken[event] | {(facts, told - nameless, outcome) for facts, told, outcome in spoken[event]}
    assert made <= known


def test_someone_without_a_name_is_told_without_one(spoken, practiced):
    made = shapes(practiced.history())[Event.USER_CREATED]

    facts = {facts for facts, *_ in spoken[Event.USER_CREATED]}
    assert {facts for facts, *_ in made} == facts
    assert {told for _, told, _ in made} == {frozenset({"email"}), frozenset({"email", "name"})}
