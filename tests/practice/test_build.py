"""Building practice data: whole, repeatable, and only where nobody is."""

import pytest
from sqlalchemy import inspect

from tests.builders import a_user, house, may_enter, signed_in
from tests.practice.conftest import PEOPLE
from tests.practice.rows import everything, history
from usercore.actions import first_admin, practice
from usercore.actions.practice import PASSPHRASE
from usercore.errors import AlreadyStarted, InvalidPassword, NotEmpty
from usercore.events import Event
from usercore.frames import audit, chain, instances
from usercore.frames import users as people
from usercore.models import (
    AuditEntry,
    AuditValue,
    Consent,
    Factor,
    Invitation,
    Note,
    RecoveryCode,
    User,
    UserSession,
)
from usercore.practice.people import ROSTER

NEVER_THE_SAME = {
    "password_hash", "token_digest", "hash", "previous_hash", "sealed", "salt", "sealed_secret", "digest",
}  # fmt: skip


def told(rows, table):
    """The rows, less what must be random."""
    names = [column.key for column in inspect(table).columns if column.key not in NEVER_THE_SAME]
    return {repr([getattr(row, name) for name in names]) for row in rows}


def test_it_makes_as_many_people_as_asked_for(practiced):
    assert len(practiced.every(User)) == PEOPLE


def test_the_staff_come_even_if_fewer_are_asked_for(empty_core):
    built = empty_core.call(house(), practice.build, people=1)

    assert built.people == len(everything(empty_core, User)) == len(ROSTER)


def test_the_same_seed_and_moment_make_the_same_rows(practiced, empty_core):
    empty_core.call(house("practice"), practice.build, people=PEOPLE)

    for table in (User, UserSession, Factor, RecoveryCode, Invitation, Note, Consent, AuditEntry, AuditValue):
        different = told(practiced.every(table), table) ^ told(everything(empty_core, table), table)
        assert len(different) == (2 if table is AuditEntry else 0)  # that it was built has an id of its own


def test_another_seed_makes_other_people(practiced, empty_core):
    empty_core.call(house(), practice.build, people=PEOPLE, seed=2)

    shared = {user.email for user in practiced.every(User)} & {user.email for user in everything(empty_core, User)}
    assert len(shared) < PEOPLE / 4


def test_the_staff_everyone_learns_are_there(practiced):
    staff = {user.email: (user.name, user.role) for user in practiced.every(User)}

    assert staff["ada@example.com"] == ("Ada Lovelace", "admin")
    assert staff["grace@example.com"] == ("Grace Hopper", "admin")
    assert staff["sam@example.com"] == ("Sam Carter", "support")
    assert staff["iris@example.com"] == ("Iris Novak", "auditor")


def test_everyone_on_the_staff_can_sign_in_with_the_passphrase(empty_core):
    empty_core.call(house(), practice.build, people=20)

    assert [
        given for given, *_ in ROSTER if not may_enter(empty_core, f"{given.lower()}@example.com", PASSPHRASE)
    ] == []


def test_ada_can_look_around(empty_core):
    empty_core.call(house(), practice.build, people=40, passphrase="another long passphrase")

    ada = signed_in(empty_core, "ada@example.com", "another long passphrase")
    page = empty_core.call(ada, people.search)
    story = empty_core.call(ada, audit.of_user, user_id=page["id"][0])

    assert len(page) == 20
    assert Event.USER_CREATED in set(story["event"])


def test_the_sign_in_page_can_tell_the_passphrase(practiced):
    about = practiced.core.call(house(), instances.about).iloc[0]

    assert about.set_up
    assert about.practice_passphrase == PASSPHRASE


def test_it_says_in_the_audit_log_that_it_was_built(practiced):
    last = practiced.history()[-1]

    assert last.event == Event.PRACTICE_BUILT
    assert last.actor_name == "practice"
    assert last.facts == {"people": PEOPLE, "seed": 1}


def test_life_goes_on_afterwards_in_one_chain(empty_core, clock):
    empty_core.call(house(), practice.build, people=40)
    clock.advance(days=40)
    a_user(empty_core)

    assert empty_core.call(house(), chain.broken).empty


def test_it_is_refused_where_someone_is(core):
    before = len(everything(core, User)), len(history(core))

    with pytest.raises(NotEmpty):
        core.call(house(), practice.build, people=20)

    assert before == (len(everything(core, User)), len(history(core)))


def test_it_is_refused_where_the_log_has_begun(empty_core):
    empty_core.call(house(), first_admin.offer)

    with pytest.raises(AlreadyStarted):
        empty_core.call(house(), practice.build, people=20)

    assert everything(empty_core, User) == []


def test_a_passphrase_the_policy_refuses_is_refused_here_too(empty_core):
    with pytest.raises(InvalidPassword):
        empty_core.call(house(), practice.build, people=20, passphrase="short")

    assert everything(empty_core, User) == []


def test_it_tells_how_far_it_is(empty_core):
    steps = []

    empty_core.call(house(), practice.build, people=20, progress=lambda done, total: steps.append((done, total)))

    assert steps == sorted(steps)
    assert len({total for _, total in steps}) == 1
    assert steps[-1][0] == steps[-1][1]
