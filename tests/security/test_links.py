"""Links from letters: good once, for a while, for one purpose, person, address and password."""

import secrets
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.builders import MAX, a_user, house, letters_to, link_to, signed_in, visitor
from tests.dashboards import ROOT
from tests.letter_box import FOUR, a_link, asked_for_a_reset, look, refusal, use
from tests.witness import at_once, everything, person, rows
from usercore.actions import outbox, passwords, users
from usercore.crypto import tokens
from usercore.errors import TokenExpired, TokenSpent, TokenVoid

LIVES = {
    "reset": timedelta(hours=1),
    "email": timedelta(hours=24),
    "undo": timedelta(days=7),
    "notme": timedelta(days=7),
}
A_MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize("purpose", FOUR)
def test_looking_at_a_link_twice_changes_nothing_and_leaves_it_good(core, maxim, purpose):
    token = a_link(core, purpose, maxim)
    before = everything(core, traces=True)

    seen = [look(core, purpose, token) for _ in range(2)]

    assert [(one.state, one.email) for one in seen] == [("good", MAX)] * 2
    assert everything(core, traces=True) == before
    assert refusal(lambda: use(core, purpose, token)) == ""


@pytest.mark.parametrize("purpose", FOUR)
def test_a_link_is_good_once(core, maxim, purpose):
    token = a_link(core, purpose, maxim)
    use(core, purpose, token)
    before = everything(core)

    with pytest.raises(TokenSpent):
        use(core, purpose, token)

    assert everything(core) == before
    assert look(core, purpose, token).state == "spent"


@pytest.mark.parametrize("purpose", FOUR)
def test_a_link_works_until_its_last_second(core, maxim, clock, purpose):
    token = a_link(core, purpose, maxim)
    clock.now += LIVES[purpose] - A_MOMENT

    assert refusal(lambda: use(core, purpose, token)) == ""


@pytest.mark.parametrize("purpose", FOUR)
def test_a_link_that_ended_is_refused_though_its_row_is_still_there(core, maxim, clock, purpose):
    token = a_link(core, purpose, maxim)
    clock.now += LIVES[purpose]
    before = everything(core)

    with pytest.raises(TokenExpired):
        use(core, purpose, token)

    assert everything(core) == before
    assert look(core, purpose, token).state == "ended"


@pytest.mark.parametrize("purpose", FOUR)
def test_a_link_used_by_eight_at_once_is_used_by_one(core, maxim, purpose):
    token = a_link(core, purpose, maxim)

    results = at_once(*[lambda: use(core, purpose, token)] * 8)

    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert {type(result) for result in results if isinstance(result, Exception)} <= {TokenSpent, TokenVoid}


PROCESS = """
import sys
from tests.builders import FakeClock, settings
from tests.letter_box import refusal, use
from usercore import open_core
url, purpose, token, now = sys.argv[1:]
clock = FakeClock(__import__("datetime").datetime.fromisoformat(now))
core = open_core(settings=settings(url), clock=clock)
print("ready", flush=True)
sys.stdin.readline()
print(refusal(lambda: use(core, purpose, token)) or "done", flush=True)
core.close()
"""


@pytest.mark.parametrize("purpose", ["reset", "email"])
def test_a_link_used_by_two_processes_at_once_is_used_by_one(core, url, clock, maxim, purpose):
    token = a_link(core, purpose, maxim)
    command = [sys.executable, "-c", PROCESS, url, purpose, token, clock.now.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    assert [one.stdout.readline() for one in both] == ["ready\n"] * 2

    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in both)

    assert said[1] == "done"
    assert said[0] in ("TokenSpent", "TokenVoid")


@pytest.mark.parametrize("purpose", FOUR)
@pytest.mark.parametrize("other", FOUR)
def test_a_link_is_good_for_its_own_purpose_alone(core, maxim, purpose, other):
    if purpose == other:
        return
    token = a_link(core, purpose, maxim)
    before = everything(core)

    with pytest.raises(TokenSpent):
        use(core, other, token)

    assert everything(core) == before
    assert look(core, other, token).email is None


def test_only_digests_are_kept_of_tokens_with_two_hundred_and_fifty_six_bits(core, maxim):
    made = [a_link(core, purpose, maxim) for purpose in FOUR]

    kept = repr(everything(core, traces=True))
    assert all(len(token.partition("_")[2]) == len(secrets.token_urlsafe(32)) for token in made)
    assert not [token for token in made if token in kept or token.partition("_")[2] in kept]
    digests = [bytes(row[2]) for row in rows(core, "one_time_tokens")]
    assert {tokens.digest(token, tokens.derived_key(core._keys[0], "one-time")) for token in made} <= set(digests)


@pytest.mark.parametrize("token", ["", "reset_", "reset_x", "\0", "\ud800", "reset_" + "x" * 10_000, "notme_ünïcode"])
def test_a_made_up_link_is_refused_and_tells_nothing(core, token):
    for purpose in FOUR:
        seen = look(core, purpose, token)
        assert (seen.state, seen.email, seen["name"]) == ("spent", None, None)
        assert refusal(lambda purpose=purpose: use(core, purpose, token)) == "TokenSpent"


def test_a_dead_link_names_no_address_but_the_one_it_was_sent_to(core, maxim, clock):
    token = a_link(core, "reset", maxim)
    clock.advance(hours=2)
    assert look(core, "reset", token).email == MAX

    core.call(house(), users.update, user_id=maxim.user_id, email="elsewhere@example.com")

    assert look(core, "reset", token).email is None


def test_the_link_in_a_letter_leads_to_the_configured_address(core, maxim):
    asked_for_a_reset(core)

    (letter,) = core.call(house(), outbox.claim, most=20)

    assert letter.link.startswith("http://localhost:8501/open/reset_")
    assert letter.to == MAX


LOOK_ALIKES = {
    "mike@example.com": ("mıke@example.com", "mİke@example.com", "MIKE@EXAMPLE.COM", "ｍike@example.com",
                         "mike@example.com\u200b", "mike@exаmple.com", "mike@example.com\n"),
    "rené@example.com": ("rene@example.com", "rene\u0301@example.com", "RENÉ@example.com"),
    "strasse@example.com": ("straße@example.com",),
}  # fmt: skip


@pytest.mark.parametrize(("stored", "typed"), [(real, one) for real, them in LOOK_ALIKES.items() for one in them])
def test_a_letter_goes_to_the_stored_address_or_nowhere(core, stored, typed):
    user_id = a_user(core, stored)

    core.call(visitor(), passwords.request_reset, email=typed)

    assert {letter.to_address for letter in letters_to(core, user_id)} <= {stored}
    addresses = {row[3] for row in rows(core, "letters") if row[2] == "reset"}
    assert addresses <= {stored, ""}


def test_two_who_confirm_one_address_at_once_are_one(core, maxim, sam):
    for number in range(3):
        email = f"prize{number}@example.com"
        made = []
        for who in (maxim, sam):
            core._clock.advance(seconds=1)
            core.call(house(), users.update, user_id=who.user_id, email=f"{who.name[:3].lower()}{number}@example.com")
            core._clock.advance(hours=7)
            made.append(_asked(core, who, email))

        results = at_once(*[lambda token=token: use(core, "email", token) for token in made])

        assert sum(result == email for result in results) == 1
        assert sorted(type(result).__name__ for result in results) == ["EmailTaken", "str"]


def _asked(core, who, email):
    actor = signed_in(core, person(core, who.user_id).email)
    core.call(actor, users.update, user_id=actor.user_id, email=email)
    return link_to(core, who.user_id, "email-confirm")
