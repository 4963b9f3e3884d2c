"""The rules of the house that admins set: named limits, and how long the sessions of a role last."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from usercore.errors import BadRule, NotFound, UnknownRole
from usercore.events import Event
from usercore.limits import BY_NAME, Limit
from usercore.models import LimitRule, Role, User
from usercore.permissions import ADMIN, Permission
from usercore.steps import sessions
from usercore.work import Work, needs

MOST_TIMES = 1_000_000
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=366)
SHORTEST_SESSION = timedelta(minutes=5)
MOST_SESSIONS = 1_000


@needs(Permission.CHANGE_SETTINGS)
def change_limit(work: Work, *, name: str, times: int, within: timedelta) -> None:
    """Set how often within how long; it counts from the next try. Raises `BadRule`, `NotFound`, `NotFresh`."""
    limit = _known(name)
    work.must_be_fresh()
    if not 1 <= times <= MOST_TIMES:
        raise BadRule(why=f"the number must lie between 1 and {MOST_TIMES:,}")
    if not SHORTEST <= within <= LONGEST:
        raise BadRule(why="the time must lie between one second and a year")
    # One at a time: two who change a limit for the first time would both make its row.
    work.db.get(Role, ADMIN, with_for_update=True)
    rule = work.db.get(LimitRule, name, with_for_update=True)
    before, after = _words(rule, limit), [times, int(within.total_seconds())]
    if before == after:
        return
    if rule is None:
        rule = work.add(LimitRule(name=name))
    rule.times, rule.within_seconds = after
    work.record(Event.LIMIT_CHANGED, limit=name, before=before, after=after)


@needs(Permission.CHANGE_SETTINGS)
def restore_limit(work: Work, *, name: str) -> None:
    """Back to the number that usercore ships. Raises `NotFound`, `NotFresh`."""
    limit = _known(name)
    work.must_be_fresh()
    rule = work.db.get(LimitRule, name, with_for_update=True)
    if rule is None:
        return
    before = _words(rule, limit)
    work.db.delete(rule)
    work.record(Event.LIMIT_CHANGED, limit=name, before=before, after=_words(None, limit))


@needs(Permission.CHANGE_SETTINGS)
def change_sessions(
    work: Work, *, role: str, idle: timedelta | None, absolute: timedelta | None, most: int | None
) -> None:
    """How long a session of this role may lie unused, last at most, and how many there may be at once; None: as the
    settings say, or any number. It counts at the next interaction. Raises `BadRule`, `UnknownRole`, `NotFresh`.
    """
    found = work.db.get(Role, str(role), with_for_update=True)
    if found is None:
        raise UnknownRole(role=role[:40])
    work.must_be_fresh()
    for span in (idle, absolute):
        if span is not None and not SHORTEST_SESSION <= span <= LONGEST:
            raise BadRule(why="a session must last between five minutes and a year")
    if idle and absolute and idle > absolute:
        raise BadRule(why="a session cannot lie unused for longer than it may last at all")
    if most is not None and not 1 <= most <= MOST_SESSIONS:
        raise BadRule(why=f"the number must lie between 1 and {MOST_SESSIONS:,}")
    before = [found.idle_seconds, found.absolute_seconds, found.most_sessions]
    after = [None if span is None else int(span.total_seconds()) for span in (idle, absolute)] + [most]
    if before == after:
        return
    sessions.write_down_expired(work, User.role == found.name)  # by the old rule: the new one must not revive them
    found.idle_seconds, found.absolute_seconds, found.most_sessions = after
    work.record(Event.SESSION_RULES_CHANGED, role=found.name, before=before, after=after)


@needs(Permission.CHANGE_SETTINGS)
def ask_for_second_factor(work: Work, *, roles: Collection[str]) -> None:
    """These roles ask their people for a second factor, and no others do. Whoever has none is told at their next
    sign-in, and has `two_factor_grace` from then on. Raises `UnknownRole`, `NotFresh`.
    """
    every = {role.name: role for role in work.db.scalars(select(Role).order_by(Role.name).with_for_update())}
    for name in roles:
        if name not in every:
            raise UnknownRole(role=str(name)[:40])
    work.must_be_fresh()
    before = [name for name, role in every.items() if role.second_factor_since]
    after = [name for name in every if name in roles]
    if before == after:
        return
    for name, role in every.items():
        role.second_factor_since = (role.second_factor_since or work.now) if name in roles else None
    work.record(Event.SECOND_FACTOR_ASKED, before=before, after=after)


def _known(name: str) -> Limit:
    if name not in BY_NAME:
        raise NotFound(thing="limit")
    return BY_NAME[name]


def _words(rule: LimitRule | None, limit: Limit) -> list[int]:
    if rule is None:
        return [limit.times, int(limit.within.total_seconds())]
    return [rule.times, rule.within_seconds]
