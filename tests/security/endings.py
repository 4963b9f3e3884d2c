"""Everything that ends a session, as it really happens: each deed takes a core, whose session it is,
and an admin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from tests.builders import ANOTHER, PASSPHRASE, a_user, an_address, house, link_to, signed_in, token_for, visitor
from usercore import Actor, Core
from usercore.actions import alarms, emails, passwords, rules, sessions, sign_in, users
from usercore.frames import audit

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@dataclass(frozen=True, slots=True)
class Victim:
    """Someone signed in: their session and its token."""

    email: str
    user_id: UUID
    token: str
    actor: Actor


def a_victim(core: Core, role: str = "support") -> Victim:
    email = an_address("victim")
    user_id = a_user(core, email, role=role)
    token = token_for(core, email)
    return Victim(email, user_id, token, core.actor_for(token))


def elsewhere(core: Core, victim: Victim) -> Actor:
    """The same person, signed in a second time, in another browser."""
    return signed_in(core, victim.email, by=visitor(address="", agent=FIREFOX, browser="another browser"))


def reset_by_letter(core: Core, victim: Victim, _ada: Actor) -> None:
    core.call(visitor(address=""), passwords.request_reset, email=victim.email)
    link = link_to(core, victim.user_id, "reset")
    core.call(visitor(address=""), passwords.reset, token=link, new_password=ANOTHER)


def own_password_elsewhere(core: Core, victim: Victim, _ada: Actor) -> None:
    own = {"current_password": PASSPHRASE, "new_password": ANOTHER}
    core.call(elsewhere(core, victim), passwords.change, user_id=victim.user_id, **own)


def new_address(core: Core, victim: Victim, _ada: Actor) -> None:
    core.call(victim.actor, users.update, user_id=victim.user_id, email=an_address("moved"))
    core.call(visitor(address=""), emails.confirm, token=link_to(core, victim.user_id, "email-confirm"))


def address_taken_back(core: Core, victim: Victim, ada: Actor) -> None:
    new_address(core, victim, ada)
    core.call(visitor(address=""), emails.undo, token=link_to(core, victim.user_id, "email-changed"))


def not_me_by_letter(core: Core, victim: Victim, _ada: Actor) -> None:
    elsewhere(core, victim)
    core.call(visitor(address=""), alarms.by_letter, token=link_to(core, victim.user_id, "new-device"))


def not_me_in_history(core: Core, victim: Victim, _ada: Actor) -> None:
    other = elsewhere(core, victim)
    entry = core.call(house(), audit.of_user, user_id=victim.user_id).iloc[0]
    core.call(other, alarms.in_history, user_id=victim.user_id, entry_id=entry.id)


def too_many_at_once(core: Core, victim: Victim, _ada: Actor) -> None:
    for most in (1, None):
        core.call(house(), rules.change_sessions, role=victim.actor.role, idle=None, absolute=None, most=most)
        if most:
            elsewhere(core, victim)


def as_if_since(core: Core, victim: Victim, column: str, **ago: float) -> None:
    """As if the session had begun, or was last used, so long ago."""
    moment = core.now() - timedelta(**ago)
    stored = moment.replace(tzinfo=None) if core.engine.dialect.name == "sqlite" else moment
    which = victim.actor.session_id
    key = which.hex if core.engine.dialect.name == "sqlite" else which
    with core.engine.begin() as connection:
        wanted = text(f"UPDATE sessions SET {column} = :moment WHERE id = :id")
        changed = connection.execute(
            wanted, {"moment": stored.isoformat(" ") if stored.tzinfo is None else stored, "id": key}
        )
        assert changed.rowcount == 1


Ending = Callable[[Core, Victim, Actor], object]

ENDINGS: dict[str, Ending] = {
    "suspended": lambda core, who, ada: core.call(ada, users.suspend, user_id=who.user_id, reason="left"),
    "moved to the trash": lambda core, who, ada: core.call(ada, users.soft_delete, user_id=who.user_id),
    "deleted for ever": lambda core, who, ada: core.call(ada, users.hard_delete, user_id=who.user_id, reason="asked"),
    "role lost": lambda core, who, ada: core.call(ada, users.change_role, user_id=who.user_id, role="author"),
    "password set by staff": lambda core, who, ada: core.call(
        ada, passwords.change, user_id=who.user_id, new_password=ANOTHER
    ),
    "password reset by letter": reset_by_letter,
    "own password changed elsewhere": own_password_elsewhere,
    "new address confirmed": new_address,
    "new address taken back": address_taken_back,
    "this wasn't me, by letter": not_me_by_letter,
    "this wasn't me, in the history": not_me_in_history,
    "new password asked for by staff": lambda core, who, ada: core.call(
        ada, passwords.force_reset, user_id=who.user_id
    ),
    "ended by staff": lambda core, who, ada: core.call(ada, sessions.revoke, session_id=who.actor.session_id),
    "ended by staff with others": lambda core, who, ada: core.call(
        ada, sessions.revoke_many, session_ids=[who.actor.session_id]
    ),
    "all ended by staff": lambda core, who, ada: core.call(ada, sessions.revoke_all, user_id=who.user_id),
    "all others ended by oneself": lambda core, who, _ada: core.call(
        elsewhere(core, who), sessions.revoke_all, user_id=who.user_id, keep_this_one=True
    ),
    "signed out in another tab": lambda core, who, _ada: core.call(core.actor_for(who.token), sign_in.out),
    "unused for too long": lambda core, who, _ada: as_if_since(core, who, "last_seen_at", hours=1, seconds=1),
    "too old": lambda core, who, _ada: as_if_since(core, who, "created_at", hours=12, seconds=1),
    "too many at once": too_many_at_once,
}
