"""Deeds and who does them: actions, frames and exports with the mark of what each needs, and the actor who asks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NamedTuple, ParamSpec, Protocol, Self, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from usercore.crypto.ids import as_uuid
from usercore.events import Event
from usercore.models.roles import is_staff
from usercore.permissions import Permission, holds
from usercore.settings import Settings
from usercore.spelling import storable

if TYPE_CHECKING:
    from usercore.work import Work

P = ParamSpec("P")
T = TypeVar("T")


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
    token_digests: tuple[bytes, ...] = field(default=(), repr=False)  # of one token, under each secret
    email: str = ""
    role: str = ""
    role_title: str = ""
    time_zone: str | None = None
    permissions: tuple[str, ...] = ()
    fresh: bool = False  # signed in, or confirmed, within `fresh_for`
    fresh_for_credentials: bool = False  # … within the shorter time that one's own address and password ask for
    must_change_password: bool = False
    second_factor: bool = False
    enrol_by: datetime | None = None  # by then a second factor must be set up; None: none is asked for
    must_enrol: bool = False  # … and nothing else before
    asked_consent: bool = False  # something is asked of them before they go on; it keeps them from nothing
    by_itself: bool = False  # a timer asks, not the person: that keeps no session alive (ASVS 7.3.1)
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

    @property
    def staff(self) -> bool:
        """Whether their role lets them do anything here beyond their own account."""
        return is_staff(self.permissions)

    @property
    def long_password(self) -> bool:
        """Whether the password alone opens the dashboard, and so has to be longer."""
        return self.staff and not self.second_factor

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
    facts: Mapping[str, Any] | None = None  # for the entry that tells how the export ended


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that counts against the limit of that name: `key` is whose."""

    limit: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An attempt once it was counted."""

    limit: str
    count: int
    times: int
    ends_at: datetime
    quiet: bool

    @property
    def used_up(self) -> bool:
        """Whether this was the last try, or one too many."""
        return self.count >= self.times

    @property
    def over(self) -> bool:
        return self.count > self.times


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What must hold before a deed runs."""

    permission: Permission
    own: str | None = None  # the argument that, naming oneself or what is one's own, admits without the permission
    owner: Callable[[Connection, UUID], UUID | None] | None = None  # whose the thing named by `own` is
    limits: Callable[[Actor, Settings, Mapping[str, Any]], Iterable[Attempt]] | None = None
    limits_in: Callable[["Work", Mapping[str, Any]], Iterable[Attempt]] | None = None  # where rows tell whose they are
    recorded: Event | None = None  # a frame whose reading is itself on record, once per actor and filter in ten minutes
    found: Callable[[Any], Mapping[str, Any]] | None = None  # … or, with what it found as facts, each time
    called: str = ""  # what the log calls an export, where that is not its name
    looks_up: Callable[["Work", Mapping[str, Any]], Any] | None = None  # `known` for `prepare`, as it is counted
    prepare: Callable[..., Any] | None = None  # slow work, run before the write transaction
    always_commits: bool = False  # nobody hears how it ended before a commit: what it counts goes to the disk with that
    with_temporary_password: bool = False  # on oneself it may run before a temporary password was changed
    replica: bool = False  # a frame whose rows a read replica may give; who asks is read on the primary all the same
    unhurried: bool = False  # may take long by its nature: no statement of it is broken off
    before_enrolment: bool = False  # may be done to oneself before a second factor that must be set up is


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


class Watcher(Protocol):
    """Told of every call once it is over: how long it took, and its receipt or what it raised."""

    def saw(self, deed: Deed[..., Any], seconds: float, outcome: object) -> None: ...
