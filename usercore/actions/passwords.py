"""Passwords change: by their owner, by staff, and through a link in a letter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.passwords import generated
from usercore.crypto.tokens import Purpose, fingerprint
from usercore.errors import WrongPassword, WrongState
from usercore.events import Event, Outcome
from usercore.limits import CURRENT_PASSWORD, HOUR, RESET_ADDRESS, by_link, first_within, held, network
from usercore.mail import letters
from usercore.models import Status, User
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.spelling import typed_key
from usercore.steps import credentials, invitations, links, notices, passwords, reminders, sessions, standing
from usercore.steps.entry import let_in
from usercore.work import Actor, Attempt, Kind, Work, needs


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """After one's own change, `ticket` is swapped for a new session token; the others have ended. For somebody else,
    `password` is the generated one, to be shown once.
    """

    ticket: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    old_hash: str | None
    new_hash: str
    generated: str | None = field(default=None, repr=False)


def tries(actor: Actor, _settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Guessing the current password from an open session counts like guessing it at the door."""
    if wanted.get("current_password") is not None:
        yield from (Attempt(name, held(actor)) for name in CURRENT_PASSWORD)


def prepare_change(
    reading: Any,
    *,
    user_id: UUID,
    new_password: str = "",
    current_password: str | None = None,
    generate_password: bool = False,
) -> Prepared:
    password = generated() if generate_password else new_password
    with reading() as work:
        user = work.get(User, user_id)
        policy = _policy(work, user)
        old_hash, must_change = user.password_hash, user.must_change_password
        own, settings = user.id == work.actor.user_id, work.settings
        if generate_password:
            standing.not_yourself(work, user)
        just_typed = must_change and work.actor.fresh_for_credentials
    # A temporary password was typed to get in; asking for it at once again would prove nothing new.
    proved = not own or (just_typed and current_password is None)
    if not proved and not passwords.verified(old_hash, current_password or "", settings):
        raise WrongPassword
    passwords.check(password, settings, **policy)
    return Prepared(old_hash, passwords.hashed(password, settings), password if generate_password else None)


@needs(Permission.CHANGE_PASSWORDS, own="user_id", with_temporary_password=True, prepare=prepare_change, limits=tries)
def change(
    work: Work,
    *,
    user_id: UUID,
    new_password: str = "",
    current_password: str | None = None,
    generate_password: bool = False,
    prepared: Prepared,
) -> PasswordChanged:
    """Set a password. One's own needs `current_password` (unless it was temporary, and just typed), ends the other sessions and
    gives a ticket for a new one; one that staff set, or let be generated, is temporary and ends all sessions. The owner is
    told by letter.

    Raises `WrongPassword`, `InvalidPassword`, `NotFound`, `AboveYou`, `NotAllowed`, `NotFresh`, `WrongState`, and
    `NotYourself` for a generated one.
    """
    user = standing.locked(work, user_id)
    if user.status_at(work.now) is Status.DELETED:
        raise WrongState(status=str(Status.DELETED))
    if user.password_hash != prepared.old_hash:
        raise WrongPassword  # it was changed in between
    own = user.id == work.actor.user_id
    if not own:
        work.must_be_fresh()
        invitations.must_give_what_waits(work, user)
    temporary = not own and work.actor.kind is not Kind.SYSTEM
    spared = work.actor.session_id if own else None
    ended = credentials.replace(work, user, prepared.new_hash, temporary=temporary, why="password-changed", but=spared)
    work.record(Event.PASSWORD_CHANGED, about=user, temporary=temporary, sessions_ended=ended)
    if not own:
        return PasswordChanged(password=prepared.generated)
    return PasswordChanged(let_in(work, user, method=sessions.method_of(work)).ticket)


def asks(actor: Actor, _settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    yield Attempt(RESET_ADDRESS, typed_key(wanted["email"]))
    if actor.address:
        yield Attempt("reset:source", network(actor.address))


@needs(Permission.PUBLIC, limits=asks)
def request_reset(work: Work, *, email: str) -> None:
    """Send a link to choose a new password, if the address has an account that may sign in, or the invitation once
    more where one waits; for every other address the same is done and nothing is sent. Changes nothing on the account.

    Raises `TooManyAttempts` for a network that asks too often, never for an address (ASVS 6.3.8).
    """
    key = typed_key(email)
    user = work.db.scalars(select(User).where(User.email_key == key)).one_or_none()
    why = _why_no_letter(work, key, user)
    to = user if why is None else None
    invitation = reminders.due(work, user if why == Status.INVITED else None)
    if user and invitation:
        to, letter = user, reminders.letter(work, user, invitation)
    else:
        token, ends_at = links.offer(work, Purpose.RESET, work.settings.reset_lifetime, to)
        address, name = (to.email, to.name) if to else ("nobody@example.com", "")
        letter = letters.reset(to=address, name=name, token=token, ends_at=ends_at)
    reminders.posted(work, invitation, letter, about=to)
    typed = None if user else fingerprint(key, work.key("typed"))
    outcome, sent = Outcome.DONE if to else Outcome.REFUSED, str(letter.kind) if to else None
    work.record(Event.RESET_ASKED, about=user, outcome=outcome, why=why, typed=typed, sent=sent)


def _why_no_letter(work: Work, key: str, user: User | None) -> str | None:
    """Over the limit it is one letter an hour: whoever uses it up for others must not keep them out for a day."""
    first = first_within(work, "letter:reset", key, HOUR)
    if any(one.limit == RESET_ADDRESS and one.over for one in work.counted) and not first:
        return "too-many-letters"
    if user is None:
        return "unknown"
    return None if user.may_sign_in(work.now) else str(user.status_at(work.now))


def prepare_reset(reading: Any, *, token: str, new_password: str) -> str:
    with reading() as work:
        _, user = links.read(work, token, Purpose.RESET)  # nobody without the link makes us compute
        policy, settings = _policy(work, user), work.settings
    passwords.check(new_password, settings, **policy)
    return passwords.hashed(new_password, settings)


@needs(Permission.PUBLIC, prepare=prepare_reset, limits=by_link)
def reset(work: Work, *, token: str, new_password: str, prepared: str) -> None:
    """Choose a new password through a link. It ends all sessions, opens the lock, voids other links and tells the
    owner; nobody is signed in by it, and a second factor is still asked for (ASVS 6.4.3).

    Raises `TokenSpent`, `TokenExpired`, `TokenVoid`, `InvalidPassword`.
    """
    _, user = links.use(work, token, Purpose.RESET)
    ended = credentials.replace(work, user, prepared, temporary=False, why="password-reset")
    work.record(Event.PASSWORD_RESET, about=user, sessions_ended=ended)


@needs(Permission.CHANGE_PASSWORDS)
def force_reset(work: Work, *, user_id: UUID, compromised: bool = False, keep_sessions: bool = False) -> int:
    """Send a person a link to choose a new password, and ask for one at their next sign-in. A `compromised` password
    lets nobody in any more. Their sessions end, unless `keep_sessions`; returns how many did.

    Raises `NotFound`, `AboveYou`, `NotYourself`, `LastAdmin`, `NotFresh`, `WrongState`.
    """
    user = standing.locked(work, user_id)
    standing.not_yourself(work, user)
    if not user.may_sign_in(work.now):
        raise WrongState(status=str(user.status_at(work.now)))
    work.must_be_fresh()
    if compromised:
        standing.not_last_admin(work, user)
    user.must_change_password = True
    user.version += 1
    if compromised:
        ended = credentials.spoil(work, user, "password-compromised")
    else:
        links.void(work, user, Purpose.EMAIL, Purpose.TICKET)
        notices.choose_another(work, user)
        sessions.no_longer_fresh(work, user.id)  # those that stay choose a password once they have shown whose they are
        ended = 0 if keep_sessions else sessions.end_all(work, user.id, "password-reset-forced")
    work.record(Event.RESET_FORCED, about=user, compromised=compromised, sessions_ended=ended)
    return ended


def _policy(work: Work, user: User) -> dict[str, Any]:
    """What a new password of this person is judged by."""
    return {
        "long": passwords.must_be_long(work, user),
        "email": user.email,
        "name": user.name,
        "old_hashes": credentials.old_hashes(work, user.id, user.password_hash),
    }
