"""The practice history says what the real actions say: the same facts and the same personal values."""

import pytest

from tests.builders import ANOTHER, PASSPHRASE, a_user, link_to, may_enter, token_for, visitor
from tests.practice.rows import history
from usercore.actions import downloads, emails, passwords, sessions, sign_in, users
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
    return shapes(history(core))


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
        Event.USER_UPDATED,
        Event.EMAIL_ASKED,
        Event.EMAIL_CONFIRMED,
        Event.ROLE_CHANGED,
        Event.USER_SUSPENDED,
        Event.EXPORT_PREPARED,
    ],
)
def test_each_entry_has_the_facts_and_values_of_the_real_one(spoken, practiced, event):
    made = shapes(practiced.history())[event]

    known = spoken[event] | {(facts, told - {"name.before"}, outcome) for facts, told, outcome in spoken[event]}
    assert made <= known


def test_someone_without_a_name_is_told_without_one(spoken, practiced):
    made = shapes(practiced.history())[Event.USER_CREATED]

    facts = {facts for facts, *_ in spoken[Event.USER_CREATED]}
    assert {facts for facts, *_ in made} == facts
    assert {told for _, told, _ in made} == {frozenset({"email"}), frozenset({"email", "name"})}
