"""Limits on attempts: named in one table, counted before the expensive part, all of a call's in one statement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any, Literal

from limits.storage import Storage
from sqlalchemy import Connection, select

from usercore.checkouts import PLANNED
from usercore.counters import SqlCounters, Try
from usercore.crypto.tokens import digest
from usercore.models import LimitRule
from usercore.settings import Settings
from usercore.work import Actor, Attempt, Counted, Work

Whose = Literal["address", "network", "session", "person", "everyone"]
NETWORK_PREFIX = 64  # one household or host has a whole /64 to choose from


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within a window. Over a quiet one the reply stays what it was, and nothing is done."""

    name: str
    what: str
    whose: Whose
    times: int
    within: timedelta
    quiet: bool = False


MINUTES, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
UNTIL_RESET = "sign-in:account-row"
SIGN_IN_ACCOUNT = ("sign-in:account", "sign-in:account-hour", "sign-in:account-day", UNTIL_RESET)
CURRENT_PASSWORD = ("password:current", "password:current-hour", "password:current-day")
CODES = ("two-factor:person", "two-factor:person-hour", "two-factor:person-day")
RESET_ADDRESS = "reset:address"
INVITE_ADDRESS = "invite:address"
LIMITS = (
    # In the order they are counted: the narrowest source first, everyone last, since the first that is over ends it.
    Limit("sign-in:source", "Sign-in: one network", "network", 50, MINUTES),
    # Together these grow: minutes, then an hour, then a day, then until a reset or an admin (NIST 800-63B-4 3.2.2).
    Limit("sign-in:account", "Sign-in: one address, first step", "address", 10, MINUTES),
    Limit("sign-in:account-hour", "Sign-in: one address, second step", "address", 25, HOUR),
    Limit("sign-in:account-day", "Sign-in: one address, third step", "address", 50, DAY),
    Limit(UNTIL_RESET, "Sign-in: one address, no success", "address", 100, timedelta(days=365)),
    Limit("sign-in:everyone", "Sign-in: everyone together", "everyone", 1000, MINUTES),
    # These grow in the same way.
    Limit("password:current", "Current password: one session, first step", "session", 10, MINUTES),
    Limit("password:current-hour", "Current password: one session, second step", "session", 25, HOUR),
    Limit("password:current-day", "Current password: one session, third step", "session", 50, DAY),
    Limit("two-factor:person", "Codes: one person, signed in, first step", "person", 10, MINUTES),
    Limit("two-factor:person-hour", "Codes: one person, signed in, second step", "person", 25, HOUR),
    Limit("two-factor:person-day", "Codes: one person, signed in, third step", "person", 50, DAY),
    Limit("reset:source", "Reset letters: one network", "network", 20, HOUR),
    Limit(RESET_ADDRESS, "Reset letters: one address", "address", 5, DAY, quiet=True),
    Limit("link:source", "Links from letters: one network", "network", 30, MINUTES),
    Limit(INVITE_ADDRESS, "Invitations: letters to one address", "address", 5, DAY),
    Limit("email:session", "New address: one session", "session", 5, MINUTES),
    Limit("email:address", "New address: letters to it", "address", 3, timedelta(hours=6)),
    Limit("reveal:person", "Whole data shown for a while: one colleague", "person", 20, HOUR),
)
BY_NAME: Mapping[str, Limit] = {limit.name: limit for limit in LIMITS}
PLACES = {limit.name: place for place, limit in enumerate(LIMITS)}
CHANGED = select(LimitRule.name, LimitRule.times, LimitRule.within_seconds).execution_options(**PLANNED)


def rules(connection: Connection) -> dict[str, Limit]:
    """Every limit as it is now, admins' changes included."""
    changed = connection.execute(CHANGED).all()
    return {**BY_NAME, **{name: _changed(name, *to) for name, *to in changed if name in BY_NAME}}


@lru_cache(maxsize=64)
def _changed(name: str, times: int, seconds: int) -> Limit:
    return replace(BY_NAME[name], times=times, within=timedelta(seconds=seconds))


def count(
    counters: Storage, attempts: Iterable[Attempt], rules: Mapping[str, Limit], now: datetime, pepper: bytes
) -> tuple[Counted, ...]:
    """Count the attempts, in the order of the table, up to the first that is over.

    What one limit refuses uses up no other: a closed account's clock does not run on under a flood until it is closed
    for a day, and one network cannot use up everyone's tries. The one order also keeps two floods from waiting for
    each other's rows.
    """
    ordered = sorted(attempts, key=lambda attempt: PLACES[attempt.limit])
    limits = [rules[attempt.limit] for attempt in ordered]
    tries = [
        Try(_key(attempt.limit, attempt.key, pepper), limit.times, int(limit.within.total_seconds()))
        for attempt, limit in zip(ordered, limits, strict=True)
    ]
    counted: list[Counted] = []
    for limit, one, times in zip(limits, tries, _counted(counters, tries), strict=False):
        full = times >= limit.times  # only then does anyone ask when it ends
        ends_at = _ends_at(counters, one.key) if full else now + limit.within
        counted.append(Counted(limit=limit.name, count=times, times=limit.times, ends_at=ends_at, quiet=limit.quiet))
    if counted and counted[-1].over:
        # Whoever waits must not find another door closed behind this one.
        closed = (_ends_at(counters, one.key) for one in tries[len(counted) :] if counters.get(one.key) >= one.times)
        counted[-1] = replace(counted[-1], ends_at=max((counted[-1].ends_at, *closed)))
    return tuple(counted)


def _counted(counters: Storage, tries: list[Try]) -> Iterator[int]:
    """How often each was tried, up to and with the first that is over."""
    if isinstance(counters, SqlCounters):
        yield from counters.incr_each(tries)
        return
    for one in tries:
        times = counters.incr(one.key, one.seconds)
        yield times
        if times > one.times:
            return


def _ends_at(counters: Storage, key: str) -> datetime:
    return datetime.fromtimestamp(counters.get_expiry(key), UTC)


def counted(work: Work, key: str, *names: str) -> tuple[Counted, ...]:
    """How far these limits are used up for `key`, those that are not left out; asking counts nothing."""
    known, keys = rules(work.connection), {name: _key(name, key, work.key("limits")) for name in names}
    if isinstance(work.counters, SqlCounters):
        found = work.counters.several(keys.values())
    else:
        found = {one: (work.counters.get(one), _ends_at(work.counters, one)) for one in keys.values()}
    tried = ((known[name], found[one]) for name, one in keys.items() if one in found and found[one][0])
    return tuple(
        Counted(limit=limit.name, count=count, times=limit.times, ends_at=ends_at, quiet=limit.quiet)
        for limit, (count, ends_at) in tried
    )


def forget(work: Work, key: str, *names: str) -> None:
    """Forget what was counted for `key`: it succeeded, or someone unlocked it. In the order in which they are counted,
    so that counting and forgetting never wait for each other.
    """
    keys = [_key(name, key, work.key("limits")) for name in sorted(names, key=PLACES.__getitem__)]
    if isinstance(work.counters, SqlCounters):
        work.counters.clear_each(keys)
        return
    for one in keys:
        work.counters.clear(one)


def first_within(work: Work, what: str, key: str, within: timedelta) -> bool:
    """Whether this is the first time of `what` for `key` in the window: how often someone is told, not a limit."""
    return tally(work, what, key, within) == 1


def happened(work: Work, what: str, key: str) -> bool:
    """Whether `what` was counted for `key` in a window that still runs; counts nothing itself."""
    return _here(work).get(_key(what, key, work.key("limits"))) > 0


def tally(work: Work, what: str, key: str, within: timedelta) -> int:
    """Count one of `what` and say how many there were in the window."""
    return _here(work).incr(_key(what, key, work.key("limits")), int(within.total_seconds()))


def _here(work: Work) -> SqlCounters:
    """In the database, wherever attempts are counted: what told somebody is taken back with the transaction that did."""
    return SqlCounters(work.connection, work.now)


def _key(name: str, key: str, pepper: bytes) -> str:
    return digest(f"{name}\0{key}", pepper).hex()


def by_link(actor: Actor, _settings: Settings, _wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Whoever tries the links of letters has one budget for all kinds of them."""
    yield Attempt("link:source", network(actor.address))


def held(actor: Actor) -> str:
    """Whose budget an open session's tries count against, before the session is looked up and after it."""
    return b"".join(actor.token_digests[:1]).hex() or str(actor.session_id or "")


def network(address: str) -> str:
    """What one source is: an IPv4 address, or the /64 around an IPv6 one; all spellings of it are one."""
    try:
        found = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> NETWORK_PREFIX << NETWORK_PREFIX)}/{NETWORK_PREFIX}"
    return str(found)
