"""Limits on attempts: counted in the database, before the expensive part, in one statement each."""

from collections.abc import Iterable
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from usercore.crypto.tokens import digest
from usercore.models import LimitCounter
from usercore.work import Attempt

NETWORK_PREFIX = 64  # one household or host has a whole /64 to choose from


def hit(db: Session, attempts: Iterable[Attempt], now: datetime, pepper: bytes) -> list[tuple[Attempt, int, datetime]]:
    """Count each attempt and return those over their limit, with their count and when they end.

    One upsert each: two at once are two (CVE-2024-4629).
    """
    over = []
    for attempt in attempts:
        key = digest(f"{attempt.limit}\0{attempt.key}", pepper)
        insert = (postgresql if db.get_bind().dialect.name == "postgresql" else sqlite).insert(LimitCounter)
        ended = LimitCounter.ends_at <= now
        counted = insert.values(key=key, count=1, ends_at=now + attempt.within).on_conflict_do_update(
            index_elements=[LimitCounter.key],
            set_={
                "count": case((ended, 1), else_=LimitCounter.count + 1),
                "ends_at": case((ended, insert.excluded.ends_at), else_=LimitCounter.ends_at),
            },
        )
        count, ends_at = db.execute(counted.returning(LimitCounter.count, LimitCounter.ends_at)).one()
        if count > attempt.times:
            over.append((attempt, count, ends_at))
    return over


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
