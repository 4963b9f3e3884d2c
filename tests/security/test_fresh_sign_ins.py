"""What is sensitive asks for a recent sign-in, and who one is can be proved again (ASVS 7.5.1, 7.5.3)."""

import pytest

from tests.builders import ADA, ANOTHER, MAX, PASSPHRASE, house, visitor
from tests.letter_box import refusal
from tests.second_factors import code_of, step, turned_on, typed
from tests.witness import entries, person, rows, works
from usercore.actions import passwords, sign_in, users
from usercore.errors import NotFresh, WrongCode, WrongPassword
from usercore.frames import users as people


def grow_stale(core, actor):
    """Signed in for more than an hour, and never idle."""
    for _ in range(2):
        core._clock.advance(minutes=31)
        works(core, actor)


def test_an_old_sign_in_is_not_fresh_enough_to_delete_for_ever(core, ada, maxim, clock):
    grow_stale(core, ada)

    with pytest.raises(NotFresh, match="Confirm your password, then try again"):
        core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert person(core, maxim.user_id).email == MAX


def test_a_sign_in_is_fresh_for_an_hour(core, ada, maxim, clock):
    clock.advance(minutes=59)

    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert len(rows(core, "users")) == 2


def test_confirming_the_password_makes_it_fresh_again(core, ada, maxim, clock):
    grow_stale(core, ada)
    core.call(ada, sign_in.confirm, proof=PASSPHRASE)

    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert "sign-in:confirmed" in [entry.event for entry in entries(core)]


def test_a_wrong_confirmation_makes_nothing_fresh(core, ada, maxim, clock):
    grow_stale(core, ada)
    with pytest.raises(WrongPassword):
        core.call(ada, sign_in.confirm, proof="wrong")
    last = entries(core)[-1]
    assert (last.event, last.actor_id, last.subject_id) == ("access:not-confirmed", ada.user_id, ada.user_id)
    assert last.facts == {"deed": "sign_in.confirm"}

    with pytest.raises(NotFresh):
        core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")


def test_a_code_of_the_app_makes_it_fresh_again_once(core, ada, maxim, clock):
    turned_on(core, ada.user_id, by=ada)
    grow_stale(core, ada)
    shown = code_of(core, ada.user_id)
    core.call(ada, sign_in.confirm, proof=shown)
    core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    with pytest.raises(WrongCode, match="used already"):
        core.call(ada, sign_in.confirm, proof=shown)
    assert [entry.facts["factor"] for entry in entries(core) if entry.event == "sign-in:confirmed"] == ["code"]


def test_a_wrong_code_makes_nothing_fresh_and_has_a_budget(core, ada, maxim, clock):
    turned_on(core, ada.user_id, by=ada)
    grow_stale(core, ada)
    late = code_of(core, ada.user_id, later=-4)

    assert [refusal(lambda: core.call(ada, sign_in.confirm, proof=late)) for _ in range(11)] == [
        *["WrongCode"] * 10,
        "TooManyAttempts",
    ]
    with pytest.raises(NotFresh):
        core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")


def confirmed_with(core, actor, proof):
    """What is said to a proof from an open session; nothing if it is right."""
    return refusal(lambda: core.call(actor, sign_in.confirm, proof=proof))


def test_guesses_at_the_password_from_an_open_session_grow_rarer(core, ada):
    """Whoever found a browser open must not have thousands a day."""
    said = []
    for _ in range(48):
        core._clock.advance(minutes=30)
        works(core, ada)
        said += [confirmed_with(core, ada, "wrong") for _ in range(11)]

    assert (said.count("WrongPassword"), said.count("TooManyAttempts")) == (50, 48 * 11 - 50)


def test_guesses_at_the_code_from_an_open_session_grow_rarer(core, ada):
    turned_on(core, ada.user_id, by=ada)
    said = []
    for _ in range(48):
        core._clock.advance(minutes=30)
        works(core, ada)
        said += [confirmed_with(core, ada, code_of(core, ada.user_id, later=-4)) for _ in range(11)]

    # One of fifty went into setting it up.
    assert (said.count("WrongCode"), said.count("TooManyAttempts")) == (49, 48 * 11 - 49)


def test_the_right_one_makes_wrong_ones_forgotten(core, ada):
    turned_on(core, ada.user_id, by=ada)
    for _ in range(8):  # both count for the session
        core._clock.advance(minutes=10)
        late = code_of(core, ada.user_id, later=-4)
        assert [confirmed_with(core, ada, late) for _ in range(4)] == ["WrongCode"] * 4
        assert [confirmed_with(core, ada, "wrong") for _ in range(4)] == ["WrongPassword"] * 4
        assert confirmed_with(core, ada, code_of(core, ada.user_id)) == ""


def test_another_session_gives_no_other_budget_of_codes(core, ada):
    spare = turned_on(core, ada.user_id)
    tickets = [typed(core, step(core, ADA).challenge, one).ticket for one in spare[:2]]
    tokens = [core.call(visitor(address=""), sign_in.redeem, ticket=one) for one in tickets]
    wrong = code_of(core, ada.user_id, later=-4)

    # As pages call: whose the token is was not looked up before.
    bearers = [core.bearer(token) for token in tokens for _ in range(6)]
    told = [refusal(lambda who=who: core.call(who, sign_in.confirm, proof=wrong)) for who in bearers]

    assert told == ["WrongCode"] * 9 + ["TooManyAttempts"] * 3  # the first of ten went into setting it up


def test_six_digits_of_someone_without_a_factor_are_a_wrong_password(core, ada):
    with pytest.raises(WrongPassword):
        core.call(ada, sign_in.confirm, proof="123456")


def test_a_role_with_dashboard_rights_needs_a_fresh_sign_in(core, ada, maxim, clock):
    grow_stale(core, ada)

    with pytest.raises(NotFresh):
        core.call(ada, users.change_role, user_id=maxim.user_id, role="support")


def test_a_role_of_the_application_needs_none(core, ada, maxim, clock):
    grow_stale(core, ada)

    core.call(ada, users.change_role, user_id=maxim.user_id, role="editor")

    assert person(core, maxim.user_id).role == "editor"


@pytest.mark.parametrize(
    "way", [{"password": ANOTHER}, {"generate_password": True}, {}], ids=["typed", "generated", "none"]
)
def test_making_someone_with_dashboard_rights_needs_a_fresh_sign_in(core, ada, clock, way):
    grow_stale(core, ada)

    with pytest.raises(NotFresh):
        core.call(ada, users.create, email="new@example.com", role="admin", **way)

    assert core.call(house(), people.by_email, email="new@example.com").empty


def test_making_someone_of_the_application_needs_none(core, ada, clock):
    grow_stale(core, ada)

    assert core.call(ada, users.create, email="new@example.com", role="editor", generate_password=True).password


def test_setting_someone_s_password_needs_a_fresh_sign_in(core, sam, maxim, clock):
    grow_stale(core, sam)

    with pytest.raises(NotFresh):
        core.call(sam, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)
