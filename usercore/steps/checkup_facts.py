"""What is found out about the house: few cheap statements, each bounded in time; one that fails hides no other."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits.storage import RedisStorage
from sqlalchemy import func, select, text

from usercore import schema
from usercore.events import Event, Outcome
from usercore.models import (
    AuditChain,
    AuditEntry,
    Instance,
    JobRun,
    KnownKey,
    Lease,
    LegalHold,
    LetterState,
    OutboxLetter,
    User,
)
from usercore.spelling import without_addresses
from usercore.steps import checkup, checkup_database, keeping, replica_checkup, runs
from usercore.steps.checkup_database import bounded, on_sqlite
from usercore.steps.telling import called
from usercore.work import Kind, Work

T = TypeVar("T")
LONGEST, LONGEST_THOROUGH = timedelta(seconds=2), timedelta(seconds=30)
WAITING = (LetterState.QUEUED, LetterState.FAILING)
DAY = timedelta(days=1)
WORKER = "worker"  # the lease
# Of the worker's jobs; others may be long past.
BY_THE_MINUTE = frozenset(
    {
        "suspensions",
        "sessions",
        "set-aside",
        "tidying",
        "search",
        "requests",
        "erasures-filed",
        "erasures-scrubbed",
        "months",
    }
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
log = logging.getLogger("usercore")


def read(work: Work, *, thorough: bool) -> checkup.Known:
    """All of it; `thorough` reads the whole of a SQLite file. Raises what the database raises if it does not answer."""
    longest = LONGEST_THOROUGH if thorough else LONGEST
    elsewhere = isinstance(work.counters, RedisStorage)
    return checkup.Known(
        now=work.now,
        clock=_found(work, _clock),  # first: what takes long after it is no skew
        database=checkup_database.read(work, longest, thorough=thorough),
        migrations=_found(work, lambda work: schema.standing(work.connection)),
        mail=_found(work, _mail),
        worker=_found(work, _worker),
        jobs=_found(work, _jobs),
        retention=_found(work, _retention),
        keys=_found(work, _keys),
        chain=_found(work, _chain),
        disk=_found(work, _disk),
        zones=_found(work, _zones),
        place=_found(work, _place),
        counters=_found(work, lambda work: work.counters.check()) if elsewhere else None,
        counted_elsewhere=elsewhere,
        replica=_found(work, replica_checkup.read),
        replicated=work.replica is not None,
    )


def _found(work: Work, reader: Callable[[Work], T]) -> T | None:
    try:
        with bounded(work, LONGEST):
            return reader(work)
    except Exception:  # whatever it was, the other checks are of use
        log.exception("a check of the house")
        return None


def _clock(work: Work) -> checkup.Clock:
    newest = work.db.scalar(select(func.max(AuditEntry.at)))
    if on_sqlite(work):
        return checkup.Clock(None, newest)
    theirs: Any = work.db.scalar(text("SELECT clock_timestamp()"))
    return checkup.Clock(theirs.astimezone(UTC) - work.now, newest)


def _mail(work: Work) -> checkup.Mail:
    queued, failing = (_waiting(work, state) for state in WAITING)
    overdue = [at for _, at in (queued, failing) if at]
    problem = select(OutboxLetter.problem).where(OutboxLetter.state == LetterState.FAILING)
    words = work.db.scalar(problem.order_by(OutboxLetter.next_try_at).limit(1)) if failing[0] else None
    given_up = select(func.count()).where(
        AuditEntry.event == Event.LETTER_GIVEN_UP,
        AuditEntry.at > work.now - DAY,
        AuditEntry.facts["state"].as_string() == LetterState.GIVEN_UP,
    )
    return checkup.Mail(
        server=work.settings.smtp_url is not None,
        last_sent_at=work.db.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.event == Event.LETTER_SENT)),
        queued=queued[0],
        failing=failing[0],
        given_up=work.db.scalar(given_up) or 0,
        overdue_since=min(overdue, default=None),
        problem=without_addresses(words) if words else None,
    )


def _waiting(work: Work, state: LetterState) -> tuple[int, datetime | None]:
    """How many, counted no further than the setting `count_cap`, and since when the first should have gone."""
    in_it = OutboxLetter.state == state
    some = select(OutboxLetter.id).where(in_it).limit(work.settings.count_cap).subquery()
    first = select(func.min(OutboxLetter.next_try_at)).where(in_it).scalar_subquery()
    many, at = work.db.execute(select(select(func.count()).select_from(some).scalar_subquery(), first)).one()
    return many, at


def _worker(work: Work) -> checkup.Lease:
    return checkup.Lease(work.db.scalar(select(Lease.until).where(Lease.name == WORKER)))


def _jobs(work: Work) -> tuple[checkup.Run, ...]:
    return tuple(
        checkup.Run(run.name, run.finished_at, run.outcome == Outcome.FAILED, run.name in BY_THE_MINUTE, run.facts)
        for run in work.db.scalars(select(JobRun).order_by(JobRun.name))
    )


def _retention(work: Work) -> checkup.Retention:
    """Read off the newest run; late is one that should have begun half a day ago."""
    last, late_review = runs.newest(work), LegalHold.review_at <= work.now
    reviews = select(func.count()).where(LegalHold.lifted_at.is_(None), late_review)
    waiting = work.db.scalar(reviews) or 0
    if last is None:
        return checkup.Retention(reviews=waiting)
    capped = [keeping.title(part["category"]) for part in last.plan if part["state"] == runs.CAPPED]
    return checkup.Retention(
        began=last.started_at,
        outcome=last.outcome,
        problem=last.problem,
        capped=", ".join(capped),
        done=sum(part["done"] for part in last.plan),
        late=runs.next_at(last.started_at, work.now) + DAY / 2 < work.now,
        reviews=waiting,
    )


def _keys(work: Work) -> checkup.Keys:
    since = work.db.scalar(select(KnownKey.first_seen_at).where(KnownKey.name == work.key_name))
    return checkup.Keys(len(work.secrets), since)


def _chain(work: Work) -> checkup.Chain:
    end = work.db.get_one(AuditChain, 1)
    known = checkup.Chain(segment=end.segment, sequence=end.sequence, hash=end.hash.hex())
    wanted = (
        select(AuditEntry, User)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.event == Event.AUDIT_VERIFIED)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(1)
    )
    row = work.db.execute(wanted).one_or_none()
    if row is None:
        return known
    entry, user = row
    return replace(known, verified_at=entry.at, whole=entry.outcome == Outcome.DONE, by=_by_whom(work, entry, user))


def _by_whom(work: Work, entry: AuditEntry, user: User | None) -> str:
    if entry.actor_kind == Kind.SYSTEM:
        return entry.actor_name or ""
    return called(work, user.name, user.email) or "" if user else ""


def _disk(work: Work) -> checkup.Disk:
    if not on_sqlite(work):
        return checkup.Disk(int(work.db.scalar(text("SELECT pg_database_size(current_database())")) or 0))
    file = work.settings.database_file
    changes = file.with_name(f"{file.name}-wal")
    return checkup.Disk(
        file.stat().st_size, changes.stat().st_size if changes.exists() else 0, shutil.disk_usage(file.parent).free
    )


def _zones(_: Work) -> bool:
    try:
        return bool(ZoneInfo("Europe/Berlin"))
    except ZoneInfoNotFoundError:
        return False


def _place(work: Work) -> checkup.Place:
    practice = work.db.scalar(select(Instance.practice_passphrase).where(Instance.id == 1)) is not None
    home = work.settings.home
    return checkup.Place(home, urlsplit(home).hostname in LOOPBACK, practice)
