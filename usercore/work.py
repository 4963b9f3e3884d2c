"""The unit of work: one call's transaction, actor and moment, and the few verbs that change or record anything."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from limits.storage import Storage
from sqlalchemy import ColumnElement, Connection, Select, update
from sqlalchemy.orm import Session

from usercore.crypto import chain
from usercore.crypto.ids import as_uuid, uuid7
from usercore.crypto.sealing import seal
from usercore.crypto.tokens import derived_key, digest, fingerprint
from usercore.database import Table, changes_in, session, touched
from usercore.deeds import Actor, Attempt, Block, Counted, Deed, Kind, Needs, Watcher, needs
from usercore.errors import NotFound, NotFresh
from usercore.events import Event, Outcome
from usercore.mail.letters import Letter
from usercore.models import LetterState, NewEntry, OutboxLetter, User
from usercore.replica import Replica
from usercore.settings import Settings
from usercore.statements import END, append, inserting, locking

__all__ = ["Actor", "Attempt", "Block", "Counted", "Deed", "Kind", "Needs", "Watcher", "Work", "needs"]

LETTERS = "letters"
Row = TypeVar("Row", bound=Table)


@dataclass(slots=True)
class Work:
    """One call: its transaction, actor and moment. Nothing else in the house knows the time."""

    opened: Connection
    actor: Actor
    now: datetime
    settings: Settings
    secrets: tuple[str, ...]
    call_id: UUID
    writes: bool
    counters: Storage
    counted: tuple[Counted, ...] = ()
    replica: Replica | None = None  # for the checkup
    entries: list[tuple[NewEntry, list[dict[str, Any]]]] = field(default_factory=list)
    session: Session | None = None
    ending: ExitStack = field(default_factory=ExitStack)  # what ends with the call, before its transaction

    @property
    def db(self) -> Session:
        """The transaction as a session, for what makes objects of rows; a call that does not is spared making one."""
        if self.session is None:
            self.session = self.ending.enter_context(session(self.opened))
        return self.session

    @property
    def connection(self) -> Connection:
        """The transaction itself, within the savepoint that the session may have begun."""
        return self.session.connection() if self.session else self.opened

    def must_be_fresh(self) -> None:
        """Raise `NotFresh` unless a person signed in, or confirmed who they are, within `fresh_for` (ASVS 7.5.3)."""
        if self.actor.signed_in and not self.actor.fresh:
            raise NotFresh

    def must_be_fresh_for_credentials(self) -> None:
        """The same within `fresh_for_credentials`, before one's own address or password changes (ASVS 7.5.1)."""
        if self.actor.signed_in and not self.actor.fresh_for_credentials:
            raise NotFresh

    def key(self, use: str) -> bytes:
        """The key for one use, derived from the newest secret."""
        return derived_key(self.secrets[0], use)

    @property
    def key_name(self) -> str:
        """What the log and the tables call the newest secret; nobody can tell the secret from it."""
        return fingerprint("name", self.key("name"))

    def digests(self, token: str, use: str) -> tuple[bytes, ...]:
        """What may be stored of a token: its digest under each secret, the newest first."""
        return tuple(digest(token, derived_key(secret, use)) for secret in self.secrets)

    def sealing_keys(self, use: str) -> tuple[bytes, ...]:
        """The keys to seal under for one use, the newest first."""
        return tuple(derived_key(secret, f"seal:{use}") for secret in self.secrets)

    def new_id(self) -> UUID:
        return uuid7(self.now)

    def add(self, row: Row) -> Row:
        self.db.add(row)
        return row

    def insert(self, table: type[Row], **values: Any) -> None:
        """A row that nobody here needs as an object: it goes to the database at once, in a fifth of the time."""
        self.flush()
        self.connection.execute(inserting(table), values)
        touched(self.opened, table)

    def flush(self) -> None:
        """Send what the session holds, before a statement that it knows nothing of."""
        if self.session:
            self.session.flush()

    def rows(self, wanted: Select[*tuple[Any, ...]], **given: Any) -> Sequence[Any]:
        """Plain rows of a statement that was perhaps built once for all: a parameter `now` in it is this moment. No row
        becomes an object, which would take longer than to read it.
        """
        self.flush()
        return self.connection.execute(wanted, {"now": self.now, **given}).all()

    def get(self, table: type[Row], row_id: object, thing: str = "person") -> Row:
        """The row, locked if this work writes. Raises `NotFound`, for ids that are none at all too."""
        found = as_uuid(row_id)
        if not found:
            raise NotFound(thing=thing)
        row = self.db.scalar(locking(table), {"id": found}) if self.writes else self.db.get(table, found)
        if row is None:
            raise NotFound(thing=thing)
        return row

    def claim(self, table: type[Row], row_id: UUID, *conditions: ColumnElement[bool], **values: Any) -> bool:
        """Change one row if the conditions still hold: the one conditional UPDATE behind all single use."""
        self.flush()
        wanted = update(table.__table__).where(table.__table__.c.id == row_id, *conditions).values(**values)  # type: ignore[arg-type]
        if self.connection.execute(wanted).rowcount != 1:
            return False
        touched(self.opened, table)
        return True

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is done and recorded wholly, or, if it raises, not at all; the work around it goes on."""
        changes = changes_in(self.opened)
        touched_before, entries_before = set(changes.tables), len(self.entries)
        try:
            with self.db.begin_nested():
                yield
        except BaseException:
            changes.tables = touched_before
            del self.entries[entries_before:]
            raise

    def record(
        self,
        event: Event,
        *,
        about: object = None,
        outcome: Outcome = Outcome.DONE,
        personal: Mapping[str, str | None] | None = None,
        **facts: Any,
    ) -> None:
        """An audit entry in this transaction. `facts` are chained as they stand and must name nobody;
        `personal` values are chained as salted digests and kept beside the entry until erasure.
        """
        subject = as_uuid(getattr(about, "id", about))
        entry_id = self.new_id()
        values = self._values(entry_id, subject, personal or {})
        entry = NewEntry(
            id=entry_id,
            at=self.now,
            event=event.value,
            outcome=outcome.value,
            actor_kind=self.actor.kind.value,
            actor_id=self.actor.user_id,
            actor_name=self.actor.name if self.actor.kind is Kind.SYSTEM else None,
            subject_id=subject,
            call_id=self.call_id,
            facts=facts,
            sealed={one["name"]: chain.sealed_value(one["value"], one["salt"]) for one in values},
        )
        self.entries.append((entry, values))

    def _values(self, entry_id: UUID, subject: UUID | None, personal: Mapping[str, str | None]) -> list[dict[str, Any]]:
        """What stands beside the entry: where it came from is its actor's, the rest is its subject's."""
        origin = {"address": self.actor.address, "agent": self.actor.agent}
        whose = dict.fromkeys(origin, self.actor.user_id or subject)
        return [
            {
                "entry_id": entry_id,
                "name": name,
                "person_id": whose.get(name, subject),
                "value": value,
                "salt": secrets.token_bytes(16),
            }
            for name, value in {**origin, **personal}.items()
            if value
        ]

    def post(self, letter: Letter, *, about: User | None) -> UUID:
        """A letter in the outbox, in this transaction; the worker carries it. About nobody, it is written all the
        same and never sent, so that an unknown address takes as long as a known one. Returns the letter's id.
        """
        letter_id = self.new_id()
        keys = self.sealing_keys(LETTERS)
        self.add(
            OutboxLetter(
                id=letter_id,
                user_id=about.id if about else None,
                kind=letter.kind,
                to_address=letter.to if about else "",
                to_name=letter.name if about else "",
                facts=dict(letter.facts),
                sealed_token=seal(letter.token.encode(), keys, letter_id.bytes) if letter.token else None,
                ends_at=letter.ends_at,
                time_zone=about.time_zone if about else None,
                state=LetterState.QUEUED if about else LetterState.VOID,
                tries=0,
                created_at=self.now,
                next_try_at=self.now,
            )
        )
        return letter_id

    def seal(self) -> None:
        """Append the entries to the chain; the last thing before the commit, since it holds the chain's lock."""
        if not self.entries:
            return
        self.flush()
        connection = self.connection
        last: Any = connection.execute(END).one()
        for entry, _ in self.entries:
            entry.follow(last)
            last = entry
        end = {"segment": last.segment, "sequence": last.sequence, "hash": last.hash}
        values = [value for _, values in self.entries for value in values]
        append(connection, end, [vars(entry) for entry, _ in self.entries], values)
        self.entries.clear()
        changes_in(self.opened).recorded = True
