"""“Account compromised”: all steps run together, are on record, and are for accounts of others that are in use."""

import pytest

from tests.builders import PASSPHRASE, a_user, an_address, house, letters_to, link_to, may_enter, signed_in, visitor
from tests.second_factors import step as asked_for_a_code
from tests.second_factors import turned_on
from tests.witness import entries, first_break, person, rows, works
from usercore.actions import cases, emails, passwords, sign_in, users
from usercore.errors import AboveYou, InvalidTicket, LastAdmin, NotFresh, NotYourself, TokenSpent, WrongState
from usercore.frames import cases as lists


@pytest.fixture
def max_email():
    return an_address("taken")


@pytest.fixture
def max_id(core, max_email):
    return a_user(core, max_email)


def secured(core, actor, user_id, **more):
    """The case that was opened, as its list shows it."""
    core.call(actor, cases.secure, user_id=user_id, **more)
    return core.call(actor, lists.of_user, user_id=user_id).iloc[0]


def moved(core, user_id):
    """The person's address was changed, and the new one confirmed."""
    owner = signed_in(core, person(core, user_id).email)
    core.call(owner, users.update, user_id=user_id, email=an_address("elsewhere"))
    core.call(visitor(), emails.confirm, token=link_to(core, user_id, "email-confirm"))


def test_whoever_is_in_is_out_and_the_password_opens_nothing(core, sam, max_email, max_id):
    intruder = signed_in(core, max_email)

    secured(core, sam, max_id)

    assert not works(core, intruder)
    assert not may_enter(core, max_email)


def test_open_links_die_and_the_owner_gets_a_new_one_and_is_told(core, sam, max_email, max_id):
    core.call(visitor(), passwords.request_reset, email=max_email)
    old = link_to(core, max_id, "reset")

    secured(core, sam, max_id)

    with pytest.raises(TokenSpent):
        core.call(visitor(), passwords.reset, token=old, new_password="a new door in the wall")
    assert {letter.kind for letter in letters_to(core, max_id)} >= {"secured", "forced-reset"}
    core.call(
        visitor(), passwords.reset, token=link_to(core, max_id, "forced-reset"), new_password="a door in the wall"
    )
    assert may_enter(core, max_email, "a door in the wall")


def test_a_ticket_and_a_half_finished_sign_in_lead_nowhere(core, sam, max_email, max_id):
    ticket = core.call(visitor(), sign_in.with_password, email=max_email, password=PASSPHRASE).ticket

    secured(core, sam, max_id)

    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)


def test_each_step_is_ticked_in_the_log_in_its_order_under_one_call(core, sam, max_email, max_id):
    signed_in(core, max_email)
    before = len(entries(core))

    case = secured(core, sam, max_id, note="Called us at nine.", ticket="HD-9")

    told = entries(core)[before:]
    assert [(entry.event, entry.facts.get("step"), entry.facts.get("count")) for entry in told] == [
        ("case:opened", None, None),
        ("case:step", "sessions", 1),
        ("case:step", "password", None),
        ("case:step", "links", 0),
        ("case:step", "letter", 1),
    ]
    assert {(entry.call_id, entry.subject_id, entry.actor_id) for entry in told} == {
        (told[0].call_id, max_id, sam.user_id)
    }
    assert (case.note, case.ticket, case.opened_by) == ("Called us at nine.", "HD-9", sam.name)
    assert list(case.steps) == ["sessions", "password", "links", "letter", "owner"]
    assert first_break(core) is None


def test_what_nobody_touched_lately_is_no_step_and_what_was_touched_is(core, clock, sam, max_email, max_id):
    turned_on(core, max_id)
    clock.advance(days=8)
    sam = signed_in(core, sam.email)
    assert list(core.call(sam, lists.signs, user_id=max_id)["event"]) == []
    quiet = secured(core, sam, max_id)
    assert not {"factor", "address"} & set(quiet.steps)

    other = a_user(core, an_address())
    turned_on(core, other)
    moved_one = secured(core, sam, other)
    assert "factor" in moved_one.steps
    assert moved_one.steps["factor"] == {"at": None}


def test_where_the_address_was_changed_lately_the_account_is_shut_and_both_addresses_are_told(core, sam, max_id):
    before = person(core, max_id).email
    moved(core, max_id)

    case = secured(core, sam, max_id)

    told = [letter.to_address for letter in letters_to(core, max_id) if letter.kind == "secured"]
    assert set(told) == {before, person(core, max_id).email}
    assert person(core, max_id).status == "suspended"
    assert "forced-reset" not in {letter.kind for letter in letters_to(core, max_id)}
    assert {"lock", "address"} <= set(case.steps)
    assert case.steps["letter"]["count"] == 2
    core.call(visitor(), emails.undo, token=link_to(core, max_id, "email-changed"))  # the older address can still do it
    assert person(core, max_id).email == before


@pytest.mark.parametrize("shut", [True, False])
def test_whoever_asks_decides_whether_it_is_shut(core, sam, max_id, shut):
    moved(core, max_id)

    case = secured(core, sam, max_id, shut=shut)

    assert (person(core, max_id).status == "suspended") is shut
    assert ("lock" in case.steps) is shut


def test_a_trusted_browser_is_asked_for_a_code_again(core, sam, max_email, max_id):
    turned_on(core, max_id)
    secured(core, sam, max_id)
    core.call(
        visitor(), passwords.reset, token=link_to(core, max_id, "forced-reset"), new_password="a door in the wall"
    )

    assert asked_for_a_code(core, max_email, password="a door in the wall").challenge


@pytest.mark.parametrize("status", ["invited", "deleted"])
def test_nobody_s_account_that_is_not_in_use_is_secured(core, sam, max_id, status):
    if status == "deleted":
        core.call(house(), users.soft_delete, user_id=max_id)
        whom = max_id
    else:
        whom = core.call(house(), users.create, email=an_address("guest")).id
    before = rows(core, "cases")

    with pytest.raises(WrongState):
        core.call(sam, cases.secure, user_id=whom)

    assert rows(core, "cases") == before


def test_someone_suspended_stays_so_and_gets_no_link(core, sam, max_id):
    core.call(house(), users.suspend, user_id=max_id, reason="a reason")

    case = secured(core, sam, max_id)

    assert person(core, max_id).suspended_reason == "a reason"
    assert "lock" not in case.steps
    assert {letter.kind for letter in letters_to(core, max_id)} & {"forced-reset"} == set()


def test_not_oneself_not_above_one_and_not_the_last_admin(core, ada, sam, max_id):
    with pytest.raises(NotYourself):
        core.call(sam, cases.secure, user_id=sam.user_id)
    with pytest.raises(AboveYou):
        core.call(sam, cases.secure, user_id=ada.user_id)
    with pytest.raises(LastAdmin):
        core.call(house(), cases.secure, user_id=ada.user_id)


def test_it_wants_a_recent_sign_in(core, clock, sam, max_id):
    for _ in range(2):
        clock.advance(minutes=31)
        assert works(core, sam)

    with pytest.raises(NotFresh):
        core.call(sam, cases.secure, user_id=max_id)


def test_a_refused_ticket_changes_nothing(core, sam, max_email, max_id):
    with pytest.raises(InvalidTicket):
        core.call(sam, cases.secure, user_id=max_id, ticket="x" * 301)

    assert may_enter(core, max_email)
    assert rows(core, "cases") == []
