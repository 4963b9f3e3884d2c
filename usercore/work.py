"""The unit of work: who acts, what they may do, and the few verbs that change or record anything."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import update_wrapper
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec, Self, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from usercore.crypto import chain
from usercore.crypto.ids import as_uuid, uuid7
from usercore.crypto.tokens import derived_key
from usercore.database import Table, touched
from usercore.errors import NotFound, NotFresh
from usercore.events import Event, Outcome
from usercore.models import AuditChain, AuditEntry, AuditValue
from usercore.permissions import Permission, holds
from usercore.settings import Settings
from usercore.spelling import storable

P = ParamSpec("P")
T = TypeVar("T")
Row = TypeVar("Row", bound=Table)


class Kind(StrEnum):
    PERSON = "person"
    VISITOR = "visitor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks. Only the ids are believed: each call reads session, status and role again.

    `address` is an IP address, `agent` a browser's user-agent line, `browser` the value of the cookie that
    binds tickets to one browser.
    """

    kind: Kind
    name: str = ""
    user_id: UUID | None = None
    session_id: UUID | None = None
    token_digest: bytes | None = field(default=None, repr=False)
    email: str = ""
    role: str = ""
    role_title: str = ""
    permissions: tuple[str, ...] = ()
    fresh: bool = False  # signed in, or confirmed, within `fresh_for`
    must_change_password: bool = False
    address: str = ""
    agent: str = ""
    browser: str | None = field(default=None, repr=False)

    @classmethod
    def visitor(cls, *, address: str = "", agent: str = "", browser: str | None = None) -> Self:
        """Nobody in particular."""
        address, agent = storable(address)[:64], storable(agent)[:400]
        return cls(kind=Kind.VISITOR, address=address, agent=agent, browser=browser)

    @classmethod
    def system(cls, name: str) -> Self:
        """A program acting for the house; holds every permission, but not the right to remove the last admin."""
        return cls(kind=Kind.SYSTEM, name=name[:60])

    @property
    def signed_in(self) -> bool:
        return self.kind is Kind.PERSON

    def holds(self, permission: str) -> bool:
        return self.kind is Kind.SYSTEM or holds(self.permissions, permission)

    def may(self, deed: "Deed[..., Any] | Permission", *, about: object = None) -> bool:
        """Whether `deed` would be let through, about oneself or another: what screens draw from."""
        if isinstance(deed, Permission):
            return self.holds(deed)
        own = deed.needs.own is not None and about is not None and as_uuid(about) == self.user_id
        return self.holds(deed.permission) or (own and self.signed_in)


class Block(NamedTuple):
    """A piece of an export and the rows it holds."""

    data: bytes
    rows: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that counts against a limit: `key` is whose."""

    limit: str
    key: str
    times: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What must hold before a deed runs."""

    permission: Permission
    own: str | None = None  # the argument that, naming oneself or what is one's own, admits without the permission
    owner: Callable[[Session, UUID], UUID | None] | None = None  # whose the thing named by `own` is
    limits: Callable[[Actor, Settings, Mapping[str, Any]], Iterable[Attempt]] | None = None
    prepare: Callable[..., Any] | None = None  # slow work, run before the write transaction
    with_temporary_password: bool = False  # may run before a temporary password was changed


class Deed(Generic[P, T]):
    """An action, frame or export: a function over `work`, and the mark that guards and labels it."""

    def __init__(self, function: Callable[Concatenate["Work", P], T], needs: Needs) -> None:
        self.function = function
        self.needs = needs
        update_wrapper(self, function)

    def __call__(self, work: "Work", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.function(work, *args, **kwargs)

    @property
    def permission(self) -> Permission:
        return self.needs.permission

    @property
    def name(self) -> str:
        """As a reader of the audit log would say it: `users.suspend`."""
        return f"{self.function.__module__.rsplit('.', 1)[-1]}.{self.function.__name__}"

    @property
    def room(self) -> str:
        """`actions`, `frames` or `exports`."""
        return self.function.__module__.split(".")[1]


def needs(permission: Permission, **more: Any) -> Callable[[Callable[Concatenate["Work", P], T]], Deed[P, T]]:
    """Mark a function with what it needs: the guard that `core.call` checks and the label that screens draw from."""
    mark = Needs(permission=permission, **more)
    return lambda function: Deed(function, mark)


@dataclass(slots=True)
class Work:
    """One call: its transaction, actor and moment. Nothing else in the house knows the time."""

    db: Session
    actor: Actor
    now: datetime
    settings: Settings
    secrets: tuple[str, ...]
    call_id: UUID
    writes: bool
    entries: list[tuple[AuditEntry, list[AuditValue]]] = field(default_factory=list)

    def must_be_fresh(self) -> None:
        """Raise `NotFresh` unless a person signed in, or confirmed who they are, within `fresh_for` (ASVS 7.5.3)."""
        if self.actor.signed_in and not self.actor.fresh:
            raise NotFresh

    def key(self, use: str) -> bytes:
        """The key for one use, derived from the newest secret."""
        return derived_key(self.secrets[0], use)

    def new_id(self) -> UUID:
        return uuid7(self.now)

    def add(self, row: Row) -> Row:
        self.db.add(row)
        return row

    def get(self, table: type[Row], row_id: object, thing: str = "person") -> Row:
        """The row, locked if this work writes. Raises `NotFound`, for ids that are none at all too."""
        found = as_uuid(row_id)
        row = found and self.db.get(table, found, with_for_update=self.writes or None, populate_existing=self.writes)
        if not row:
            raise NotFound(thing=thing)
        return row

    def claim(self, table: type[Row], row_id: UUID, *conditions: ColumnElement[bool], **values: Any) -> bool:
        """Change one row if the conditions still hold: the one conditional UPDATE behind all single use."""
        wanted = update(table).where(table.__table__.c.id == row_id, *conditions).values(**values)
        result = self.db.execute(wanted.execution_options(synchronize_session=False))
        if not (isinstance(result, CursorResult) and result.rowcount == 1):
            return False
        touched(self.db, table)
        return True

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
        entry = AuditEntry(
            id=self.new_id(),
            at=self.now,
            event=event.value,
            outcome=outcome.value,
            actor_kind=self.actor.kind.value,
            actor_id=self.actor.user_id,
            actor_name=self.actor.name if self.actor.kind is Kind.SYSTEM else None,
            subject_id=subject,
            call_id=self.call_id,
            facts=facts,
        )
        whose = {"address": self.actor.user_id or subject, "agent": self.actor.user_id or subject}
        told = {"address": self.actor.address, "agent": self.actor.agent, **(personal or {})}
        values = [
            AuditValue(
                entry_id=entry.id,
                name=name,
                person_id=whose.get(name, subject),
                value=value,
                salt=secrets.token_bytes(16),
            )
            for name, value in told.items()
            if value
        ]
        entry.sealed = {value.name: chain.sealed_value(value.value, value.salt) for value in values}
        self.entries.append((entry, values))

    def seal(self) -> None:
        """Append the entries to the chain; the last thing before the commit, since it holds the chain's lock."""
        if not self.entries:
            return
        self.db.flush()
        end = self.db.scalars(select(AuditChain).where(AuditChain.id == 1).with_for_update()).one()
        for entry, values in self.entries:
            end.append(entry)
            self.db.add(entry)
            self.db.flush()
            self.db.add_all(values)
        self.entries.clear()
        self.db.info["recorded"] = True
