"""The rules of the house: named limits as they are now, what another number would have done, and sessions by role."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from usercore.events import Event
from usercore.frames.tables import frame
from usercore.limits import BY_NAME, network, rules
from usercore.models import AuditEntry, AuditValue, LimitRule, Role
from usercore.models.roles import is_staff, session_spans
from usercore.permissions import Permission
from usercore.work import Work, needs

LIMITS = ["name", "what", "whose", "times", "within", "usual_times", "usual_within", "changed", "quiet"]
REPLAY = ["rule", "tries", "kept_out", "wrongly", "whose", "since"]
SESSIONS = ["role", "title", "staff", "idle", "absolute", "most", "own_idle", "own_absolute"]
MOST_TRIES = 100_000


@needs(Permission.READ_SETTINGS)
def limits(work: Work) -> pd.DataFrame:
    """All named limits, `within` as a timedelta; `changed` if an admin set the number."""
    changed = set(work.db.scalars(select(LimitRule.name)))
    rows = (
        (
            limit.name, limit.what, limit.whose, limit.times, limit.within,
            BY_NAME[limit.name].times, BY_NAME[limit.name].within, limit.name in changed, limit.quiet,
        )
        for limit in rules(work.db).values()
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

    `tries` were looked at (the newest 100,000 at most, back to `since`); `kept_out` of them would have been refused,
    `wrongly` so many that were right; `whose`: how many addresses or networks that is. No row for another limit.
    """
    limit = rules(work.db).get(name)
    if limit is None or not name.startswith("sign-in:"):
        return frame([], REPLAY)
    tries = _tries(work, limit.whose, work.now - timedelta(days=days))
    clears = limit.whose == "address"
    both = (("now", limit.times, limit.within), ("new", times, within))
    return frame(((rule, *_replayed(tries, number, span, clears=clears)) for rule, number, span in both), REPLAY)


def _tries(work: Work, whose: str, since: datetime) -> list[tuple[datetime, Any, bool]]:
    """Past tries, oldest first: when, whose, and whether the password was right."""
    wanted = (
        select(AuditEntry.at, AuditEntry.event, AuditEntry.subject_id, AuditEntry.facts, AuditValue.value)
        .outerjoin(AuditValue, (AuditValue.entry_id == AuditEntry.id) & (AuditValue.name == "address"))
        .where(AuditEntry.event.in_((Event.SIGN_IN_REFUSED, Event.SIGN_IN_ACCEPTED)), AuditEntry.at >= since)
        .order_by(AuditEntry.at.desc())
        .limit(MOST_TRIES)
    )
    found = []
    for at, event, subject, facts, address in work.db.execute(wanted):
        who = {"address": subject or facts.get("typed"), "network": network(address) if address else None}
        key = who.get(whose, "everyone")
        if key is not None:
            found.append((at, key, event == Event.SIGN_IN_ACCEPTED))
    return found[::-1]


def _replayed(
    tries: Iterable[tuple[datetime, Any, bool]], times: int, within: timedelta, *, clears: bool
) -> tuple[int, int, int, int, datetime | None]:
    """The counters run again over the tries; a success clears an account's counter, as the real ones do."""
    ends: dict[Any, datetime] = {}
    counted: dict[Any, int] = defaultdict(int)
    whose: set[Any] = set()
    looked_at = kept_out = wrongly = 0
    since = None
    for at, key, right in tries:
        since = since or at
        looked_at += 1
        if key not in ends or ends[key] <= at:
            ends[key], counted[key] = at + within, 0
        counted[key] += 1
        if counted[key] > times:
            kept_out, wrongly = kept_out + 1, wrongly + right
            whose.add(key)
        elif right and clears:
            counted.pop(key)
            ends.pop(key)
    return looked_at, kept_out, wrongly, len(whose), since
