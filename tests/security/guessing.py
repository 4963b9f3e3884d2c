"""Guessing at passwords, as often as wanted."""

from tests.builders import MAX, visitor
from usercore.actions import sign_in

BUDGET = 10


def guess(core, email=MAX, password="wrong", address="198.51.100.4"):
    return core.call(visitor(address=address), sign_in.with_password, email=email, password=password)


def spend(core, email=MAX, times=BUDGET, **more):
    for _ in range(times):
        guess(core, email, **more)
