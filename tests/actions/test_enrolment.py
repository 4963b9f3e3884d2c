"""A role asks for a second factor: time to set it up from the first sign-in on, then nothing else works."""

from datetime import timedelta

import pytest

from tests.builders import ADA, MAX, SAM, a_user, an_address, house, settings, signed_in
from tests.second_factors import turned_on
from tests.witness import entries
from usercore import open_core
from usercore.actions import rules, two_factor, users
from usercore.errors import MustEnrol, UnknownRole
from usercore.frames import two_factor as lists
from usercore.frames import users as people

GRACE = timedelta(days=7)


@pytest.fixture
def strict(core, url, clock):
    """Usercore with the grace that it ships; support must have a second factor, too."""
    made = open_core(settings=settings(url, two_factor_grace=GRACE), clock=clock)
    made.call(house(), rules.ask_for_second_factor, roles=["admin", "support"])
    yield made
    made.close()


def works(core, actor):
    try:
        core.call(actor, people.counts)
    except MustEnrol:
        return False
    return True


def test_admins_are_asked_for_one_from_the_start(core):
    found = core.call(house(), lists.by_role).set_index("role")["asked"]

    assert [name for name, asked in found.items() if asked] == ["admin"]


def test_time_counts_from_the_first_sign_in_that_says_so(strict, clock):
    clock.advance(days=30)
    sam = signed_in(strict, SAM)
    assert (sam.enrol_by, sam.must_enrol) == (strict.now() + GRACE, False)

    clock.advance(days=6)
    again = signed_in(strict, SAM)
    assert works(strict, again)
    assert again.enrol_by == sam.enrol_by

    clock.advance(days=1)
    late = signed_in(strict, SAM)
    assert late.must_enrol
    assert not works(strict, late)


def test_a_session_that_is_open_is_held_up_when_the_time_is_over(strict, clock):
    signed_in(strict, SAM)
    clock.advance(days=6, hours=23, minutes=30)
    sam = signed_in(strict, SAM)
    assert works(strict, sam)

    clock.advance(minutes=31)

    assert not works(strict, sam)


def test_set_up_everything_works_again(strict, clock):
    signed_in(strict, SAM)
    clock.advance(days=8)
    sam = signed_in(strict, SAM)

    turned_on(strict, sam.user_id, by=sam)

    assert works(strict, sam)
    assert strict.call(house(), lists.of_user, user_id=sam.user_id).iloc[0].state == "active"


def test_whoever_takes_it_away_again_is_asked_at_once(strict, clock):
    sam = signed_in(strict, SAM)
    turned_on(strict, sam.user_id, by=sam)
    clock.advance(days=30)
    strict.call(house(), two_factor.disable, user_id=sam.user_id)

    assert signed_in(strict, SAM).must_enrol


def test_roles_that_are_not_asked_have_all_the_time(strict, clock):
    signed_in(strict, MAX)
    clock.advance(days=400)

    later = signed_in(strict, MAX)

    assert (later.enrol_by, later.must_enrol) == (None, False)


def test_asked_no_more_everyone_goes_on(strict, clock):
    signed_in(strict, SAM)
    clock.advance(days=8)
    sam = signed_in(strict, SAM)
    assert not works(strict, sam)

    strict.call(house(), rules.ask_for_second_factor, roles=["admin"])

    assert works(strict, sam)


def test_asked_again_the_time_begins_anew(strict, clock):
    signed_in(strict, SAM)
    clock.advance(days=30)
    strict.call(house(), rules.ask_for_second_factor, roles=[])
    strict.call(house(), rules.ask_for_second_factor, roles=["support"])

    assert signed_in(strict, SAM).enrol_by == strict.now() + GRACE


def test_with_a_new_role_the_time_begins_at_the_next_sign_in(strict, clock):
    email = an_address()
    user_id = a_user(strict, email, role="support")
    signed_in(strict, email)
    clock.advance(days=30)
    strict.call(house(), users.change_role, user_id=user_id, role="admin")

    assert signed_in(strict, email).enrol_by == strict.now() + GRACE


def test_without_grace_it_comes_first(url, core, clock):
    strict = open_core(settings=settings(url, two_factor_grace=timedelta(0)), clock=clock)
    strict.call(house(), rules.ask_for_second_factor, roles=["support"])

    assert signed_in(strict, SAM).must_enrol
    strict.close()


def test_the_log_tells_which_roles_before_and_after(core, ada):
    core.call(ada, rules.ask_for_second_factor, roles=["admin", "support"])
    core.call(ada, rules.ask_for_second_factor, roles=["support", "admin"])  # no change

    changed = [entry for entry in entries(core) if entry.event == "settings:second-factor-asked"]
    assert [entry.facts for entry in changed] == [{"before": ["admin"], "after": ["admin", "support"]}]


def test_a_role_that_does_not_exist_changes_nothing(core, ada):
    with pytest.raises(UnknownRole):
        core.call(ada, rules.ask_for_second_factor, roles=["admin", "wizard"])

    assert list(core.call(house(), lists.by_role).query("asked")["role"]) == ["admin"]


def test_the_admin_too(strict, clock):
    signed_in(strict, ADA)
    clock.advance(days=8)

    assert signed_in(strict, ADA).must_enrol
