"""Made-up people look real, and stand in their rows as the models would have put them there."""

from random import Random

import pytest

from tests.builders import MORNING
from usercore.models import Status, User
from usercore.practice.chance import Weighted
from usercore.practice.names import ALL, DOMAINS, Names
from usercore.spelling import canonical_email, clean_name, clean_reason

MADE = 5_000
OURS = ("example.com", "example.org", "example.net")


@pytest.fixture(scope="module")
def made():
    names = Names(Random(7))
    people = [names.name() for _ in range(MADE)]
    return [(name, names.address(name)) for name in people]


def test_every_name_is_one_that_could_be_typed(made):
    assert [name.shown for name, _ in made if clean_name(name.shown) != name.shown] == []


def test_every_part_of_a_name_can_be_spelled_in_an_address():
    parts = [part for culture in ALL.things for part in (*culture.given, *culture.family)]

    assert [part for part in parts if not (part.spelled.isascii() and part.spelled.isalnum())] == []


def test_every_address_is_in_its_one_spelling(made):
    assert [email for _, email in made if canonical_email(email.address) != email] == []


def test_no_two_have_the_same_address(made):
    assert len({email.key for _, email in made}) == MADE


def test_addresses_stay_unique_when_a_name_is_very_common():
    names = Names(Random(7))
    name = names.name()

    assert len({names.address(name).key for _ in range(MADE)}) == MADE


def test_nobody_has_an_address_that_could_exist():
    assert [domain for domain in DOMAINS.things if not domain.endswith(OURS)] == []


def test_names_come_from_many_scripts(made):
    everyone = "".join(name.shown for name, _ in made)

    for letter in "éßøłğąñ’'αк子أא":
        assert letter in everyone


def test_some_have_no_name_and_some_a_very_long_one(made):
    lengths = [len(name.shown) for name, _ in made]

    assert 0 in lengths
    assert max(lengths) > 80


def test_the_likelier_is_chosen_oftener():
    coin = Weighted((("head", 9), ("tail", 1)))
    rng = Random(1)

    heads = sum(coin.one(rng) == "head" for _ in range(1000))

    assert 850 < heads < 950


def test_rows_are_what_the_models_would_have_written(practiced):
    for user in practiced.every(User):
        typed = User()
        typed.set_email(canonical_email(user.email))
        typed.set_name(clean_name(user.name))

        assert (user.email, user.email_key) == (typed.email, typed.email_key)
        assert (user.name, user.name_key) == (typed.name, typed.name_key)
        assert user.searched == typed.searched


def test_most_are_active_and_each_status_occurs(practiced):
    statuses = [user.status for user in practiced.every(User)]

    assert statuses.count(Status.ACTIVE) > 0.85 * len(statuses)
    assert set(statuses) == set(Status)


def test_invited_people_have_no_password_and_never_signed_in(practiced):
    invited = [user for user in practiced.every(User) if user.status == Status.INVITED]

    for user in invited:
        assert user.password_hash is None
        assert user.password_changed_at is None
        assert user.last_sign_in_at is None
        assert user.email_verified_at is None


def test_everyone_else_has_a_password(practiced):
    others = [user for user in practiced.every(User) if user.status in (Status.ACTIVE, Status.SUSPENDED)]

    assert all(user.password_hash and user.created_at <= user.password_changed_at < MORNING for user in others)


def test_suspended_people_have_a_reason_and_a_moment(practiced):
    for user in practiced.every(User):
        kept_out = Status.SUSPENDED in (user.status, user.status_before_deletion)
        assert (user.suspended_at is not None) == (user.suspended_reason is not None) == kept_out
        if kept_out:
            assert user.created_at < user.suspended_at < MORNING
            assert clean_reason(user.suspended_reason) == user.suspended_reason
            assert user.suspended_until is None or user.suspended_until > MORNING


def test_the_trash_holds_what_was_deleted_within_its_thirty_days(practiced):
    for user in practiced.every(User):
        deleted = user.status == Status.DELETED
        assert (user.deleted_at is not None) == (user.status_before_deletion is not None) == deleted
        if deleted:
            assert user.created_at < user.deleted_at < MORNING
            assert (MORNING - user.deleted_at).days < 31


def test_people_came_within_the_last_two_years(practiced):
    ages = [(MORNING - user.created_at).days for user in practiced.every(User)]

    assert min(ages) >= 0
    assert max(ages) <= 730
