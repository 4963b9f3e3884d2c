"""What tests build with: a clock to turn, people made by the actions themselves, sessions as browsers get them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import insert, select, text, update

from tests.databases import kept_outside
from usercore import Actor, Core, Settings
from usercore.actions import sign_in, users
from usercore.actions.sign_in import Refused, SignedIn
from usercore.crypto.sealing import unseal
from usercore.crypto.tokens import derived_key
from usercore.database import reading
from usercore.limits import BY_NAME
from usercore.models import LimitRule, OutboxLetter, User

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSPHRASE = "seven lanterns over quiet water"
ANOTHER = "a kettle sings beside the window"
KEY = "tests-only-0123456789abcdefghijklmnopqrstuvwxyz"
CHEAP = {"argon2_memory_kib": 64, "argon2_rounds": 1, "secret_key": KEY}

ADA = "ada@example.com"
SAM = "sam@example.com"
MAX = "max@example.com"
PEOPLE = ((ADA, "Ada Admin", "admin"), (SAM, "Sam Support", "support"), (MAX, "Max Author", "author"))

numbers = count(1)


class FakeClock:
    """The time, until someone turns it."""

    def __init__(self, start: datetime = MORNING) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Template:
    """A database to copy, and the session tokens of the people in it."""

    url: str
    tokens: dict[str, str] = field(default_factory=dict)


def settings(url: str, **changes: object) -> Settings:
    return Settings(
        **{"database_url": url, **CHEAP, **kept_outside(url), "two_factor_grace": timedelta(days=3650), **changes}
    )


def house(name: str = "tests") -> Actor:
    """A program acting for the house."""
    return Actor.system(name)


def an_address(who: str = "someone") -> str:
    return f"{who}{next(numbers)}@example.com"


def a_user(
    core: Core, email: str | None = None, *, name: str = "", role: str = "author", password: str | None = PASSPHRASE
) -> UUID:
    """Someone with an account, their password their own; `password=None` leaves them invited."""
    return core.call(house(), users.create, email=email or an_address(), name=name, role=role, password=password).id


def a_role(core: Core, name: str, *permissions: str) -> str:
    """A role of the application's own; no action makes one yet."""
    import json

    with core.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO roles (name, title, permissions, built_in, position) VALUES (:n, :n, :p, :b, 99)"),
            {"n": name, "p": json.dumps(permissions), "b": False},
        )
    return name


def allow_many(core: Core) -> None:
    """Limits so wide that a whole session of tests fits into them."""
    with core.engine.begin() as connection:
        for name in BY_NAME:
            connection.execute(insert(LimitRule).values(name=name, times=100_000, within_seconds=60))


def forget_attempts(core: Core) -> None:
    """As if nobody had tried to sign in yet."""
    with core.engine.begin() as connection:
        connection.execute(text("DELETE FROM limit_counters"))


def visitor(address: str = "198.51.100.4", agent: str = "Browser/1", browser: str | None = None) -> Actor:
    return Actor.visitor(address=address, agent=agent, browser=browser)


def token_for(core: Core, email: str, password: str = PASSPHRASE, *, by: Actor | None = None) -> str:
    """A session token, got as a browser gets it: password, ticket, token."""
    by = by or visitor(address="")
    outcome = core.call(by, sign_in.with_password, email=email, password=password)
    assert isinstance(outcome, SignedIn), outcome
    return core.call(by, sign_in.redeem, ticket=outcome.ticket)


def signed_in(core: Core, email: str, password: str = PASSPHRASE, *, by: Actor | None = None) -> Actor:
    return core.actor_for(token_for(core, email, password, by=by))


def someone(core: Core, role: str = "author", **more: str) -> Actor:
    """A new person of that role, signed in."""
    email = more.pop("email", None) or an_address(role)
    a_user(core, email, role=role, **more)
    return signed_in(core, email)


def letters_to(core: Core, user_id: UUID) -> list[OutboxLetter]:
    """A person's letters as they lie in the outbox, the newest last."""
    with reading(core.engine) as db:
        wanted = select(OutboxLetter).where(OutboxLetter.user_id == user_id)
        found = list(db.scalars(wanted.order_by(OutboxLetter.created_at, OutboxLetter.id)))
        db.expunge_all()
    return found


def letter_to(core: Core, user_id: UUID, kind: str | None = None) -> OutboxLetter:
    """The newest letter (of that kind) to a person."""
    return [letter for letter in letters_to(core, user_id) if kind in (None, letter.kind)][-1]


def link_to(core: Core, user_id: UUID, kind: str) -> str:
    """The token in the newest letter of that kind, as its reader would find it."""
    letter = letter_to(core, user_id, kind)
    keys = tuple(derived_key(secret, "seal:letters") for secret in core._keys)
    return unseal(letter.sealed_token, keys, letter.id.bytes).decode()


def lock(core: Core, user_id: UUID, *, minutes: int = 5) -> None:
    """As if a limit had closed for this person just now."""
    with core.engine.begin() as connection:
        wanted = update(User).where(User.id == user_id)
        until = core.now() + timedelta(minutes=minutes)
        connection.execute(wanted.values(locked_until=until, locked_reason="sign-in:account"))


def may_enter(core: Core, email: str, password: str = PASSPHRASE) -> bool:
    return not isinstance(
        core.call(visitor(address=""), sign_in.with_password, email=email, password=password), Refused
    )
