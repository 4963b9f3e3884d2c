"""Fill an empty database with made-up people, by many-row inserts: nobody real is in them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.sealing import seal
from usercore.crypto.tokens import Purpose
from usercore.database import Table, touched
from usercore.database_months import look_after
from usercore.errors import AlreadyStarted, NotEmpty
from usercore.events import Event
from usercore.loading import indexes_last, load, load_tuples
from usercore.mail.letters import LetterKind
from usercore.models import (
    AuditChain,
    AuditEntry,
    AuditValue,
    Consent,
    ConsentPurpose,
    ConsentState,
    ConsentText,
    Factor,
    Instance,
    Invitation,
    LegalHold,
    LetterState,
    Note,
    OutboxLetter,
    PrivacyRequest,
    RecoveryCode,
    RequestNote,
    RetentionRun,
    Role,
    User,
    UserSession,
)
from usercore.permissions import ADMIN, Permission
from usercore.practice import keeping
from usercore.practice.agreements import Agreements
from usercore.practice.letters import Addressees
from usercore.practice.lives import Life
from usercore.practice.log import ENTRY, VALUE, Log
from usercore.practice.looks import Looks
from usercore.practice.memory import uncollected
from usercore.practice.moments import moment
from usercore.practice.moved_in import COLUMNS, WITH_HISTORY, moved_in
from usercore.practice.people import ROSTER, a_world, lives
from usercore.practice.remarks import Remarks
from usercore.practice.wishes import Wishes
from usercore.practice.world import Row, World
from usercore.steps import factors, links, passwords
from usercore.work import LETTERS, Work, needs

__all__ = ["PASSPHRASE", "Built", "NotEmpty", "Progress", "build"]

T = TypeVar("T")
Progress = Callable[[int, int], None]
PASSPHRASE = "practice makes perfect"  # noqa: S105 - shown on the sign-in page
AT_ONCE = 2_000
LIVED_UP_TO, BUILT_UP_TO = 0.45, 0.85  # shares of the time, until the last person is in, and the last entry
MANY = (User, UserSession, AuditEntry, AuditValue, Consent, ConsentState, Factor, RecoveryCode, Invitation, Note)
PURPOSES = {
    LetterKind.RESET: Purpose.RESET,
    LetterKind.NEW_DEVICE: Purpose.NOT_ME,
    LetterKind.INVITATION: Purpose.INVITATION,
}


@dataclass(frozen=True, slots=True)
class Built:
    """What there is now."""

    people: int
    sessions: int
    entries: int


def prepare_build(
    reading: Any,
    *,
    people: int = 2_000,
    seed: int = 1,
    passphrase: str = PASSPHRASE,
    progress: Progress | None = None,
) -> str:
    with reading() as work:
        _must_be_empty(work)
        settings = work.settings
    passwords.check(passphrase, settings, long=True)
    return passwords.hashed(passphrase, settings)


@needs(Permission.RUN_HOUSE, prepare=prepare_build)
def build(
    work: Work,
    *,
    people: int = 2_000,
    seed: int = 1,
    passphrase: str = PASSPHRASE,
    progress: Progress | None = None,
    prepared: str,
) -> Built:
    """So many people (at least the staff), who share one passphrase, and two years of history; of more than
    `WITH_HISTORY` the others came before that, and have none. The same seed and moment give the same people. `progress`
    is told (done, of how many) now and then.

    Raises `NotEmpty`, `AlreadyStarted`, `InvalidPassword`.
    """
    end = _must_be_empty(work)
    world = a_world(seed=seed, now=work.now, settings=work.settings, password_hash=prepared, people=people)
    whole = max(people, len(ROSTER))
    told = _shares(progress, whole)
    writes = indexes_last(work.connection, MANY, told(BUILT_UP_TO, 1))
    with uncollected(), closing(world.happenings), writes:
        written_to, wishes = Addressees(world), Wishes(world)
        lived = told(0, LIVED_UP_TO)
        came, sessions = _people(work, world, people, lambda done: lived(done / whole), (written_to.add, wishes.of))
        wishes.tell()
        _letters(work, written_to)
        for some in _batches(written_to.asked):  # which know their letters now
            _insert(work, Invitation, [one.row() for one in some])
        entries = _history(work, world, end, told(LIVED_UP_TO, BUILT_UP_TO))
    _wishes(work, wishes)
    instance = work.db.get_one(Instance, 1, with_for_update=True)
    instance.set_up_at, instance.practice_passphrase = work.now, passphrase
    work.db.get_one(Role, ADMIN).second_factor_since = None  # whoever practises as one has no phone
    work.record(Event.PRACTICE_BUILT, people=came, seed=seed)
    return Built(came, sessions, entries)


def _shares(progress: Progress | None, whole: int) -> Callable[[float, float], Callable[[float], None]]:
    """Tells what share of a stretch of the work is done, as people of all people."""

    def stretch(begins: float, ends: float) -> Callable[[float], None]:
        def told(share: float) -> None:
            if progress:
                progress(round(whole * (begins + share * (ends - begins))), whole)

        return told

    return stretch


def _must_be_empty(work: Work) -> AuditChain:
    """The chain's end, held; nobody may be here, and nothing have happened, since time only goes forward in it."""
    wanted = select(AuditChain).where(AuditChain.id == 1)
    end = work.db.scalars(wanted.with_for_update() if work.writes else wanted).one()
    if work.db.scalar(select(User.id).limit(1)) is not None:
        raise NotEmpty
    if work.db.scalar(select(AuditEntry.id).limit(1)) is not None:
        raise AlreadyStarted
    return end


def _people(
    work: Work, world: World, people: int, told: Callable[[int], None], also: tuple[Callable[[list[Life]], None], ...]
) -> tuple[int, int]:
    came, sessions, remarks, agreements = 0, 0, Remarks(world), Agreements(world)
    looks, kept = Looks(world), keeping.Keeping(world)
    for some in _batches(lives(world, min(people, WITH_HISTORY))):
        _insert(work, User, [life.row() for life in some])
        rows = [row for life in some for row in life.stays.rows()]
        _insert(work, UserSession, rows)
        _factors(work, some)
        _insert(work, Note, list(remarks.about(some)))
        _agreements(work, agreements, some, first=not came)
        looks.at(some)
        _insert(work, LegalHold, list(kept.holds(some)))
        came, sessions = came + len(some), sessions + len(rows)
        for each in also:
            each(some)
        told(came)
    for rows_alone in _batches(moved_in(world, people - WITH_HISTORY)):
        load_tuples(work.connection, User, COLUMNS, rows_alone)
        came += len(rows_alone)
        told(came)
    _insert(work, RetentionRun, list(kept.runs()))
    return came, sessions


def _agreements(work: Work, agreements: Agreements, some: list[Life], *, first: bool) -> None:
    if first:
        _insert(work, ConsentPurpose, agreements.purposes())
        _insert(work, ConsentText, agreements.texts())
    lines, states = agreements.about(some)
    _insert(work, Consent, lines)
    _insert(work, ConsentState, states)


def _factors(work: Work, some: list[Life]) -> None:
    """Sealed as real ones, so that a new key can take the place of this one."""
    keys, pepper = work.sealing_keys(factors.KEY), work.key(factors.CODES)
    theirs = [life.stays.factor for life in some if life.stays.factor]
    _insert(work, Factor, [one.row(keys) for one in theirs])
    _insert(work, RecoveryCode, [code for one in theirs for code in one.codes(pepper)])


def _letters(work: Work, written_to: Addressees) -> None:
    """The outbox; links in letters that were not sent work, so that one can try what staff do with them."""
    rows = list(written_to.outbox())
    for row in rows:
        if row["state"] != LetterState.SENT and row["ends_at"] > work.now:
            user, span = work.db.get_one(User, row["user_id"]), row["ends_at"] - work.now
            token, _ = links.offer(work, PURPOSES[row["kind"]], span, user, row.get("wanted"))
            row["sealed_token"] = seal(token.encode(), work.sealing_keys(LETTERS), row["id"].bytes)
    _insert(work, OutboxLetter, rows)


def _history(work: Work, world: World, end: AuditChain, told: Callable[[float], None]) -> int:
    log, connection = Log(world, end), work.connection
    look_after(connection, work.now, since=moment(world.happenings.earliest))
    written, all_of_it = 0, len(world.happenings)
    for some in _batches(log.entries()):
        load_tuples(connection, AuditEntry, ENTRY, some)
        load_tuples(connection, AuditValue, VALUE, log.taken())
        written += len(some)
        told(written / all_of_it)
    end.segment, end.sequence, end.hash = log.segment, log.sequence, log.hash
    work.db.flush()
    return written


def _wishes(work: Work, wishes: Wishes) -> None:
    """Those that are done name the entry of the log that proves it."""

    def receipt(person_id: UUID) -> UUID | None:
        proof = (AuditEntry.subject_id == person_id, AuditEntry.event == Event.EXPORT_FINISHED)
        return work.db.scalar(select(AuditEntry.id).where(*proof).limit(1))

    rows = list(wishes.rows(receipt))
    _insert(work, PrivacyRequest, [request for request, _ in rows])
    _insert(work, RequestNote, [note for _, note in rows if note])


def _insert(work: Work, table: type[Table], rows: list[Row]) -> None:
    if rows:
        touched(work.connection, table)
        load(work.connection, table, rows)


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    things = iter(things)
    while some := list(islice(things, AT_ONCE)):
        yield some
