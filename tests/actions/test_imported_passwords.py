"""Passwords that come from elsewhere, as hashes or not at all."""

from tests.builders import ANOTHER, PASSPHRASE, house, link_to, may_enter, signed_in, visitor
from tests.witness import person
from usercore.actions import imports, passwords
from usercore.crypto.passwords import hash_password

OLD = hash_password(PASSPHRASE, memory_kib=32, rounds=1)  # weaker than the tests' own


def bring(core, actor, **line):
    (result,) = core.call(actor, imports.people, lines=[line]).results
    return result


def test_a_password_of_elsewhere_lets_them_in_and_is_made_as_strong_as_ours(core):
    done = bring(core, house(), email="old@example.com", password_hash=OLD)

    assert not may_enter(core, "old@example.com", ANOTHER)
    assert person(core, done.id).password_hash == OLD
    assert may_enter(core, "old@example.com")
    made = person(core, done.id).password_hash
    assert made.startswith("$argon2id$v=19$m=64,t=1")
    assert may_enter(core, "old@example.com")


def test_of_two_who_sign_in_at_once_the_hash_made_anew_by_the_one_keeps_the_other_out_in_no_way(core, clock):
    bring(core, house(), email="old@example.com", password_hash=OLD)
    moments = []

    def interrupting():
        moments.append(1)
        if len(moments) == 2:  # counted and looked up; then the answer
            core._clock = clock
            assert may_enter(core, "old@example.com")
        return clock()

    core._clock = interrupting

    assert may_enter(core, "old@example.com")


def test_a_password_that_staff_bring_is_temporary(core, sam):
    done = bring(core, sam, email="old@example.com", password_hash=OLD)

    assert person(core, done.id).must_change_password
    assert signed_in(core, "old@example.com").must_change_password


def test_whoever_is_active_without_a_password_chooses_one_through_a_letter(core):
    done = bring(core, house(), email="bare@example.com", status="active")

    core.call(visitor(), passwords.request_reset, email="bare@example.com")
    core.call(visitor(), passwords.reset, token=link_to(core, done.id, "reset"), new_password=PASSPHRASE)

    assert may_enter(core, "bare@example.com")
