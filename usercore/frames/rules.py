"""The rules of the house: named limits as they are now, what another number would have done, and sessions by role."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple
from datetime import timedelta

import pandas as pd
from sqlalchemy import func, select

from usercore.events import Event
from usercore.frames.tables import frame
from usercore.limits import BY_NAME, SIGN_IN_ACCOUNT, Limit, rules
from usercore.models import AuditEntry, LimitRule, Role, User
from usercore.models.roles import is_staff, session_spans
from usercore.permissions import Permission
from usercore.steps import replaying
from usercore.work import Work, needs

LIMITS = ["name", "what", "whose", "times", "within", "usual_times", "usual_within", "changed", "quiet", "closed"]
REPLAY = ["rule", "tries", "since", "capped", "kept_out", "wrongly", "people", "networks", "wronged"]
SESSIONS = ["role", "title", "staff", "idle", "absolute", "most", "own_idle", "own_absolute"]
LONGEST_LOOK_BACK = timedelta(days=1)
LONGEST_REPLAY = 366


@needs(Permission.READ_SETTINGS)
def limits(work: Work) -> pd.DataFrame:
    """All named limits, `within` as a timedelta; `changed` if an admin set the number, `closed` how many are full now:
    people for the limits of signing in to one account, else networks, sessions or addresses that were refused.
    """
    changed = set(work.db.scalars(select(LimitRule.name)))
    in_force = rules(work.connection)
    closed = _closed(work, in_force)
    rows = (
        (
            limit.name, limit.what, limit.whose, limit.times, limit.within,
            BY_NAME[limit.name].times, BY_NAME[limit.name].within, limit.name in changed, limit.quiet,
            closed[limit.name],
        )
        for limit in in_force.values()
    )  # fmt: skip
    return frame(rows, LIMITS)


@needs(Permission.READ_SETTINGS)
def sessions(work: Work) -> pd.DataFrame:
    """For each role how long its sessions last (timedelta), how many at once, and which of it is its own rule."""
    found = []
    for role in work.db.scalars(select(Role).order_by(Role.position, Role.name)):
        idle, absolute = session_spans(role, work.settings)
        own = (role.idle_seconds is not None, role.absolute_seconds is not None)
        found.append((role.name, role.title, is_staff(role.permissions), idle, absolute, role.most_sessions, *own))
    return frame(found, SESSIONS)


@needs(Permission.READ_SETTINGS)
def replay(work: Work, *, name: str, times: int, within: timedelta, days: int = 30) -> pd.DataFrame:
    """What a sign-in limit would have done in the last days: two rows, the rule of “now” and the “new” one.

    `tries` were looked at, back to `since` (`capped`: the newest 100,000, there were more). `kept_out` of them would
    have been refused, from so many `people` (or addresses without an account) and `networks`; `wrongly` of those were
    right, of `wronged` people. No row for a limit on anything else. What the limits of their day refused was never
    checked and is not among the tries.
    """
    limit = rules(work.connection).get(name)
    if limit is None or not name.startswith("sign-in:"):
        return frame([], REPLAY)
    tries = replaying.past_tries(work, work.now - timedelta(days=min(days, LONGEST_REPLAY)))
    looked_at = (len(tries), tries[0].at if tries else None, len(tries) == replaying.MOST_TRIES)
    both = (("now", limit.times, limit.within), ("new", times, within))
    return frame(
        ((rule, *looked_at, *astuple(replaying.toll(tries, limit.whose, number, span))) for rule, number, span in both),
        REPLAY,
    )


def _closed(work: Work, in_force: Mapping[str, Limit]) -> Counter[str]:
    """How many of each limit are full. A counter's key is a digest that does not tell which limit it is of, so people
    are counted by the mark on them, all else by the note that the first refusal of a window leaves in the log.
    """
    locked = select(User.locked_reason, func.count()).where(User.locked_at(work.now)).group_by(User.locked_reason)
    closed = Counter({str(name): many for name, many in work.db.execute(locked)})
    noted = select(AuditEntry.at, AuditEntry.facts).where(
        AuditEntry.event == Event.LIMIT_REACHED, AuditEntry.at > work.now - LONGEST_LOOK_BACK
    )
    for at, facts in work.db.execute(noted):
        limit = in_force.get(facts.get("limit"))
        if limit is None or limit.name in SIGN_IN_ACCOUNT:
            continue
        closed[limit.name] += at + limit.within > work.now  # at the latest: the window began with its first try
    return closed
