"""Practice second factors: as real ones, spread over the last months, and none where somebody practises."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest

from tests.builders import MORNING, house, settings, signed_in, visitor
from tests.dashboards import ROOT
from tests.practice.rows import everything
from tests.second_factors import keys, secret_of
from usercore import open_core
from usercore.actions import keys as house_keys
from usercore.actions import practice, sign_in
from usercore.actions.practice import PASSPHRASE
from usercore.actions.sign_in import SecondStep, SignedIn
from usercore.crypto.sealing import unseal
from usercore.crypto.totp import STEP_SECONDS
from usercore.events import Event
from usercore.frames import two_factor
from usercore.models import Factor, FactorState, RecoveryCode, Status, User, UserSession
from usercore.practice.factors import OF_STAFF
from usercore.practice.people import ROSTER, a_world, lives

HOUR, MANY = timedelta(hours=1), 10
HIGHER = ("admin", "support", "auditor")
OLDER, NEWER = "an-older-key-0123456789abcdefghijklmnopqr", "a-newer-key-0123456789abcdefghijklmnopqrs"


@pytest.fixture
def people(practiced):
    return {user.id: user for user in practiced.every(User)}


@pytest.fixture
def active(practiced):
    return [one for one in practiced.every(Factor) if one.state == FactorState.ACTIVE]


@pytest.fixture
def waiting(practiced):
    return [one for one in practiced.every(Factor) if one.state == FactorState.PENDING]


def named_on_the_sign_in_page():
    return re.findall(r"`(\w+@example\.com)`", (ROOT / "pages" / "sign_in.py").read_text("utf-8"))


def enter(core, email):
    return core.call(visitor(address=""), sign_in.with_password, email=email, password=PASSPHRASE)


# --- who has one -------------------------------------------------------------------------------------------------


def test_some_have_one_and_most_have_none(people, active, waiting):
    others = [user for user in people.values() if user.role not in HIGHER]
    theirs = [one for one in active if people[one.user_id].role not in HIGHER]

    assert 0.03 < len(theirs) / len(others) < 0.15
    assert {people[one.user_id].role for one in theirs} == {"viewer", "author", "editor"}
    assert 1 <= len(waiting) <= 2
    assert len({one.user_id for one in (*active, *waiting)}) == len(active) + len(waiting)


def test_half_of_the_staff_have_one_and_an_admin_has_none(people, active):
    staff = {user.email for user in people.values() if user.role in HIGHER and user.may_sign_in(MORNING)}
    having = {people[one.user_id].email for one in active}

    assert staff == {f"{given.lower()}@example.com" for given, *_ in ROSTER}
    assert staff & having == set(OF_STAFF)
    assert len(OF_STAFF) == len(ROSTER) / 2


def test_whoever_is_named_for_practising_is_let_in_by_the_passphrase_alone(empty_core):
    empty_core.call(house(), practice.build, people=60)
    named = named_on_the_sign_in_page()

    assert {"ada@example.com", "sam@example.com", "iris@example.com"} <= set(named)
    assert [email for email in named if not isinstance(enter(empty_core, email), SignedIn)] == []
    assert [email for email in OF_STAFF if not isinstance(enter(empty_core, email), SecondStep)] == []


def test_nobody_waits_who_could_not_have_come(people, waiting):
    for one in waiting:
        user = people[one.user_id]
        assert (user.status, user.must_change_password) == (Status.ACTIVE, False)
        assert user.last_sign_in_at < one.created_at < MORNING < one.ends_at == one.created_at + HOUR
        assert (one.confirmed_at, one.last_used_at, one.last_step) == (None, None, None)


def test_two_wait_at_whatever_hour_it_is_built():
    for hour in range(0, 24, 6):
        now = MORNING.replace(hour=hour, day=1 + hour)
        world = a_world(seed=hour, now=now, settings=settings("sqlite:///x.db"), password_hash="$", people=400)
        factors = [life.stays.factor for life in lives(world, 400) if life.stays.factor]
        assert len([one for one in factors if one.confirmed is None]) == 2
        assert max(one.confirmed or one.created for one in factors) < world.calendar.now


# --- when ------------------------------------------------------------------------------------------------------------


def test_each_was_set_up_within_its_owners_life(people, active):
    for one in active:
        user = people[one.user_id]
        ended = min(user.suspended_at or MORNING, user.deleted_at or MORNING)
        assert user.created_at < one.created_at < one.confirmed_at <= one.last_used_at < ended
        assert one.confirmed_at - one.created_at < HOUR
        assert one.last_step == int(one.last_used_at.timestamp()) // STEP_SECONDS
        assert one.ends_at is None


def test_since_then_a_code_was_asked_for_at_every_sign_in(practiced, active):
    methods = defaultdict(set)
    confirmed = {one.user_id: one.confirmed_at for one in active}
    for session in practiced.every(UserSession):
        since = confirmed.get(session.user_id)
        later = since is not None and session.created_at > since
        methods["later" if later else "before"].add(session.method)
        if session.ended_why == "two-factor-on":
            assert session.ended_at == since

    assert methods == {"later": {"password+code", "password+backup"}, "before": {"password", "password+code"}}


def test_the_one_session_from_before_that_has_a_code_is_that_in_which_it_was_set_up(practiced, active):
    before = defaultdict(list)
    confirmed = {one.user_id: one.confirmed_at for one in active}
    for session in practiced.every(UserSession):
        if session.method != "password" and session.created_at < confirmed[session.user_id]:
            before[session.user_id].append(session)

    assert set(before) == set(confirmed)
    for user_id, (session,) in before.items():
        assert session.ended_why == "replaced"
        assert timedelta() < session.ended_at - confirmed[user_id] < timedelta(seconds=3)


def test_it_was_last_used_at_the_last_sign_in_with_a_code(practiced, active):
    newest = {}
    for session in sorted(practiced.every(UserSession), key=lambda one: one.created_at):
        if session.method == "password+code":
            newest[session.user_id] = session.created_at

    for one in active:
        # A session may go on under a new token within minutes, and no code is asked for then.
        assert timedelta() < newest[one.user_id] - one.last_used_at < timedelta(minutes=5)


def test_the_log_tells_of_each(practiced, active, waiting):
    told = defaultdict(dict)
    for entry in practiced.history():
        told[entry.event][entry.subject_id] = entry
    on, offered = told[Event.TWO_FACTOR_ON], told[Event.TWO_FACTOR_OFFERED]

    assert set(on) == {one.user_id for one in active}
    assert set(offered) == {one.user_id for one in (*active, *waiting)}
    for one in active:
        entry = on[one.user_id]
        assert (entry.actor_id, abs(entry.at - one.confirmed_at) < timedelta(milliseconds=1)) == (one.user_id, True)
        ended = [s for s in practiced.every(UserSession) if s.user_id == one.user_id and s.ended_why == "two-factor-on"]
        assert entry.facts == {"sessions_ended": len(ended)}


# --- secrets ---------------------------------------------------------------------------------------------------------


def test_every_secret_is_sealed_for_its_owner(practiced):
    opened = [
        unseal(one.sealed_secret, keys(practiced.core), one.user_id.bytes).decode() for one in practiced.every(Factor)
    ]

    assert len(set(opened)) == len(opened)
    assert [secret for secret in opened if not re.fullmatch("[A-Z2-7]{32}", secret)] == []


def test_everyone_got_ten_recovery_codes_and_some_were_used(practiced, active):
    of_each = defaultdict(list)
    for code in practiced.every(RecoveryCode):
        of_each[code.user_id].append(code)
    told = [entry for entry in practiced.history() if entry.event == Event.RECOVERY_CODE_USED]

    assert set(of_each) == {one.user_id for one in active}
    for one in active:
        codes = of_each[one.user_id]
        used = sorted(code.used_at for code in codes if code.used_at)
        left = [entry.facts["left"] for entry in told if entry.subject_id == one.user_id]
        assert (len(codes), {code.created_at for code in codes}) == (MANY, {one.confirmed_at})
        assert left == [MANY - 1 - number for number in range(len(used))]
        assert all(one.confirmed_at < at < MORNING for at in used)
    assert told


def test_a_new_key_can_take_the_place_of_the_one_it_was_built_with(databases, empty_house, clock):
    with databases.fresh(empty_house.url) as url:
        older = open_core(settings=settings(url, secret_key=OLDER), clock=clock)
        older.call(house(), practice.build, people=60)
        before = {one.user_id: secret_of(older, one.user_id) for one in everything(older, Factor)}
        older.close()
        both = open_core(settings=settings(url, secret_key=f"{NEWER},{OLDER}"), clock=clock)
        made = both.call(house(), house_keys.reseal)
        both.close()
        newer = open_core(settings=settings(url, secret_key=NEWER), clock=clock)
        after = {user_id: secret_of(newer, user_id) for user_id in before}
        newer.close()

    assert before
    assert after == before
    assert (made.lost, made.after) == (0, None)
    assert made.done >= len(before)


# --- the overview ----------------------------------------------------------------------------------------------------


def test_the_overview_has_something_to_tell(empty_core):
    empty_core.call(house("practice"), practice.build, people=300)
    ada = signed_in(empty_core, "ada@example.com", PASSPHRASE)

    roles = empty_core.call(ada, two_factor.by_role).set_index("role")
    growth = list(empty_core.call(ada, two_factor.over_time)["enrolled"])
    missing = set(empty_core.call(ada, two_factor.missing)["email"])

    assert dict(roles["enrolled"][list(HIGHER)]) == {"admin": 1, "support": 2, "auditor": 0}
    assert roles["enrolled"].sum() <= growth[-1]
    assert growth == sorted(growth)
    assert 0 < growth[0] < growth[-1] / 3
    assert len(set(growth)) > len(growth) / 2
    assert missing == {"ada@example.com", "sam@example.com", "iris@example.com"}
