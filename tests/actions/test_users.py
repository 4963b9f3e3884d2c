"""People are made and changed."""

import pytest

from tests.builders import (
    ANOTHER,
    MAX,
    PASSPHRASE,
    a_user,
    an_address,
    house,
    may_enter,
    signed_in,
)
from tests.witness import at_once, entries, events, everything, people_in, person, rows, statements
from usercore.actions import passwords, users
from usercore.errors import (
    EmailTaken,
    InvalidEmail,
    InvalidName,
    InvalidPassword,
    InvalidText,
    NotYourself,
    UnknownRole,
    WrongPassword,
)


def test_one_person_made_by_a_program_takes_a_handful_of_statements(core):
    a_user(core, password=None)

    with statements(core) as seen:
        a_user(core, password=None)

    assert len(seen) <= 8  # half of them append to the log


@pytest.mark.parametrize("spelling", [MAX, "MAX@EXAMPLE.COM", " max@example.com ", "ｍａｘ@example.com"])
def test_a_second_account_with_one_address_is_refused(core, sam, spelling):
    before = everything(core)

    with pytest.raises(EmailTaken, match="Another account already uses this address"):
        core.call(sam, users.create, email=spelling)

    assert everything(core) == before


def test_two_accounts_made_at_once_with_one_address_are_one(core):
    for number in range(5):
        email = f"twin{number}@example.com"
        results = at_once(*[lambda email=email: core.call(house(), users.create, email=email)] * 6)

        assert sum(isinstance(result, EmailTaken) for result in results) == 5
        assert sum(hasattr(result, "id") for result in results) == 1


def test_two_people_changing_to_one_address_at_once_are_two_still(core):
    one, two = a_user(core), a_user(core)

    results = at_once(
        *[
            lambda who=who: core.call(house(), users.update, user_id=who, email="prize@example.com")
            for who in (one, two)
        ]
    )

    assert sorted(isinstance(result, EmailTaken) for result in results) == [False, True]


@pytest.mark.parametrize(
    "email",
    ["", "nonsense", "max@example.com\n", "a\u202eb@example.com", "a@b@example.com", "\0@example.com", "a@\ud800.com"],
)
def test_what_is_no_address_is_refused(core, sam, email):
    before = everything(core)

    with pytest.raises(InvalidEmail):
        core.call(sam, users.create, email=email)

    assert everything(core) == before


@pytest.mark.parametrize("name", ["a\nb", "a\r\nBcc: x", "a\u202eb", "a\0b", "x" * 201, "a\u200bb", "\ud800", "\u3164"])
def test_a_name_that_hides_something_is_refused(core, sam, name):
    before = everything(core)

    with pytest.raises(InvalidName):
        core.call(sam, users.create, email="new@example.com", name=name)

    assert everything(core) == before


@pytest.mark.parametrize("role", ["", "king", "\0", "\ud800", "ADMIN"])
def test_a_role_that_is_none_is_refused(core, ada, maxim, role):
    with pytest.raises((UnknownRole, InvalidText)):
        core.call(ada, users.create, email="new@example.com", role=role)
    with pytest.raises((UnknownRole, InvalidText)):
        core.call(ada, users.change_role, user_id=maxim.user_id, role=role)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "it has 5 characters, and 12 are the fewest here"),
        ("x" * 12, "It repeats itself"),
        ("x" * 1025, "more than 1,024 characters"),
        ("new@example.com", "little more than a name, the address or the product"),
        ("$2b$12$abcdefghijklmnopqrstuv", "it is a hash"),
    ],
)
def test_a_weak_password_is_refused_and_says_why(core, password, why):
    with pytest.raises(InvalidPassword, match=why):
        core.call(house(), users.create, email="new@example.com", password=password)

    assert len(people_in(core)) == 3


def test_staff_need_longer_passwords(core):
    with pytest.raises(InvalidPassword, match="15 are the fewest"):
        core.call(house(), users.create, email="new@example.com", role="support", password="a kettle sang")


@pytest.mark.parametrize(
    "password",
    [
        " leading and trailing ",
        "пароль-на-троих",
        "🙂🙃🙂🙃😀😃😄😁😆😅🤣😂",
        "tab\tand\nline here",
        "\ud800 half a pair",
    ],
)
def test_a_password_is_kept_exactly_as_it_was_typed(core, password):
    core.call(house(), users.create, email="new@example.com", password=password)

    assert may_enter(core, "new@example.com", password)
    assert not may_enter(core, "new@example.com", password.strip() + "x")
    assert password.strip() == password or not may_enter(core, "new@example.com", password.strip())


def test_what_stays_the_same_is_no_edit(core, ada, maxim):
    before, seen = everything(core), len(entries(core))

    core.call(ada, users.update, user_id=maxim.user_id, name="Max Author", email=MAX)

    assert (everything(core), len(entries(core))) == (before, seen)


def test_a_new_address_given_by_a_program_counts_at_once_and_is_unverified(core, maxim):
    core.call(house(), users.update, user_id=maxim.user_id, email="maxim@example.com")

    assert person(core, maxim.user_id).email_verified_at is None
    assert may_enter(core, "maxim@example.com")
    assert not may_enter(core, MAX)


def test_another_spelling_of_one_s_own_address_is_free(core, maxim):
    core.call(house(), users.update, user_id=maxim.user_id, email="Max@Example.com")

    assert person(core, maxim.user_id).email == "Max@example.com"


def test_a_gained_role_and_the_old_one_stand_in_the_log(core, ada, maxim):
    core.call(ada, users.change_role, user_id=maxim.user_id, role="editor")

    assert entries(core)[-1].facts == {"before": "author", "after": "editor", "sessions_ended": 0}


def test_the_same_role_again_is_no_change(core, ada, maxim):
    seen = len(entries(core))

    core.call(ada, users.change_role, user_id=maxim.user_id, role="author")

    assert events(core, seen) == []


def test_a_temporary_password_is_replaced_without_typing_it_again(core, sam):
    email = an_address()
    made = core.call(sam, users.create, email=email, generate_password=True)
    actor = signed_in(core, email, made.password)

    core.call(actor, passwords.change, user_id=actor.user_id, new_password=ANOTHER)

    assert not signed_in(core, email, ANOTHER).must_change_password


def test_a_temporary_password_is_made_up_for_somebody_else_and_given_back_once(core, sam, maxim):
    made = core.call(sam, passwords.change, user_id=maxim.user_id, generate_password=True)
    typed = core.call(sam, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)

    assert made.password != ANOTHER
    assert typed.password is None
    assert signed_in(core, MAX, ANOTHER).must_change_password


def test_a_made_up_one_lets_in_and_is_replaced(core, sam, maxim):
    made = core.call(sam, passwords.change, user_id=maxim.user_id, generate_password=True)

    assert signed_in(core, MAX, made.password).must_change_password


def test_nobody_has_one_made_up_for_themselves_nor_sets_none(core, sam):
    before = rows(core, "users")

    with pytest.raises(NotYourself):
        core.call(
            sam, passwords.change, user_id=sam.user_id, current_password=PASSPHRASE, generate_password=True
        )  # fmt: skip
    with pytest.raises(InvalidPassword):
        core.call(sam, passwords.change, user_id=sam.user_id, current_password=PASSPHRASE)

    assert rows(core, "users") == before


def test_one_s_own_password_needs_the_current_one(core, maxim):
    before = rows(core, "users")

    for current in (None, "", "wrong"):
        with pytest.raises(WrongPassword):
            core.call(maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER, current_password=current)

    assert rows(core, "users") == before


def test_a_password_for_someone_invited_makes_them_active(core, sam):
    email = an_address()
    user_id = a_user(core, email, password=None)

    core.call(sam, passwords.change, user_id=user_id, new_password=ANOTHER)

    assert may_enter(core, email, ANOTHER)
