"""“Account compromised”: all steps run together, the rest is ticked by hand, and then the case is closed."""

import pytest

from tests.builders import (
    PASSPHRASE,
    a_role,
    a_user,
    an_address,
    house,
    letters_to,
    link_to,
    may_enter,
    signed_in,
    someone,
    visitor,
)
from tests.second_factors import step as asked_for_a_code
from tests.second_factors import turned_on
from tests.witness import entries, first_break, person, rows, works
from usercore.actions import cases, emails, passwords, sign_in, users
from usercore.errors import (
    AboveYou,
    CaseClosed,
    CaseNotDone,
    CaseOpen,
    InvalidTicket,
    LastAdmin,
    NotFresh,
    NotYourself,
    TokenSpent,
    WrongState,
)
from usercore.frames import cases as lists
from usercore.frames import users as people
from usercore.frames.users import UserQuery


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


def test_the_rest_is_ticked_by_hand_and_then_it_is_closed(core, sam, max_id):
    turned_on(core, max_id)
    case = secured(core, sam, max_id)
    with pytest.raises(CaseNotDone):
        core.call(sam, cases.close, case_id=case.id)

    for step in ("owner", "factor"):
        core.call(sam, cases.tick, case_id=case.id, step=step)
    core.call(sam, cases.tick, case_id=case.id, step="factor", done=False)
    with pytest.raises(CaseNotDone):
        core.call(sam, cases.close, case_id=case.id)
    core.call(sam, cases.tick, case_id=case.id, step="factor")
    core.call(sam, cases.close, case_id=case.id)

    assert entries(core)[-1].event == "case:closed"
    closed = core.call(sam, lists.of_user, user_id=max_id).iloc[0]
    assert closed.closed_by == sam.name
    assert not core.call(sam, people.counts, query=UserQuery(in_case=True))
    for deed, more in ((cases.close, {}), (cases.tick, {"step": "owner"})):
        with pytest.raises(CaseClosed):
            core.call(sam, deed, case_id=case.id, **more)


def test_whoever_sees_addresses_masked_sees_no_address_of_colleagues_either(core, sam, max_id):
    nameless = someone(core, "support", email="nameless@example.com", name="")
    secured(core, nameless, max_id)
    clerk = someone(core, a_role(core, "clerk", "cases:work"))

    (row,) = core.call(clerk, lists.of_user, user_id=max_id).itertuples()

    assert row.opened_by == "n•••@example.com"


def test_there_is_one_open_case_at_a_time(core, clock, sam, max_id):
    case = secured(core, sam, max_id)
    with pytest.raises(CaseOpen):
        core.call(sam, cases.secure, user_id=max_id)
    core.call(sam, cases.tick, case_id=case.id, step="owner")
    core.call(sam, cases.close, case_id=case.id)

    clock.advance(minutes=1)
    assert secured(core, sam, max_id).id != case.id


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
