"""The first admin: made through a link that only the console shows, once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from usercore.crypto.tokens import Purpose
from usercore.errors import SetUpClosed
from usercore.events import Event
from usercore.models import Instance, OneTimeToken, User
from usercore.permissions import ADMIN, Permission
from usercore.spelling import Email, canonical_email, clean_name
from usercore.steps import accounts, passwords, tokens
from usercore.steps.entry import PASSWORD, SignedIn, let_in
from usercore.work import Work, needs

LINK_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Prepared:
    email: Email
    name: str
    password_hash: str


@needs(Permission.RUN_HOUSE)
def offer(work: Work) -> str | None:
    """A set-up token, or None once an installation was set up. A new one voids the older (CVE-2023-46249)."""
    if _closed(work):
        return None
    work.db.execute(
        update(OneTimeToken)
        .where(OneTimeToken.purpose == Purpose.SET_UP, OneTimeToken.spent_at.is_(None))
        .values(spent_at=work.now)
    )
    work.record(Event.SET_UP_OFFERED)
    return tokens.mint(work, Purpose.SET_UP, LINK_LIFETIME)


def prepare_create(reading: Any, *, token: str, email: str, name: str, password: str) -> Prepared:
    with reading() as work:
        settings = work.settings
        if _closed(work):
            raise SetUpClosed
        tokens.find(work, token, Purpose.SET_UP)  # nobody without the link makes us compute
    address, name = canonical_email(email), clean_name(name)
    passwords.check(password, settings, long=True, email=address.address, name=name)
    return Prepared(address, name, passwords.hashed(password, settings))


@needs(Permission.PUBLIC, prepare=prepare_create)
def create(
    work: Work,
    *,
    token: str,
    email: str,
    name: str,
    password: str,
    prepared: Prepared,
) -> SignedIn:
    """Make the first admin and sign them in. Raises `SetUpClosed`, `TokenSpent`, `TokenExpired`, `InvalidEmail`,
    `InvalidName`, `InvalidPassword`; `EmailTaken` if somebody came in with it meanwhile.
    """
    if _closed(work):
        raise SetUpClosed
    tokens.consume(work, token, Purpose.SET_UP)
    new = accounts.newcomer(
        work,
        email=prepared.email,
        name=prepared.name,
        role=ADMIN,
        password_hash=prepared.password_hash,
        temporary=False,
        came_back=True,
    )
    user = accounts.added(work, new)
    work.db.get_one(Instance, 1).set_up_at = work.now
    work.record(Event.SET_UP, about=user, personal={"email": user.email, "name": user.name})
    return let_in(work, user, method=PASSWORD)


def _closed(work: Work) -> bool:
    """Set up before, or someone is here already: deleting the first admin does not reopen it."""
    instance = work.db.get_one(Instance, 1, with_for_update=work.writes or None)
    return instance.set_up_at is not None or work.db.scalar(select(User.id).limit(1)) is not None
