"""Codes and recovery codes are good once, however many try at once."""

import subprocess
import sys
from functools import partial

import pytest
from sqlalchemy import text

from tests.builders import MAX, house
from tests.dashboards import ROOT
from tests.second_factors import (
    code_of,
    codes_of,
    factors_of,
    step,
    typed,
)
from tests.witness import at_once
from usercore.actions import two_factor
from usercore.actions.sign_in import SignedIn

SPELLINGS = (
    str,
    lambda code: f" {code[:3]} {code[3:]}",
    lambda code: "".join(chr(ord(digit) + 0xFEE0) for digit in code),
    "-".join,
)


def test_one_code_typed_eight_times_at_once_lets_in_once(core, clock, maxim, codes):
    for _ in range(3):
        forget(core)
        challenges = [step(core, MAX).challenge for _ in range(8)]
        forget(core)
        shown = [spelt(code_of(core, maxim.user_id)) for spelt in SPELLINGS * 2]

        results = at_once(*[partial(typed, core, *pair) for pair in zip(challenges, shown, strict=True)])

        assert sorted(type(result).__name__ for result in results if isinstance(result, SignedIn)) == ["SignedIn"]
        clock.advance(seconds=60)


def forget(core):
    with core.engine.begin() as connection:
        connection.execute(text("DELETE FROM limit_counters"))


def test_one_recovery_code_typed_eight_times_at_once_lets_in_once(core, maxim, codes):
    for used in codes[:3]:
        forget(core)
        challenges = [step(core, MAX).challenge for _ in range(2)]
        forget(core)

        results = at_once(*[partial(typed, core, challenge, used) for challenge in challenges * 4])

        assert sum(isinstance(result, SignedIn) for result in results) == 1
    assert sum(row.used_at is not None for row in codes_of(core, maxim.user_id)) == 3


def test_one_challenge_with_different_codes_at_once_lets_in_once(core, maxim, codes):
    for round_ in range(3):
        forget(core)
        challenge = step(core, MAX).challenge

        results = at_once(*[partial(typed, core, challenge, used) for used in codes[round_ * 3 :][:3]])

        assert [type(result).__name__ for result in results].count("SignedIn") == 1
        assert [type(result).__name__ for result in results].count("TokenSpent") == 2
    assert sum(row.used_at is not None for row in codes_of(core, maxim.user_id)) == 3


PROCESS = """
import sys
from tests.builders import FakeClock, settings
from tests.second_factors import typed
from usercore import open_core
url, challenge, code, now = sys.argv[1:]
clock = FakeClock(__import__("datetime").datetime.fromisoformat(now))
core = open_core(settings=settings(url), clock=clock)
print("ready", flush=True)
sys.stdin.readline()
print(type(typed(core, challenge, code)).__name__, flush=True)
core.close()
"""


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_typed_in_two_processes_at_once_it_lets_in_once(core, url, clock, maxim, codes, kind):  # noqa: PLR0917
    shown = code_of(core, maxim.user_id) if kind == "code" else codes[0]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, url, step(core, MAX).challenge, shown, clock.now.isoformat()], **pipes
        )
        for _ in range(2)
    ]
    assert [one.stdout.readline() for one in both] == ["ready\n"] * 2

    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in both)

    assert said == ["Refused", "SignedIn"]


def test_one_set_up_confirmed_eight_times_at_once_is_on_once(core, maxim):
    core.call(maxim, two_factor.enable, user_id=maxim.user_id)
    shown = code_of(core, maxim.user_id)

    results = at_once(*[lambda: core.call(house(), two_factor.verify_setup, user_id=maxim.user_id, code=shown)] * 8)

    assert sum(isinstance(result, tuple) for result in results) == 1
    assert len(codes_of(core, maxim.user_id)) == 10
    assert [factor.state for factor in factors_of(core, maxim.user_id)] == ["active"]
