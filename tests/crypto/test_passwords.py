"""Hashes at their real cost; these few tests are the slow ones."""

import re

import pytest
from argon2 import PasswordHasher, Type

from tests.builders import MAX, PASSPHRASE, a_user, house, settings, visitor
from tests.witness import person
from usercore import open_core
from usercore.actions import sign_in
from usercore.actions.sign_in import SignedIn
from usercore.crypto.passwords import generated, hash_password, looks_hashed, needs_rehash, verify

CHEAP = {"memory_kib": 64, "rounds": 1}


def test_by_default_a_hash_is_argon2id_at_the_recommended_cost():
    assert hash_password("a password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_is_salted():
    assert hash_password("a password", **CHEAP) != hash_password("a password", **CHEAP)


@pytest.mark.parametrize("password", ["", " ", "a", "é", "e\u0301", "\0", "a\0b", "\ud800", "🙂" * 500, " a "])
def test_a_password_opens_its_own_hash_and_nothing_near_it(password):
    stored = hash_password(password, **CHEAP)

    assert verify(stored, password, **CHEAP)
    assert not verify(stored, password + " ", **CHEAP)
    assert not verify(stored, password + "\0", **CHEAP)


def test_nothing_is_cut_at_seventy_two_bytes():
    assert not verify(hash_password("x" * 72 + "a", **CHEAP), "x" * 72 + "b", **CHEAP)


def test_two_compositions_of_a_letter_are_two_passwords():
    assert not verify(hash_password("é", **CHEAP), "e\u0301", **CHEAP)


@pytest.mark.parametrize("stored", [None, "", "nonsense", "$argon2id$broken", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_opens_to_nothing(stored):
    assert not verify(stored, "a password", **CHEAP)
    assert not verify(stored, "", **CHEAP)


def test_a_hash_of_another_cost_needs_a_new_one():
    stored = hash_password("a password", **CHEAP)

    assert not needs_rehash(stored, **CHEAP)
    assert needs_rehash(stored, memory_kib=128, rounds=1)


def test_signing_in_renews_a_hash_of_another_cost(core, url, clock, maxim):
    dearer = open_core(settings=settings(url, argon2_memory_kib=128), clock=clock)

    outcome = dearer.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)

    assert isinstance(outcome, SignedIn)
    assert "$m=128,t=1,p=1$" in person(core, maxim.user_id).password_hash
    assert dearer.call(visitor(), sign_in.redeem, ticket=outcome.ticket)
    dearer.close()


def test_a_wrong_password_renews_nothing(core, url, clock, maxim):
    dearer = open_core(settings=settings(url, argon2_memory_kib=128), clock=clock)

    dearer.call(visitor(), sign_in.with_password, email=MAX, password="wrong")

    assert "$m=64,t=1,p=1$" in person(core, maxim.user_id).password_hash
    dearer.close()


@pytest.mark.parametrize("password", ["", "a\0b", "\ud800", "🙂" * 500, PASSPHRASE])
def test_the_reference_library_knows_what_is_made_here_and_what_it_made_is_known_here(password):
    typed = password.encode("utf-8", "surrogatepass")
    reference = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

    assert reference.verify(hash_password(password, **CHEAP), typed)
    assert not reference.check_needs_rehash(hash_password(password, **CHEAP))
    assert verify(reference.hash(typed), password, **CHEAP)
    assert not verify(reference.hash(typed), password + " ", **CHEAP)


@pytest.mark.parametrize("kind", Type)
@pytest.mark.parametrize("other", [{}, {"parallelism": 4}, {"salt_len": 8}, {"hash_len": 128}, {"memory_cost": 128}])
def test_argon2_of_another_kind_or_cost_is_known_too(kind, other):
    made = {"time_cost": 1, "memory_cost": 64, "parallelism": 1, "type": kind} | other
    stored = PasswordHasher(**made).hash(PASSPHRASE)

    assert verify(stored, PASSPHRASE, **CHEAP)
    assert not verify(stored, PASSPHRASE + " ", **CHEAP)


def test_the_settings_decide_the_cost(core):
    assert "$m=64,t=1,p=1$" in person(core, a_user(core)).password_hash
    assert core.call(house(), sign_in.out) is None


def test_a_generated_password_can_be_read_out_and_is_never_the_same():
    made = {generated() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", password) for password in made)


@pytest.mark.parametrize("text", ["$argon2id$v=19$m=1", "$2b$12$x", "pbkdf2_sha256$1$x", "$scrypt$x", "scrypt:1:2"])
def test_a_hash_is_recognised(text):
    assert looks_hashed(text)


@pytest.mark.parametrize("text", ["", "$money", "a password", "2b or not 2b"])
def test_a_password_is_no_hash(text):
    assert not looks_hashed(text)
