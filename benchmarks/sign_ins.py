"""Row 8: sign-ins a second beside the bare hasher on all cores, and the memory of 64 at once.

The bare hasher is argon2-cffi, with which the targets were set. We hash with libsodium, so that stands beside, too.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count

import psutil
from argon2 import PasswordHasher, Type
from nacl.pwhash import argon2id

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.memory import MIB, growth
from pages.parts import warm
from usercore import Actor, Core
from usercore.actions import practice, rules, sign_in, users
from usercore.core import as_it_stands
from usercore.engines import connect
from usercore.limits import BY_NAME
from usercore.settings import Settings

CORES = os.cpu_count() or 1
AT_ONCE = 64
SIGN_INS, ROUNDS = 64, 3
SPARE_MIB = 8
numbers = count(1)


def measure(house: House) -> Iterator[Figure]:
    core, settings = house.core, house.core.settings
    for name, limit in BY_NAME.items():
        core.call(Actor.system("benchmark"), rules.change_limit, name=name, times=100_000, within=limit.within)
    emails = accounts(core)
    hasher = PasswordHasher(settings.argon2_rounds, settings.argon2_memory_kib, 1, type=Type.ID)
    stored = hasher.hash(practice.PASSPHRASE)

    def bare(_: str) -> None:
        hasher.verify(stored, practice.PASSPHRASE)

    def quicker(_: str) -> None:
        argon2id.verify(stored.encode(), practice.PASSPHRASE.encode())

    def ours(email: str) -> None:
        come_in(core, email)

    ours_rate, bare_rate, quicker_rate, crowd = 0.0, 0.0, 0.0, 0.0
    for _ in range(ROUNDS):
        bare_rate = max(bare_rate, rate(bare, emails, CORES))
        quicker_rate = max(quicker_rate, rate(quicker, emails, CORES))
        ours_rate = max(ours_rate, rate(ours, emails, CORES))
        crowd = max(crowd, rate(ours, emails, AT_ONCE))
    beside = {"bare argon2-cffi on all cores": bare_rate, "bare libsodium": quicker_rate}
    for what, found in ((f"sign-ins, {CORES} at once", ours_rate), (f"sign-ins, {AT_ONCE} at once", crowd)):
        part = found / bare_rate
        yield Figure(8, what, house.database, found, "sign-ins/s", beside, "≥ 0.95 × bare argon2-cffi",
                     f"{part:.2f} ×, {found / quicker_rate:.2f} × libsodium", part >= 0.95)  # fmt: skip
    fresh = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    with fresh:
        grown = fresh.submit(of_a_crowd, settings, emails).result()
    most = settings.argon2_memory_kib / 1024 * CORES
    yield Figure(8, f"memory of {AT_ONCE} at once", house.database, grown, "MiB", {"one hash a core": most},
                 f"≤ {most:.0f} MiB (+ {SPARE_MIB} of the threads)", f"+{grown:.0f} MiB", grown <= most + SPARE_MIB)  # fmt: skip


def accounts(core: Core) -> list[str]:
    """As many people as sign in, each with an address of their own."""
    made = []
    for _ in range(SIGN_INS):
        made.append(f"benchmark{next(numbers)}.{time.time_ns()}@example.com")
        core.call(Actor.system("benchmark"), users.create, email=made[-1], role="author", password=practice.PASSPHRASE)
    return made


def come_in(core: Core, email: str) -> None:
    visitor = Actor.visitor(address=f"198.51.{next(numbers) % 250}.{next(numbers) % 250}", agent="benchmark")
    outcome = core.call(visitor, sign_in.with_password, email=email, password=practice.PASSPHRASE)
    assert isinstance(outcome, sign_in.SignedIn), outcome


def rate(deed: Callable[[str], None], emails: list[str], at_once: int) -> float:
    """So many a second, by so many threads."""
    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(deed, emails[:at_once]))
        began = time.perf_counter()
        list(threads.map(deed, emails))
        return len(emails) / (time.perf_counter() - began)


def of_a_crowd(settings: Settings, emails: list[str]) -> float:
    """What a fresh process grows by in MiB at most while so many sign in at once. Each came in before, one after the
    other, so that the database's own cache is not counted.
    """
    warm.share_arenas()  # as a dashboard does
    core = as_it_stands(connect(settings), settings)
    opened(core)
    for email in emails:
        come_in(core, email)
    barrier = threading.Barrier(AT_ONCE)

    def one(email: str) -> None:
        barrier.wait()
        come_in(core, email)

    with growth(psutil.Process()) as grown, ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(one, emails[:AT_ONCE]))
    core.close()
    return grown() / MIB


def opened(core: Core) -> None:
    """A connection for each who comes, as a process has that has been up for a while."""
    barrier = threading.Barrier(AT_ONCE)

    def look(_: int) -> None:
        barrier.wait()
        core.actor_for("nobody's")

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(look, range(AT_ONCE)))
