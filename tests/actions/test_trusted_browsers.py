"""A browser is spared the code for a while, where the settings allow it."""

from datetime import timedelta

import pytest

from tests.builders import ADA, MAX, PASSPHRASE, house, settings, visitor
from tests.second_factors import code_of, step, trusted_by, turned_on, typed
from tests.trusting import ELSEWHERE, FIREFOX, HERE, asked, in_with
from tests.witness import entries
from usercore import open_core
from usercore.actions import sign_in, tidying, two_factor, users
from usercore.frames import two_factor as lists


@pytest.fixture
def opened(url, clock):
    """Usercore again, with other settings."""
    cores = []

    def open_with(**changes):
        cores.append(open_core(settings=settings(url, **changes), clock=clock))
        return cores[-1]

    yield open_with
    for core in cores:
        core.close()


def test_a_trusted_browser_is_spared_the_code(core, trusted):
    outcome = core.call(HERE, sign_in.with_password, email=MAX, password=PASSPHRASE)

    core.call(HERE, sign_in.redeem, ticket=outcome.ticket)
    assert entries(core)[-1].facts["method"] == "password+trust"


def test_it_is_not_spared_the_password(core, trusted):
    assert isinstance(core.call(HERE, sign_in.with_password, email=MAX, password="wrong"), sign_in.Refused)


@pytest.mark.parametrize("by", [ELSEWHERE, visitor(address="", agent=FIREFOX)])
def test_another_browser_is_asked(core, trusted, by):
    assert asked(core, by=by)


def test_another_person_in_it_is_asked(core, trusted, sam):
    turned_on(core, sam.user_id)

    assert asked(core, sam.email)


def test_without_the_wish_no_browser_is_trusted(core, clock, maxim):
    turned_on(core, maxim.user_id)
    in_with(core, clock, maxim, trust_browser=False)

    assert asked(core)


def test_a_browser_without_a_cookie_is_never_trusted(core, clock, maxim):
    turned_on(core, maxim.user_id)
    in_with(core, clock, maxim, by=visitor(address=""))

    assert trusted_by(core, maxim.user_id) == []
    assert asked(core, by=visitor(address=""))


def test_a_wrong_code_trusts_nothing(core, maxim):
    turned_on(core, maxim.user_id)
    typed(core, step(core, MAX, by=HERE).challenge, "a wrong one", by=HERE, trust_browser=True)

    assert trusted_by(core, maxim.user_id) == []


@pytest.mark.parametrize(("seconds", "spared"), [(-1, True), (0, False)])
def test_it_lasts_as_long_as_the_setting_says(core, clock, trusted, seconds, spared):
    clock.now += core.settings.trust_lifetime + timedelta(seconds=seconds)

    assert asked(core) is not spared


def test_signing_in_with_it_makes_it_no_longer(core, clock, trusted):
    clock.advance(days=20)
    assert not asked(core)
    clock.advance(days=10)

    assert asked(core)


def test_what_ended_is_tidied_away(core, clock, trusted):
    clock.now += core.settings.trust_lifetime

    core.call(house(), tidying.drop_what_ended)

    assert trusted_by(core, trusted.user_id) == []


@pytest.mark.parametrize("email", [ADA, "sam@example.com"])
def test_staff_are_asked_each_time(core, clock, ada, sam, email):
    who = ada if email == ADA else sam
    turned_on(core, who.user_id)
    clock.advance(minutes=1)

    assert step(core, email, by=HERE).may_trust is False
    in_with(core, clock, who)
    assert asked(core, email)


def test_a_setting_lets_staff_trust_a_browser(opened, clock, ada):
    core = opened(trust_staff=True)
    turned_on(core, ada.user_id)
    assert step(core, ADA, by=HERE).may_trust
    in_with(core, clock, ada)

    assert not asked(core, ADA)


def test_the_setting_turned_off_again_counts_at_once(core, opened, clock, ada):
    allowing = opened(trust_staff=True)
    turned_on(allowing, ada.user_id)
    in_with(allowing, clock, ada)

    assert asked(core, ADA)


def test_whoever_becomes_staff_is_asked(core, trusted):
    core.call(house(), users.change_role, user_id=trusted.user_id, role="support")

    assert asked(core)


def test_with_no_span_no_browser_is_trusted(core, opened, clock, trusted):
    never = opened(trust_lifetime=timedelta(0))

    assert asked(never)
    in_with(never, clock, trusted, by=ELSEWHERE)
    assert asked(core, by=ELSEWHERE)


def test_a_recovery_code_is_for_once(core, maxim):
    codes = turned_on(core, maxim.user_id)

    typed(core, step(core, MAX, by=HERE).challenge, codes[0], by=HERE, trust_browser=True)

    assert asked(core)


def test_the_list_tells_browser_system_and_end(core, clock, trusted):
    shown = core.call(house(), lists.trusted, user_id=trusted.user_id).iloc[0]

    assert (shown.browser, shown.system) == ("Firefox", "Linux")
    assert shown.ends_at == clock.now + core.settings.trust_lifetime


def test_trusted_twice_it_is_one_browser(core, clock, trusted):
    core.call(house(), two_factor.distrust, user_id=trusted.user_id)
    for _ in range(2):
        clock.advance(minutes=2)
        one, two = (step(core, MAX, by=HERE).challenge for _ in range(2))
        typed(core, one, code_of(core, trusted.user_id), by=HERE, trust_browser=True)
        typed(core, two, code_of(core, trusted.user_id, later=1), by=HERE, trust_browser=True)
        assert len(trusted_by(core, trusted.user_id)) == 1
        core.call(house(), two_factor.distrust, user_id=trusted.user_id)
