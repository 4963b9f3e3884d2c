"""People."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, Uuid, and_, case, func, literal, or_
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table
from usercore.spelling import Email, folded


class Status(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"
    SUSPENDED = "suspended"
    DELETED = "deleted"


LOCKED = "locked"

# Sorted and compared byte by byte, so that both databases agree and an index serves every page.
Key = String().with_variant(String(collation="C"), "postgresql")


def searched(name: str, address: str) -> str:
    """What a search looks through."""
    return f"{folded(name)}\n{folded(address)}"


class User(Table):
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(Key, unique=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Key)
    time_zone: Mapped[str | None] = mapped_column(String(64))  # IANA; None: as the browser says
    searched: Mapped[str] = mapped_column(Text)  # name and address, folded

    role: Mapped[str] = mapped_column(ForeignKey("roles.name"))
    status: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(Moment)
    last_seen_at: Mapped[datetime | None] = mapped_column(Moment)  # later than that, in sessions whose rows are gone

    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_compromised: Mapped[bool] = mapped_column(default=False)  # known to others: no longer lets anyone in

    second_factor_asked_at: Mapped[datetime | None] = mapped_column(Moment)  # sign-in at which the role first asked
    must_enrol: Mapped[bool] = mapped_column(default=False)  # a second factor comes first, whatever the role says

    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_until: Mapped[datetime | None] = mapped_column(Moment)
    suspended_reason: Mapped[str | None] = mapped_column(String(500))
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    locked_reason: Mapped[str | None] = mapped_column(String(100))
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    status_before_deletion: Mapped[str | None] = mapped_column(String(16))

    version: Mapped[int] = mapped_column(default=1)  # of what staff edit: signing in does not count

    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "last_sign_in_at", "id"),  # PostgreSQL's puts those who never did last (2026_12_20_search)
        Index(None, "name_key", "id"),
        Index("ix_users_role_created_at_id", "role", "created_at", "id", "status"),  # who is in the trash counts not
        Index(None, "status", "created_at", "id"),
        Index("ix_users_suspended_until", "suspended_until"),
        Index("ix_users_locked_until", "locked_until"),
    )

    def set_email(self, email: Email) -> None:
        self.email, self.email_key = email.address, email.key
        self._index()

    def set_name(self, name: str) -> None:
        self.name, self.name_key = name, folded(name)
        self._index()

    def _index(self) -> None:
        self.searched = searched(self.name or "", self.email or "")

    def status_at(self, now: datetime) -> Status:
        """The status that counts: a suspension whose end has come is over, whether or not the worker was here."""
        if self.status == Status.SUSPENDED and self.suspended_until and self.suspended_until <= now:
            return Status.ACTIVE
        return Status(self.status)

    def may_sign_in(self, now: datetime) -> bool:
        return self.status_at(now) is Status.ACTIVE

    @classmethod
    def who_may_sign_in(cls, now: datetime, *, unindexed: bool = False) -> ColumnElement[bool]:
        """`may_sign_in`, in SQL; `unindexed` where something else narrows more than that somebody is active."""
        status: ColumnElement[str] = func.coalesce(cls.status, "") if unindexed else cls.status  # type: ignore[assignment]
        return or_(status == Status.ACTIVE, and_(status == Status.SUSPENDED, cls.suspended_until <= now))

    @classmethod
    def locked_at(cls, now: datetime) -> ColumnElement[bool]:
        """Whether a limit keeps this person from signing in; their open sessions go on."""
        # SQLite would look through all who are active, in place of the few whose lock is not over.
        return and_(cls.who_may_sign_in(now, unindexed=True), cls.locked_until > now)

    @classmethod
    def status_that_counts(cls, now: datetime) -> ColumnElement[str]:
        """`status_at`, in SQL, and beside it “locked”, which is derived from the limits."""
        return case(
            (cls.locked_at(now), literal(LOCKED)),
            (and_(cls.status == Status.SUSPENDED, cls.suspended_until <= now), literal(Status.ACTIVE.value)),
            else_=cls.status,
        )
