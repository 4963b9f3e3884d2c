"""Nothing about signing in tells whether an address has an account."""

import pytest

from tests.builders import MAX, PASSPHRASE, a_user, an_address, house, visitor
from tests.witness import entries, everything, hashes_checked, rows, values
from usercore.actions import sign_in, users
from usercore.actions.sign_in import Refused
from usercore.crypto import passwords as hashes


@pytest.fixture
def refused(core, ada, clock):
    """Addresses that may not sign in, each for another reason, and the password that would be right."""
    made = {why: an_address(why) for why in ("suspended", "invited", "deleted", "no-password")}
    for why, email in made.items():
        user_id = a_user(core, email, password=None if why in ("invited", "no-password") else PASSPHRASE)
        if why == "suspended":
            core.call(ada, users.suspend, user_id=user_id, reason="a reason")
        if why == "deleted":
            core.call(ada, users.soft_delete, user_id=user_id)
        if why == "no-password":
            core.call(ada, users.soft_delete, user_id=user_id)
            core.call(ada, users.restore, user_id=user_id)
    tries = {why: (email, PASSPHRASE) for why, email in made.items()}
    return tries | {
        "unknown": ("nobody@example.com", PASSPHRASE),
        "wrong-password": (MAX, "wrong"),
        "empty": (MAX, ""),
        "too-long": (MAX, PASSPHRASE * 1000),
        "surrogate": (MAX, "\ud800"),
        "nonsense": ("not an address", PASSPHRASE),
        "empty address": ("", PASSPHRASE),
        "nul": ("ma\0x@example.com", "\0"),
        "surrogate address": ("\ud800@example.com", PASSPHRASE),
        "endless address": ("x" * 100_000, PASSPHRASE),
    }


def test_every_reason_gives_the_same_words(core, refused):
    outcomes = {
        why: core.call(visitor(address=""), sign_in.with_password, email=email, password=password)
        for why, (email, password) in refused.items()
    }

    assert set(outcomes.values()) == {Refused("The address or the password is not right.")}


def test_every_reason_is_recorded_for_staff_and_changes_nothing_else(core, refused):
    for email, password in refused.values():
        before, seen = everything(core), len(entries(core))
        core.call(visitor(address=""), sign_in.with_password, email=email, password=password)

        (entry,) = entries(core)[seen:]
        assert (entry.event, entry.outcome) == ("sign-in:refused", "refused")
        assert everything(core) == before


@pytest.mark.parametrize("email", ["nobody@example.com", MAX], ids=["unknown", "known"])
def test_a_password_is_checked_whether_or_not_there_is_an_account(core, email, monkeypatch):
    checked = hashes_checked(monkeypatch)

    core.call(visitor(), sign_in.with_password, email=email, password="wrong")

    assert [stored.split("$")[1:4] for stored in checked] == [["argon2id", "v=19", "m=64,t=1,p=1"]]


def test_the_decoy_has_the_cost_of_a_real_hash():
    real = hashes.hash_password("x", memory_kib=64, rounds=1)

    assert hashes._decoy(64, 1).split("$")[1:4] == real.split("$")[1:4]


def test_an_address_that_was_typed_is_not_kept_if_nobody_has_it(core):
    core.call(visitor(), sign_in.with_password, email="canary@example.com", password="x")

    kept = str(rows(core, "audit_entries")) + str([value.value for value in values(core)])
    assert "canary" not in kept


def test_the_same_unknown_address_can_be_recognised_again(core):
    for email in ("canary@example.com", "CANARY@example.com", "other@example.com"):
        core.call(visitor(), sign_in.with_password, email=email, password="x")

    first, again, other = [entry.facts["typed"] for entry in entries(core)[-3:]]
    assert first == again != other


def test_a_refusal_takes_as_many_statements_for_an_unknown_address_as_for_a_wrong_password(core):
    from tests.witness import statements

    counted = []
    for email in ("nobody@example.com", MAX):
        with statements(core) as seen:
            core.call(visitor(), sign_in.with_password, email=email, password="wrong")
        counted.append(len(seen))

    # The row that is locked for the known one, and nothing else.
    assert counted[1] - counted[0] <= 1


def test_a_suspended_person_with_the_right_password_gets_no_ticket(core, ada, maxim):
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="a reason")
    tickets = len(rows(core, "one_time_tokens"))

    core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)

    assert len(rows(core, "one_time_tokens")) == tickets


def test_someone_erased_between_the_check_and_the_answer_is_refused_like_anyone(core, clock):
    user_id = a_user(core, "gone@example.com")
    readings = []

    def interrupting():
        readings.append(1)
        if len(readings) == 2:  # counted and looked up; then the answer
            core._clock = clock
            core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")
        return clock()

    core._clock = interrupting

    outcome = core.call(visitor(), sign_in.with_password, email="gone@example.com", password=PASSPHRASE)

    assert len(readings) == 2
    assert outcome == Refused("The address or the password is not right.")
